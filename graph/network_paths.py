"""Two institutions enter; the shortest paths between them leave, all counted, as many shown as asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from graph.asking import Asking, Row
from graph.network import member_node, shown_network
from graph.network_ego import answered, details, guard, shared_among

Opened = Callable[
    [Sequence[str]], Iterable[tuple[str, Sequence[str]]]
]  # ids to their events with all members


@dataclass(frozen=True)
class Paths:
    """What a search found: how long the shortest paths are, how many there are, and the first of them."""

    length: int | None  # None: none within the greatest length
    total: int = 0
    shown: tuple[tuple[str, ...], ...] = ()
    exhausted: bool = False  # nothing more can be reached from one end: they are not connected at all


@dataclass
class _Side:
    """What was reached from one end, layer by layer."""

    layer: set[str]
    seen: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    nearer: dict[str, set[str]] = field(default_factory=dict)  # to a node, those before it
    ways: dict[str, int] = field(default_factory=dict)  # how many shortest paths lead to a node
    radius: int = 0

    def grow(self, look: Opened) -> None:
        """Open the events of the outermost layer; every event is opened once."""
        reached: dict[str, set[str]] = {}
        for event, listed in look(sorted(self.layer)):
            if event in self.opened:
                continue
            self.opened.add(event)
            members = set(listed)
            for one in members - self.seen:
                reached.setdefault(one, set()).update(members & self.layer)
        for one, before in reached.items():
            self.nearer[one] = before
            self.ways[one] = sum(self.ways[other] for other in before)
        self.layer = set(reached)
        self.seen |= self.layer
        self.radius += 1


def search(one: str, other: str, look: Opened, longest: int, most: int) -> Paths:
    """Find the shortest paths by opening layers from both ends, the smaller layer first."""
    if one == other:
        return Paths(0, 1, ((one,),))
    left, right = (_Side({end}, {end}, ways={end: 1}) for end in (one, other))
    while left.radius + right.radius < longest:
        side = left if (len(left.layer), 0) <= (len(right.layer), 1) else right
        side.grow(look)
        if not side.layer:
            return Paths(None, exhausted=True)
        meeting = left.layer & right.layer
        if meeting:
            total = sum(left.ways[node] * right.ways[node] for node in meeting)
            onward = _onward(meeting, left, right)
            shown = []
            for path in _walk(one, other, onward):
                shown.append(path)
                if len(shown) == most:
                    break
            return Paths(left.radius + right.radius, total, tuple(shown))
    return Paths(None)


def _onward(meeting: set[str], left: _Side, right: _Side) -> dict[str, list[str]]:
    """From every node on a shortest path, those that come after it."""
    after: dict[str, set[str]] = {}
    for side, forward in ((left, False), (right, True)):
        layer = meeting
        while layer:
            nearer: set[str] = set()
            for node in layer:
                for before in side.nearer.get(node, ()):
                    start, end = (node, before) if forward else (before, node)
                    after.setdefault(start, set()).add(end)
                    nearer.add(before)
            layer = nearer
    return {node: sorted(several) for node, several in after.items()}


def _walk(start: str, goal: str, onward: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """All paths in the order of their ids; there are no dead ends."""
    stack: list[tuple[str, ...]] = [(start,)]
    while stack:
        path = stack.pop()
        if path[-1] == goal:
            yield path
        else:
            stack += [(*path, after) for after in reversed(onward[path[-1]])]


def answer_paths(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer the paths: a row an edge on one of them; the paths, nodes and events stand beside them."""
    one, other = asking.values["one"], asking.values["other"]
    longest, most = asking.values["length"], asking.values["paths"]
    found = search(one, other, lambda ids: asking.rows(ids=list(ids))[0]["opened"], longest, most)
    places: dict[str, int | None] = {node: far for path in found.shown for far, node in enumerate(path)}
    ids = sorted(places, key=lambda node: (places[node] or 0, node)) or [one, other]
    lines = {row["id"]: row for row in asking.part("lines", ids=ids)}
    steps = {(min(near, far), max(near, far)) for path in found.shown for near, far in pairwise(path)}
    joined = [one for one in (shared_among(asking, ids) if steps else ()) if _joins(set(one[2]), steps)]
    meta: dict[str, Any] = {
        "ends": [one, other],
        "length": found.length,
        "paths": [list(path) for path in found.shown],
        "ties": asking.values["ties"],
        "guard": guard(asking),
        "cut": {
            "paths": {"shown": len(found.shown), "of": found.total, "cap": most, "order": "ids on the way"}
        },
    }
    if found.length is None:
        meta["why"] = [{"reason": "not_connected" if found.exhausted else "no_path_within_length"}]
    nodes = [member_node(lines[node], distance=places.get(node)) for node in ids]
    return answered(
        shown_network(
            asking.values["view"], nodes, joined, 0, lambda wanted: details(asking, wanted), meta,
            keep=lambda near, far: (near, far) in steps,
        )
    )  # fmt: skip


def _joins(members: set[str], steps: set[tuple[str, str]]) -> bool:
    return any(near in members and far in members for near, far in steps)
