"""The catalogue words.toml enters; the words of a dossier in one language leave."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from api.values import told

LANGUAGES: Final = ("zh", "en")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return all words by key, each in every language."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Words:
    """Words in one language."""

    lang: str

    def __call__(self, key: str) -> str:
        """The word of a key."""
        return catalogue()[key][self.lang]

    def status(self, status: str) -> str:
        """The word for a status."""
        return catalogue()[status][self.lang] if status in catalogue() else status

    def figure(self, name: str) -> str:
        """What a figure of a part is called."""
        key = f"figure_{name}"
        return catalogue()[key][self.lang] if key in catalogue() else self.told(name)

    def of(self, both: Mapping[str, str]) -> str:
        """One of a text that is given in both languages."""
        return both.get(self.lang) or both.get("en") or ""

    def told(self, value: Any, column: str = "") -> str:
        """A value or code of an answer, as people read it."""
        return told(value, self.lang, column)

    def name(self, row: Mapping[str, Any] | None, fallback: str = "") -> str:
        """What a thing is called in this language."""
        if row is None:
            return fallback
        first, second = ("name_zh", "name_en") if self.lang == "zh" else ("name_en", "name_zh")
        return str(row.get(first) or row.get(second) or row.get("label") or fallback)
