"""The catalogue words.toml enters; a word of the interface in English or Chinese leaves."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return all words by key, each in every language; a test holds the languages level."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def word(key: str, lang: str) -> str:
    """Return a word in a language; a key without an entry stands for itself."""
    return catalogue().get(key, {}).get(lang, key.replace("_", " "))
