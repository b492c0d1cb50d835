"""Titles given in an invented country enter; who held them stands the day before as the facts of then say, on a real graph."""

from __future__ import annotations

from typing import Any

import pytest

from graph.ask import Answer, ask
from graph.connection import Connection
from graph.history import STATUSES
from graph.ranked import by_chance, rank, recall
from graph.ruleset_read import load_rule_sets, parse_rule_set, rules_folder
from ontology.errors import BadParameter, GraphError
from tests.policy.cases import DAY

HOME = "HC006"
TEXT = (rules_folder() / "key-institutions.toml").read_text("utf-8")


def inst(name: str) -> str:
    return f"inst-own-wc006-{name}"


def checked(graph: Connection, **given: Any) -> Answer:
    return ask(graph, "history", {"home": [HOME], "as_of": DAY, **given})


def by_name(answer: Answer) -> dict[str, dict[str, Any]]:
    return {row["institution"].rsplit("-", 1)[1]: row for row in answer.rows}


def without_the_check(graph: Connection, name: str, day: str) -> dict[str, str]:
    given = {"institutions": [inst(name)], "home": [HOME], "as_of": day}
    found: dict[str, str] = ask(graph, "compare", given).rows[0]["parts"]
    return found


def test_a_title_cannot_be_evidence_for_itself(policy_graph: Connection) -> None:
    """The earlier title of the same name is all that this holder has; masked, a person must judge."""
    rows = {row["day"]: row for row in checked(policy_graph, title=["stateKeyLaboratory"]).rows}
    assert sorted(rows) == ["2000-12-31", "2009-04-30"]
    assert without_the_check(policy_graph, "twice", "2009-04-30")["C2a"] == "MET"
    assert rows["2009-04-30"]["parts"]["C2a"] == "JUDGE"
    assert len(rows["2009-04-30"]["masked"]) == 1
    assert rows["2000-12-31"]["masked"] == []


def test_only_the_titles_checked_and_their_siblings_are_masked(policy_graph: Connection) -> None:
    answer = checked(policy_graph)
    row = by_name(answer)["twice"]
    assert row["parts"]["C2a"] == "MET"  # by the title of 2001, which is another one
    assert len(row["masked"]) == 1  # the base of 2003 is of the same kind
    assert {one["title"] for one in answer.meta["masked_titles"]} == set(
        load_rule_sets()["key-institutions@2007.1"].history.titles  # type: ignore[union-attr]
    )


def test_what_was_kept_for_others_is_neither_used_nor_changed(policy_graph: Connection) -> None:
    before = without_the_check(policy_graph, "twice", "2009-04-30")
    assert by_name(checked(policy_graph, title=["stateKeyLaboratory"]))["twice"]["parts"]["C2a"] == "JUDGE"
    assert without_the_check(policy_graph, "twice", "2009-04-30") == before
    assert by_name(checked(policy_graph, title=["stateKeyLaboratory"]))["twice"]["parts"]["C2a"] == "JUDGE"


def test_facts_of_the_day_of_the_decision_and_later_do_not_count(policy_graph: Connection) -> None:
    row = by_name(checked(policy_graph))["later"]
    assert row["day"] == "2009-04-30"  # the decision is dated to May 2009
    now = without_the_check(policy_graph, "later", DAY)
    assert (now["C3a"], now["C5a"]) == ("MET", "MET")
    assert (row["parts"]["C3a"], row["parts"]["C5a"]) == ("UNKNOWN", "UNKNOWN")
    assert {one["clause"]: one["value"] for one in row["ranks"]}["C2b"] == 1


def test_facts_without_a_date_do_not_count_and_are_counted(policy_graph: Connection) -> None:
    row = by_name(checked(policy_graph))["loose"]
    assert without_the_check(policy_graph, "loose", "2009-04-30")["C5b"] == "MET"
    assert row["parts"]["C5b"] == "UNKNOWN"
    assert {one["clause"]: one["value"] for one in row["ranks"]}["C2b"] == 1
    assert len(row["undated"]) == 2  # the contribution and the project


