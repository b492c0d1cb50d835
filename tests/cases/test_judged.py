"""Reviews and deadlines of several cases enter; what counts of them on a day leaves: the latest case, and no late paper for ever."""

from __future__ import annotations

from datetime import date

import pytest

from api.dossier.judged import everything_judged
from cases.journal import Journal
from cases.keys import OWNER
from graph.verdict import effective, judged_as
from graph.verdict_shape import Status
from tests.cases.acted import CANDIDATE, WORKFLOW, act, decided, in_review, later, opened, recommended

RULES = "key-institutions"


def counted(journal: Journal, clause: str, status: Status, day: int) -> Status:
    """The status of a clause with what people judged by so many days after the start, as the verdict takes it."""
    found = everything_judged(journal, WORKFLOW, OWNER, RULES)
    return effective(status, judged_as(found, clause, later(day).date(), status))


@pytest.mark.parametrize(
    ("status", "becomes"),
    [
        ("UNKNOWN", "NOT_MET"),
        ("JUDGE", "NOT_MET"),
        ("MET", "MET"),
        ("NOT_MET", "NOT_MET"),
        ("CONFLICT", "CONFLICT"),
    ],
)
def test_a_deadline_turns_only_what_nobody_knows_into_not_met(
    journal: Journal, status: Status, becomes: Status
) -> None:
    opened(journal)
    act(journal, "nominator-1", "gather")
    act(journal, "admin-1", "deadline", clause="C5a", due="2015-06-30", now=later(1))
    assert counted(journal, "C5a", status, 0) == status  # not yet passed
    assert counted(journal, "C5a", status, 1) == becomes


def test_a_reviewers_word_stands_over_a_deadline(journal: Journal) -> None:
    in_review(journal)
    act(journal, "admin-1", "deadline", clause="C6b", due="2015-06-30", now=later(1))
    assert counted(journal, "C6b", "JUDGE", 1) == "NOT_MET"
    act(journal, "reviewer-1", "review", clause="C6b", judgement="met", now=later(2))
    assert counted(journal, "C6b", "JUDGE", 2) == "MET"


def test_a_case_that_is_handed_back_takes_its_deadlines_back(journal: Journal) -> None:
    recommended(journal)
    act(journal, "admin-1", "deadline", clause="C6b", due="2015-06-30", now=later(1))
    act(journal, "admin-1", "return", now=later(3))
    assert counted(journal, "C6b", "JUDGE", 2) == "NOT_MET"
    assert counted(journal, "C6b", "JUDGE", 3) == "JUDGE"
    act(journal, "admin-1", "deadline", clause="C6b", due="2015-07-05", now=later(9))
    assert counted(journal, "C6b", "JUDGE", 9) == "NOT_MET"


def test_only_the_latest_case_counts_from_the_day_on_which_it_was_opened(journal: Journal) -> None:
    decided(journal, "declined")
    act(journal, "nominator-1", "open", candidate=CANDIDATE, now=later(30))
    assert counted(journal, "C3", "UNKNOWN", 29) == "MET"
    assert counted(journal, "C3", "UNKNOWN", 30) == "UNKNOWN"
    ended = {one.until for one in everything_judged(journal, WORKFLOW, OWNER, RULES)}
    assert ended == {date(2015, 7, 30)}  # and they are still told, as those of an earlier case
