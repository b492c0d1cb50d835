"""A laboratory whose members came and went, on a real graph: a pair's history is when both were in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from graph.ask import ask
from graph.connection import Connection
from graph.network_snapshot import snapshot
from graph.network_whole import Scope, whole
from ontology.model import Model
from tests.graph.load.made import write_canon
from tests.policy.cases import DAY
from tests.policy.conftest import Worlds

HOME = "HC007"


def inst(name: str) -> str:
    return f"inst-own-wc007-{name}"


def pair(graph: Connection, other: str) -> Any:
    return ask(graph, "pair", {"one": inst("one"), "other": inst(other), "as_of": DAY})


def test_a_pair_is_dated_by_when_both_were_members(policy_graph: Connection) -> None:
    answer = pair(policy_graph, "f")
    begins = {row["kind"]: (row["begin"], row["end"]) for row in answer.rows}
    assert begins == {"project": ("2007-01-01", "2007-12-31"), "lab": ("2008-10-01", None)}
    assert answer.meta["figures"]["years"] == [2007, 2008, 2009, 2010]
    assert answer.meta["figures"]["i2_small"]["span"][0] == 4


def test_members_of_different_times_did_nothing_together(policy_graph: Connection) -> None:
    answer = pair(policy_graph, "g")
    assert [row["kind"] for row in answer.rows] == ["lab"]  # both were members, and the answer says so
    assert answer.meta["figures"] is None


def test_candidates_and_verdicts_count_the_same_years(policy_graph: Connection) -> None:
    given = {"home": [HOME], "as_of": DAY}
    (row,) = ask(policy_graph, "candidates", given).rows
    assert [one["partner"] for one in row["channels"]] == [inst("f")]
    assert row["channels"][0]["i2_small"]["span"][0] == 4
    whole = ask(policy_graph, "verdict", {**given, "institution": inst("one")}).rows[0]
    (part,) = [one for each in whole["conditions"] for one in each["parts"] if one["clause"] == "C2c"]
    (lab,) = [one for one in part["evidence"] if one["kind"] == "lab"]
    assert (lab["partner"], lab["begin"]) == (inst("f"), "2008-10-01")
    assert part["figures"]["years"] == 4


def test_a_partner_by_a_laboratory_is_dated_by_when_both_were_members(policy_graph: Connection) -> None:
    """The laboratory opened years before the first joined it, and g had left by then: it binds the two no more."""
    given = {"home": [HOME], "as_of": DAY, "institution": inst("one")}
    whole = ask(policy_graph, "verdict", given).rows[0]
    (part,) = [one for each in whole["conditions"] for one in each["parts"] if one["clause"] == "C4a"]
    assert [(one["kind"], one["partner"], one["begin"]) for one in part["shown"]] == [
        ("lab", inst("f"), "2008-10-01")
    ]
    assert part["figures"]["partners"] == 1


def test_what_is_joined_after_the_day_is_hidden(policy_graph: Connection) -> None:
    """The first joined the laboratory in October 2008; before, the other is a partner by the project alone, and g none."""
    day = "2008-06-30"
    answer = ask(policy_graph, "pair", {"one": inst("one"), "other": inst("f"), "as_of": day})
    assert [row["kind"] for row in answer.rows] == ["project"]
    assert answer.meta["figures"]["events"] == 1
    partners = ask(policy_graph, "partners", {"institution": inst("one"), "home": [HOME], "as_of": day})
    assert [(row["partner"], row["events"], row["years"]) for row in partners.rows] == [
        (inst("f"), 1, [2007])
    ]
    assert partners.meta["total"] == 1
    (row,) = ask(policy_graph, "candidates", {"home": [HOME], "as_of": day}).rows
    assert [(one["partner"], one["events"]) for one in row["channels"]] == [(inst("f"), 1)]


BEFORE, AFTER = "2008-06-30", DAY  # the first joins the laboratory in between


def test_a_network_as_of_a_day_knows_nobody_who_joins_later(policy_graph: Connection) -> None:
    for day, ties in ((BEFORE, {inst("f"): 1}), (AFTER, {inst("f"): 2, inst("g"): 1})):
        answer = ask(policy_graph, "network_ego", {"institution": inst("one"), "as_of": day, "cited": 0})
        own = {
            row["target"] if row["source"] == inst("one") else row["source"]: row["weight"]
            for row in answer.rows
            if inst("one") in (row["source"], row["target"])
        }
        assert own == ties, day
        assert {node["id"] for node in answer.meta["nodes"]} == {inst("one"), *ties}
        bonds = [bond for event in answer.meta["events"] for bond in event["bonds"]]
        joined = [bond["dates"] for bond in bonds if bond["member"] == inst("one") and "dates" in bond]
        assert joined == ([["2008-10-01", "2008-10-01", None, None]] if day == AFTER else [])


def test_a_path_does_not_lead_through_what_is_joined_later(policy_graph: Connection) -> None:
    ends = {"one": inst("one"), "other": inst("g")}
    for day, path in ((BEFORE, [inst("one"), inst("f"), inst("g")]), (AFTER, [inst("one"), inst("g")])):
        assert ask(policy_graph, "network_paths", {**ends, "as_of": day}).meta["paths"] == [path]


def test_a_cap_leaves_out_only_what_was_joined(policy_graph: Connection) -> None:
    for day, left in ((BEFORE, 0), (AFTER, 1)):
        given = {"institution": inst("one"), "as_of": day, "cap": 2}
        assert ask(policy_graph, "network_ego", given).meta["guard"] == {"cap": 2, "left_out": left}


def test_the_snapshot_tells_the_same(
    policy_graph: Connection, worlds: Worlds, model: Model, tmp_path: Path
) -> None:
    held = snapshot(tmp_path, write_canon(worlds.canon, tmp_path / "canon"), model)
    for day in (BEFORE, AFTER):
        given = {"institution": inst("one"), "as_of": day, "cited": 0}
        ego = ask(policy_graph, "network_ego", given)
        network = whole(held, Scope(date.fromisoformat(day), nodes=0, edges=0), {})
        ids = {node["id"] for node in ego.meta["nodes"]}
        assert ego.rows
        among = [edge for edge in network.edges if {edge["source"], edge["target"]} <= ids]
        assert sorted(among, key=str) == sorted(ego.rows, key=str)
        events = {event["id"]: event for event in network.events}
        for event in ego.meta["events"]:
            assert event["bonds"] == [bond for bond in events[event["id"]]["bonds"] if bond["member"] in ids]
