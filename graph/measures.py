"""An adjacency and the names of measures enter; the measures leave, with how each was taken.

Small networks are measured by networkx, larger ones on the compressed rows; where both can, both find the same.
Nodes must come sorted by id: then nothing depends on the order in which anything was read. Communities and samples
take a seed. On large networks betweenness is estimated from a sample of sources, which is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph import measures_csr, measures_networkx
from graph.measures_csr import Adjacency, Ints
from graph.measures_louvain import louvain

NETWORKX_NODES: Final = 200  # up to both, networkx measures
NETWORKX_EDGES: Final = 1_000
EXACT_WORK: Final = 100_000_000  # nodes times ties up to which betweenness is exact
PIVOTS: Final = 256
DIGITS: Final = 9

SOURCES: Final[Mapping[str, str]] = {
    "degree": "number of partners",
    "strength": "sum of the strengths of the ties, 1/(n-1) each event (Newman 2001, PRE 64:016132)",
    "betweenness": "share of shortest paths through the node, in hops (Freeman 1977; Brandes 2001)",
    "component": "connected component, 1 = the largest",
    "community": "Louvain's method over strengths (Blondel et al. 2008, J. Stat. Mech. P10008), 1 = the largest",
}


@dataclass(frozen=True)
class Measures:
    """The measures of every node by name, and how they were taken."""

    values: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any]


def measure(of: Adjacency, wanted: Collection[str], seed: int, *, engine: str = "") -> Measures:
    """Take the measures that are wanted; `engine` (networkx or csr) overrides the choice by size."""
    small = of.nodes <= NETWORKX_NODES and of.edges <= NETWORKX_EDGES
    used = engine or ("networkx" if small else "csr")
    slow = used == "networkx"
    values: dict[str, NDArray[Any]] = {}
    meta: dict[str, Any] = {}
    for name in SOURCES:
        if name not in wanted:
            continue
        told: dict[str, Any] = {"engine": used, "source": SOURCES[name]}
        if name == "degree":
            values[name] = measures_networkx.degree(of) if slow else measures_csr.degree(of)
        elif name == "strength":
            found = measures_networkx.strength(of) if slow else measures_csr.strength(of)
            values[name] = np.round(found, 6)
        elif name == "component":
            labels = measures_networkx.components(of) if slow else measures_csr.components(of)
            values[name] = _numbered(labels)
            told["count"] = _count(labels)
        elif name == "community":
            weights = of.strengths.astype(np.float64)
            labels = (
                measures_networkx.communities(of, seed)
                if slow
                else louvain(of.indptr, of.indices, weights, seed)
            )
            values[name] = _numbered(labels)
            told |= {"count": _count(labels), "seed": seed}
        else:
            values[name], how = _betweenness(of, seed, slow=slow)
            told |= how
        meta[name] = told
    return Measures(values, meta)


def _betweenness(of: Adjacency, seed: int, *, slow: bool) -> tuple[NDArray[Any], dict[str, Any]]:
    exact = of.nodes * len(of.indices) <= EXACT_WORK or of.nodes <= PIVOTS
    pivots = None if exact else PIVOTS
    if slow:
        found = measures_networkx.betweenness(of, pivots, seed)
    elif exact:
        found = measures_csr.betweenness(of)
    else:
        sample = Random(seed).sample(range(of.nodes), PIVOTS)  # noqa: S311 - a sample that can be repeated
        found = measures_csr.betweenness(of, sample)
    how = {"method": "exact"} if exact else {"method": "pivots", "pivots": PIVOTS, "seed": seed}
    return np.round(found, DIGITS), {**how, "normalised": True}


def _numbered(labels: Ints) -> Ints:
    """Numbers from 1 on: the largest group first, of equal ones the one whose first node comes first."""
    if not len(labels):
        return labels
    _, first, of, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    return numbers[of]


def _count(labels: Ints) -> int:
    return len(np.unique(labels))
