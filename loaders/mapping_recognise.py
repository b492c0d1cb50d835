"""The `[recognise]` tables of a mapping enter, what tells by the words of a record whether they hold leaves.

    [recognise.NAME]     any = [tests], all = [tests], none = [tests]: holds if every one of `all` does, at least one
                         of `any` does, and none of `none` does
A test names a path and exactly one of
    is = [texts]         the text is one of these, as written
    words = [words]      one of these stands in the text, as whole words, whatever the case and the spaces between
    matches = "…"        a regular expression is found in the text
    empty = true         there is no text
and, with words or matches,
    unless = "…"         a text in which this regular expression is found does not pass

    [recognise.NAME]     like = NAME, paths = { … }: as recognised/NAME.toml says for all sources that it concerns, with
                         the path of this source for each that the file names
The path `?NAME` is then "true" or "false" wherever a path may stand: in `where`, in `skip`, as a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.toml import Table, read_toml

_TESTS = ("is", "words", "matches", "empty")
_KINDS = ("any", "all", "none")
_SHARED = Path(__file__).parent / "recognised"


@dataclass(frozen=True)
class Test:
    """One look at the text of a path."""

    path: str
    wanted: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None  # texts in which this is found do not pass the pattern

    def holds(self, texts: Sequence[str]) -> bool:
        """Whether any text at the path passes; with neither texts nor a pattern, whether there is none."""
        found = [text for text in texts if text and not text.isspace()]
        if self.pattern is not None:
            return any(
                self.pattern.search(text) and not (self.unless and self.unless.search(text)) for text in found
            )
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
    if "like" in table.values:
        return _shared(name, table)
    table.only(_KINDS)
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


def _shared(name: str, table: Table) -> Recognised:
    """What a file of its own says, asked at the paths of this source; none of them may be missing or left over."""
    table.only(("like", "paths"))
    known = sorted(path.stem for path in _SHARED.glob("*.toml"))
    if table.text("like") not in known:
        raise table.wrong(
            "like",
            f"there is no recognised/{table.text('like')}.toml",
            f"没有 recognised/{table.text('like')}.toml",
            f"known: {', '.join(known)}",
            f"已有：{'、'.join(known)}",
        )
    found = _recognised(name, read_toml(_SHARED / f"{table.text('like')}.toml"))
    paths = table.mapping("paths")
    asked = {test.path for test in found.tests}
    if asked != paths.keys():
        raise table.wrong(
            "paths",
            f"paths are needed for {', '.join(sorted(asked))}, and for nothing else",
            f"须且只须给出以下各项的路径：{'、'.join(sorted(asked))}",
        )

    def here(tests: Sequence[Test]) -> tuple[Test, ...]:
        return tuple(replace(test, path=paths[test.path]) for test in tests)

    return Recognised(name, here(found.whole), here(found.some), here(found.none))


def _test(table: Table) -> Test:
    table.only(("path", "unless", *_TESTS))
    asked = [kind for kind in _TESTS if kind in table.values]
    if len(asked) != 1:
        raise table.wrong(
            "path",
            f"a test needs exactly one of {', '.join(_TESTS)}",
            f"条件须且只能有 {'、'.join(_TESTS)} 之一",
        )
    path = table.text("path")
    if "unless" in table.values and asked[0] not in ("words", "matches"):
        raise table.wrong(
            "unless", "`unless` goes with words or matches", "unless 只能与 words 或 matches 连用"
        )
    if asked == ["is"]:
        return Test(path, wanted=frozenset(table.texts("is")))
    if asked == ["empty"]:
        if not table.truth("empty"):
            raise table.wrong("empty", "only `empty = true` can be asked", "只能写 empty = true")
        return Test(path)
    written = table.text("matches") if asked == ["matches"] else _words(table.texts("words"))
    unless = _expression(table, "unless", table.text("unless")) if "unless" in table.values else None
    return Test(path, pattern=_expression(table, asked[0], written), unless=unless)


def _expression(table: Table, name: str, written: str) -> re.Pattern[str]:
    try:
        return re.compile(written)
    except re.error as error:
        raise table.wrong(name, f"not a regular expression: {error}", f"不是正则表达式：{error}") from None


def _words(words: Sequence[str]) -> str:
    """A pattern that finds any of some words or phrases; Chinese has no spaces, so words there need no border."""
    found = []
    for phrase in sorted(words, key=len, reverse=True):
        inner = r"\s+".join(re.escape(word) for word in phrase.split())
        plain = phrase.strip().isascii()
        found.append(rf"(?<!\w){inner}(?!\w)" if plain else inner)
    return f"(?i)(?:{'|'.join(found)})"
