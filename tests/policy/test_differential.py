"""Two hundred random worlds are judged by the product and, independently, by plain Python: identical answers must leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from graph.ask import ask
from graph.connection import Connection
from tests.policy.conftest import COUNT, Worlds
from tests.policy.second import Second
from tests.policy.worlds import Made

READINGS: tuple[dict[str, str], ...] = (
    {},
    {"C3": "all", "C5b": "all4", "force": "yes"},
    {"C3": "any", "C5b": "relevant", "C3.time": "ever", "overlap": "start"},
    {"link": "stated", "time": "at", "overlap": "throughout", "C3.time": "at"},
    {"time": "within", "C1a": "person"},
)


def each(worlds: Worlds, **reading: str) -> Iterator[tuple[Made, Second]]:
    for one in worlds.made:
        yield one, Second(worlds.facts[one.number], one.home, one.day, **reading)


def test_there_are_two_hundred_worlds_each_with_a_home_of_its_own(worlds: Worlds) -> None:
    assert len({one.home for one in worlds.made}) == COUNT == 200


@pytest.mark.parametrize("turns", [2, pytest.param(len(READINGS), marks=pytest.mark.soak)])
def test_pool_and_verdicts_are_the_same_under_every_reading(
    worlds: Worlds, policy_graph: Connection, turns: int
) -> None:
    """Every world as it is read by default and in one more reading, which take turns; `make soak` reads each in all."""
    wrong: list[str] = []
    candidates, read = 0, Counter[int]()
    others = range(1, len(READINGS))
    for one in worlds.made:
        for number in (0, *(others[(one.number + turn) % len(others)] for turn in range(turns - 1))):
            reading = READINGS[number]
            second = Second(worlds.facts[one.number], one.home, one.day, **reading)
            given = {"home": [one.home], "as_of": one.day.isoformat(), "limit": 0,
                     "reading": [f"{name}={value}" for name, value in reading.items()]}  # fmt: skip
            rows = {row["institution"]: row for row in ask(policy_graph, "verdicts", given).rows}
            pool = second.pool()
            if set(rows) != set(pool):
                wrong.append(f"{one.home} {reading}: candidates {sorted(rows)} and {sorted(pool)}")
                continue
            for key, row in rows.items():
                candidates += 1
                read[number] += 1
                ours = {**row["parts"], "decidable": row["decidable"]}
                wrong += [
                    f"{one.home} {one.day} {key} {reading} {clause}: {ours[clause]}, a second time {status}"
                    for clause, status in second.verdict(key).items() if ours[clause] != status
                ]  # fmt: skip
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:60])
    assert candidates > 500
    assert len(read) == len(READINGS) and min(read.values()) > 10  # none of them was asked in vain


def test_the_second_rule_set_is_the_same(worlds: Worlds, policy_graph: Connection) -> None:
    wrong, found = [], Counter[str]()
    for one, second in each(worlds):
        given = {"home": [one.home], "as_of": one.day.isoformat(), "limit": 0, "rules": "joint-research-centre-2014",
                 "reading": ["link=programme"]}  # fmt: skip
        for row in ask(policy_graph, "verdicts", given).rows:
            for clause, status in second.centre(row["institution"]).items():
                found[f"{clause} {status}"] += 1
                if row["parts"][clause] != status:
                    wrong.append(
                        f"{one.home} {one.day} {row['institution']} {clause}: {row['parts'][clause]}, a second time {status}"
                    )
    assert not wrong, f"{len(wrong)} differ:\n" + "\n".join(wrong[:60])
    assert min(found[f"J1c {status}"] for status in ("MET", "NOT_MET", "UNKNOWN")) > 3


def test_q1_the_pool(worlds: Worlds, policy_graph: Connection) -> None:
    for one, second in each(worlds):
        second.one_history = False
        given = {"home": [one.home], "as_of": one.day.isoformat(), "limit": 0}
        found = {row["institution"]: row["status"] for row in ask(policy_graph, "pool", given).rows}
        assert found == second.pool(), one


def test_q2_the_history_of_pairs(worlds: Worlds, policy_graph: Connection) -> None:
    for one, second in each(worlds):
        for mine, other in zip(one.institutions, one.foreign, strict=False):
            answer = ask(policy_graph, "pair", {"one": mine, "other": other, "as_of": one.day.isoformat()})
            said = second.pair(mine, other)
            assert sorted(row["event"] for row in answer.rows) == said["events"], (one, mine, other)
            figures = answer.meta["figures"] or {"years": [], "i2": {"span": [0, 0]}}
            assert figures["years"] == said["years"]
            assert figures["i2"]["span"][0] == said["run"]


def test_q3_labs_and_their_inclusion(worlds: Worlds, policy_graph: Connection) -> None:
    for one, second in each(worlds):
        answer = ask(policy_graph, "labs", {"home": [one.home], "as_of": one.day.isoformat(), "limit": 0})
        found = {
            row["lab"]: (row["included"], [other["agreement"] for other in row["could_include"]])
            for row in answer.rows
        }
        assert found == second.labs(), one


def test_q4_support(worlds: Worlds, policy_graph: Connection) -> None:
    for one, second in each(worlds):
        answer = ask(policy_graph, "support", {"home": [one.home], "as_of": one.day.isoformat(), "limit": 0})
        assert {row["project"]: row["state"] for row in answer.rows} == second.support(), one


def test_q5_motifs(worlds: Worlds, policy_graph: Connection) -> None:
    for one, second in each(worlds):
        answer = ask(policy_graph, "motifs", {"home": [one.home], "as_of": one.day.isoformat(), "limit": 0})
        assert {
            (row["institution"], row["partner"]): set(row["kinds"]) for row in answer.rows
        } == second.motifs(), one


def test_q6_what_agreements_lack(worlds: Worlds, policy_graph: Connection) -> None:
    for one, second in each(worlds):
        answer = ask(
            policy_graph, "agreement_gaps", {"home": [one.home], "as_of": one.day.isoformat(), "limit": 0}
        )
        found = {row["thing"]: set(row["lacks"]) for row in answer.rows if row["kind"] == "agreement"}
        assert found == second.gaps(), one
