"""Adjacency in rows enters; the communities of Louvain's method leave, the same for the same seed and graph.

The method is that of Blondel and others 2008 (J. Stat. Mech. P10008). Nodes are visited in the order in which a
generator of this seed shuffles them and every gain is computed as networkx computes it, so that both find the same
communities; here the first and largest level is read from arrays, row by row, without an object for each edge.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

Neighbours = Callable[[int], tuple[Sequence[int], Sequence[float]]]  # of a node, itself left out

THRESHOLD: Final = 1e-7  # least gain of modularity that is worth another level


def louvain(
    indptr: NDArray[np.int64], indices: NDArray[np.int32], weights: NDArray[np.float64], seed: int
) -> NDArray[np.int64]:
    """Return the community of each node; the rows hold each edge twice, sorted, and no loops.

    Weights must be whole numbers: their sums are then exact, whatever the order in which they are added.
    """
    count = len(indptr) - 1
    labels = np.arange(count, dtype=np.int64)
    total = float(weights.sum()) / 2
    if total == 0:
        return labels
    rows = np.repeat(np.arange(count), np.diff(indptr))
    degrees = np.bincount(rows, weights, count).tolist()
    level = _Level(count, _rows(indptr, indices, weights), degrees, [0.0] * count, total)
    random = Random(seed)  # noqa: S311 - a shuffle that can be repeated, not a secret
    modularity = level.modularity(list(range(count)))
    while True:
        of = level.move(random)
        labels = np.asarray(of, dtype=np.int64)[labels]
        reached = level.modularity(of)
        if reached - modularity <= THRESHOLD:
            return labels
        modularity, level = reached, level.merged(of)


def _rows(indptr: NDArray[np.int64], indices: NDArray[np.int32], weights: NDArray[np.float64]) -> Neighbours:
    def row(one: int) -> tuple[Sequence[int], Sequence[float]]:
        first, last = indptr[one], indptr[one + 1]
        return indices[first:last].tolist(), weights[first:last].tolist()

    return row


class _Level:
    """One level: nodes that are single institutions at first and communities afterwards."""

    def __init__(
        self, count: int, row: Neighbours, degrees: Sequence[float], loops: Sequence[float], total: float
    ) -> None:
        self.count = count
        self.row = row
        self.degrees = degrees
        self.loops = loops
        self.total = total

    def move(self, random: Random) -> list[int]:
        """Move nodes to the neighbouring community that gains most until none moves; communities from 0 on."""
        of = list(range(self.count))
        sums = list(self.degrees)
        order = list(range(self.count))
        random.shuffle(order)
        twice, total, moved = 2 * self.total**2, self.total, True
        while moved:
            moved = False
            for node in order:
                best, gained = of[node], 0.0
                near: dict[int, float] = {}
                for other, weight in zip(*self.row(node), strict=True):
                    near[of[other]] = near.get(of[other], 0.0) + weight
                degree = self.degrees[node]
                sums[best] -= degree
                # networkx looks the own community up in a defaultdict, which puts it last where it was missing
                near.setdefault(best, 0.0)
                leaving = -near[best] / total + (sums[best] * degree) / twice
                for community, weight in near.items():
                    gain = leaving + weight / total - (sums[community] * degree) / twice
                    if gain > gained:
                        gained, best = gain, community
                sums[best] += degree
                if best != of[node]:
                    of[node], moved = best, True
        numbers = {community: number for number, community in enumerate(sorted(set(of)))}
        return [numbers[community] for community in of]

    def modularity(self, of: Sequence[int]) -> float:
        """Newman's modularity of a partition: the share of weight inside less the share expected by chance."""
        size = max(of) + 1
        inside, sums = [0.0] * size, [0.0] * size
        for node in range(self.count):
            community = of[node]
            sums[community] += self.degrees[node]
            inside[community] += self.loops[node]
            for other, weight in zip(*self.row(node), strict=True):
                if other > node and of[other] == community:
                    inside[community] += weight
        whole = 1 / (2 * self.total) ** 2
        return sum(one / self.total - both * both * whole for one, both in zip(inside, sums, strict=True))

    def merged(self, of: Sequence[int]) -> _Level:
        """The level whose nodes are the communities of this one."""
        size = max(of) + 1
        rows: list[dict[int, float]] = [{} for _ in range(size)]
        loops = [0.0] * size
        degrees = [0.0] * size
        for node in range(self.count):
            one = of[node]
            degrees[one] += self.degrees[node]
            loops[one] += self.loops[node]
            for other, weight in zip(*self.row(node), strict=True):
                if other < node:
                    continue
                two = of[other]
                if one == two:
                    loops[one] += weight
                else:
                    rows[one][two] = rows[two][one] = weight + rows[one].get(two, 0.0)
        return _Level(
            size, lambda node: (list(rows[node]), list(rows[node].values())), degrees, loops, self.total
        )
