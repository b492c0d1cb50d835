"""The catalogues of texts enter; a text by its key in a language leaves. Every word of a page comes from here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

LANGUAGES: Final = ("en", "zh")


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return the texts of a language by dotted key; a test holds the languages level."""
    path = Path(__file__).parent / "catalogues" / f"{lang}.toml"
    return MappingProxyType(dict(sorted(_flat(tomllib.loads(path.read_text("utf-8"))))))


def _flat(table: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{above}{key}.")
        else:
            found.append((above + key, str(value)))
    return found


def text(lang: str, key: str, **values: object) -> str:
    """Return a text with its values filled in; a key that is missing is an error of ours."""
    said = catalogue(lang)[key]
    return said.format(**values) if values else said


def known(lang: str, key: str, otherwise: str) -> str:
    """Return a text whose key is made from data, or something else where there is none."""
    return catalogue(lang).get(key, otherwise)
