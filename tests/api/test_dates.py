"""The bounds of dates enter; they must be said no more and no less exactly than they are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from api.dates import as_stated, begin_of, end_of, moment, reversed_dates
from api.values import told
from graph.intervals import earliest, latest
from tests.properties.dates import partial_dates


@given(partial_dates())
def test_a_date_is_said_as_its_source_states_it(text: str) -> None:
    assert moment(earliest(text).isoformat(), latest(text).isoformat()) == text


@given(partial_dates(), partial_dates())
def test_any_two_bounds_are_said_without_loss(one: str, other: str) -> None:
    first, last = sorted((earliest(one), latest(other)))
    said = moment(first.isoformat(), last.isoformat())
    early, _, late = said.partition(" / ")
    assert (earliest(early), latest(late or early)) == (first, last)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("1993-01-01", "1993-12-31", "1993"),
        ("1997-01-01", "1997-01-31", "1997-01"),
        ("2000-02-01", "2000-02-29", "2000-02"),
        ("2006-05-17", "2006-05-17", "2006-05-17"),
        ("2006-05-01", "2007-12-31", "2006-05 / 2007"),
        ("2006-01-01", "2006-06-30", "2006-01 / 2006-06"),
        ("2006-05-17", None, "2006-05-17"),
        (None, "2006-05-17", "2006-05-17"),
        (None, None, ""),
        ("9999-01-01", date.max.isoformat(), "9999"),
    ],
)
def test_the_shortest_honest_text(first: str | None, last: str | None, said: str) -> None:
    assert moment(first, last) == said


def test_a_row_is_said_by_its_bounds() -> None:
    row = {
        "begin": "1993-01-01",
        "begin_latest": "1993-12-31",
        "end_earliest": None,
        "end": None,
        "kind": "project",
    }
    assert (begin_of(row), end_of(row), reversed_dates(row)) == ("1993", "", False)
    assert as_stated(row) == {"begin": "1993", "end": None, "kind": "project"}
    assert "起: 1993 " in told(row, "zh")
    assert as_stated({"begin": "1993-01-01"}) == {"begin": "1993-01-01"}
    assert reversed_dates({"begin": "2015-06-01", "end": "2010-01-01"})
