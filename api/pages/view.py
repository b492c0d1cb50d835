"""A request's query and languages enter; the state of a page leaves, and the addresses that keep it.

The address holds all state: language, home, day, reading, number of lines. Nothing is kept in a cookie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final
from urllib.parse import quote, urlencode

from api.pages.catalogue import LANGUAGES
from graph.question import Question
from ontology.errors import BadParameter

KEPT: Final = ("home", "as_of", "reading", "lang")  # go along from page to page
MOST_LINES: Final = 200  # that a page shows, each with its evidence; answers for programs go on page by page
TAKEN: Final = (*KEPT, "limit", "q", "kind")


@dataclass(frozen=True)
class View:
    """What a page is asked to show: what the address gives, the language, and today."""

    lang: str
    path: str
    given: Mapping[str, tuple[str, ...]]
    today: date

    @property
    def as_of(self) -> str:
        """The day asked for, as written; today where none is."""
        return self.first("as_of") or self.today.isoformat()

    @property
    def day(self) -> str:
        """The same for a control that takes days alone: nothing where what the address gives is none."""
        try:
            return date.fromisoformat(self.as_of).isoformat()
        except ValueError:
            return ""

    def first(self, name: str) -> str:
        """The first value given for a name, or nothing."""
        return next(iter(self.given.get(name, ())), "")

    def address(self, path: str = "", **changes: object) -> str:
        """Return an address of this site that keeps the state; changes win, None takes a value away."""
        query = {name: self.given[name] for name in KEPT if self.given.get(name)}
        if not path:
            query |= {name: values for name, values in self.given.items() if values}
        merged: dict[str, Sequence[str]] = {**query}
        for name, value in changes.items():
            if value is None:
                merged.pop(name, None)
            else:
                merged[name] = _several(value)
        words = urlencode([(name, value) for name in TAKEN for value in merged.get(name, ())])
        # two slashes at the beginning would lead to another site; browsers read a backslash as one
        here = path or "/" + self.path.lstrip("/\\")
        return here + (f"?{words}" if words else "")

    def asked(self, question: Question, **fixed: object) -> dict[str, object]:
        """Return what a question is asked with: what it takes of the state, and what the page fixes."""
        found: dict[str, object] = {}
        for name in question.params:
            if name == "as_of":
                found[name] = self.as_of
            elif self.given.get(name):
                values = self.given[name]
                found[name] = list(values) if len(values) > 1 else values[0]
        return {**found, **fixed}


def path_of(template: str, *values: str) -> str:
    """Fill the braces of an address in their order, each value as one segment."""
    for value in values:
        before, _, rest = template.partition("{")
        template = before + quote(value, safe="~") + rest.partition("}")[2]
    return template


def read_view(path: str, query: Iterable[tuple[str, str]], languages: str, today: date) -> View:
    """Read the state of a page; a name that no page takes is refused with the nearest one."""
    given: dict[str, tuple[str, ...]] = {}
    for name, value in query:
        if name not in TAKEN:
            raise _unknown(name)
        if name == "limit" and value and not _is_number_of_lines(value):
            raise _lines(value)
        if value:
            given[name] = (*given.get(name, ()), value)
    chosen = given.get("lang", ("",))[0]
    if chosen and chosen not in LANGUAGES:
        raise BadParameter(
            f"lang cannot be {chosen!r}",
            f"lang 不能为 {chosen!r}",
            remedy="it is one of: en, zh",
            remedy_zh="可选值：en、zh",
        )
    return View(chosen or preferred(languages), path, given, today)


def preferred(languages: str) -> str:
    """Return the language that an Accept-Language header likes best among ours; English where it names none."""
    best = ("en", 0.0)
    for part in languages.split(","):
        name, _, weight = part.partition(";")
        try:
            liked = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            liked = 0.0
        short = name.strip().lower().split("-")[0]
        if short in LANGUAGES and liked > best[1]:
            best = (short, liked)
    return best[0]


def _is_number_of_lines(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 9 and 1 <= int(value) <= MOST_LINES


def _lines(value: str) -> BadParameter:
    return BadParameter(
        f"a page cannot show {value[:40]!r} lines",
        f"页面不能显示 {value[:40]!r} 行",
        remedy=f"limit is a whole number within 1…{MOST_LINES}; the raw answer lists them all",
        remedy_zh=f"limit 为 1…{MOST_LINES} 的整数；原始回答列出全部",
    )


def _several(value: object) -> Sequence[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def _unknown(name: str) -> BadParameter:
    near = get_close_matches(name, TAKEN, n=1, cutoff=0.3)
    hint = f"did you mean {near[0]!r}? " if near else ""
    hint_zh = f"是否要写 {near[0]!r}？" if near else ""
    return BadParameter(
        f"pages take no parameter {name!r}",
        f"页面没有参数 {name!r}",
        remedy=f"{hint}they are: {', '.join(TAKEN)}",
        remedy_zh=f"{hint_zh}可用的参数：{'、'.join(TAKEN)}",
    )
