"""Facts that leave a clause open enter, on a real graph; neither a no nor a yes may leave, and the reason is told."""

from __future__ import annotations

from typing import Any

import pytest

from graph.ask import ask
from graph.connection import Connection
from graph.ruleset_read import load_rule_sets
from graph.verdict_shape import clause_of
from ontology.model import Model
from tests.policy.cases import DAY


def inst(name: str, number: int) -> str:
    return f"inst-own-wc{number:03}-{name}"


def found(
    graph: Connection, name: str, number: int, day: str = DAY, **more: Any
) -> dict[str, dict[str, Any]]:
    """Every part of one institution."""
    given = {"institution": inst(name, number), "home": [f"HC{number:03}"], "as_of": day, **more}
    (row,) = ask(graph, "verdict", given).rows
    return {part["clause"]: part for one in row["conditions"] for part in one["parts"]}


@pytest.mark.parametrize("name", ["joins", "awaits", "signed"])
def test_a_side_that_is_bound_later_is_no_counter_evidence(name: str, policy_graph: Connection) -> None:
    part = found(policy_graph, name, 13)["C5a"]
    assert (part["status"], part["counter"]) == ("UNKNOWN", [])
    assert part["reason"] == ("agreement_state_not_known" if name == "signed" else "no_agreement_known")


def test_a_side_is_bound_from_its_own_day_on(policy_graph: Connection) -> None:
    assert found(policy_graph, "signed", 13, "2011-06-30")["C5a"]["status"] == "MET"


def test_an_agreement_that_was_renewed_has_not_run_out(policy_graph: Connection) -> None:
    """e3 of 2002 to 2006, renewed by e4: without the parties of e4 nobody knows; with them e4 speaks for itself."""
    parts = found(policy_graph, "renewed", 13)
    assert (parts["C5a"]["status"], parts["C5a"]["reason"]) == ("UNKNOWN", "renewal_parties_unknown")
    assert parts["C5a"]["counter"] == []
    assert parts["C5c"]["status"] == "UNKNOWN"  # what the renewal says of ownership was not seen
    goes_on = found(policy_graph, "goeson", 13)["C5a"]
    assert (goes_on["status"], goes_on["counter"]) == ("MET", [])
    assert [one["flags"] for one in goes_on["shown"]] == [["agreement_renewed"]]


def test_ownership_is_inherited_from_frameworks_of_the_day(policy_graph: Connection) -> None:
    def status(name: str, day: str = DAY) -> str:
        return str(found(policy_graph, name, 13, day)["C5c"]["status"])

    assert (status("early"), status("early", "2012-06-30")) == ("UNKNOWN", "MET")
    assert (status("later"), status("none")) == ("MET", "MET")
    assert (status("left"), status("ended")) == ("JUDGE", "NOT_MET")


def test_a_framework_of_a_later_day_makes_no_project_intergovernmental(policy_graph: Connection) -> None:
    assert found(policy_graph, "early", 13)["C3c"]["status"] == "UNKNOWN"
    assert found(policy_graph, "later", 13)["C3c"]["status"] == "MET"


def test_who_joins_a_project_later_has_no_part_in_it_yet(policy_graph: Connection) -> None:
    """A project of 2008 under a treaty, a member since 2012: neither in the pool of 2010 nor with a field of it."""

    def place(day: str) -> list[str]:
        given = {"home": ["HC013"], "as_of": day}
        return [row["status"] for row in ask(policy_graph, "pool", given).rows
                if row["institution"] == inst("latecomer", 13)]  # fmt: skip

    assert (place(DAY), place("2012-06-30")) == ([], ["in"])
    before, after = (found(policy_graph, "latecomer", 13, day) for day in (DAY, "2012-06-30"))
    assert (before["C1a"]["shown"], len(after["C1a"]["shown"])) == ([], 1)


def test_items_of_different_areas_do_not_add_up(policy_graph: Connection) -> None:
    part = found(policy_graph, "areas", 13)["C1a"]
    assert (part["status"], part["reason"], part["figures"]["items"]) == ("UNKNOWN", "field_too_few", 1)


@pytest.mark.parametrize("name", ["noseat", "heir", "longlab"])
def test_an_activity_that_may_be_the_channel_leaves_room(name: str, policy_graph: Connection) -> None:
    """A partner without a seat, a succession without a day, a laboratory without a begin; all lists are whole."""
    assert found(policy_graph, "bare", 9)["C2c"]["status"] == "NOT_MET"
    part = found(policy_graph, name, 9)["C2c"]
    assert part["status"] == "UNKNOWN"
    assert part["unknowns"][0]["things"]


