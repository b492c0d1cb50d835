"""An agreement in force at the start of a project, or throughout it, where the project's dates are not exact."""

from __future__ import annotations

from datetime import date

import pytest

from graph.force import Segment, State
from graph.force_overlap import state_for
from graph.intervals import interval

DAY = date(2015, 6, 30)


def life(*stretches: tuple[State, str, str]) -> list[Segment]:
    return [Segment(state, interval(begin, end), "in_force") for state, begin, end in stretches]


SHORT = life(("yes", "2006-03-01", "2006-09-30"))
GAP = life(("yes", "2000-01-01", "2006-03-31"), ("yes", "2006-10-01", "2012-12-31"))


@pytest.mark.parametrize(
    ("segments", "begin", "state"),
    [
        (SHORT, "2006-05", "yes"),
        (SHORT, "2006-11", "no"),
        (SHORT, "2007", "no"),
        (SHORT, "2006-02", "no"),
        (SHORT, "2006-09", "yes"),
        (SHORT, "2006", "unknown"),  # neither on the first day of the year nor on the last, but in May
        (GAP, "2006", "unknown"),  # on both of them, and not in May
        (GAP, "2005", "yes"),
        (GAP, "2006-05", "no"),
        (life(("yes", "2000-01-01", "2006-03-31"), ("presumed", "2006-04-01", "2012-12-31")), "2006", "presumed"),
        (life(("unknown", "2000-01-01", "2012-12-31")), "2006", "unknown"),
        (life(("yes", "2006", "2012")), "2006-05", "unknown"),
    ],
)  # fmt: skip
def test_at_the_start(segments: list[Segment], begin: str, state: State) -> None:
    assert state_for("start", segments, interval(begin, "2009-12-31"), DAY)[0] == state


@pytest.mark.parametrize(
    ("begin", "end", "state"),
    [
        ("2000-03-01", "2009-12-31", "yes"),
        ("2000", "2009-12-31", "unknown"),  # it may have begun before the agreement, or not
        ("2000-02", "2009-12-31", "no"),
        ("2001-01-01", "2010", "unknown"),  # and the same of its end
        ("2001-01-01", "2010-07", "no"),
        ("2000", "2000", "unknown"),
        ("1999", "1999", "no"),
        ("2001-01-01", None, "no"),  # it runs on, the agreement does not
    ],
)
def test_throughout(begin: str, end: str | None, state: State) -> None:
    segments = life(("yes", "2000-03-01", "2010-06-30"))
    assert state_for("throughout", segments, interval(begin, end), DAY)[0] == state
