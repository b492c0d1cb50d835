"""Random networks enter; networkx and the compressed rows must find the same, whatever the order of input."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import measures_csr, measures_networkx
from graph.measures import NETWORKX_EDGES, NETWORKX_NODES, PIVOTS, SOURCES, measure
from graph.measures_csr import Adjacency, adjacency

Edges = list[tuple[int, int, int, float]]


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, Edges]:
    count = draw(st.integers(1, 24))
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    pairs = draw(st.sets(ends.filter(lambda pair: pair[0] < pair[1]), max_size=60)) if count > 1 else set()
    sizes = st.lists(st.integers(2, 60), min_size=1, max_size=4)
    weighed = [(pair, draw(sizes)) for pair in sorted(pairs)]
    return count, [
        (one, other, len(ns), round(sum(1 / (n - 1) for n in ns), 6)) for (one, other), ns in weighed
    ]


def rows(count: int, edges: Edges) -> Adjacency:
    one, other, weights, strengths = zip(*edges, strict=True) if edges else ((), (), (), ())
    return adjacency(count, one, other, weights, strengths)


@settings(max_examples=150)
@given(networks(), st.integers(0, 1000))
def test_networkx_and_rows_find_the_same(network: tuple[int, Edges], seed: int) -> None:
    made = rows(*network)
    slow = measure(made, SOURCES, seed, engine="networkx")
    fast = measure(made, SOURCES, seed, engine="csr")
    for name in SOURCES:
        assert np.allclose(slow.values[name], fast.values[name], atol=1e-9), name
    assert slow.meta["community"]["count"] == fast.meta["community"]["count"]


@settings(max_examples=60)
@given(networks(), st.integers(0, 1000), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(network: tuple[int, Edges], seed: int, random: Random) -> None:
    count, edges = network
    shuffled = [
        (other, one, *rest) if random.random() < 0.5 else (one, other, *rest) for one, other, *rest in edges
    ]
    random.shuffle(shuffled)
    for engine in ("networkx", "csr"):
        one = measure(rows(count, edges), SOURCES, seed, engine=engine)
        other = measure(rows(count, shuffled), SOURCES, seed, engine=engine)
        for name in SOURCES:
            assert np.array_equal(one.values[name], other.values[name]), name


@settings(max_examples=60)
@given(networks(), st.integers(0, 1000), st.data())
def test_a_sample_is_scaled_as_networkx_scales_it(
    network: tuple[int, Edges], seed: int, data: st.DataObject
) -> None:
    made = rows(*network)
    if made.nodes < 3:
        return
    pivots = data.draw(st.integers(2, made.nodes))
    sample = Random(seed).sample(range(made.nodes), pivots)
    slow = measures_networkx.betweenness(made, pivots, seed)
    assert np.allclose(slow, measures_csr.betweenness(made, sample), atol=1e-12)


def test_small_networks_are_measured_by_networkx_and_large_ones_by_rows() -> None:
    small = measure(rows(3, [(0, 1, 1, 1.0)]), ["degree"], 1)
    assert small.meta["degree"]["engine"] == "networkx"
    for count, edges in ((NETWORKX_NODES + 1, 1), (NETWORKX_NODES, NETWORKX_EDGES + 1)):
        pairs = [(one, other, 1, 1.0) for one in range(count) for other in range(one + 1, count)][:edges]
        assert measure(rows(count, pairs), ["degree"], 1).meta["degree"]["engine"] == "csr"


def test_a_large_network_says_that_betweenness_is_a_sample() -> None:
    random, count = Random(7), 4_000
    pairs = {(min(a, b), max(a, b)) for a, b in (random.sample(range(count), 2) for _ in range(40_000))}
    made = rows(count, [(a, b, 1, 1.0) for a, b in sorted(pairs)])
    found = measure(made, ["betweenness"], 3)
    assert found.meta["betweenness"]["method"] == "pivots"
    assert (found.meta["betweenness"]["pivots"], found.meta["betweenness"]["seed"]) == (PIVOTS, 3)
    again = measure(made, ["betweenness"], 3)
    assert np.array_equal(found.values["betweenness"], again.values["betweenness"])
