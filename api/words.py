"""The catalogue words.toml and reason codes enter; what a person reads, in English or Chinese, leaves."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from graph.presets import load_reasons


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return all words by key, each in every language; a test holds the languages level."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def explained(item: Mapping[str, object], lang: str) -> str:
    """Return what an answer's reason code means, with how many institutions and which things it concerns."""
    code = str(item.get("reason", ""))
    said = load_reasons().get(code, {}).get(lang) or code.replace("_", " ")
    count = item.get("institutions")
    things = item.get("things") or item.get("thing") or item.get("label") or item.get("event") or ()
    named = ", ".join(map(str, things)) if isinstance(things, list | tuple) else str(things)
    return said + (f" ({count})" if count else "") + (f": {named}" if named else "")


def why(match: Mapping[str, object], lang: str) -> str:
    """Return the reason of a search's match in words: the way, the name that matched and its language, what was made alike."""
    name, tongue, through = match.get("name"), match.get("lang"), match.get("through")
    notes = [word(f"language_{tongue}", lang)] if tongue in ("zh", "en") else [str(tongue)] if tongue else []
    notes += [explained({"reason": code}, lang) for code in (through if isinstance(through, list) else [])]
    marks = ("：", "（{}）", "，") if lang == "zh" else (": ", " ({})", "; ")
    told = explained({"reason": match["reason"]}, lang) + (f"{marks[0]}{name}" if name else "")
    return told + (marks[1].format(marks[2].join(notes)) if notes else "")


def word(key: str, lang: str) -> str:
    """Return a word in a language; a key without an entry stands for itself."""
    return catalogue().get(key, {}).get(lang, key.replace("_", " "))
