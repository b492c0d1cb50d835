"""Cases go only where the table says, by whom it says, with all that it asks for; nothing is written otherwise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.acting import find_act, moment
from cases.case import read_cases
from cases.entry import chained
from cases.journal import Journal
from cases.keys import OWNER, SCOPES, Holder
from cases.needs import NEEDS, support_watch
from cases.people import erase
from cases.seen import reviews_seen, seen_by
from cases.support import months, watched
from cases.verifying import verify
from cases.workflow import load_workflow, read_workflow
from ontology.errors import BadParameter, CoopgraphError, Incomplete, NotAllowed, NotFound, NotNow, UsageError
from tests.cases.acted import (
    CANDIDATE,
    INPUTS,
    NOW,
    ROLES,
    SCIENCE,
    TALENT,
    WORKFLOW,
    act,
    case_of,
    decided,
    holder,
    in_review,
    later,
    opened,
    recommended,
    reviewed,
    supported,
)

DAY = date(2015, 6, 30)


def refused(journal: Journal, kind: type[CoopgraphError], who: str, name: str, **more: Any) -> CoopgraphError:
    """An act is refused, says so in both languages with what to do, and writes nothing."""
    before = journal.head()
    with pytest.raises(kind) as told:
        act(journal, who, name, **more)
    assert journal.head() == before
    error: CoopgraphError = told.value
    assert error.what and error.what_zh and error.remedy and error.remedy_zh
    return error


def needs(error: CoopgraphError) -> set[str]:
    assert isinstance(error, Incomplete)
    return {one[0] for one in error.lacks}


def test_the_whole_way_from_found_to_renewed(journal: Journal) -> None:
    supported(journal)
    act(journal, "admin-1", "evaluate", grade="good")
    act(journal, "admin-1", "renew")
    act(journal, "admin-1", "support", project="proj-own-p-stated", since="2013-06-01", until="2016-05-31")
    case = case_of(journal)
    assert case.state == "supported"
    assert all(one.actor and one.at and one.reason for one in case.entries)
    assert verify(journal).whole
    states = [WORKFLOW.acts[one.act].after for one in case.entries if WORKFLOW.acts[one.act].after]
    assert states == ["identified", "gathering", "self_checked", "recommended", "complete", "review", "decided",
                      "supported", "evaluated", "renewed", "supported"]  # fmt: skip


def test_withdrawn_is_the_end_and_a_new_case_may_begin(journal: Journal) -> None:
    supported(journal)
    act(journal, "admin-1", "evaluate", grade="poor")
    act(journal, "admin-1", "withdraw")
    assert not case_of(journal).is_open
    refused(journal, NotNow, "admin-1", "renew")
    opened(journal)
    assert case_of(journal, "case-2").state == "identified"


def test_one_open_case_for_a_candidate(journal: Journal) -> None:
    opened(journal)
    assert needs(refused(journal, Incomplete, "nominator-1", "open", candidate=CANDIDATE)) == {
        "new_candidate"
    }


def test_one_signature_is_no_recommendation(journal: Journal) -> None:
    opened(journal)
    act(journal, "nominator-1", "gather")
    act(journal, "nominator-1", "self_check")
    act(journal, "nominator-1", "sign", side="science", authority=SCIENCE)
    error = refused(journal, Incomplete, "nominator-1", "recommend")
    assert needs(error) == {"both_signatures"}
    assert "incomplete" in error.what
    act(journal, "nominator-1", "sign", side="talent", authority=TALENT)
    refused(journal, Incomplete, "nominator-1", "recommend")  # one person for both
    act(journal, "nominator-2", "sign", side="talent", authority=SCIENCE)
    refused(journal, Incomplete, "nominator-1", "recommend")  # one authority for both
    act(journal, "nominator-2", "sign", side="talent", authority=TALENT)
    act(journal, "nominator-1", "recommend")


def test_handed_back_it_must_be_signed_again(journal: Journal) -> None:
    recommended(journal)
    act(journal, "admin-1", "return")
    act(journal, "nominator-1", "self_check")
    assert case_of(journal).signatures == {}
    refused(journal, Incomplete, "nominator-1", "recommend")


def test_the_completeness_check_names_every_missing_item(journal: Journal) -> None:
    recommended(journal)
    error = refused(journal, Incomplete, "admin-1", "pass", items=["plan"])
    assert isinstance(error, Incomplete)
    assert len(error.lacks) == len(WORKFLOW.checklist) - 1
    refused(journal, Incomplete, "admin-1", "pass", items=[*WORKFLOW.checklist, "a-secret-item"])


def test_a_reviewer_must_exist_and_be_enough(journal: Journal) -> None:
    recommended(journal)
    act(journal, "admin-1", "pass", items=list(WORKFLOW.checklist))
    assert needs(refused(journal, Incomplete, "admin-1", "invite", reviewer="nobody-here")) == {
        "known_reviewer"
    }
    erase(journal, "reviewer-3", "local", "2015-06-30T12:00:00Z", "")
    assert needs(refused(journal, Incomplete, "admin-1", "invite", reviewer="reviewer-3")) == {
        "known_reviewer"
    }
    act(journal, "admin-1", "invite", reviewer="reviewer-1")
    assert needs(refused(journal, Incomplete, "admin-1", "begin_review")) == {"reviewers"}


def test_a_conflict_of_interest_is_flagged_and_set_aside_only_with_a_reason(journal: Journal) -> None:
    in_review(journal)
    tie = {"kind": "affiliation", "thing": "aff-1", "organisation": CANDIDATE, "records": ["r1"]}
    error = refused(journal, Incomplete, "admin-1", "invite", reviewer="reviewer-3", ties=(tie,))
    assert needs(error) == {"no_conflict"}
    refused(journal, Incomplete, "admin-1", "invite", reviewer="reviewer-3", ties=None)  # nobody could look
    act(
        journal,
        "admin-1",
        "invite",
        reviewer="reviewer-3",
        ties=(tie,),
        despite="the only expert in the field",
    )
    entry = case_of(journal).invited["reviewer-3"]
    assert entry.content["ties"] == [tie]
    assert entry.content["despite"] and "affiliation" in entry.content["set_aside"][0]


def test_only_invited_reviewers_review_known_conditions_with_a_reason(journal: Journal) -> None:
    in_review(journal)
    assert needs(refused(journal, Incomplete, "reviewer-3", "review", clause="C1", judgement="met")) == {
        "invited"
    }
    for clause in ("C7", "c1", "C1zz", "C٢"):
        error = refused(journal, Incomplete, "reviewer-1", "review", clause=clause, judgement="met")
        assert needs(error) == {"known_criterion"}
    error = refused(journal, Incomplete, "reviewer-1", "review", clause="C1", judgement="met", reason="short")
    assert needs(error) == {"full_reason"}
    refused(journal, BadParameter, "reviewer-1", "review", clause="C1", judgement="perhaps")


def test_a_decision_needs_all_reviews_both_authorities_and_the_four_inputs(journal: Journal) -> None:
    in_review(journal)
    whole = {
        "outcome": "approved",
        "science_authority": SCIENCE,
        "talent_authority": TALENT,
        "reviews": [99],
        **INPUTS,
    }
    assert needs(refused(journal, Incomplete, "admin-1", "decide", **whole)) == {"reviews", "cited_reviews"}
    cited = [
        act(journal, who, "review", clause=clause, judgement="met").position
        for clause in WORKFLOW.criteria
        for who in ("reviewer-1", "reviewer-2")
    ]
    whole["reviews"] = cited
    for name in ("outcome", "science_authority", "talent_authority", *INPUTS, "reviews"):
        refused(
            journal,
            BadParameter,
            "admin-1",
            "decide",
            **{key: one for key, one in whole.items() if key != name},
        )
    error = refused(journal, Incomplete, "admin-1", "decide", **{**whole, "talent_authority": SCIENCE})
    assert needs(error) == {"two_authorities"}
    assert needs(refused(journal, Incomplete, "admin-1", "decide", **{**whole, "reviews": cited[:1]})) == {
        "cited_reviews"
    }
    refused(journal, BadParameter, "admin-1", "decide", score=0.9, **whole)  # there is no place for a score
    act(journal, "admin-1", "decide", **whole)


def test_a_declined_candidate_gets_no_support(journal: Journal) -> None:
    decided(journal, "declined")
    error = refused(
        journal, Incomplete, "admin-1", "support", project="proj-x", since="2015-01-01", until="2018-01-01"
    )
    assert needs(error) == {"approved"}


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


def test_months_at_the_end_of_the_calendar() -> None:
    assert months(date(9999, 1, 1), date.max) == 11
    assert months(date(2012, 2, 29), date(2013, 2, 28)) == 12


def test_a_deadline_must_have_passed(journal: Journal) -> None:
    opened(journal)
    act(journal, "nominator-1", "gather")
    assert needs(refused(journal, Incomplete, "admin-1", "deadline", clause="C6b", due="2015-06-30")) == {
        "passed"
    }
    act(journal, "admin-1", "deadline", clause="C6b", due="2015-06-29")


def test_a_review_is_blind_until_ones_own_is_given(journal: Journal) -> None:
    in_review(journal)
    act(
        journal,
        "reviewer-1",
        "review",
        clause="C1",
        judgement="not_met",
        reason="a secret of the first reviewer",
    )
    for who, sees in (
        ("reviewer-1", 1),
        ("reviewer-2", 0),
        ("reviewer-3", 0),
        ("nominator-1", 0),
        ("admin-1", 1),
    ):
        case = case_of(journal)
        assert len(reviews_seen(case, holder(who))) == sees, who
        assert ("a secret" in str(seen_by(case, holder(who)))) is bool(sees), who
    act(journal, "reviewer-2", "review", clause="C2", judgement="met")
    assert len(reviews_seen(case_of(journal), holder("reviewer-2"))) == 1  # another condition opens nothing
    act(journal, "reviewer-2", "review", clause="C1b", judgement="met")
    assert len(reviews_seen(case_of(journal), holder("reviewer-2"))) == 3
    act(journal, "admin-1", "invite", reviewer="admin-1")
    assert (
        len(reviews_seen(case_of(journal), holder("admin-1"))) == 0
    )  # who reviews is blind, whatever else they may


def test_the_hash_of_a_hidden_review_confirms_no_guess_and_binds_its_writer(journal: Journal) -> None:
    """Everything but the nonce guessed right, the hash still says nothing; when the review shows, so does the nonce."""
    in_review(journal)
    made = act(journal, "reviewer-1", "review", clause="C1b", judgement="met", reason="as it stands")
    hidden = seen_by(case_of(journal), holder("reviewer-2")).entries[-1]
    assert (hidden.hash, hidden.actor, hidden.reason) == (made.hash, "", "")
    assert len(made.content["nonce"]) == 32 and "nonce" not in hidden.content
    guess = {name: value for name, value in made.content.items() if name != "nonce"}
    told = (made.position, made.case, made.act, made.actor, made.at, made.reason)
    assert chained(*told, guess, made.previous).hash != hidden.hash
    act(journal, "reviewer-2", "review", clause="C1", judgement="met")
    shown = seen_by(case_of(journal), holder("reviewer-2")).entries[-2]
    assert chained(*told, shown.content, shown.previous).hash == hidden.hash
    again = act(journal, "reviewer-1", "review", clause="C1b", judgement="met", reason="as it stands")
    assert again.content["nonce"] != made.content["nonce"]


def test_a_journal_from_before_there_were_nonces_is_still_whole(journal: Journal) -> None:
    in_review(journal)
    content = {"clause": "C1b", "judgement": "met"}
    journal.write(lambda one: one.add("case-1", "review", "reviewer-1", moment(NOW), "as then", content))
    act(journal, "reviewer-2", "review", clause="C1", judgement="met")
    assert verify(journal).whole
    assert len(reviews_seen(case_of(journal), holder("reviewer-2"))) == 2


def test_after_the_decision_everybody_sees_the_reviews(journal: Journal) -> None:
    decided(journal)
    assert len(reviews_seen(case_of(journal), Holder("x", frozenset({"reader"})))) == 12


def test_a_later_review_replaces_ones_own_and_both_stay_in_the_log(journal: Journal) -> None:
    in_review(journal)
    act(journal, "reviewer-1", "review", clause="C1", judgement="met")
    act(journal, "reviewer-1", "review", clause="C1", judgement="not_met")
    case = case_of(journal)
    assert [one.content["judgement"] for one in case.reviews] == ["not_met"]
    assert len(case.done("review")) == 2


def test_who_saw_an_older_case_is_told(journal: Journal) -> None:
    opened(journal)
    seen = case_of(journal).last
    act(journal, "nominator-1", "gather", expected=seen)
    refused(journal, NotNow, "nominator-1", "self_check", expected=seen)


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("open", {"candidate": "inst with blanks"}),
        ("open", {"candidate": "x" * 300}),
        ("open", {}),
        ("open", {"candidate": CANDIDATE, "colour": "red"}),
        ("open", {"candidate": CANDIDATE, "reason": "   "}),
        ("open", {"candidate": CANDIDATE, "reason": "x" * 5000}),
        ("open", {"candidate": CANDIDATE, "reason": "half \ud800 a character"}),
        ("open", {"candidate": 7}),
        ("opne", {"candidate": CANDIDATE}),
    ],
)
def test_bad_input_is_named_and_changes_nothing(journal: Journal, name: str, more: dict[str, Any]) -> None:
    assert refused(journal, BadParameter, "nominator-1", name, **more).where


@pytest.mark.parametrize(
    "day", ["2015-02-30", "2015", "20150630", "tomorrow", "2015-06-30T00:00", "٢٠١٥-06-30"]
)
def test_an_impossible_day_is_named(journal: Journal, day: str) -> None:
    opened(journal)
    act(journal, "nominator-1", "gather")
    assert refused(journal, BadParameter, "admin-1", "deadline", clause="C6b", due=day).where == "due"


def test_a_case_or_a_person_that_is_not_there_is_said(journal: Journal) -> None:
    refused(journal, NotFound, "nominator-1", "gather", case="case-9")
    from cases.acting import Wanted, do

    with pytest.raises(NotFound):
        do(journal, WORKFLOW, Wanted("open", content={"candidate": CANDIDATE}, reason="a long reason"),
           Holder("stranger", frozenset({"nominator"})), later(0))  # fmt: skip


def test_every_act_refuses_every_role_that_it_does_not_name(journal: Journal) -> None:
    opened(journal)
    for name, one in WORKFLOW.acts.items():
        for scope in set(SCOPES) - set(one.scopes) - {"reader"}:
            refused(journal, NotAllowed, next(who for who, role in ROLES.items() if role == scope), name)


def test_every_need_of_the_table_is_known_and_used() -> None:
    named = {need for one in WORKFLOW.acts.values() for need in (*one.needs, *one.unless)}
    assert named == set(NEEDS)
    assert OWNER.may(find_act(WORKFLOW, "decide").scopes)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('to = "identified"', 'to = "nowhere"', "no state"),
        ('scopes = ["reviewer"]', 'scopes = ["king"]', "scopes"),
        ('type = "items"', 'type = "thoughts"', "type"),
        ("value = 3", "value = -3", "value"),
        ('origin = "policy"', 'origin = "hearsay"', "origin"),
        ('zh = "发现", ', "", "zh and en"),
        ('to = "renewed"', 'to = "evaluated"', "no act leads there"),
    ],
)
def test_a_broken_table_is_named(old: str, new: str, said: str) -> None:
    from pathlib import Path

    import cases.workflow

    text = (Path(cases.workflow.__file__).parent / "workflow.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(UsageError) as told:
        read_workflow(text.replace(old, new, 1), "workflow.toml")
    assert said in told.value.what and "workflow.toml" in told.value.where


ACTS = st.tuples(st.sampled_from(sorted(WORKFLOW.acts)), st.sampled_from(sorted(ROLES)), st.booleans())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    tried=st.lists(ACTS, max_size=40),
    start=st.sampled_from([opened, recommended, in_review, reviewed, decided, supported]),
)
def test_whatever_is_tried_the_log_holds_only_steps_of_the_table(
    tmp_path_factory: pytest.TempPathFactory, tried: list[tuple[str, str, bool]], start: Any
) -> None:
    from cases.journal import open_journal
    from tests.cases.acted import peopled

    journal = peopled(open_journal("", tmp_path_factory.mktemp("any")))
    start(journal)
    values = {"candidate": CANDIDATE, "rules": "key-institutions", "data_version": "", "side": "science", "authority": SCIENCE,
              "items": list(WORKFLOW.checklist), "reviewer": "reviewer-1", "clause": "C1", "judgement": "met", "due": "2015-01-01",
              "outcome": "approved", "science_authority": SCIENCE, "talent_authority": TALENT, "reviews": [25], **INPUTS,
              "project": "proj-x", "programme": "", "since": "2010-01-01", "until": "2014-01-01", "grade": "good"}  # fmt: skip
    for name, who, excused in tried:
        content = {key: values[key] for key in WORKFLOW.acts[name].fields}
        try:
            act(journal, who, name, **content, **({"despite": "because it was tried"} if excused else {}))
        except CoopgraphError:
            continue
    for case in read_cases(journal.entries(), load_workflow()):
        state = ""
        for one in case.entries:
            known = WORKFLOW.acts[one.act]
            assert state in known.before or (not state and not known.before)
            assert ROLES[one.actor] in known.scopes
            state = known.after or state
        assert state == case.state
    assert verify(journal).whole
    journal.close()
