"""Partial dates, intervals and overlaps: by example, and against days enumerated one by one."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.intervals import (
    Interval,
    active_years,
    begun,
    bounded,
    covers,
    days_after,
    earliest,
    intersect,
    interval,
    latest,
    merge,
    months_after,
    overlap,
    whole_months,
    years,
)

DAY = date(2015, 6, 30)
days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@st.composite
def partial(draw: st.DrawFn) -> str:
    day = draw(days)
    return day.isoformat()[: draw(st.sampled_from([4, 7, 10]))]


@st.composite
def stated(draw: st.DrawFn) -> Interval:
    begin, end = draw(st.none() | partial()), draw(st.none() | partial())
    if begin and end and latest(end) < earliest(begin):
        begin, end = end, begin
    return interval(begin, end)


@st.composite
def possible_world(draw: st.DrawFn, span: Interval) -> tuple[date, date]:
    """One pair of days that an interval's dates can mean."""
    first = draw(
        st.dates(
            span.begin_earliest or date(1980, 1, 1), span.begin_latest or span.end_latest or date(2035, 1, 1)
        )
    )
    if span.end_latest is None:
        return first, date(2040, 12, 31)  # an open end runs on, as far as known
    low = max(first, span.end_earliest or first)
    last = draw(st.dates(low, max(low, span.end_latest)))
    return first, last


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2006", date(2006, 1, 1), date(2006, 12, 31)),
        ("2006-02", date(2006, 2, 1), date(2006, 2, 28)),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29)),
        ("2006-05-17", date(2006, 5, 17), date(2006, 5, 17)),
    ],
)
def test_a_partial_date_means_every_day_in_it(text: str, first: date, last: date) -> None:
    assert (earliest(text), latest(text)) == (first, last)


@pytest.mark.parametrize("text", ["", "06", "2006-13", "2006-02-30", "2006/05", "2006-5"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        earliest(text)


def test_an_open_end_runs_and_an_unknown_begin_is_not_guessed() -> None:
    assert years(interval("2012", None), DAY).certain == {2012, 2013, 2014, 2015}
    assert years(interval(None, "2010"), DAY).certain == {2010}
    assert years(interval(None, None), DAY).possible == frozenset()


def test_later_facts_are_hidden_and_planned_ends_cut_at_the_day() -> None:
    assert years(interval("2016", "2018"), DAY).possible == frozenset()
    assert years(interval("2014", "2018"), DAY).certain == {2014, 2015}
    assert begun(interval("2015-07-01", None), DAY) == "no"
    assert begun(interval("2015-06", None), DAY) == "certain"
    assert begun(interval("2015", None), DAY) == "possible"
    assert begun(interval(None, None), DAY) == "possible"


def test_overlap_is_certain_possible_or_no() -> None:
    one = interval("2004", "2006-05")
    assert overlap(one, interval("2006-05-31", None)) == "possible"
    assert overlap(one, interval("2006-06-01", None)) == "no"
    assert overlap(one, interval("2006-04", "2007")) == "certain"
    assert overlap(one, interval(None, None)) == "possible"
    assert overlap(one, interval("2008", "2005")) == "possible", "wrong dates say nothing"


def test_a_missing_inner_bound_equals_the_outer_one() -> None:
    assert bounded(DAY, None, None, DAY) == Interval(DAY, DAY, DAY, DAY)


def test_merge_bridges_gaps_of_the_tolerance() -> None:
    first, second = (date(2006, 1, 1), date(2007, 6, 30)), (date(2007, 7, 2), date(2008, 12, 31))
    assert merge([second, first]) == [first, second]
    assert merge([second, first], gap_days=1) == [(first[0], second[1])]
    with pytest.raises(ValueError, match="before it begins"):
        merge([(date(2006, 1, 2), date(2006, 1, 1))])


def test_months_count_as_people_count_them() -> None:
    assert whole_months(date(2006, 1, 1), date(2008, 12, 31)) == 36
    assert whole_months(date(2006, 1, 1), date(2008, 12, 30)) == 35
    assert whole_months(date(2006, 1, 15), date(2007, 7, 14)) == 18
    assert months_after(date(2015, 8, 31), 6) == date(2016, 2, 29)
    assert months_after(date(2016, 1, 31), -2) == date(2015, 11, 30)


def test_nothing_runs_off_the_calendar() -> None:
    assert months_after(date.max, 12) == days_after(date.max, 1) == date.max
    assert months_after(date.min, -1) == days_after(date.min, -1) == date.min
    assert days_after(date(2016, 2, 28), 1) == date(2016, 2, 29)
    assert merge([(date.max, date.max), (date(2016, 1, 1), date.max)]) == [(date(2016, 1, 1), date.max)]
    assert whole_months(date(9999, 1, 1), date.max) == 11


@given(stated(), stated())
def test_overlap_is_symmetric(one: Interval, other: Interval) -> None:
    assert overlap(one, other) == overlap(other, one)


@given(st.data(), stated(), stated())
def test_overlap_holds_in_every_possible_world(data: st.DataObject, one: Interval, other: Interval) -> None:
    left, right = data.draw(possible_world(one)), data.draw(possible_world(other))
    meet = left[0] <= right[1] and right[0] <= left[1]
    said = overlap(one, other)
    assert said == "possible" or meet == (said == "certain")


@given(st.data(), stated(), days)
def test_years_hold_in_every_possible_world(data: st.DataObject, span: Interval, as_of: date) -> None:
    found = years(span, as_of)
    assert found.certain <= found.possible
    first, last = data.draw(possible_world(span))
    if first <= as_of:
        lived = set(range(first.year, min(last, as_of).year + 1))
        assert found.certain <= lived or span.end_latest is None
        if span.begin_earliest is not None and span.end_latest is not None:
            assert lived <= found.possible


@given(st.lists(stated()), st.lists(stated()), days)
def test_more_activity_never_takes_a_year_away(
    some: list[Interval], more: list[Interval], as_of: date
) -> None:
    fewer, all_of_them = active_years(some, as_of), active_years([*some, *more], as_of)
    assert fewer.certain <= all_of_them.certain
    assert fewer.possible <= all_of_them.possible


@given(stated(), stated(), days)
def test_a_shared_stretch_lies_in_both(one: Interval, other: Interval, day: date) -> None:
    shared = intersect(one, other)
    if shared is None:
        assert overlap(one, other) == "no"
    elif covers(shared, day) == "certain" and not one.undated and not other.undated:
        assert covers(one, day) != "no"
        assert covers(other, day) != "no"


@given(st.lists(st.tuples(days, st.integers(0, 900))), st.integers(0, 40))
def test_merged_stretches_hold_the_same_days_and_lie_apart(spans: list[tuple[date, int]], gap: int) -> None:
    given_spans = [(first, first + timedelta(days=length)) for first, length in spans]
    merged = merge(given_spans, gap)
    assert merged == merge(list(reversed(given_spans)), gap)
    assert all((after[0] - before[1]).days > gap + 1 for before, after in pairwise(merged))
    assert all(any(first <= a and b <= last for first, last in merged) for a, b in given_spans)


def test_the_ends_of_the_calendar_are_ends() -> None:
    assert months_after(date(9999, 12, 31), 12) == date.max
    assert months_after(date(1, 1, 31), -1) == date.min
    assert days_after(date.max, 1) == date.max
    assert days_after(date.min, -1) == date.min
    assert merge([(date.max, date.max), (date(9999, 1, 1), date(9999, 12, 30))]) == [
        (date(9999, 1, 1), date.max)
    ]
