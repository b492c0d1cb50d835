"""Dates as exact as their sources enter; intervals, overlaps and active years leave, each certain, possible or not.

Everything the product says about time is defined here once: what a partial date covers, when two intervals meet,
what was known on a day (as of), which calendar years were active, and how intervals merge across a gap.
An end that is not stated is open (still running as far as known); a begin that is not stated is unknown.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

Certainty = Literal["certain", "possible", "no"]

_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no date: write 2006, 2006-05 or 2006-05-17")
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None


def earliest(text: str) -> date:
    """Return the first day that a date as stated can mean: 2006 is 1 January 2006."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def latest(text: str) -> date:
    """Return the last day that a date as stated can mean: 2006-02 is 28 February 2006."""
    year, month, day = _parts(text)
    if day is not None:
        return date(year, month or 12, day)
    month = month or 12
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True)
class Interval:
    """A stretch of time whose begin and end are each known within bounds (both days inclusive).

    `begin_earliest` None: the begin is unknown. `end_latest` None: the end is open.
    """

    begin_earliest: date | None = None
    begin_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None

    @property
    def undated(self) -> bool:
        """Whether nothing is known of its place in time."""
        return self.begin_earliest is None and self.end_latest is None

    @property
    def open_end(self) -> bool:
        """Whether no end is stated."""
        return self.end_latest is None

    @property
    def contradictory(self) -> bool:
        """Whether its end lies certainly before its begin: two wrong dates, which say nothing together."""
        return (
            self.begin_earliest is not None
            and self.end_latest is not None
            and self.end_latest < self.begin_earliest
        )

    @property
    def sure_begin(self) -> date | None:
        """The day on which it has certainly begun; an unknown begin lies not after the end."""
        return self.begin_latest if self.begin_latest is not None else self.end_latest


def interval(begin: str | None, end: str | None) -> Interval:
    """Return the interval between two dates as stated; None or empty where nothing is stated."""
    return bounded(
        earliest(begin) if begin else None,
        latest(begin) if begin else None,
        earliest(end) if end else None,
        latest(end) if end else None,
    )


def bounded(
    begin_earliest: date | None,
    begin_latest: date | None,
    end_earliest: date | None,
    end_latest: date | None,
) -> Interval:
    """Return the interval of four bounds as a row gives them; a missing inner bound equals its outer one.

    It cannot end before it begins, so that 2006-05 to 2006 ends in May 2006 at the earliest.
    """
    stated = Interval(
        begin_earliest,
        begin_latest if begin_latest is not None else begin_earliest,
        end_earliest if end_earliest is not None else end_latest,
        end_latest,
    )
    first, last = stated.begin_earliest, stated.end_latest
    if first is None or last is None or stated.contradictory:
        return stated
    return replace(
        stated,
        begin_latest=_sooner(stated.begin_latest, last),
        end_earliest=_later(stated.end_earliest, first),
    )


def shown_bounds(span: Interval) -> dict[str, str | None]:
    """Return the four bounds of an interval as answers show them: ISO days, None where nothing is stated."""
    return {
        "begin": _iso(span.begin_earliest),
        "begin_latest": _iso(span.begin_latest),
        "end_earliest": _iso(span.end_earliest),
        "end": _iso(span.end_latest),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def begun(span: Interval, as_of: date) -> Certainty:
    """Say whether it had begun by a day: what begins later is hidden, what has no begin is possible."""
    if span.undated or span.contradictory:
        return "possible"
    if span.begin_earliest is not None and span.begin_earliest > as_of:
        return "no"
    sure = span.sure_begin
    return "certain" if sure is not None and sure <= as_of else "possible"


def overlap(one: Interval, other: Interval) -> Certainty:
    """Say whether two intervals share a day, whatever days their partial dates mean."""
    if any(span.undated or span.contradictory for span in (one, other)):
        return "possible"
    for left, right in ((one, other), (other, one)):
        if (
            left.begin_earliest is not None
            and right.end_latest is not None
            and left.begin_earliest > right.end_latest
        ):
            return "no"
    for left, right in ((one, other), (other, one)):
        sure = left.sure_begin
        if sure is None or (right.end_earliest is not None and sure > right.end_earliest):
            return "possible"
    return "certain"


def covers(span: Interval, day: date) -> Certainty:
    """Say whether a day lies within the interval."""
    return overlap(span, Interval(day, day, day, day))


def intersect(one: Interval, other: Interval) -> Interval | None:
    """Return what two intervals share, or None when they certainly share nothing; an unknown begin stays so."""
    if overlap(one, other) == "no":
        return None
    return Interval(
        _later(one.begin_earliest, other.begin_earliest),
        _later(one.begin_latest, other.begin_latest),
        _sooner(one.end_earliest, other.end_earliest),
        _sooner(one.end_latest, other.end_latest),
    )


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one if other is None else other
    return max(one, other)


def _sooner(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)


@dataclass(frozen=True)
class Years:
    """Calendar years in which something was certainly active, and those in which it may have been."""

    certain: frozenset[int]
    possible: frozenset[int]  # includes the certain ones

    def __or__(self, other: Years) -> Years:
        return Years(self.certain | other.certain, self.possible | other.possible)


NO_YEARS: Final = Years(frozenset(), frozenset())


def years(span: Interval, as_of: date) -> Years:
    """Return the years of an interval up to a day: an open end runs to that day, a later begin is hidden.

    A begin or end stated to the year or the month loses nothing here: its year is certain.
    Without a begin only the year of the end is certain, and no other year is guessed.
    """
    if span.undated or span.contradictory or begun(span, as_of) == "no":
        return NO_YEARS
    last = min(span.end_latest, as_of) if span.end_latest is not None else as_of
    sure_last = min(span.end_earliest, as_of) if span.end_earliest is not None else as_of
    if span.begin_earliest is None:
        known = (
            frozenset({last.year})
            if span.end_latest is not None and span.end_latest <= as_of
            else frozenset()
        )
        return Years(known, known | {last.year})
    sure_first = span.begin_latest or span.begin_earliest
    certain = range(sure_first.year, sure_last.year + 1)
    if sure_first > as_of and sure_first.year > as_of.year:
        certain = range(0)
    return Years(
        frozenset(certain), frozenset(certain) | frozenset(range(span.begin_earliest.year, last.year + 1))
    )


def active_years(spans: Iterable[Interval], as_of: date) -> Years:
    """Return the years in which at least one of several intervals was active."""
    total = NO_YEARS
    for span in spans:
        total |= years(span, as_of)
    return total


def merge(spans: Iterable[tuple[date, date]], gap_days: int = 0) -> list[tuple[date, date]]:
    """Return stretches of days merged where the next begins at most `gap_days` free days after the last ended.

    With `gap_days` 0, intervals that overlap or follow day on day become one.
    """
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if last < first:
            raise ValueError(f"an interval ends ({last}) before it begins ({first})")
        if merged and (first - merged[-1][1]).days <= gap_days + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def days_after(day: date, days: int) -> date:
    """Return the day so many days later (or earlier, where it is negative); the calendar's ends hold."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month where it is shorter; the calendar's ends hold."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(first: date, last: date) -> int:
    """Return the full months that the days from `first` to `last` (inclusive) hold: 2006-01-01 to 2008-12-31 is 36."""
    end = days_after(last, 1)
    count = (end.year - first.year) * 12 + end.month - first.month
    return count - 1 if months_after(first, count) > end else count
