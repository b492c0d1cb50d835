"""The world is asked on a real graph; what was worked out on paper from its README must be the answer."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from graph.ask import ask
from graph.connection import Connection
from tests.route.reading import EXPECTED

PAPER: dict[str, Any] = tomllib.loads((EXPECTED / "answers.toml").read_text("utf-8"))
READINGS = ("stated", "programme", "copresence")


def pool(graph: Connection, wanted: dict[str, Any], readings: list[str]) -> list[dict[str, Any]]:
    asked = {"home": wanted["home"], "as_of": wanted["as_of"], "reading": readings, "limit": 0}
    return ask(graph, "pool", asked).rows


@pytest.mark.parametrize("name", PAPER["pool"])
@pytest.mark.parametrize("reading", READINGS)
def test_the_pool_under_each_reading(name: str, reading: str, world_graph: Connection) -> None:
    wanted = PAPER["pool"][name]
    if reading in wanted:
        told = pool(world_graph, wanted, [reading])
        assert sorted(row["institution"] for row in told if row["status"] == "in") == sorted(wanted[reading])


@pytest.mark.parametrize("name", PAPER["pool"])
def test_what_only_a_missing_fact_keeps_out(name: str, world_graph: Connection) -> None:
    wanted = PAPER["pool"][name]
    told = pool(world_graph, wanted, [reading for reading in READINGS if reading in wanted])
    undecided = [row for row in told if row["status"] == "undecided"]
    assert sorted(row["institution"] for row in undecided) == sorted(wanted["undecided"])
    assert all(row["unknown"] for row in undecided)


def test_every_answer_prints_the_size_under_every_reading(world_graph: Connection) -> None:
    wanted = PAPER["pool"]["2015"]
    asked = {"home": wanted["home"], "as_of": wanted["as_of"]}
    for question in ("pool", "candidates"):
        sizes = ask(world_graph, question, asked).meta["sizes"]
        assert {name: sizes[name]["in"] for name in READINGS} == {
            name: len(wanted[name]) for name in READINGS
        }


def test_the_state_that_puts_an_institution_into_the_pool(world_graph: Connection) -> None:
    told = {row["institution"]: row for row in pool(world_graph, PAPER["pool"]["2015"], list(READINGS))}
    for key, state in PAPER["states"].items():
        institution, _, reading = key.partition("|")
        assert told[institution]["readings"][reading] == state, key


def test_what_is_inferred_is_marked(world_graph: Connection) -> None:
    for row in pool(world_graph, PAPER["pool"]["2015"], list(READINGS)):
        for agreement in row["agreements"]:
            assert agreement["inferred"] == (agreement["reading"] == "copresence")


def test_a_unit_and_its_host_are_linked(world_graph: Connection) -> None:
    hosts = {row["institution"]: row["host"] for row in pool(world_graph, PAPER["pool"]["2015"], ["stated"])}
    assert hosts["unit-own-yunhai-matlab"] == "inst-ror-0zzzy0129"


def test_an_empty_pool_says_what_would_fill_it(world_graph: Connection) -> None:
    answer = ask(world_graph, "candidates", {"home": ["QX"], "as_of": "2015-06-30"})
    assert answer.rows == []
    assert answer.meta["fill"]


def test_candidates_and_their_order(world_graph: Connection) -> None:
    wanted = PAPER["candidates"]
    rows = ask(world_graph, "candidates", {"home": ["QM"], "as_of": "2015-06-30"}).rows
    assert [row["institution"] for row in rows] == wanted["order"]
    partner, span, active, years = wanted["first_channel"]
    best = rows[0]["channels"][0]
    assert best["partner"] == partner
    assert best["i2_small"] == {"span": [span, span], "active": [active, active]}
    assert best["i1"] == years
    for row in rows:
        assert row["records"]
        if "mega" in row["institution"]:
            assert all(channel["i2_small"]["span"] == [0, 0] for channel in row["channels"])


@pytest.mark.parametrize("name", PAPER["pair"])
def test_the_worked_fixture_of_the_indicators(name: str, world_graph: Connection) -> None:
    wanted = PAPER["pair"][name]
    asked = {"one": "inst-own-fix-a", "other": wanted["other"], "as_of": wanted["as_of"], "simmelian_cap": 0}
    meta = ask(world_graph, "pair", asked).meta
    figures = meta["figures"]
    assert figures["i1"] == wanted["i1"]
    assert round(figures["i4"], 3) == wanted["i4"]
    assert (figures["i10"]["count"], figures["i10"]["motif"]) == (wanted["kinds"], wanted["motif"])
    assert meta["i11"]["count"] == wanted["i11"]
    assert {key: meta["i8"][key] for key in wanted["renewal"]} == wanted["renewal"]
    if "span" in wanted:
        assert figures["i2"] == {"span": wanted["span"], "active": wanted["active"]}
        assert round(figures["i3"], 3) == wanted["i3"]
        assert figures["uncovered"] == wanted["uncovered"]
        assert meta["i17"] is None  # persons are known for one event of five activities


@pytest.mark.parametrize("name", PAPER["in_force"])
def test_agreements_in_force(name: str, world_graph: Connection) -> None:
    wanted = dict(PAPER["in_force"][name])
    rows = ask(world_graph, "agreements_in_force", {"as_of": wanted.pop("as_of")}).rows
    assert {row["agreement"]: row["state"] for row in rows} == wanted


def test_agreements_that_end_soon(world_graph: Connection) -> None:
    asked = {
        "as_of": "2015-06-30",
        "months": 12,
        "level": ["intergovernmental", "departmental", "institution"],
    }
    rows = ask(world_graph, "agreements_ending", asked).rows
    assert [row["agreement"] for row in rows] == PAPER["ending"]["order"]


def test_whether_an_agreement_includes_a_laboratory(world_graph: Connection) -> None:
    rows = ask(world_graph, "labs", {"home": ["QM"], "as_of": "2015-06-30"}).rows
    assert {row["lab"]: row["included"] for row in rows} == PAPER["labs"]


def test_an_old_id_still_finds_the_thing(world_graph: Connection) -> None:
    for old in ("inst-own-yunhai", "inst-own-yunhai-univ", "inst-pic-700000001"):
        answer = ask(world_graph, "institution", {"institution": old, "home": ["QM"], "as_of": "2015-06-30"})
        assert answer.meta["redirected"] == {old: "inst-ror-0zzzy0129"}
        assert [row["institution"] for row in answer.rows] == ["inst-ror-0zzzy0129"]
