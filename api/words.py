"""The catalogue words.toml and reason codes enter; what a person reads, in English or Chinese, leaves."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graph.presets import load_reasons
from ontology.model import default_model

NONE: Final[Mapping[str, str]] = MappingProxyType({})


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return all words by key, each in every language; a test holds the languages level."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def explained(item: Mapping[str, object], lang: str, names: Mapping[str, str] = NONE) -> str:
    """Return what an answer's reason code means: of which partner, which years, how many and which things.

    `names` gives partners the names that the answer shows them under.
    """
    code = str(item.get("reason", ""))
    said = load_reasons().get(code, {}).get(lang) or code.replace("_", " ")
    count = item.get("institutions")
    things = item.get("things") or item.get("thing") or item.get("label") or item.get("event") or ()
    named = ", ".join(map(str, things)) if isinstance(things, list | tuple) else str(things)
    years = item.get("years")
    if isinstance(years, list | tuple):
        named = spans([int(year) for year in years])
    number = item.get("count") or (len(things) if item.get("partner") and isinstance(things, list) else 0)
    head = f"{said} ({count})" if count else said
    if number:
        head += f"（{number} 项）" if lang == "zh" else f" ({number} event{'' if number == 1 else 's'})"
    partner = str(item.get("partner") or "")
    if partner:
        head = f"{names.get(partner, partner)}: {head}"
    return head + (f": {named}" if named else "")


def spans(years: Sequence[int]) -> str:
    """Return years as people write them: 2001–2003, 2006."""
    found: list[list[int]] = []
    for year in sorted(set(years)):
        if found and year == found[-1][-1] + 1:
            found[-1] = [found[-1][0], year]
        else:
            found.append([year])
    return ", ".join("–".join(map(str, one)) for one in found)


def kind_of_event(kind: str, lang: str) -> str:
    """Return what an event of a kind is called: by the catalogue, else by the class that declares the kind."""
    if kind in catalogue():
        return word(kind, lang)
    declared = (one for one in default_model().classes.values() if one.event_kind == kind)
    return next((one.labels.get(lang, kind) for one in declared), kind)


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
