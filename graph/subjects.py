"""Rows about a candidate enter; what weighing needs of it leaves: its facts, whose they are, and when they held.

Performance is a candidate's own, and that of institutions it is the successor of; a host signs for its units, and
that is all that a unit has from its host. Who became part of another keeps one history with it, from the day on which
the succession is certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from graph.asking import Row, day
from graph.channels import YearMasks
from graph.closure import Declared
from graph.intervals import Certainty, Interval, begun, bounded, covers, earliest, latest, overlap
from graph.verdict_shape import Status

Holds = Literal["certain", "possible", "no", "conflict"]
Sides = Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]  # thing to property to value to records


@dataclass(frozen=True)
class Act:
    """One activity of few members that a candidate shares with a foreign partner."""

    event: str
    label: str
    kind: str
    size: int
    mask: int  # the years in which it certainly was active
    dates: tuple[str | None, ...]
    through: str


@dataclass
class Subject:
    """A candidate with its facts."""

    id: str
    country: str | None
    kinds: tuple[str, ...]
    host: str | None
    side: frozenset[str]  # the countries that are not foreign to it
    selves: tuple[str, ...]  # itself and those it succeeds
    doubtful: frozenset[str] = frozenset()  # those of them of whom that is not certain on the day
    label: str = ""
    name_zh: str | None = None
    name_en: str | None = None
    fictional: bool = False
    units: tuple[str, ...] = ()
    rows: dict[str, list[Row]] = field(default_factory=dict)  # question to its rows
    channels: dict[str, list[Act]] = field(default_factory=dict)  # foreign partner to activities
    seats: dict[str, str] = field(default_factory=dict)  # foreign partner to its country
    # activities that may belong to a channel: when they began, where a partner has its seat, or whether it took part itself
    # is not certain
    unsure: list[Row] = field(default_factory=list)
    works: list[tuple[str, Sequence[str | None], str]] = field(
        default_factory=list
    )  # projects, dates, by whom
    runs: dict[tuple[int, int, int], tuple[int, str]] = field(default_factory=dict)

    @property
    def projects(self) -> int:
        """How many projects that have certainly begun it takes part in."""
        return len(self.works)

    @property
    def countries(self) -> frozenset[str]:
        """Where it is."""
        return frozenset({self.country} if self.country else ())

    def of(self, question: str) -> Sequence[Row]:
        """The rows of one evidence question."""
        return self.rows.get(question, ())


@dataclass(frozen=True)
class Scene:
    """What holds for every candidate of a home on a day."""

    as_of: date
    home: frozenset[str]
    declared: tuple[Declared, ...]
    sides: Sides
    masks: Mapping[int, YearMasks]  # by the gap that a run may bridge
    peers: Mapping[str, Sequence[int]]  # kind of institution to the sorted project counts of all candidates


@dataclass(frozen=True)
class Finding:
    """What weighing one part found: a status, why, and the rows that speak for it and against it."""

    status: Status
    reason: str
    favour: Sequence[Row] = ()
    against: Sequence[Row] = ()
    open: Sequence[Row] = ()
    shown: Sequence[Row] = ()
    contested: Sequence[Row] = ()
    lights: tuple[tuple[str, Status, str], ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    graded: tuple[float, float] | None = None


def spans(row: Row, sides: Sides, names: Sequence[str]) -> list[Interval]:
    """The interval of a row; where sources contradict each other on a date, one for each value that they give."""
    contested = [name for name in names if name in row["contested"] and name in sides.get(row["thing"], {})]
    if not contested:
        return [bounded(*map(day, row["dates"]))]
    found = [tuple(row["dates"])]
    for name in contested:
        at = 2 * names.index(name)
        values = [_bounds(value) for value in sides[row["thing"]][name]]
        found = [(*one[:at], *pair, *one[at + 2 :]) for one in found for pair in values]
    return [bounded(*map(day, one)) for one in sorted(set(found), key=str)]


def _bounds(value: str) -> tuple[str, str]:
    return earliest(value).isoformat(), latest(value).isoformat()


def holds(row: Row, sides: Sides, names: Sequence[str], period: tuple[date, date]) -> Holds:
    """Whether what a row says held in a period that ends on the day, as far as known on that day."""
    last = period[1]
    found: set[Certainty] = set()
    for span in spans(row, sides, names):
        known = begun(span, last)
        during = (
            overlap(span, Interval(period[0], period[0], last, last))
            if period[0] != last
            else covers(span, last)
        )
        found.add(
            "no" if "no" in (known, during) else "certain" if known == during == "certain" else "possible"
        )
    if len(found) > 1 and {"certain", "no"} <= found:
        return "conflict"
    if "possible" in found or len(found) > 1:
        return "possible"
    only: Certainty = found.pop()
    return "possible" if only == "certain" and row.get("link") == "possible" else only


def accepted(row: Row, sides: Sides, column: str, prop: str, wanted: Sequence[str]) -> Holds:
    """Whether a column holds one of the wanted values; `possible` where nothing is stated, `conflict` where sources differ."""
    stated = sides.get(row["thing"], {}).get(prop) if prop in row["contested"] else None
    values = set(stated) if stated else {row[column]}
    if values == {None}:
        return "possible"
    hits = {value in wanted for value in values}
    return "conflict" if len(hits) > 1 else "certain" if True in hits else "no"


def weakest(found: Sequence[Holds]) -> Holds:
    """What several requirements together make of a row."""
    order: tuple[Holds, ...] = ("no", "conflict", "possible")
    return next((one for one in order if one in found), "certain")
