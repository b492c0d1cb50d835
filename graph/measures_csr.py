"""A symmetric adjacency in compressed rows enters; degree, components and betweenness leave as arrays.

Nothing here holds an object for a node or an edge: scipy multiplies the rows, numpy does the rest. Betweenness is
Brandes' algorithm (2001, J. Math. Sociol. 25:163) for a block of sources at once: each level of the search from all
of them is one product of a sparse with a dense matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

_BLOCK_BYTES: Final = 64 << 20  # of one dense matrix of a block of sources

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Adjacency:
    """Who is tied to whom: each edge stands in the rows of both ends, rows sorted, no loops."""

    indptr: Ints
    indices: NDArray[np.int32]
    weights: Ints  # shared events
    strengths: Ints  # millionths, so that sums are exact in any order

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.indptr) - 1

    @property
    def edges(self) -> int:
        """How many edges there are, each counted once."""
        return len(self.indices) // 2

    def matrix(self) -> csr_array:
        """The rows with a one for each tie."""
        ones = np.ones(len(self.indices), dtype=np.float64)
        return csr_array((ones, self.indices, self.indptr), shape=(self.nodes, self.nodes))


def adjacency(
    nodes: int, one: Sequence[int], other: Sequence[int], weights: Sequence[int], strengths: Sequence[float]
) -> Adjacency:
    """Build the rows from edges, each given once and in any order; loops are refused by having no meaning here."""
    left, right = np.asarray(one, dtype=np.int32), np.asarray(other, dtype=np.int32)
    rows, columns = np.concatenate([left, right]), np.concatenate([right, left])
    counts = np.asarray(weights, dtype=np.int64)
    parts = np.rint(np.asarray(strengths, dtype=np.float64) * 1e6).astype(np.int64)
    order = np.lexsort((columns, rows))
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=nodes))]).astype(np.int64)
    return Adjacency(
        indptr, columns[order], np.concatenate([counts, counts])[order], np.concatenate([parts, parts])[order]
    )


def degree(of: Adjacency) -> Ints:
    """With how many others each node is tied."""
    return np.diff(of.indptr).astype(np.int64)


def strength(of: Adjacency) -> Floats:
    """The weighted degree: the sum of the strengths of a node's ties."""
    sums = np.concatenate([[0], np.cumsum(of.strengths)])
    found: Floats = (sums[of.indptr[1:]] - sums[of.indptr[:-1]]) / 1e6
    return found


def components(of: Adjacency) -> Ints:
    """A number of the connected component of each node; numbers carry no meaning yet."""
    labels: Ints = connected_components(of.matrix(), directed=False)[1].astype(np.int64)
    return labels


def betweenness(of: Adjacency, sources: Sequence[int] | None = None) -> Floats:
    """The share of shortest paths between others that lead through each node; hops, not weights.

    With `sources` only paths from these count, scaled up to all as networkx scales a sample.
    """
    count = of.nodes
    total: Floats = np.zeros(count)
    if count < 3:
        return total
    matrix = of.matrix()
    chosen = np.arange(count) if sources is None else np.asarray(sources, dtype=np.int64)
    block = max(1, _BLOCK_BYTES // (8 * count))
    for first in range(0, len(chosen), block):
        total += _dependencies(matrix, chosen[first : first + block])
    if sources is None or len(chosen) == count:
        return total / ((count - 1) * (count - 2))
    scales = np.full(count, 1 / (len(chosen) * (count - 2)))
    scales[chosen] = 1 / ((len(chosen) - 1) * (count - 2)) if len(chosen) > 1 else 0.0
    scaled: Floats = total * scales
    return scaled


def _dependencies(matrix: csr_array, sources: Ints) -> Floats:
    """Brandes' dependencies of a block of sources on every node, summed over the sources."""
    count, width = matrix.shape[0], len(sources)
    columns = np.arange(width)
    paths = np.zeros((count, width))
    paths[sources, columns] = 1.0
    fresh = np.zeros((count, width), dtype=bool)
    fresh[sources, columns] = True
    seen, levels = fresh.copy(), [fresh]
    while True:
        reached = matrix @ np.where(levels[-1], paths, 0.0)
        fresh = (reached > 0) & ~seen
        if not fresh.any():
            break
        paths += np.where(fresh, reached, 0.0)
        seen |= fresh
        levels.append(fresh)
    depends = np.zeros((count, width))
    for near, far in zip(reversed(levels[:-1]), reversed(levels[1:]), strict=True):
        flow = np.divide(1.0 + depends, paths, out=np.zeros_like(depends), where=far)
        depends += np.where(near, (matrix @ flow) * paths, 0.0)
    depends[sources, columns] = 0.0
    found: Floats = depends.sum(axis=1)
    return found
