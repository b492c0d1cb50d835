"""A network enters; a place for each node leaves: the same for the same network and seed, whatever the order of input."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from graph.measures_networkx import as_graph
from graph.network import Network
from graph.network_measured import rows_of

SPRING_NODES: Final = 300  # up to so many nodes springs find the places (Fruchterman and Reingold 1991)
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))

Places = Mapping[str, tuple[float, float]]


def layout(network: Network, groups: Mapping[str, int], seed: int) -> tuple[Places, str]:
    """Return the place of every node, within -1 and 1, and how it was found.

    Above SPRING_NODES the groups lie along a sunflower's spiral, and the nodes of a group along one of its own.
    """
    ids, rows = rows_of(network)
    if not ids:
        return {}, "empty"
    if len(ids) <= SPRING_NODES:
        import networkx as nx  # noqa: PLC0415 - slow to import

        found: Mapping[int, Any] = nx.spring_layout(as_graph(rows), weight="strength", seed=seed)
        return _scaled({one: (float(found[n][0]), float(found[n][1])) for n, one in enumerate(ids)}), "spring"
    members: dict[int, list[str]] = {}
    for one in ids:
        members.setdefault(groups.get(one, 0), []).append(one)
    places: dict[str, tuple[float, float]] = {}
    before = 0
    for number, (_, several) in enumerate(sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))):
        x, y = _spiral(number, math.sqrt(before + len(several) / 2) * 2)
        for place, one in enumerate(several):
            dx, dy = _spiral(place, math.sqrt(place))
            places[one] = (x + dx, y + dy)
        before += len(several)
    return _scaled(places), "sunflower"


def _spiral(number: int, radius: float) -> tuple[float, float]:
    return radius * math.cos(number * _GOLDEN), radius * math.sin(number * _GOLDEN)


def _scaled(places: Places) -> Places:
    most = max((abs(value) for place in places.values() for value in place), default=0.0) or 1.0
    return {one: (round(x / most, 4), round(y / most, 4)) for one, (x, y) in places.items()}