def test_holders_are_ranked_among_all_candidates_of_the_day(policy_graph: Connection) -> None:
    answer = checked(policy_graph, k=[1, 5, 6])
    rows = by_name(answer)
    assert {name: row["candidates"] for name, row in rows.items()} == {"twice": 6, "later": 6, "loose": 6}
    projects = next(one for one in rows["later"]["ranks"] if one["clause"] == "C2b")
    assert (projects["value"], projects["first"], projects["last"]) == (1, 2, 6)
    assert projects["percentile"] == pytest.approx(0.4)
    found = {one["k"]: one for one in answer.meta["recall"] if one["clause"] == "C2b"}
    assert {k: one["found"] for k, one in found.items()} == {1: [0, 0], 5: [0, 3], 6: [3, 3]}
    assert found[1]["by_chance"] == 0.5
    assert {one["of"] for one in found.values()} == {
        4
    }  # a base of 2003 was given to one that was no candidate then


def test_the_rate_of_unknown_is_reported_and_no_accuracy(policy_graph: Connection) -> None:
    answer = checked(policy_graph)
    rates = {one["clause"]: one for one in answer.meta["rates"]}
    assert all(sum(one[status] for status in STATUSES) == 4 for one in rates.values())
    assert (rates["4.1"]["MET"], rates["C3a"]["UNKNOWN"], rates["C3a"]["unknown_share"]) == (3, 4, 1.0)
    assert answer.meta["note"]["reason"] == "history_is_no_accuracy"
    assert answer.meta["finding"]["of"] == 4 * 10  # the pool and nine parts that a machine can decide
    assert answer.meta["finding"]["unknown"] == sum(
        one["UNKNOWN"]
        for clause, one in rates.items()
        if clause in ("4.1", "C1a", "C2a", "C2c", "C3a", "C3b", "C3c", "C5a", "C5b", "C5c")
    )


def test_what_cannot_be_checked_is_listed(policy_graph: Connection) -> None:
    left = checked(policy_graph).meta["left_out"]
    assert len(left["undated"]) == 1
    assert left["later"] == left["date_contested"] == []
    early = checked(policy_graph, as_of="2005-01-01")
    assert len(early.meta["left_out"]["later"]) == 3
    assert [row["titles"][0]["title"] for row in early.rows] == ["demonstrationBase"]
    none = checked(policy_graph, title=["111计划引智基地"])
    assert (none.rows, none.meta["empty"]["reason"]) == ([], "no_holder_known")


def test_a_wrong_title_and_a_rule_set_without_titles_are_refused(policy_graph: Connection) -> None:
    with pytest.raises(BadParameter, match="there is no title 'nobel'"):
        checked(policy_graph, title=["nobel"])
    with pytest.raises(GraphError, match="designation has no nobel"):
        parse_rule_set("broken.toml", TEXT.replace('"demonstrationBase"', '"nobel"'))
    with pytest.raises(GraphError, match=r"broken\.toml, line \d+"):
        parse_rule_set("broken.toml", TEXT.replace("[history]", "[history]\nweight = 3"))
    with pytest.raises(GraphError, match="clause is 'C9z'"):
        parse_rule_set(
            "broken.toml",
            TEXT.replace('[[history.indicator]]\nclause = "C2b"', '[[history.indicator]]\nclause = "C9z"'),
        )


def test_ranks_keep_ties_and_recall_breaks_none() -> None:
    values = [0, 0, 1, 1, 3]
    middle, top, alone = rank(1, values), rank(3, values), rank(2, [2])
    assert (middle.first, middle.last, middle.percentile) == (2, 3, 0.625)
    assert (top.first, top.last, top.percentile) == (1, 1, 1.0)
    assert alone.percentile is None
    assert recall([top, middle, None], 1) == (1, 1)
    assert recall([top, middle, None], 2) == (1, 2)
    assert by_chance([5, 5, 0], 2) == 0.8
