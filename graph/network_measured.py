"""A network as shown enters; the same network leaves, its nodes carrying the measures that were asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from graph.measures import Measures, measure
from graph.measures_csr import Adjacency, adjacency
from graph.network import Network, Row


def rows_of(network: Network) -> tuple[list[str], Adjacency]:
    """The ids of the nodes, sorted, and who is tied to whom by their places."""
    ids = sorted(str(node["id"]) for node in network.nodes)
    place = {one: number for number, one in enumerate(ids)}
    edges = network.edges
    return ids, adjacency(
        len(ids),
        [place[edge["source"]] for edge in edges],
        [place[edge["target"]] for edge in edges],
        [edge["weight"] for edge in edges],
        [edge["strength"] for edge in edges],
    )


def measured(network: Network, wanted: Collection[str], seed: int) -> Network:
    """Measure the network that is shown: what was cut from it does not count, and `meta` says so."""
    ids, rows = rows_of(network)
    found = measure(rows, wanted, seed)
    return put(network, dict(zip(ids, range(len(ids)), strict=True)), found, "shown")


def put(network: Network, place: Mapping[str, int], found: Measures, on: str) -> Network:
    """Write measures on the nodes; `on` says of which network they are: the one shown, or all that was filtered."""
    nodes: list[Row] = [
        {**node, "measures": {name: _plain(values[place[node["id"]]]) for name, values in found.values.items()}
         if node["id"] in place else {}}
        for node in network.nodes
    ]  # fmt: skip
    meta: dict[str, Any] = {**network.meta, "measures": {"on": on, **found.meta}}
    return replace(network, nodes=nodes, meta=meta)


def _plain(value: Any) -> int | float:
    plain: int | float = value.item()
    return plain
