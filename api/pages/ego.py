"""Nodes and edges around a centre enter; a drawing leaves: every neighbour on a ring, grouped, tied, numbered.

The same graph gives the same drawing on every machine: no force, no chance but a seed that turns the ring. Groups
(countries) stand together; inside a group neighbours that are tied to each other move towards each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

SIZE: Final = 760.0
RING: Final = 204.0
MOST: Final = 300
NAMED: Final = 72  # neighbours whose names fit around the ring
NAME_HIGH: Final = 14.0  # a name needs so much of the ring for itself
_HUES: Final = 7  # groups with a colour of their own; the rest share one


@dataclass(frozen=True)
class Dot:
    """A neighbour: where it stands, how big, its group, and its name's place."""

    node: Mapping[str, Any]
    number: int  # its line in the table beside the drawing
    x: float
    y: float
    r: float
    hue: int
    name_x: float
    name_y: float
    turn: float  # degrees
    flipped: bool  # its name ends at the ring instead of beginning there
    named: bool


@dataclass(frozen=True)
class Tie:
    """A tie between two dots, or of a dot with the centre."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    inner: bool  # between two neighbours


@dataclass(frozen=True)
class Group:
    """A group of neighbours: its name, hue, how many, and where its name stands."""

    name: str
    hue: int
    count: int


@dataclass(frozen=True)
class Ego:
    """The whole drawing, and what it leaves out."""

    size: float
    centre: float
    dots: tuple[Dot, ...]
    ties: tuple[Tie, ...]
    groups: tuple[Group, ...]
    own: Mapping[
        str, tuple[float, int]
    ]  # the ties of the centre, by neighbour: the weight, the line in the table
    inner: tuple[
        tuple[int, int, str, str, float], ...
    ]  # ties among neighbours: their lines, ids and the weight
    cut: int
    unnamed: int


def ego(
    nodes: Sequence[Mapping[str, Any]], edges: Sequence[tuple[str, str, float]], centre: str, seed: int = 0
) -> Ego:
    """Draw nodes (id, label, group; in the order of the table) and edges (one, other, weight) around a centre."""
    weight = {other if one == centre else one: value for one, other, value in edges if centre in (one, other)}
    around = [node for node in nodes if node["id"] != centre]
    shown = around[:MOST]
    numbers = {str(node["id"]): number for number, node in enumerate(shown, 1)}
    groups = _groups(shown)
    order = _ordered(shown, groups, edges, numbers)
    heaviest = max(weight.values(), default=1.0) or 1.0
    step = 2 * math.pi / max(len(order), 1)
    named = _named([str(node["id"]) for node in order], weight, numbers, math.ceil(NAME_HIGH / (RING * step)))
    start = -math.pi / 2 + (seed % 360) * math.pi / 180
    places: dict[str, tuple[float, float]] = {centre: (SIZE / 2, SIZE / 2)}
    dots: list[Dot] = []
    for at, node in enumerate(order):
        key, angle = str(node["id"]), start + at * step
        x, y = _at(angle, RING)
        places[key] = (x, y)
        radius = round(
            3 + 8 * math.sqrt(weight.get(key, 0) / heaviest) * min(1.0, 60 / max(len(order), 1)) ** 0.5, 1
        )
        name_x, name_y = _at(angle, RING + radius + 6)
        flipped = math.cos(angle) < -1e-9
        degrees = math.degrees(angle) % 360
        dots.append(
            Dot(
                node=node,
                number=numbers[key],
                x=x,
                y=y,
                r=radius,
                hue=groups[str(node["group"])].hue,
                name_x=name_x,
                name_y=name_y,
                turn=round((degrees + 180) % 360 if flipped else degrees, 1),
                flipped=flipped,
                named=key in named,
            )
        )
    ties = [
        Tie(*places[one], *places[other], round(0.8 + 3.2 * value / heaviest, 1), centre not in (one, other))
        for one, other, value in sorted(edges)
        if one in places and other in places
    ]
    return Ego(
        size=SIZE,
        centre=SIZE / 2,
        dots=tuple(dots),
        ties=tuple(sorted(ties, key=lambda tie: not tie.inner)),
        groups=tuple(sorted(groups.values(), key=lambda group: (group.hue == _HUES, group.hue, group.name))),
        own={key: (weight.get(key, 0.0), number) for key, number in numbers.items()},
        inner=tuple(
            sorted(
                (min(numbers[one], numbers[other]), max(numbers[one], numbers[other]), one, other, value)
                for one, other, value in edges
                if one in numbers and other in numbers
            )
        ),
        cut=len(around) - len(shown),
        unnamed=len(shown) - len(named),
    )


def _named(
    order: Sequence[str], weight: Mapping[str, float], numbers: Mapping[str, int], apart: int
) -> set[str]:
    """Whose names are written: the heaviest first, none of them so near to another on the ring that they overlap."""
    place = {one: at for at, one in enumerate(order)}
    found: set[str] = set()
    taken: set[int] = set()
    for one in sorted(numbers, key=lambda key: (-weight.get(key, 0), numbers[key])):
        around = {(place[one] + step) % len(order) for step in range(1 - apart, apart)}
        if len(found) < NAMED and not around & taken:
            found.add(one)
            taken.add(place[one])
    return found


def _at(angle: float, distance: float) -> tuple[float, float]:
    return round(SIZE / 2 + distance * math.cos(angle), 1), round(SIZE / 2 + distance * math.sin(angle), 1)


def _groups(nodes: Sequence[Mapping[str, Any]]) -> dict[str, Group]:
    """The biggest groups have a hue each, by size and name."""
    counts: dict[str, int] = {}
    for node in nodes:
        counts[str(node["group"])] = counts.get(str(node["group"]), 0) + 1
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return {name: Group(name, min(at, _HUES), counts[name]) for at, name in enumerate(ranked)}


def _ordered(
    nodes: Sequence[Mapping[str, Any]],
    groups: Mapping[str, Group],
    edges: Sequence[tuple[str, str, float]],
    numbers: Mapping[str, int],
) -> list[Mapping[str, Any]]:
    """Groups in their order; inside a group the table's order, drawn once towards tied neighbours."""

    def at(node: Mapping[str, Any]) -> tuple[int, str]:
        return groups[str(node["group"])].hue, str(node["group"])

    plain = sorted(nodes, key=lambda node: (*at(node), numbers[str(node["id"])]))
    place = {str(node["id"]): float(number) for number, node in enumerate(plain)}
    pulled: dict[str, list[float]] = {key: [number] for key, number in place.items()}
    for one, other, _ in sorted(edges):
        if one in place and other in place:
            pulled[one].append(place[other])
            pulled[other].append(place[one])
    drawn = {key: round(sum(several) / len(several), 6) for key, several in pulled.items()}
    return sorted(plain, key=lambda node: (*at(node), drawn[str(node["id"])], place[str(node["id"])]))
