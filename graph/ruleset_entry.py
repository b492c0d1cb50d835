"""An entry of a rule set file enters; its values leave, or an error that names file, line, entry and what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.ruleset import Changed
from graph.verdict_shape import Words
from ontology.errors import GraphError


@dataclass(frozen=True)
class Entry:
    """A place in a file: where an error is said to stand."""

    file: str
    text: str
    what: str
    mark: str = ""  # words that begin the entry

    def wrong(self, problem: str) -> GraphError:
        """The error for something wrong here."""
        at = self.text.find(self.mark) if self.mark else -1
        line = f", line {self.text.count(chr(10), 0, at) + 1}" if at >= 0 else ""
        return GraphError(
            f"{self.what}: {problem}", f"{self.what} 有误：{problem}", where=f"rules/{self.file}{line}",
            remedy="correct the rule set; nothing was changed", remedy_zh="请更正规则集文件；没有任何内容被更改",
        )  # fmt: skip

    def keys(self, said: Mapping[str, Any], known: Collection[str]) -> None:
        """Refuse keys that nobody reads."""
        if unknown := sorted(set(said) - set(known)):
            raise self.wrong(f"unknown keys: {', '.join(unknown)}")

    def text_of(self, said: Mapping[str, Any], key: str) -> str:
        """A text that must be there."""
        if not isinstance(said.get(key), str) or not said[key].strip():
            raise self.wrong(f"{key} must be a text")
        return str(said[key])

    def words(self, said: Any, key: str) -> Words:
        """A text in both languages."""
        if not isinstance(said, Mapping) or not all(
            isinstance(said.get(lang), str) and said[lang] for lang in ("zh", "en")
        ):
            raise self.wrong(f"{key} must be given in zh and en")
        return Words(said["zh"], said["en"])

    def one_of(self, said: Mapping[str, Any], key: str, known: Collection[str]) -> str:
        """One word of a list."""
        value = said.get(key)
        if value not in known:
            raise self.wrong(f"{key} is {value!r}; it must be one of: {', '.join(sorted(known))}")
        return str(value)

    def listed(self, said: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = said.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(f"{key} must be a list of texts")
        return tuple(value)

    def changed(self, said: Mapping[str, Any], default: Changed | None = None) -> Changed:
        """Who set it, when and why."""
        value = said.get("changed")
        if value is None and default is not None:
            return default
        if not isinstance(value, Mapping) or set(value) != {"date", "by", "why"}:
            raise self.wrong("changed must say date, by and why")
        try:
            day = value["date"] if isinstance(value["date"], date) else date.fromisoformat(str(value["date"]))
        except ValueError as error:
            raise self.wrong(f"changed.date is no day of the calendar: {value['date']!r}") from error
        return Changed(day, self.text_of(value, "by"), self.text_of(value, "why"))
