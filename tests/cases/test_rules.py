"""The rule set that a case names enters; its conditions are those that are reviewed, and its version is kept."""

from __future__ import annotations

from typing import Any

import pytest

from api.casework import canonical, under
from cases.acting import Wanted, do, find_act
from cases.case import criterion
from cases.journal import Journal
from graph.question import find_question
from graph.ruleset_read import find_rule_set
from ontology.errors import Incomplete, NoSuchValue
from tests.cases.acted import CANDIDATE, NOW, WORKFLOW, act, holder, in_review, needs, refused

CENTRES = "joint-research-centre-2014"


def nothing(*_: Any) -> Any:
    raise AssertionError("nothing is asked of the graph")


def named(rules: str) -> dict[str, Any]:
    return canonical(find_act(WORKFLOW, "open"), {"candidate": "", "rules": rules}, nothing)


def test_a_case_keeps_the_version_of_its_rule_set() -> None:
    for rules in ("key-institutions", CENTRES):
        used = find_rule_set(rules)
        assert named(rules)["rules"] == named(f"{rules}@{used.version}")["rules"] == f"{rules}@{used.version}"


@pytest.mark.parametrize("rules", ["nonsense", "key-institutions@1999", "六项条件"])
def test_an_unknown_rule_set_is_named_with_its_place(rules: str) -> None:
    with pytest.raises(NoSuchValue) as told:
        named(rules)
    assert told.value.where == "rules" and rules in told.value.what and told.value.remedy_zh


def test_the_conditions_are_those_of_the_rule_set() -> None:
    assert list(under(WORKFLOW, CENTRES).criteria) == ["J1", "J2"]
    assert dict(under(WORKFLOW, "key-institutions").criteria).keys() == WORKFLOW.criteria.keys()
    assert under(WORKFLOW, "nonsense") == WORKFLOW  # of an old case, which can still go its way
    assert [criterion(one) for one in ("J1", "J1a", "C10b", "C2")] == ["J1", "J1", "C10", "C2"]


def test_a_case_of_another_rule_set_is_reviewed_on_its_conditions(journal: Journal) -> None:
    in_review(journal)
    workflow = under(WORKFLOW, CENTRES)
    for clause in ("C1", "J3", "J1z", "J1zz", "j1"):
        wanted = Wanted(
            "review", "case-1", {"clause": clause, "judgement": "met"}, "a reason that is long enough"
        )
        with pytest.raises(Incomplete) as told:
            do(journal, workflow, wanted, holder("reviewer-1"), NOW)
        assert needs(told.value) == {"known_criterion"} and "J1" in told.value.remedy
    for clause in ("J1", "J2a"):
        wanted = Wanted(
            "review", "case-1", {"clause": clause, "judgement": "met"}, "a reason that is long enough"
        )
        assert do(journal, workflow, wanted, holder("reviewer-1"), NOW).content["clause"] == clause


def test_numbers_that_a_question_asks_for_too_are_the_same() -> None:
    asked = {name: one for name, one in WORKFLOW.limits.items() if one.asks}
    assert set(asked) == {"conflict_years", "support_gap_days"}
    for one in asked.values():
        question, parameter = one.asks.split(".")
        assert find_question(question).params[parameter].default == one.value
    chosen = WORKFLOW.with_limits({"conflict_years": 8})
    assert (chosen.limit("conflict_years"), chosen.limits["conflict_years"].origin) == (8, "operator")
    assert (chosen.chosen(), WORKFLOW.chosen()) == ({"interests": {"years": 8}}, {})


def test_a_case_is_opened_by_what_it_is_given(journal: Journal) -> None:
    act(journal, "nominator-1", "open", candidate=CANDIDATE, rules=named(CENTRES)["rules"])
    refused(journal, Incomplete, "nominator-1", "open", candidate=CANDIDATE)
