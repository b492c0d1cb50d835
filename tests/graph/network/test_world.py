"""The fictional world enters, in the graph and as a snapshot; both must tell of the same network."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from graph.ask import ask
from graph.connection import Connection
from graph.network import Network
from graph.network_answer import network_of
from graph.network_store import Snapshot
from graph.network_whole import Scope, scope_of, whole
from ontology.errors import BadParameter

DAY = date(2015, 6, 30)
EVERYTHING = {"nodes": 0, "edges": 0}


def made(snapshot: Snapshot, **given: object) -> Network:
    return whole(snapshot, Scope(**{"as_of": DAY, **EVERYTHING, **given}), {})  # type: ignore[arg-type]


def pairs(network: Network) -> dict[tuple[str, str], dict]:
    return {(edge["source"], edge["target"]): edge for edge in network.edges}


@pytest.mark.parametrize("given", [{}, {"cap": 10}, {"ties": "activity"}], ids=str)
def test_the_graph_and_the_snapshot_tell_the_same_of_every_tie(
    given: dict[str, object], world_graph: Connection, world_snapshot: Snapshot
) -> None:
    network = made(world_snapshot, **given)
    every = pairs(network)
    events = {event["id"]: event for event in network.events}
    seen: set[tuple[str, str]] = set()
    for one in sorted({end for pair in every for end in pair}):
        asked = {"institution": one, "as_of": DAY, "nodes": 1000, "edges": 20000, "cited": 0, **given}
        ego = ask(world_graph, "network_ego", asked)
        for edge in ego.rows:
            assert edge == every[edge["source"], edge["target"]]
            seen.add((edge["source"], edge["target"]))
        for event in ego.meta["events"]:
            bonds = [bond for bond in events[event["id"]]["bonds"] if bond in event["bonds"]]
            assert event == {**events[event["id"]], "bonds": bonds}
    assert seen == set(every)


def test_ties_of_the_institution_come_first_and_each_cites_some_of_its_events(
    world_graph: Connection,
) -> None:
    asked = {"institution": "inst-own-fix-a", "as_of": DAY, "nodes": 1000, "edges": 20000}
    full = ask(world_graph, "network_ego", {**asked, "cited": 0})
    assert "evidence" not in full.meta["cut"]
    assert ask(world_graph, "network_ego", asked).rows == full.rows, "few enough to be listed whole"
    own = ["inst-own-fix-a" in (edge["source"], edge["target"]) for edge in full.rows]
    assert own == sorted(own, reverse=True)
    assert sum(own) == sum(node["distance"] == 1 for node in full.meta["nodes"])
    sizes = {event["id"]: event["size"] for event in full.meta["events"]}
    for cited in (1, 2):
        less = ask(world_graph, "network_ego", {**asked, "cited": cited})
        for few, every in zip(less.rows, full.rows, strict=True):
            assert few["events"] == sorted(sorted(every["events"], key=lambda one: (sizes[one], one))[:cited])
            assert few["weight"] == every["weight"] == len(every["events"])
            assert few["records"] and set(few["records"]) <= set(every["records"])
        told = less.meta["cut"]["evidence"]
        assert told["shown"] == sum(len(edge["events"]) for edge in less.rows) < told["of"]
        assert told["of"] == sum(edge["weight"] for edge in full.rows)
        assert told["rest"] == "pair"


def test_strength_over_activities_is_i4(world_graph: Connection, world_snapshot: Snapshot) -> None:
    network = made(world_snapshot, ties="activity")
    undated = {event["id"] for event in network.events if event["dates"] == [None] * 4}
    compared = 0
    for (one, other), edge in list(pairs(network).items())[:40]:
        if undated & set(edge["events"]):
            continue
        figures = ask(world_graph, "pair", {"one": one, "other": other, "as_of": DAY}).meta["figures"]
        assert figures["i4"] == edge["strength"]
        compared += 1
    assert compared > 20


def test_a_country_pair_has_one_end_on_each_side(world_snapshot: Snapshot) -> None:
    everything, seats = made(world_snapshot), {}
    seats = {node["id"]: node["country"] for node in everything.nodes}
    home = made(world_snapshot, home=("QM", "QZ"))
    both = made(world_snapshot, home=("QM",), other="QN")
    sides = {pair: {seats[end] for end in pair} for pair in pairs(everything)}
    assert set(pairs(home)) == {pair for pair, seen in sides.items() if seen & {"QM", "QZ"}}
    assert set(pairs(both)) == {pair for pair, seen in sides.items() if seen == {"QM", "QN"}}
    assert both.meta["counts"]["edges"] == len(both.edges) > 0
    assert home.meta["seat_unknown"]["nodes"] >= 1


def test_years_leave_out_what_has_no_date_and_count_it(world_snapshot: Snapshot) -> None:
    everything = made(world_snapshot)
    some = made(world_snapshot, since=2004, until=2006)
    for event in some.events:
        first, _, _, last = event["dates"]
        assert (first or "0") <= "2006-12-31"
        assert (last or "9999") >= "2004-01-01"
    undated = [event for event in everything.events if event["dates"] == [None] * 4]
    assert some.meta["undated"]["left_out"] == len(undated) > 0


def test_a_field_takes_in_narrower_ones(world_graph: Connection, world_snapshot: Snapshot) -> None:
    found: dict[str, set[str]] = {}
    for field in ("concept-mlp2006-KA05", "concept-mlp2006-KA05.1"):
        answer = ask(world_graph, "network_scope", {"as_of": DAY, "field": field, "nodes": 0, "edges": 0})
        scope = scope_of(answer.params, answer.meta, answer.rows)
        found[field] = {event["id"] for event in whole(world_snapshot, scope, answer.meta).events}
    wide, narrow = found.values()
    assert narrow <= wide


def test_later_facts_are_hidden(world_snapshot: Snapshot) -> None:
    early = made(world_snapshot, as_of=date(2005, 6, 30))
    assert all((event["dates"][0] or "") <= "2005-06-30" for event in early.events)
    assert len(early.events) < len(made(world_snapshot).events)


@pytest.mark.parametrize("nodes", [1, 2, 5, 30])
def test_caps_say_what_they_cut(nodes: int, world_graph: Connection, world_snapshot: Snapshot) -> None:
    everything = made(world_snapshot)
    cut = made(world_snapshot, nodes=nodes, edges=3)
    assert cut.nodes == everything.nodes[:nodes]
    assert cut.meta["cut"]["nodes"]["of"] == len(everything.nodes)
    kept = {node["id"] for node in cut.nodes}
    among = [edge for edge in everything.edges if {edge["source"], edge["target"]} <= kept]
    assert cut.meta["cut"]["edges"]["of"] == len(among)
    assert [(e["source"], e["target"]) for e in cut.edges] == [(e["source"], e["target"]) for e in among[:3]]
    start = "inst-ror-0zzzy0129"
    full = ask(world_graph, "network_ego", {"institution": start, "as_of": DAY, "nodes": 1000, "depth": 3})
    less = ask(world_graph, "network_ego", {"institution": start, "as_of": DAY, "nodes": nodes, "depth": 3})
    assert [n["id"] for n in less.meta["nodes"]] == [n["id"] for n in full.meta["nodes"]][:nodes]
    layers = less.meta["cut"]["nodes"]["layers"]
    assert layers == [
        {**layer, "shown": sum(n["distance"] == layer["distance"] for n in less.meta["nodes"])}
        for layer in full.meta["cut"]["nodes"]["layers"][: len(layers)]
    ]


def test_edges_lead_to_events_and_these_to_records(world_snapshot: Snapshot) -> None:
    for view in ("pairs", "bipartite"):
        network = made(world_snapshot, view=view)
        events = {event["id"]: event for event in network.events}
        for edge in network.edges:
            assert edge["events"] and edge["records"]
            for one in edge["events"]:
                assert set(events[one]["records"]) <= set(edge["records"])
                assert events[one]["size"] >= 2
        assert made(world_snapshot, view=view) == network


def test_a_whole_network_carries_its_measures(world_snapshot: Snapshot) -> None:
    wanted = ("degree", "strength", "betweenness", "component", "community")
    network = made(world_snapshot, measures=wanted)
    degrees: dict[str, int] = {}
    for edge in network.edges:
        for end in ("source", "target"):
            degrees[edge[end]] = degrees.get(edge[end], 0) + 1
    assert {node["id"]: node["measures"]["degree"] for node in network.nodes} == degrees
    assert set(network.meta["measures"]) == {"on", *wanted}
    assert network.meta["measures"]["on"] == "filtered"
    assert made(world_snapshot, measures=wanted) == network
    few = made(world_snapshot, measures=wanted, nodes=3)
    assert few.nodes == network.nodes[:3], "measures are those of the whole, however little is shown"


def test_wrong_values_are_refused(world_graph: Connection) -> None:
    for given in ({"depth": 4}, {"view": "pair"}, {"measures": ["pagerank"]}, {"dept": 2}):
        with pytest.raises(BadParameter):
            ask(world_graph, "network_ego", {"institution": "inst-own-fix-a", "as_of": DAY, **given})


def test_an_answer_becomes_the_network_that_it_tells(world_graph: Connection) -> None:
    answer = ask(world_graph, "network_ego", {"institution": "inst-own-fix-a", "as_of": DAY})
    network = network_of(answer.params, answer.meta, answer.rows)
    assert network.document["meta"]["data_version"] == answer.meta["data_version"]
    assert (len(network.nodes), len(network.edges)) == (len(answer.meta["nodes"]), len(answer.rows))
    assert Random(1).choice(network.edges)["events"]
