"""Bad input, the wrong role, a broken table and whatever else may be tried enter; the log holds only steps of the table."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.acting import find_act, particulars
from cases.case import read_cases
from cases.journal import Journal
from cases.keys import OWNER, SCOPES, Holder
from cases.needs import NEEDS
from cases.verifying import verify
from cases.workflow import load_workflow, read_workflow
from ontology.errors import BadParameter, CoopgraphError, NotAllowed, NotFound, NotNow, UsageError
from tests.cases.acted import (
    CANDIDATE,
    INPUTS,
    ROLES,
    SCIENCE,
    TALENT,
    WORKFLOW,
    act,
    decided,
    in_review,
    later,
    opened,
    recommended,
    refused,
    reviewed,
    supported,
)

DAY = date(2015, 6, 30)
VALUES: dict[str, Any] = {
    "candidate": CANDIDATE, "rules": "key-institutions", "data_version": "", "side": "science", "authority": SCIENCE,
    "items": list(WORKFLOW.checklist), "reviewer": "reviewer-1", "clause": "C1", "judgement": "met", "due": "2015-01-01",
    "outcome": "approved", "science_authority": SCIENCE, "talent_authority": TALENT, "reviews": [25], **INPUTS,
    "project": "proj-x", "programme": "", "since": "2010-01-01", "until": "2014-01-01", "grade": "good",
}  # fmt: skip


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


WORDS = [
    (name, key) for name, one in WORKFLOW.acts.items() for key, each in one.fields.items()
    if each.required and each.type in ("text", "thing", "person", "date", "choice")
]  # fmt: skip


@pytest.mark.parametrize("blank", [" ", "\t\n", "\u3000", "\u200b", "\ufeff \u00a0"])
@pytest.mark.parametrize(("name", "key"), WORDS)
def test_a_blank_is_no_value_of_anything_that_is_needed(name: str, key: str, blank: str) -> None:
    given = {**{one: VALUES[one] for one in WORKFLOW.acts[name].fields}, key: blank}
    with pytest.raises(BadParameter) as told:
        particulars(WORKFLOW.acts[name], given)
    assert told.value.where == key


@pytest.mark.parametrize("key", list(INPUTS))
def test_no_decision_rests_on_a_blank(journal: Journal, key: str) -> None:
    cited = reviewed(journal)
    whole = {
        "outcome": "approved",
        "science_authority": SCIENCE,
        "talent_authority": TALENT,
        "reviews": cited,
        **INPUTS,
    }
    assert refused(journal, BadParameter, "admin-1", "decide", **{**whole, key: " "}).where == key


def test_no_grade_is_a_blank(journal: Journal) -> None:
    supported(journal)
    assert refused(journal, BadParameter, "admin-1", "evaluate", grade="  ").where == "grade"


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


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
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

    for name, who, excused in tried:
        content = {key: VALUES[key] for key in WORKFLOW.acts[name].fields}
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


@pytest.mark.parametrize(
    "old",
    [
        'no_conflict = { zh = "与候选及其伙伴无利益关联"',
        'nominator = { zh = "推荐单位"',
        'declined = { zh = "不批准"',
    ],
)
def test_a_code_that_nobody_says_in_words_is_named(old: str) -> None:
    from pathlib import Path

    import cases.workflow

    text = (Path(cases.workflow.__file__).parent / "workflow.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(UsageError, match="in words"):
        read_workflow(text.replace(old, f"other_{old}"), "workflow.toml")


def test_what_may_be_done_and_by_whom_is_said_in_chinese(journal: Journal) -> None:
    opened(journal)
    assert "评审专家（reviewer）" in refused(journal, NotAllowed, "nominator-1", "review").what_zh
    assert "取证（gather）" in refused(journal, NotNow, "nominator-1", "recommend").remedy_zh
