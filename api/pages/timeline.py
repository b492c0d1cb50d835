"""Lanes of dated events enter; a drawing leaves: bars with exact, inexact and open ends, years nobody covers.

Pure geometry in the units of an SVG's viewBox; the template draws it and its texts. A year is one step; a day that
is known only to the year or month makes a paler stretch from the earliest to the latest it can be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

WIDTH: Final = 960.0
LEFT: Final = 12.0
RIGHT: Final = 24.0
TOP: Final = 26.0
TITLE: Final = 22.0
ROW: Final = 20.0
PAD: Final = 10.0
LONGEST: Final = 80  # years that an axis shows; what began earlier is drawn open to the left


@dataclass(frozen=True)
class Bar:
    """One event: its certain stretch, paler stretches where a date is not exact, and which ends are open."""

    event: Mapping[str, Any]
    x: float
    width: float
    y: float
    early: tuple[float, float] | None  # x and width of an inexact begin
    late: tuple[float, float] | None
    open_begin: bool
    open_end: bool
    cut: bool  # it began before the first year shown


@dataclass(frozen=True)
class Lane:
    """One partner or kind: a title, its bars, and stretches of years that no source covers."""

    id: str
    title: Mapping[str, Any]
    y: float
    height: float
    bars: tuple[Bar, ...]
    hatched: tuple[tuple[float, float, int, int], ...]  # x, width, first year, last year


@dataclass(frozen=True)
class Timeline:
    """A drawing: its size, the years of its axis, the line of the day asked for, its lanes, and what it leaves out."""

    width: float
    height: float
    ticks: tuple[tuple[float, int], ...]
    today: float
    first: int
    last: int
    lanes: tuple[Lane, ...]
    undated: tuple[Mapping[str, Any], ...]
    earlier: int  # bars that began before the axis


def timeline(
    lanes: Sequence[tuple[str, Mapping[str, Any], Sequence[Mapping[str, Any]], Collection[int]]], as_of: date
) -> Timeline | None:
    """Draw lanes of (id, title, events, years covered); None where no event has a date.

    An event has begin, begin_latest, end_earliest, end (ISO days or None), kind, event, label.
    """
    dated = [one for _, _, events, _ in lanes for one in events if one["begin"] or one["end"]]
    if not dated:
        return None
    years = [int(one[key][:4]) for one in dated for key in ("begin", "begin_latest", "end") if one[key]]
    last = max([as_of.year, *(year for year in years if year <= as_of.year + 10)])
    first = max(min([*years, as_of.year - 1]), last - LONGEST + 1, date.min.year)
    scale = (WIDTH - LEFT - RIGHT) / (last - first + 1)

    def at(day: date) -> float:
        start = date(day.year, 1, 1).toordinal()
        inside = (day.toordinal() - start) / (date(day.year, 12, 31).toordinal() - start + 1)
        return round(min(max(LEFT + (day.year - first + inside) * scale, LEFT), WIDTH - RIGHT), 1)

    y = TOP
    drawn: list[Lane] = []
    for key, title, events, covered in lanes:
        bars, rows = _bars([one for one in events if one["begin"] or one["end"]], y + TITLE, at, first, as_of)
        height = TITLE + max(rows, 1) * ROW + PAD
        gaps = [(at(date(a, 1, 1)), round((b - a + 1) * scale, 1), a, b)
                for a, b in _stretches(set(range(first, min(last, as_of.year) + 1)) - set(covered))]  # fmt: skip
        drawn.append(Lane(key, title, y, height, tuple(bars), tuple(gaps)))
        y += height
    step = next(one for one in (1, 2, 5, 10, 20) if (last - first + 1) / one <= 14)
    ticks = [(at(date(year, 1, 1)), year) for year in range(first, last + 1) if year % step == 0]
    return Timeline(
        width=WIDTH,
        height=round(y + 6, 1),
        ticks=tuple(ticks),
        today=at(as_of),
        first=first,
        last=last,
        lanes=tuple(drawn),
        undated=tuple(one for _, _, events, _ in lanes for one in events if not (one["begin"] or one["end"])),
        earlier=sum(bar.cut for lane in drawn for bar in lane.bars),
    )


def _bars(
    events: Sequence[Mapping[str, Any]], top: float, at: Any, first: int, as_of: date
) -> tuple[list[Bar], int]:
    """Place events in rows so that none covers another."""
    ends: list[float] = []
    bars: list[Bar] = []
    for one in sorted(events, key=lambda event: (event["begin"] or event["end"], event["event"])):
        begin, latest = _day(one["begin"]), _day(one["begin_latest"])
        earliest, end = _day(one["end_earliest"]), _day(one["end"])
        x0 = at(begin) if begin else LEFT
        x1 = at(end) if end else at(as_of)
        x1 = max(x1, x0 + 6)
        row = next((number for number, used in enumerate(ends) if used + 12 <= x0), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = x1 + (10 if end is None else 0)
        early = (x0, at(latest) - x0) if begin and latest and latest != begin else None
        late = (
            (max(at(earliest), x0), x1 - max(at(earliest), x0))
            if end and earliest and earliest != end
            else None
        )
        bars.append(
            Bar(
                event=one,
                x=x0,
                width=round(x1 - x0, 1),
                y=round(top + row * ROW, 1),
                early=(early[0], round(min(early[1], x1 - x0), 1)) if early else None,
                late=(late[0], round(late[1], 1)) if late else None,
                open_begin=begin is None,
                open_end=end is None,
                cut=begin is not None and begin.year < first,
            )
        )
    return bars, len(ends)


def _stretches(years: Collection[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for year in sorted(years):
        if found and year == found[-1][1] + 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
