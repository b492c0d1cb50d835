"""The `[recognise]` tables of a mapping enter, what tells by the words of a record whether they hold leaves.

    [recognise.NAME]     any = [tests], all = [tests], none = [tests]: holds if every one of `all` does, at least one
                         of `any` does, and none of `none` does
A test names a path and exactly one of
    is = [texts]         the text is one of these, as written
    words = [words]      one of these stands in the text, as whole words, whatever the case and the spaces between
    matches = "…"        a regular expression is found in the text
    empty = true         there is no text
The path `?NAME` is then "true" or "false" wherever a path may stand: in `where`, in `skip`, as a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.toml import Table

_TESTS = ("is", "words", "matches", "empty")


@dataclass(frozen=True)
class Test:
    """One look at the text of a path."""

    path: str
    wanted: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None

    def holds(self, texts: Sequence[str]) -> bool:
        """Whether any text at the path passes; with neither texts nor a pattern, whether there is none."""
        found = [text for text in texts if text and not text.isspace()]
        if self.pattern is not None:
            return any(self.pattern.search(text) for text in found)
        if self.wanted:
            return any(text.strip() in self.wanted for text in found)
        return not found


@dataclass(frozen=True)
class Recognised:
    """A name for what several tests together recognise."""

    name: str
    whole: tuple[Test, ...]
    some: tuple[Test, ...]
    none: tuple[Test, ...]

    @property
    def tests(self) -> tuple[Test, ...]:
        """All of them, `all` first, then `any`, then `none`."""
        return (*self.whole, *self.some, *self.none)

    def __call__(self, *values: Sequence[str]) -> str:
        """Return "true" or "false", as a source would write it, for the texts at the path of each test."""
        first, second = len(self.whole), len(self.whole) + len(self.some)
        holds = all(_pairwise(self.whole, values[:first])) and not any(_pairwise(self.none, values[second:]))
        if holds and self.some:
            holds = any(_pairwise(self.some, values[first:second]))
        return "true" if holds else "false"


def _pairwise(tests: Sequence[Test], values: Sequence[Sequence[str]]) -> list[bool]:
    return [test.holds(value) for test, value in zip(tests, values, strict=True)]


def read_recognised(top: Table) -> Mapping[str, Recognised]:
    """The tables by name; a test that asks nothing or two things at once is a SourceError that names it."""
    table = top.table("recognise")
    return {name: _recognised(name, table.table(name)) for name in table.values}


def _recognised(name: str, table: Table) -> Recognised:
    table.only(("any", "all", "none"))
    whole, some, none = (tuple(map(_test, table.tables(kind))) for kind in ("all", "any", "none"))
    if not whole and not some:
        raise table.wrong(
            "any",
            "nothing is asked here, so everything would be recognised",
            "此处没有任何条件，一切都会被识别",
            'add any = [{ path = "…", words = ["…"] }]',
            '请添加 any = [{ path = "…", words = ["…"] }]',
        )
    return Recognised(name, whole, some, none)


def _test(table: Table) -> Test:
    table.only(("path", *_TESTS))
    asked = [kind for kind in _TESTS if kind in table.values]
    if len(asked) != 1:
        raise table.wrong(
            "path",
            f"a test needs exactly one of {', '.join(_TESTS)}",
            f"条件须且只能有 {'、'.join(_TESTS)} 之一",
        )
    path = table.text("path")
    if asked == ["is"]:
        return Test(path, wanted=frozenset(table.texts("is")))
    if asked == ["empty"]:
        if not table.truth("empty"):
            raise table.wrong("empty", "only `empty = true` can be asked", "只能写 empty = true")
        return Test(path)
    written = table.text("matches") if asked == ["matches"] else _words(table.texts("words"))
    try:
        return Test(path, pattern=re.compile(written))
    except re.error as error:
        raise table.wrong(
            asked[0], f"not a regular expression: {error}", f"不是正则表达式：{error}"
        ) from None


def _words(words: Sequence[str]) -> str:
    """A pattern that finds any of some words or phrases; Chinese has no spaces, so words there need no border."""
    found = []
    for phrase in sorted(words, key=len, reverse=True):
        inner = r"\s+".join(re.escape(word) for word in phrase.split())
        plain = phrase.strip().isascii()
        found.append(rf"(?<!\w){inner}(?!\w)" if plain else inner)
    return f"(?i)(?:{'|'.join(found)})"
