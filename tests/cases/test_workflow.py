"""Cases go only where the table says, by whom it says, with all that it asks for; nothing is written otherwise."""

from __future__ import annotations

from datetime import date

from cases.acting import moment
from cases.entry import chained
from cases.journal import Journal
from cases.keys import Holder
from cases.people import erase
from cases.seen import reviews_seen, seen_by
from cases.ties import shelf
from cases.verifying import verify
from ontology.errors import BadParameter, Incomplete, NotNow
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
    opened,
    recommended,
    refused,
    supported,
)

DAY = date(2015, 6, 30)


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
    assert list(journal.read(shelf).of(entry, "reviewer-3") or ()) == [tie]
    assert entry.content["despite"] and entry.content["set_aside"] == ["no_conflict"]


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


def test_a_deadline_must_have_passed(journal: Journal) -> None:
    opened(journal)
    act(journal, "nominator-1", "gather")
    assert needs(refused(journal, Incomplete, "admin-1", "deadline", clause="C6b", due="2015-06-30")) == {
        "passed"
    }
    act(journal, "admin-1", "deadline", clause="C6b", due="2015-06-30", now=later(1))
    for day in ("2015-06-29", "1900-01-01"):  # nothing was due before there was a case
        error = refused(journal, Incomplete, "admin-1", "deadline", clause="C6b", due=day, now=later(1))
        assert needs(error) == {"passed"} and "opened" in error.what


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
