"""Segments of an instrument's life and a project's time enter; its state for the project, under a reading, leaves.

Clause 4.1 does not say when in the life of a project its agreement must be in force: at its start, throughout, or at
any time of it. All three are readings of ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from graph.force import RANK, Segment, State, state_during, state_on
from graph.intervals import Interval, days_after


def state_for(overlap: str, segments: Iterable[Segment], span: Interval, as_of: date) -> tuple[State, str]:
    """Return the state of an instrument for a project under one of the readings `any`, `start`, `throughout`."""
    listed = tuple(segments)
    if overlap == "any":
        return state_during(listed, span)
    if not listed:
        return "no", "no_overlap"
    if span.contradictory:
        return "unknown", "project_dates_contradict"
    if (
        span.begin_earliest is None
    ):  # when it began nobody knows, but it may have met the agreement only if they overlap
        met = state_during(listed, span)
        return met if met[0] == "no" else ("unknown", "project_date_not_exact")
    if overlap == "start":
        return _at_start(listed, span)
    return _throughout(listed, span, as_of)


def _at_start(segments: Sequence[Segment], span: Interval) -> tuple[State, str]:
    """The weakest state of all days on which the project may have begun; where it is none on some of them, nobody knows."""
    first = span.begin_earliest or date.min
    last = span.begin_latest or first
    states = [state_on(segments, day) for day in sorted({first, last, *_turns(segments, first, last)})]
    weakest = min(states, key=lambda one: RANK[one[0]])
    met = any(one[0] != "no" for one in states)
    return ("unknown", "project_date_not_exact") if weakest[0] == "no" and met else weakest


def _turns(segments: Iterable[Segment], first: date, last: date) -> Iterator[date]:
    """The days between two days on which a state may be another one than on the day before."""
    for one in segments:
        begins = (one.span.begin_earliest, one.span.begin_latest)
        ends = (one.span.end_earliest, one.span.end_latest)
        turns = (*begins, *(days_after(day, 1) for day in ends if day is not None))
        yield from (day for day in turns if day is not None and first < day < last)


def _throughout(segments: Sequence[Segment], span: Interval, as_of: date) -> tuple[State, str]:
    """The weakest state from the first to the last day of the project, as far as it has run.

    Where it is in force on all days of the shortest life that the project's dates allow, and not of the longest, nobody
    knows.
    """
    begin, end = span.begin_earliest or date.min, min(span.end_latest or as_of, as_of)
    if end < begin:
        return "no", "not_begun"
    longest = _from_to(segments, begin, end)
    if longest[0] != "no":
        return longest
    late, early = span.begin_latest or begin, min(span.end_earliest or as_of, as_of)
    shortest = _from_to(segments, late, early) if late <= early else state_during(segments, span)
    return longest if shortest[0] == "no" else ("unknown", "project_date_not_exact")


def _from_to(segments: Sequence[Segment], begin: date, end: date) -> tuple[State, str]:
    for least in ("yes", "presumed", "unknown"):
        kept = [one for one in segments if RANK[one.state] >= RANK[least]]
        if _covered(kept, begin, end, sure=True):
            weakest = min((one for one in kept if _touches(one, begin, end)), key=lambda one: RANK[one.state])
            return weakest.state, weakest.reason
    if _covered(segments, begin, end, sure=False):
        return "unknown", "date_not_exact"
    return "no", "not_in_force_throughout"


def _touches(one: Segment, begin: date, end: date) -> bool:
    first, last = _bounds(one, sure=True)
    return first <= end and begin <= last


def _bounds(one: Segment, *, sure: bool) -> tuple[date, date]:
    span = one.span
    if sure:
        return span.begin_latest or (date.max if span.begin_earliest is None else span.begin_earliest), (
            span.end_earliest or date.max
        )
    return span.begin_earliest or date.min, span.end_latest or date.max


def _covered(segments: Iterable[Segment], begin: date, end: date, *, sure: bool) -> bool:
    """Whether stretches that follow one another reach from one day to the other."""
    reached = days_after(begin, -1)
    for first, last in sorted(_bounds(one, sure=sure) for one in segments):
        if first > days_after(reached, 1):
            break
        reached = max(reached, last)
    return reached >= end
