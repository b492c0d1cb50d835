"""Intervals enter as sources state them; what is said of them must agree with trying every exact reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.indicators import chains, longest_run
from graph.intervals import (
    Certainty,
    Interval,
    begun,
    covers,
    earliest,
    intersect,
    latest,
    merge,
    overlap,
    years,
)
from tests.properties.dates import partial_dates, stated

DAYS = st.dates(date(1998, 1, 1), date(2004, 12, 31))
FOREVER = date(2500, 1, 1)


def readings(span: Interval) -> Iterator[tuple[date, date]]:
    """The extreme exact readings of an interval; between them every answer changes at most once."""
    assert span.begin_earliest is not None
    assert span.begin_latest is not None
    first_end, last_end = span.end_earliest or FOREVER, span.end_latest or FOREVER
    begins = {span.begin_earliest, span.begin_latest, min(span.begin_latest, last_end)}
    for begin in begins:
        for end in {max(first_end, begin), last_end}:
            if span.begin_earliest <= begin <= span.begin_latest and begin <= end <= last_end:
                yield begin, end


def verdict(outcomes: list[bool]) -> Certainty:
    return "certain" if all(outcomes) else "possible" if any(outcomes) else "no"


@given(partial_dates())
def test_a_partial_date_lies_within_its_bounds(text: str) -> None:
    assert earliest(text) <= latest(text)
    assert earliest(text).isoformat().startswith(text)
    assert latest(text).isoformat().startswith(text)
    assert not (latest(text) + timedelta(days=1)).isoformat().startswith(text)


@given(stated(), stated())
def test_overlap_is_what_every_exact_reading_says(one: Interval, other: Interval) -> None:
    outcomes = [
        left[0] <= right[1] and right[0] <= left[1] for left in readings(one) for right in readings(other)
    ]
    assert overlap(one, other) == verdict(outcomes)


@given(stated(), stated())
def test_overlap_knows_no_order(one: Interval, other: Interval) -> None:
    assert overlap(one, other) == overlap(other, one)


@given(stated(), DAYS)
def test_covers_is_what_every_exact_reading_says(span: Interval, day: date) -> None:
    assert covers(span, day) == verdict([begin <= day <= end for begin, end in readings(span)])


@given(stated(), DAYS)
def test_what_begins_later_is_hidden(span: Interval, day: date) -> None:
    assert begun(span, day) == verdict([begin <= day for begin, _ in readings(span)])


@given(stated(), stated())
def test_what_two_intervals_share_lies_within_both(one: Interval, other: Interval) -> None:
    shared = intersect(one, other)
    assert (shared is None) == (overlap(one, other) == "no")
    if shared is not None:
        assert overlap(shared, one) != "no"
        assert overlap(shared, other) != "no"


@given(stated(), DAYS, DAYS)
def test_a_later_day_never_takes_an_active_year_away(span: Interval, day: date, other: date) -> None:
    early, late = sorted((day, other))
    before, after = years(span, early), years(span, late)
    assert before.certain <= before.possible
    assert before.possible <= after.possible
    assert before.certain <= after.certain


@given(st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))), st.integers(0, 40))
def test_merging_keeps_every_day_and_leaves_real_gaps(spans: list[tuple[date, date]], gap: int) -> None:
    merged = merge(spans, gap)
    assert merged == merge(list(reversed(spans)), gap)
    assert merged == merge(merged, gap)
    for first, last in spans:
        assert any(begin <= first and last <= end for begin, end in merged)
    for (_, end), (begin, _) in pairwise(merged):
        assert (begin - end).days - 1 > gap


@given(st.frozensets(st.integers(2001, 2012)), st.frozensets(st.integers(2001, 2012)), st.integers(0, 3))
def test_longest_run_bounds_every_world_that_may_be(
    active: frozenset[int], other: frozenset[int], gap: int
) -> None:
    unknown = other - active
    run = longest_run(active, unknown, gap)
    for extra in (frozenset[int](), unknown, frozenset(sorted(unknown)[::2])):
        found = chains(active | extra, gap)
        span = max((last - first + 1 for first, last, _ in found), default=0)
        count = max((number for _, _, number in found), default=0)
        assert run.span.low <= span <= run.span.high
        assert run.active.low <= count <= run.active.high
