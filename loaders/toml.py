"""A TOML file of a source enters; its tables, read key by key with their types checked, leave."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ontology.errors import SourceError


@dataclass(frozen=True)
class Table:
    """One table of a TOML file, with the way to it, so that every complaint names file and key."""

    file: str
    where: str
    values: Mapping[str, object]

    def key(self, name: str) -> str:
        """The way to a key, as the ledger and messages show it."""
        return f"{self.where}.{name}" if self.where else name

    def wrong(self, name: str, what: str, what_zh: str, remedy: str = "", remedy_zh: str = "") -> SourceError:
        """An error at a key."""
        return SourceError(
            what, what_zh, file=self.file, column=self.key(name), remedy=remedy, remedy_zh=remedy_zh
        )

    def only(self, allowed: Iterable[str]) -> None:
        """A key that nobody reads is a typing error, not a comment."""
        names = sorted(allowed)
        for name in self.values:
            if name not in names:
                raise self.wrong(
                    name,
                    f"unknown key {name!r}",
                    f"未知的键 {name!r}",
                    f"use one of: {', '.join(names)}",
                    f"可用的键：{'、'.join(names)}",
                )

    def text(self, name: str, default: str | None = None) -> str:
        """A text; a date counts as one."""
        value = self.values.get(name, default)
        if isinstance(value, date | datetime):
            return value.isoformat()
        if not isinstance(value, str):
            raise self._type(name, "a text", "文本")
        return value

    def truth(self, name: str, default: bool = False) -> bool:
        """A truth value."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self._type(name, "true or false", "true 或 false")
        return value

    def whole(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._type(name, "a whole number", "整数")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.values.get(name, [])
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._type(name, "a list of texts", "文本列表")
        return tuple(value)

    def table(self, name: str) -> Table:
        """A table, empty where it is missing."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self._type(name, "a table", "表")
        return Table(self.file, self.key(name), value)

    def tables(self, name: str) -> tuple[Table, ...]:
        """A list of tables, empty where it is missing."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._type(name, "a list of tables ([[…]])", "表的列表（[[…]]）")
        return tuple(Table(self.file, f"{self.key(name)}[{at}]", item) for at, item in enumerate(value, 1))

    def mapping(self, name: str) -> dict[str, str]:
        """A table of texts."""
        table = self.table(name)
        return {key: table.text(key) for key in table.values}

    def bilingual(self, name: str) -> dict[str, str]:
        """A text that must be there in Chinese and English."""
        table = self.table(name)
        table.only(("zh", "en"))
        for language in ("zh", "en"):
            if not table.text(language, "").strip():
                raise table.wrong(
                    language, f"{name} needs a text in {language}", f"{name} 缺少 {language} 文本"
                )
        return {language: table.text(language) for language in ("zh", "en")}

    def _type(self, name: str, kind: str, kind_zh: str) -> SourceError:
        if name not in self.values:
            return self.wrong(name, f"the key is missing; it takes {kind}", f"缺少该键，应为{kind_zh}")
        return self.wrong(
            name,
            f"{kind} is expected, not {self.values[name]!r}",
            f"应为{kind_zh}，而不是 {self.values[name]!r}",
        )


def read_toml(path: Path) -> Table:
    """The file's top table."""
    try:
        return Table(path.name, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise SourceError(
            "the file does not exist",
            "文件不存在",
            file=str(path),
            remedy="a source is a folder with source.toml and its mapping",
            remedy_zh="每个数据来源是一个含有 source.toml 和映射文件的文件夹",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"not valid TOML: {error}", f"不是有效的 TOML：{error}", file=str(path)) from None
