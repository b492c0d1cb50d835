"""Periods of support enter; whether they last long enough without a break, and what that holds up, leaves."""

from __future__ import annotations

from datetime import date

import pytest

from cases.journal import Journal
from cases.needs import support_watch
from cases.support import months, watched
from graph.question import find_question
from ontology.errors import Incomplete
from tests.cases.acted import (
    WORKFLOW,
    act,
    case_of,
    decided,
    needs,
    refused,
    supported,
)

DAY = date(2015, 6, 30)


def test_support_is_watched_for_each_project_and_short_support_is_not_passed_over(journal: Journal) -> None:
    supported(journal, until="2013-04-30")
    found = support_watch(case_of(journal), WORKFLOW, DAY)
    assert [(one.project, one.months_past, one.needed, one.status) for one in found] == [
        ("proj-own-p-stated", 35, 36, "short")
    ]
    assert needs(refused(journal, Incomplete, "admin-1", "evaluate", grade="good")) == {
        "supported_long_enough"
    }
    act(journal, "admin-1", "evaluate", grade="good", despite="first evaluation after two years")
    assert case_of(journal).done("evaluate")[0].content["set_aside"]


@pytest.mark.parametrize(
    ("periods", "past", "planned", "status", "breaks"),
    [
        ([("2010-01-01", "2012-12-31")], 36, 36, "long_enough", 0),
        ([("2010-01-01", "2012-12-30")], 35, 35, "short", 0),
        ([("2010-01-01", "2011-06-30"), ("2011-07-01", "2012-12-31")], 36, 36, "long_enough", 0),
        (
            [("2010-01-01", "2011-06-30"), ("2011-07-02", "2012-12-31")],
            36,
            36,
            "long_enough",
            0,
        ),  # a day, as configured
        ([("2010-01-01", "2011-06-30"), ("2011-07-03", "2012-12-31")], 18, 18, "short", 1),
        ([("2014-01-01", "2016-12-31")], 18, 36, "planned", 0),
        ([("2010-01-01", "2012-12-31"), ("2010-06-01", "2010-07-01")], 36, 36, "long_enough", 0),
        ([], 0, 0, "short", 0),
    ],
)
def test_three_years_without_a_break(
    periods: list[tuple[str, str]], past: int, planned: int, status: str, breaks: int
) -> None:
    found = watched("p", [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in periods], DAY, 3, 1)
    assert (found.months_past, found.months_planned, found.status, len(found.breaks)) == (
        past,
        planned,
        status,
        breaks,
    )


def test_a_later_gap_of_two_days_is_a_break_where_a_day_is_allowed() -> None:
    periods = [(date(2010, 1, 1), date(2011, 6, 30)), (date(2011, 7, 2), date(2012, 12, 31))]
    assert watched("p", periods, DAY, 3, 0).status == "short"


def test_both_watches_of_support_count_the_same_days(journal: Journal) -> None:
    """A case and the question about support judge the same two periods alike, whatever number holds for both."""
    decided(journal)
    for since, until in (("2010-01-01", "2011-06-30"), ("2011-07-02", "2012-12-31")):
        act(journal, "admin-1", "support", project="proj-own-p-stated", since=since, until=until)
    allowed = find_question("support").params["tolerance"].default
    assert WORKFLOW.limit("support_gap_days") == allowed == 0
    assert [one.status for one in support_watch(case_of(journal), WORKFLOW, DAY)] == ["short"]
    bridged = WORKFLOW.with_limits({"support_gap_days": 1})
    assert [one.status for one in support_watch(case_of(journal), bridged, DAY)] == ["long_enough"]


def test_months_at_the_end_of_the_calendar() -> None:
    assert months(date(9999, 1, 1), date.max) == 11
    assert months(date(2012, 2, 29), date(2013, 2, 28)) == 12
