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


def word(key: str, lang: str) -> str:
    """Return a word in a language; a key without an entry stands for itself."""
    return catalogue().get(key, {}).get(lang, key.replace("_", " "))
