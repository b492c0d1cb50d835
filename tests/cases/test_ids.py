"""Loads that give a candidate another id, and are taken back, enter; its case is found under each of its ids, and is the only one."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from api import casework
from api.dossier.judged import everything_judged, judged
from cases.acting import Wanted, moment
from cases.case import read_cases
from cases.entry import broken
from cases.journal import Journal
from cases.keys import OWNER
from cases.people import Somebody, add_somebody
from ontology.errors import BadParameter, Incomplete, NotFound
from tests.cases.acted import NOW, WORKFLOW, act, holder, needs, opened

OWN, ROR, PIC = "inst-own-tsinghua", "inst-ror-03cve4549", "inst-pic-999857840"
RULES = "key-institutions"


class Things:
    """Which ids lead where, as a load leaves it: each load makes another one."""

    def __init__(self, *groups: tuple[str, ...]) -> None:
        self.now = {one: group[0] for group in groups for one in group}

    def __call__(self, question: str, params: Any) -> Any:
        if question == "interests":
            self._thing(params["institution"])
            return SimpleNamespace(rows=[])
        assert question == "named_things"
        things = [self._thing(one) for one in params["things"]]
        return SimpleNamespace(rows=[self._row(one) for one in things])

    def _row(self, thing: str) -> dict[str, Any]:
        leading = sorted(one for one, canonical in self.now.items() if canonical == thing != one)
        return {"thing": thing, "classes": ["Institution"], "aliases": leading}

    def _thing(self, given: str) -> str:
        if given not in self.now:
            raise NotFound(f"no {given}")
        return self.now[given]


MERGED, ALONE, BARE = Things((ROR, OWN)), Things((OWN,)), Things((ROR,))


def perform(
    journal: Journal, graph: Things, who: str, name: str, case: str = "case-1", **content: Any
) -> Any:
    wanted = Wanted(name, "" if name == "open" else case, content, "as the rules of the test ask")
    return casework.perform(journal, WORKFLOW, graph, wanted, holder(who), NOW)  # type: ignore[arg-type]


def completed(journal: Journal) -> None:
    """An opened case is taken to where reviewers are invited."""
    act(journal, "nominator-1", "gather")
    act(journal, "nominator-1", "self_check")
    act(journal, "nominator-1", "sign", side="science", authority="auth-own-qm-most")
    act(journal, "nominator-2", "sign", side="talent", authority="auth-own-qm-talent")
    act(journal, "nominator-1", "recommend")
    act(journal, "admin-1", "pass", items=list(WORKFLOW.checklist))


def seen(journal: Journal, *ids: str) -> list[str]:
    """The cases that the dossier of a candidate shows."""
    found = judged(journal, WORKFLOW, ids, OWNER, RULES, NOW.date())
    return [one["case"] for one in found.cases]


def test_a_case_opened_while_two_ids_were_one_is_found_under_either_afterwards(journal: Journal) -> None:
    entry = perform(journal, MERGED, "nominator-1", "open", candidate=f" {OWN} ")
    assert (entry.content["candidate"], entry.content["known_as"]) == (ROR, [OWN, ROR])
    assert seen(journal, OWN) == seen(journal, ROR) == seen(journal, ROR, OWN) == ["case-1"]
    assert seen(journal, "inst-own-tsinghua-2") == seen(journal) == []
    for graph, given in ((ALONE, OWN), (MERGED, OWN), (MERGED, ROR), (BARE, ROR)):
        with pytest.raises(Incomplete) as told:
            perform(journal, graph, "nominator-1", "open", candidate=given)
        assert needs(told.value) == {"new_candidate"} and "case-1" in told.value.what
    assert not broken(journal.entries())


def test_an_id_that_came_after_the_opening_leads_to_the_open_case(journal: Journal) -> None:
    entry = perform(journal, ALONE, "nominator-1", "open", candidate=OWN)
    assert "known_as" not in entry.content  # as journals of before have it
    with pytest.raises(Incomplete):
        perform(journal, MERGED, "nominator-1", "open", candidate=ROR)
    perform(
        journal, BARE, "nominator-1", "open", candidate=ROR
    )  # the two were never one: it is another candidate
    assert seen(journal, OWN) == ["case-1"] and seen(journal, ROR) == ["case-2"]


def test_a_candidate_is_looked_up_under_an_id_that_is_left(journal: Journal) -> None:
    add_somebody(journal, Somebody("expert-1", organisations=("inst-own-elsewhere",)), "local", moment(NOW))
    perform(journal, MERGED, "nominator-1", "open", candidate=OWN)
    completed(journal)
    entry = perform(journal, ALONE, "admin-1", "invite", reviewer="expert-1")  # the ROR is gone with its load
    assert entry.act == "invite"


def test_what_people_judged_counts_under_the_id_that_somebody_meant(journal: Journal) -> None:
    perform(journal, MERGED, "nominator-1", "open", candidate=OWN)
    found = judged_of(journal)
    assert [(one.candidate, one.known_as) for one in found] == [(ROR, (OWN, ROR))]
    here = judged(journal, WORKFLOW, [OWN], OWNER, RULES, NOW.date()).judgements
    assert [(one.candidate, one.known_as) for one in here] == [(OWN, ())]


def judged_of(journal: Journal) -> Any:
    """A case is taken to review, and one review is given; what everybody judged leaves."""
    completed(journal)
    for who, name, content in (
        ("admin-1", "invite", {"reviewer": "reviewer-1"}),
        ("admin-1", "invite", {"reviewer": "reviewer-2"}),
        ("admin-1", "begin_review", {}),
        ("reviewer-1", "review", {"clause": "C1", "judgement": "met"}),
    ):
        act(journal, who, name, **content)
    return everything_judged(journal, WORKFLOW, OWNER, RULES)


def test_what_a_journal_was_made_to_hold_breaks_no_list(journal: Journal) -> None:
    opened(journal)
    (case,) = read_cases(journal.entries(), WORKFLOW)
    for said in (7, "inst-own-x", {"a": 1}, [1, None, OWN]):
        first = replace(case.entries[0], content={**case.entries[0].content, "known_as": said})
        changed = replace(case, entries=(first, *case.entries[1:]))
        assert changed.ids[-1] == case.candidate and all(isinstance(one, str) for one in changed.ids)


def test_nobody_writes_the_ids_of_a_case_themselves(journal: Journal) -> None:
    with pytest.raises(BadParameter, match="takes"):
        act(journal, "nominator-1", "open", candidate=OWN, known_as=[PIC])