def test_lists_are_not_whole_without_one_of_joint_outputs(policy_graph: Connection) -> None:
    assert found(policy_graph, "bare", 10)["C2c"]["status"] == "UNKNOWN"


def test_every_kind_of_activity_closes_a_channel(model: Model) -> None:
    activities = {name for name, one in model.classes.items() if one.activity}
    channels = [part for rules in load_rule_sets().values() for part in rules.parts if part.test == "channel"]
    assert len(channels) == 3
    for part in channels:
        assert {closes.about for closes in part.closes} == activities, part.clause


def test_a_list_of_inclusions_closes_its_own_years_only(policy_graph: Connection) -> None:
    given = {"home": ["HC009"], "as_of": DAY, "limit": 0}
    rows = {row["lab"].rsplit("-", 1)[1]: row for row in ask(policy_graph, "labs", given).rows}
    assert (rows["outside"]["included"], rows["outside"]["why"]) == ("unknown", "no_inclusion_stated")


def test_units_have_the_country_of_their_host(policy_graph: Connection) -> None:
    given = {"home": ["HC011"], "as_of": DAY, "limit": 0}
    own = "unit-own-wc011-own"
    (lab,) = ask(policy_graph, "labs", given).rows
    assert {member[3] for member in lab["members"]} == {"HC011", "FC011"}
    (pair,) = ask(policy_graph, "motifs", given).rows
    assert (pair["institution"], pair["complete"]) == (own, True)
    lacking = {row["kind"]: row["lacks"] for row in ask(policy_graph, "agreement_gaps", given).rows}
    assert "contribution" in lacking["agreement"]  # what was withdrawn is none
    assert lacking["lab"]
    (support,) = ask(policy_graph, "support", given).rows
    assert support["institutions"] == [own]
    (guest,) = ask(policy_graph, "experts", given).rows
    assert guest["institution"] == own
    (year,) = ask(policy_graph, "institutionalisation", {"home": ["HC011"], "as_of": DAY, "since": 2010}).rows
    assert (year["project_level"], year["institution_level"]) == (1, 2)
    cells = {(row["code"], row["country"]): row for row in ask(policy_graph, "field_matrix", given).rows}
    assert cells["KA05", "FC011"]["projects"] == 1


def test_person_times_are_those_of_the_best_year_and_of_people_from_abroad(policy_graph: Connection) -> None:
    part = found(policy_graph, "one", 12)["C4b"]
    told = part["figures"]
    assert (told["times"], told["year"], told["times_in_all"]) == (15, 2009, 27)
    assert part["graded"][0] == 0.75
    assert [one["says"] for one in part["shown"]].count("open") == 1  # nobody knows where they came from


def test_the_conditions_of_2014_ask_for_partners_in_several_countries(policy_graph: Connection) -> None:
    parts = found(policy_graph, "bare", 9, rules="joint-research-centre-2014")
    assert (parts["J1c"]["status"], parts["J1c"]["figures"]["countries"]) == ("MET", 2)
    parts = found(policy_graph, "heir", 9, rules="joint-research-centre-2014")
    assert parts["J1c"]["status"] == "UNKNOWN"
    parts = found(policy_graph, "bare", 9, "2007-12-31", rules="joint-research-centre-2014")
    assert parts["J1c"]["status"] == "NOT_MET"


def test_missing_facts_are_those_that_somebody_can_supply(policy_graph: Connection) -> None:
    given = {"institution": inst("star", 1), "home": ["HC001"], "as_of": DAY, "reading": ["C5b=all4"]}
    answer = ask(policy_graph, "gaps", given)
    facts = {fact for one in answer.meta["sets"] for fact in one["facts"]}
    assert "C1c" in facts
    assert not {fact for fact in facts if fact.startswith("C1c.")}
    rows = {row["clause"]: row for row in answer.rows}
    assert "NOT_MET" in rows["C5b"]["alone"]
    assert clause_of("4.1", {"4.1", "C5b"}) == "4.1"
    assert clause_of("C5b.funding", {"4.1", "C5b"}) == "C5b"


def test_all_items_of_evidence_can_be_asked_for(policy_graph: Connection) -> None:
    few = found(policy_graph, "star", 1, listed=1)["C1a"]
    every = found(policy_graph, "star", 1, listed=0)["C1a"]
    assert (len(few["evidence"]), few["left_out"]) == (1, len(every["evidence"]) - 1)
    assert every["left_out"] == 0
