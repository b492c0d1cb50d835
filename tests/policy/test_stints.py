"""A laboratory whose members came and went, on a real graph: a pair's history is when both were in it."""

from __future__ import annotations

from typing import Any

from graph.ask import ask
from graph.connection import Connection
from tests.policy.cases import DAY

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
