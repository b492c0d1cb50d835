"""A journal enters; cases taken through the workflow by people of different roles leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.acting import Wanted, do, moment
from cases.case import Case, read_case
from cases.entry import Entry
from cases.journal import Journal
from cases.keys import Holder
from cases.people import Somebody, add_somebody
from cases.workflow import load_workflow
from ontology.errors import CoopgraphError, Incomplete

NOW = datetime(2015, 6, 30, 12, tzinfo=UTC)
CANDIDATE = "inst-own-yunhai"
WORKFLOW = load_workflow()
ROLES = {
    "nominator-1": "nominator",
    "nominator-2": "nominator",
    "reviewer-1": "reviewer",
    "reviewer-2": "reviewer",
    "reviewer-3": "reviewer",
    "admin-1": "administrator",
}
SCIENCE, TALENT = "auth-own-qm-most", "auth-own-qm-talent"
INPUTS = {"strategy": "outline 2006", "policy": "cooperation policy", "talent_policy": "talent policy"}


def holder(person: str) -> Holder:
    return Holder(person, frozenset({ROLES[person]}))


def peopled(journal: Journal) -> Journal:
    for person in ROLES:
        add_somebody(
            journal, Somebody(person, f"Name of {person}", f"{person}@example.invalid"), "local", moment(NOW)
        )
    return journal


def act(journal: Journal, who: str, name: str, case: str = "case-1", **more: Any) -> Entry:
    """Do one act; what is no particular is an option of the act itself."""
    options = {key: more.pop(key) for key in ("despite", "expected", "ties", "now") if key in more}
    now = options.pop("now", NOW)
    if name == "invite":  # the ties of who is invited; None: nobody could look
        options["ties"] = {more.get("reviewer", ""): options.get("ties", ())}
    reason = more.pop("reason", "as the rules of the test ask")
    wanted = Wanted(name, "" if name == "open" else case, more, reason, **options)
    return do(journal, WORKFLOW, wanted, holder(who), now)


def case_of(journal: Journal, case: str = "case-1") -> Case:
    found = read_case(journal.entries(case), WORKFLOW)
    assert found is not None
    return found


def opened(journal: Journal) -> None:
    act(journal, "nominator-1", "open", candidate=CANDIDATE)


def recommended(journal: Journal) -> None:
    opened(journal)
    act(journal, "nominator-1", "gather")
    act(journal, "nominator-1", "self_check")
    act(journal, "nominator-1", "sign", side="science", authority=SCIENCE)
    act(journal, "nominator-2", "sign", side="talent", authority=TALENT)
    act(journal, "nominator-1", "recommend")


def in_review(journal: Journal) -> None:
    recommended(journal)
    act(journal, "admin-1", "pass", items=list(WORKFLOW.checklist))
    for one in ("reviewer-1", "reviewer-2"):
        act(journal, "admin-1", "invite", reviewer=one)
    act(journal, "admin-1", "begin_review")


def reviewed(journal: Journal) -> list[int]:
    in_review(journal)
    return [
        act(journal, who, "review", clause=clause, judgement="met").position
        for clause in WORKFLOW.criteria
        for who in ("reviewer-1", "reviewer-2")
    ]


def decided(journal: Journal, outcome: str = "approved") -> None:
    cited = reviewed(journal)
    act(journal, "admin-1", "decide", outcome=outcome, science_authority=SCIENCE, talent_authority=TALENT,
        reviews=cited, **INPUTS)  # fmt: skip


def supported(journal: Journal, until: str = "2013-05-31") -> None:
    decided(journal)
    act(journal, "admin-1", "support", project="proj-own-p-stated", since="2010-06-01", until=until)


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


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
