"""Ties of reviewers enter; none of them stays in the log, each stops what it must, and everybody sees what they may."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api import casework
from cases.acting import moment
from cases.entry import Break
from cases.journal import FILE, Journal
from cases.keys import Holder
from cases.people import erase
from cases.seen import seen_by
from cases.ties import shelf
from cases.verifying import verify
from ontology.errors import Incomplete
from tests.cases.acted import (
    CANDIDATE,
    INPUTS,
    NOW,
    SCIENCE,
    TALENT,
    WORKFLOW,
    act,
    case_of,
    decided,
    holder,
    in_review,
    later,
    needs,
    recommended,
    refused,
)

TIE = {
    "kind": "declared",
    "thing": "inst-secret-x",
    "organisation": "inst-secret-x",
    "side": "partner",
    "records": [],
}
OTHER = {**TIE, "kind": "affiliation", "thing": "aff-secret-y"}
DAY = date(2015, 6, 30)


def tied(journal: Journal, *ties: dict[str, Any]) -> None:
    in_review(journal)
    act(
        journal,
        "admin-1",
        "invite",
        reviewer="reviewer-3",
        ties=ties or (TIE,),
        despite="the only one in this field",
    )


def shown(journal: Journal, who: Holder) -> Any:
    return casework.show_case(journal, WORKFLOW, "case-1", who, DAY)


def files(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (home / "home").glob(f"{FILE}*"))


def test_ties_are_gone_with_the_person_and_the_log_stays_whole(journal: Journal, tmp_path: Path) -> None:
    tied(journal)
    assert not [one for one in journal.entries() if "inst-secret" in str(one.content)]
    assert b"inst-secret" in files(tmp_path)
    assert verify(journal).whole
    erase(journal, "reviewer-3", "local", moment(NOW), "asked to be forgotten")
    assert b"inst-secret" not in files(tmp_path)
    assert verify(journal).whole
    about = shown(journal, holder("admin-1"))["reviewers"]["reviewer-3"]
    assert about == {"ties": None, "despite": "the only one in this field"}


def test_ties_that_were_changed_or_taken_away_show(journal: Journal, tmp_path: Path) -> None:
    tied(journal)
    place = journal.head().position
    for change in (
        "UPDATE personal_ties SET fields = '[]' WHERE person = 'reviewer-3'",
        "DELETE FROM personal_ties WHERE person = 'reviewer-3'",
    ):
        with sqlite3.connect(tmp_path / "home" / FILE) as one:
            one.execute(change)
        one.close()
        assert list(verify(journal).breaks) == [Break(place, "ties_changed")]


@pytest.mark.parametrize("erased", [False, True])
def test_a_journal_from_before_is_read_as_it_is(journal: Journal, erased: bool) -> None:
    in_review(journal)
    content = {
        "reviewer": "reviewer-3",
        "despite": "as then",
        "ties": [TIE],
        "set_aside": ["declared, inst-secret-x with inst-secret-x"],
    }
    journal.write(lambda one: one.add("case-1", "invite", "admin-1", moment(NOW), "as then", content))
    assert verify(journal).whole
    assert shown(journal, holder("nominator-1"))["reviewers"]["reviewer-3"]["ties"] == [
        {"kind": "declared", "count": 1}
    ]
    assert "secret" not in str(shown(journal, holder("nominator-1")))
    assert shown(journal, holder("admin-1"))["reviewers"]["reviewer-3"]["ties"] == [TIE]
    if erased:
        erase(journal, "reviewer-3", "local", moment(NOW), "asked")
        assert "secret" not in str(shown(journal, holder("admin-1")))
        assert verify(journal).whole


def test_before_the_decision_others_see_kinds_and_numbers_alone(journal: Journal) -> None:
    tied(journal, TIE, OTHER, {**OTHER, "thing": "aff-secret-z"})
    counts = [{"kind": "affiliation", "count": 2}, {"kind": "declared", "count": 1}]
    for who in ("nominator-1", "reviewer-1"):
        assert shown(journal, holder(who))["reviewers"]["reviewer-3"]["ties"] == counts
        assert "secret" not in str(shown(journal, holder(who)))
    assert (
        shown(journal, Holder("reader", frozenset({"reader"})))["reviewers"]["reviewer-3"]["ties"] == counts
    )
    for who in ("reviewer-3", "admin-1"):
        assert len(shown(journal, holder(who))["reviewers"]["reviewer-3"]["ties"]) == 3
    assert "secret" not in str(seen_by(case_of(journal), holder("nominator-1")))


def test_after_the_decision_everybody_sees_them(journal: Journal) -> None:
    decided(journal)
    assert shown(journal, Holder("reader", frozenset({"reader"})))["reviewers"]["reviewer-1"]["ties"] == []


def test_whoever_signed_the_recommendation_is_no_judge_of_it(journal: Journal) -> None:
    recommended(journal)
    act(journal, "admin-1", "pass", items=list(WORKFLOW.checklist))
    error = refused(
        journal, Incomplete, "admin-1", "invite", reviewer="nominator-2", despite="there is nobody else"
    )
    assert needs(error) == {"not_a_signatory"}
    act(journal, "admin-1", "invite", reviewer="reviewer-1")
    act(journal, "admin-1", "return")
    act(journal, "nominator-1", "self_check")
    # invited first, a signatory since
    journal.write(
        lambda one: one.add(
            "case-1", "sign", "reviewer-1", moment(NOW), "as well", {"side": "science", "authority": SCIENCE}
        )
    )
    act(journal, "nominator-1", "sign", side="science", authority=SCIENCE)
    act(journal, "nominator-2", "sign", side="talent", authority=TALENT)
    act(journal, "nominator-1", "recommend")
    act(journal, "admin-1", "pass", items=list(WORKFLOW.checklist))
    act(journal, "admin-1", "invite", reviewer="reviewer-2")
    act(journal, "admin-1", "begin_review")
    assert needs(refused(journal, Incomplete, "reviewer-1", "review", clause="C1", judgement="met")) == {
        "not_a_signatory"
    }


def test_a_tie_since_the_invitation_stops_the_review_until_it_was_weighed(journal: Journal) -> None:
    tied(journal)
    act(journal, "reviewer-3", "review", clause="C1", judgement="met", ties={"reviewer-3": (TIE,)})
    both = {"reviewer-3": (TIE, OTHER)}
    error = refused(
        journal,
        Incomplete,
        "reviewer-3",
        "review",
        clause="C2",
        judgement="met",
        ties=both,
        despite="it is nothing",
    )
    assert needs(error) == {"own_ties_known"} and "aff-secret-y" in error.what
    act(journal, "admin-1", "invite", reviewer="reviewer-3", ties=(TIE, OTHER), despite="it ended years ago")
    act(journal, "reviewer-3", "review", clause="C2", judgement="met", ties=both)


def test_a_tie_since_the_review_is_weighed_by_whoever_decides(journal: Journal) -> None:
    in_review(journal)
    cited = [
        act(journal, who, "review", clause=clause, judgement="met").position
        for clause in WORKFLOW.criteria for who in ("reviewer-1", "reviewer-2")
    ]  # fmt: skip
    whole = {
        "outcome": "approved",
        "science_authority": SCIENCE,
        "talent_authority": TALENT,
        "reviews": cited,
        **INPUTS,
    }
    found = {"reviewer-1": (TIE,), "reviewer-2": None}
    error = refused(journal, Incomplete, "admin-1", "decide", ties=found, **whole)
    assert needs(error) == {"ties_known"} and "reviewer-1" in error.what
    entry = act(journal, "admin-1", "decide", ties=found, despite="the tie began after the review", **whole)
    assert entry.content["set_aside"] == ["ties_known"] and "secret" not in str(entry.content)
    assert journal.read(shelf).known(case_of(journal), "reviewer-1") == {
        ("declared", "inst-secret-x", "inst-secret-x")
    }
    erase(journal, "reviewer-1", "local", moment(later(1)), "asked")
    assert verify(journal).whole
    assert case_of(journal).candidate == CANDIDATE


def test_a_tie_that_stands_against_an_act_is_said_in_words(journal: Journal) -> None:
    recommended(journal)
    act(journal, "admin-1", "pass", items=list(WORKFLOW.checklist))
    error = refused(
        journal,
        Incomplete,
        "admin-1",
        "invite",
        reviewer="reviewer-3",
        ties=({**TIE, "kind": "shared_project"},),
    )
    assert "：共同项目，" in error.what_zh and ": shared project, " in error.what
