"""A network enters; its nodes and edges leave flat: one type a column, no lists, nothing empty, intervals beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from graph.intervals import merge
from graph.network import Network, Row, met, stints_of
from graph.stints import Bounds

Spell = tuple[str, str]  # first and last day; '' = open
Value = str | int | float | bool

# The order of columns and their one type each; a column that no row fills is left out.
NODE_COLUMNS: Final[Mapping[str, type]] = {
    "type": str, "name_zh": str, "name_en": str, "country": str, "kind": str, "fictional": bool, "distance": int,
    "degree": int, "strength": float, "betweenness": float, "component": int, "community": int,
}  # fmt: skip
EDGE_COLUMNS: Final[Mapping[str, type]] = {
    "shared": int, "strength": float, "kinds": str, "sizes": str, "first": str, "last": str, "undated": int,
    "roles": str, "via": str, "events": str, "records": str,
}  # fmt: skip
JOINT: Final = "; "


@dataclass(frozen=True)
class Element:
    """A node or an edge ready to be written."""

    values: Mapping[str, Value]
    spells: Sequence[Spell]


@dataclass(frozen=True)
class Flat:
    """A network of plain columns."""

    network: Network

    @cached_property
    def _events(self) -> Mapping[str, Row]:
        return {event["id"]: event for event in self.network.events}

    @cached_property
    def _stints(self) -> Mapping[tuple[str, str], Bounds]:
        return stints_of(self.network.events)

    @cached_property
    def edges(self) -> list[Element]:
        """Each edge with its columns and the intervals in which its ends were in its events together."""
        return [self._edge(edge) for edge in self.network.edges]

    @cached_property
    def nodes(self) -> list[Element]:
        """Each node with its columns and the intervals in which any of its edges lies.

        An edge without any is always there, and so are its ends.
        """
        spells: dict[str, list[Spell]] = {}
        always: set[str] = set()
        for edge, flat in zip(self.network.edges, self.edges, strict=True):
            for end in ("source", "target"):
                spells.setdefault(edge[end], []).extend(flat.spells)
                if not flat.spells:
                    always.add(edge[end])
        return [
            Element(
                _filled(NODE_COLUMNS, {**node, **node.get("measures", {})}),
                merged(() if node["id"] in always else spells.get(node["id"], ())),
            )
            for node in self.network.nodes
        ]

    def _edge(self, edge: Row) -> Element:
        events = [self._events[one] for one in edge["events"]]
        ends = (edge["source"], edge["target"])
        # those who were in an event at different times are tied by the event itself, as long as it lasted
        days = [spell_of(met(one, ends, self._stints)) or spell_of(one["dates"]) for one in events]
        dated = [spell for spell in days if spell is not None]
        known = [day for spell in dated for day in spell if day]
        told = {
            **edge,
            "shared": edge["weight"],
            "kinds": sorted({event["kind"] for event in events}),
            "sizes": [str(event["size"]) for event in events],
            "first": min(known, default=None),
            "last": max(known, default=None),
            "undated": len(days) - len(dated),
        }
        return Element(_filled(EDGE_COLUMNS, told), merged(dated))


def _filled(columns: Mapping[str, type], row: Mapping[str, Any]) -> dict[str, Value]:
    filled: dict[str, Value] = {}
    for name, kind in columns.items():
        value = row.get(name)
        if isinstance(value, list | tuple):
            value = JOINT.join(map(str, value))
        if value is not None and value != "":
            filled[name] = kind(value)
    return filled


def used(columns: Mapping[str, type], elements: Iterable[Element]) -> dict[str, type]:
    """The columns that any element fills, in their order."""
    present = {name for element in elements for name in element.values}
    return {name: kind for name, kind in columns.items() if name in present}


def spell_of(dates: Sequence[str | None]) -> Spell | None:
    """The days that an event may cover; None where it has no date, or an end before its begin."""
    first, last = dates[0] or "", dates[3] or ""
    if not first and not last:
        return None
    return None if first and last and last < first else (first, last)


def merged(spells: Iterable[Spell]) -> list[Spell]:
    """Intervals that overlap or follow day on day become one; open ends stay open."""
    days = [
        (date.fromisoformat(first) if first else date.min, date.fromisoformat(last) if last else date.max)
        for first, last in spells
    ]
    bounded = [span for span in days if span[1] != date.max]
    endless = min((first for first, last in days if last == date.max), default=None)
    joined = merge(bounded)
    if endless is not None:  # nothing can be reckoned past the last day that there is
        begins = [first for first, last in joined if (last - date.min).days + 1 >= (endless - date.min).days]
        joined = [span for span in joined if span[0] not in begins]
        joined.append((min([endless, *begins]), date.max))
    return [
        ("" if first == date.min else first.isoformat(), "" if last == date.max else last.isoformat())
        for first, last in joined
    ]
