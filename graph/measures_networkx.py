"""The same adjacency enters; the same measures leave, taken by networkx: for small networks, and to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import networkx as nx
import numpy as np

from graph.measures_csr import Adjacency, Floats, Ints


def as_graph(of: Adjacency) -> Any:
    """The adjacency as a networkx graph; nodes and edges stand in it in the order of their numbers."""
    made: Any = nx.Graph()
    made.add_nodes_from(range(of.nodes))
    for one in range(of.nodes):
        for place in range(of.indptr[one], of.indptr[one + 1]):
            other = int(of.indices[place])
            if one < other:
                made.add_edge(one, other, weight=int(of.weights[place]), strength=int(of.strengths[place]))
    return made


def degree(of: Adjacency) -> Ints:
    """With how many others each node is tied."""
    return np.asarray([found for _, found in as_graph(of).degree()], dtype=np.int64)


def strength(of: Adjacency) -> Floats:
    """The weighted degree: the sum of the strengths of a node's ties."""
    return np.asarray([found for _, found in as_graph(of).degree(weight="strength")], dtype=np.float64) / 1e6


def components(of: Adjacency) -> Ints:
    """A number of the connected component of each node; numbers carry no meaning yet."""
    return _labels(of, nx.connected_components(as_graph(of)))


def betweenness(of: Adjacency, pivots: int | None, seed: int) -> Floats:
    """The share of shortest paths between others that lead through each node; from all nodes or a sample."""
    found = nx.betweenness_centrality(as_graph(of), k=pivots, seed=seed)
    return np.nan_to_num(np.asarray([found[one] for one in range(of.nodes)], dtype=np.float64))


def communities(of: Adjacency, seed: int) -> Ints:
    """Louvain's communities over strengths; numbers carry no meaning yet."""
    found = nx.community.louvain_communities(as_graph(of), weight="strength", seed=seed)
    return _labels(of, found)


def _labels(of: Adjacency, groups: Any) -> Ints:
    labels = np.zeros(of.nodes, dtype=np.int64)
    several: Sequence[Any] = list(groups)
    for number, group in enumerate(several):
        labels[list(group)] = number
    return labels
