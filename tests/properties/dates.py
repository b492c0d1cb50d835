"""Nothing enters; Hypothesis strategies for partial dates and for intervals stated with them leave."""

from __future__ import annotations

import calendar

from hypothesis import strategies as st

from graph.intervals import Interval, interval


@st.composite
def partial_dates(draw: st.DrawFn) -> str:
    """A year, a month or a day in a window small enough for intervals to meet."""
    year = draw(st.integers(1999, 2003))
    precision = draw(st.sampled_from(("year", "month", "day")))
    if precision == "year":
        return f"{year:04d}"
    month = draw(st.integers(1, 12))
    if precision == "month":
        return f"{year:04d}-{month:02d}"
    day = draw(st.integers(1, calendar.monthrange(year, month)[1]))
    return f"{year:04d}-{month:02d}-{day:02d}"


@st.composite
def stated(draw: st.DrawFn) -> Interval:
    """An interval with a stated begin, and an end that is stated and possible, or open."""
    begin = draw(partial_dates())
    end = draw(st.none() | partial_dates())
    found = interval(begin, end)
    return interval(begin, None) if found.contradictory else found
