"""Periods of support of a project enter; whether it was supported long enough without a break leaves, as of a day.

Months are calendar months: from 1 March to the last day of February twelve months later are twelve. Periods that overlap
or lie no more than the allowed days apart are one. Days to come count as planned, never as past.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise


@dataclass(frozen=True)
class Watched:
    """How one project stands on a day."""

    project: str
    runs: tuple[tuple[date, date], ...]  # periods after merging, planned days included
    months_past: int  # of the longest run, up to the day
    months_planned: int  # of the longest run, planned days included
    breaks: tuple[tuple[date, date], ...]  # first and last day without support, between two runs
    needed: int

    @property
    def status(self) -> str:
        """long_enough, planned (it will be if the plan is kept), or short."""
        if self.months_past >= self.needed:
            return "long_enough"
        return "planned" if self.months_planned >= self.needed else "short"


def watched(
    project: str, periods: Iterable[tuple[date, date]], day: date, years: int, gap_days: int
) -> Watched:
    """Merge the periods of a project and measure its longest run."""
    runs: list[tuple[date, date]] = []
    for begin, end in sorted(periods):
        if runs and (begin - runs[-1][1]).days - 1 <= gap_days:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((begin, end))
    one_day = timedelta(days=1)
    return Watched(
        project,
        tuple(runs),
        max((months(begin, min(end, day)) for begin, end in runs), default=0),
        max((months(begin, end) for begin, end in runs), default=0),
        tuple((a[1] + one_day, b[0] - one_day) for a, b in pairwise(runs)),
        years * 12,
    )


def months(begin: date, end: date) -> int:
    """Whole months from the first to the last day, both counted."""
    if end < begin:
        return 0
    after = end + timedelta(days=1) if end < date.max else end
    return (after.year - begin.year) * 12 + after.month - begin.month - (after.day < begin.day)
