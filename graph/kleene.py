"""Statuses of parts and a formula over them enter; the status of the whole, and what would change it, leaves.

Strong Kleene logic: any NOT_MET makes a conjunction NOT_MET; else anything undetermined leaves it undetermined.
UNKNOWN, CONFLICT and JUDGE are all undetermined; what is called undetermined takes the name of the gravest of them.
A formula is words joined by `and`, `or` and brackets, such as `(C3a or C3b) and C3c`.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final, Literal

from graph.verdict_shape import UNDETERMINED, Status

_GRAVEST: Final[tuple[Status, ...]] = ("CONFLICT", "UNKNOWN", "JUDGE")
Sets = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Formula:
    """A word, or several formulas joined."""

    join: Literal["word", "and", "or"]
    word: str = ""
    inner: tuple[Formula, ...] = ()

    def words(self) -> Iterator[str]:
        """All words in it, in order."""
        if self.join == "word":
            yield self.word
        for one in self.inner:
            yield from one.words()


@cache
def parse(text: str) -> Formula:
    """Read a formula; ValueError says what is wrong with it."""
    try:
        return _read(ast.parse(text, mode="eval").body)
    except SyntaxError as error:
        raise ValueError(f"{text!r} is no formula: {error.msg}") from error


def _read(node: ast.expr) -> Formula:
    match node:
        case ast.Name(id=word):
            return Formula("word", word)
        case ast.BoolOp(op=op, values=values):
            return Formula("and" if isinstance(op, ast.And) else "or", inner=tuple(map(_read, values)))
        case _:
            raise ValueError("a formula holds words, `and`, `or` and brackets, nothing else")


def every(words: Iterable[str]) -> Formula:
    """All of some words."""
    return Formula("and", inner=tuple(Formula("word", word) for word in words))


def some(words: Iterable[str]) -> Formula:
    """At least one of some words."""
    return Formula("or", inner=tuple(Formula("word", word) for word in words))


def both(statuses: Iterable[Status]) -> Status:
    """The conjunction; of nothing at all a person must judge."""
    found = list(statuses)
    if "NOT_MET" in found:
        return "NOT_MET"
    return _undetermined(found) or ("MET" if found else "JUDGE")


def either(statuses: Iterable[Status]) -> Status:
    """The disjunction; of nothing at all nothing is known."""
    found = list(statuses)
    if "MET" in found:
        return "MET"
    return _undetermined(found) or ("NOT_MET" if found else "UNKNOWN")


def _undetermined(found: Iterable[Status]) -> Status | None:
    names = set(found)
    return next((one for one in _GRAVEST if one in names), None)


def prune(formula: Formula, keep: Collection[str]) -> Formula | None:
    """The formula without the words that do not enter; None when nothing is left."""
    if formula.join == "word":
        return formula if formula.word in keep else None
    inner = tuple(one for part in formula.inner if (one := prune(part, keep)) is not None)
    return Formula(formula.join, inner=inner) if inner else None


def value(formula: Formula, statuses: Mapping[str, Status]) -> Status:
    """The status of a formula."""
    if formula.join == "word":
        return statuses[formula.word]
    inner = (value(one, statuses) for one in formula.inner)
    return both(inner) if formula.join == "and" else either(inner)


def smallest_sets(formula: Formula, statuses: Mapping[str, Status], to: Status) -> Sets:
    """The smallest sets of undetermined words that, if all became `to` (MET or NOT_MET), make the formula `to`.

    Exact: no set contains another, and every set that suffices contains one of them. The empty set means that the
    formula is `to` already; no set at all that what is undetermined cannot make it so.
    """
    if formula.join == "word":
        status = statuses[formula.word]
        if status == to:
            return frozenset({frozenset()})
        return frozenset({frozenset({formula.word})}) if status in UNDETERMINED else frozenset()
    inner = [smallest_sets(one, statuses, to) for one in formula.inner]
    needs_all = (formula.join == "and") == (to == "MET")
    if not needs_all:
        return _smallest(one for several in inner for one in several)
    joined: Sets = frozenset({frozenset()})
    for several in inner:
        joined = _smallest(left | right for left, right in product(joined, several))
    return joined


def _smallest(sets: Iterable[frozenset[str]]) -> Sets:
    ordered = sorted(set(sets), key=len)
    kept: list[frozenset[str]] = []
    for one in ordered:
        if not any(smaller <= one for smaller in kept):
            kept.append(one)
    return frozenset(kept)
