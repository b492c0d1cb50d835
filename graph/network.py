"""Members and the events that they share enter; a network leaves, in pairs or bipartite: nodes, edges, events, meta.

A node is an institution (`type` member) or, in the bipartite view, an event. An edge of the pair view joins two
institutions that share an event; one of the bipartite view joins an institution to an event. Every edge names its
events, and edges and events name the records that state them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

Row = dict[str, Any]
Keep = Callable[[str, str], bool]  # whether two institutions may be joined
Shared = tuple[str, int, list[str]]  # an event, all its members counted, and those that are shown
Details = Callable[[Mapping[str, Collection[str]]], Iterable[Row]]  # events with members to rows of events

MEMBER: Final = "member"
EVENT: Final = "event"
PAIRS: Final = "pairs"
BIPARTITE: Final = "bipartite"
EDGE_ORDER: Final = "strength, shared events, ids"


@dataclass(frozen=True)
class Network:
    """A network as it is shown and written; all rows are sorted and hold plain values only."""

    view: str
    nodes: Sequence[Row]  # id, type, label, name_zh, name_en, country, kind, fictional, …
    edges: Sequence[Row]  # source, target, weight, strength, events, records, …
    events: Sequence[Row]  # id, label, name_zh, name_en, kind, activity, size, dates, bonds, records
    meta: Mapping[str, Any]

    @property
    def document(self) -> dict[str, Any]:
        """The network as one JSON document."""
        return {"meta": dict(self.meta), "nodes": self.nodes, "edges": self.edges, "events": self.events}


def tie_strength(size: int) -> float:
    """What one event of n members adds to the strength of a tie: 1/(n-1) (Newman 2001, PRE 64:016132), as I4."""
    return 1 / (size - 1) if size >= 2 else 0.0


def member_node(line: Row, **more: object) -> Row:
    """The node of an institution, from a row with its names."""
    return {
        "id": line["id"],
        "type": MEMBER,
        "label": line["label"],
        "name_zh": line["label_zh"],
        "name_en": line["label_en"],
        "country": line["country"],
        "kind": line["kind"],  # a list: sources may name several
        "fictional": bool(line["fictional"]),
        **more,
    }


def event_row(
    row: Row, bonds: Iterable[Sequence[Any]], records: Sequence[str], said: Mapping[str, Sequence[str]]
) -> Row:
    """An event with the bonds that tie institutions to it, and the records of both."""
    return {
        "id": row["event"],
        "label": row["label"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "kind": row["kind"],
        "activity": bool(row["activity"]),
        "size": row["size"] or 0,
        "dates": list(row["dates"]),
        "bonds": [
            {"member": one, "via": via, "role": role, "records": sorted(said.get(via, ()))}
            for one, via, role in sorted({(one, via or "", role or "") for one, via, role in bonds})
        ],
        "records": sorted(records),
    }


def paired(shared: Sequence[Shared], keep: Keep) -> list[Row]:
    """The edges between institutions that share events, in display order: the strongest first."""
    strengths: dict[tuple[str, str], float] = {}
    events: dict[tuple[str, str], list[str]] = {}
    for event, size, members in shared:  # sorted, so that sums are the same whatever the order of input
        adds = tie_strength(size)
        for pair in combinations(sorted(members), 2):
            if pair in events:
                strengths[pair] += adds
                events[pair].append(event)
            elif keep(*pair):
                strengths[pair], events[pair] = adds, [event]
    rounded = {pair: round(found, 6) for pair, found in strengths.items()}
    ordered = sorted(rounded, key=lambda pair: (-rounded[pair], -len(events[pair]), pair))
    return [
        {"source": one, "target": other, "weight": len(events[one, other]), "strength": rounded[one, other],
         "events": events[one, other]}
        for one, other in ordered
    ]  # fmt: skip


def bonded(shared: Sequence[Shared]) -> list[Row]:
    """The edges between institutions and events, the events of fewest members first."""
    ordered = sorted(shared, key=lambda one: (-tie_strength(one[1]), one[0]))
    return [
        {"source": member, "target": event, "weight": 1, "strength": round(tie_strength(size), 6),
         "events": [event]}
        for event, size, members in ordered
        for member in sorted(members)
    ]  # fmt: skip


def event_node(event: Row) -> Row:
    """An event as a node of the bipartite view."""
    named = {name: event[name] for name in ("id", "label", "name_zh", "name_en")}
    return {**named, "type": EVENT, "country": None, "kind": [event["kind"]], "fictional": False}


def anyone(_one: str, _other: str) -> bool:
    """Any two institutions may be joined."""
    return True


def shown_network(
    view: str,
    members: Sequence[Row],
    shared: Iterable[Shared],
    most_edges: int,
    details: Details,
    meta: Mapping[str, Any],
    keep: Keep = anyone,
) -> Network:
    """Put a view together: edges up to a cap that says what it cut, the events of these edges, and their records."""
    known = sorted(one for one in shared if len(one[2]) > 1)
    every = bonded(known) if view == BIPARTITE else paired(known, keep)
    edges = every[:most_edges] if most_edges else every
    wanted: dict[str, set[str]] = {}
    for edge in edges:
        for event in edge["events"]:
            wanted.setdefault(event, set()).update({edge["source"], edge["target"]} - {event})
    events = sorted(details(wanted), key=lambda one: str(one["id"])) if wanted else []
    _cite(edges, events, view)
    nodes = [*members, *(map(event_node, events) if view == BIPARTITE else ())]
    cut = {"edges": {"shown": len(edges), "of": len(every), "cap": most_edges, "order": EDGE_ORDER}}
    return Network(view, nodes, edges, events, {"view": view, **meta, "cut": {**meta.get("cut", {}), **cut}})


def _cite(edges: Sequence[Row], events: Sequence[Row], view: str) -> None:
    """Give each edge the records of its events and of what ties its ends to them."""
    own = {event["id"]: event["records"] for event in events}
    bonds: dict[tuple[str, str], list[Row]] = {}
    for event in events:
        for bond in event["bonds"]:
            bonds.setdefault((event["id"], bond["member"]), []).append(bond)
    for edge in edges:
        found: set[str] = set()
        ends = (edge["source"],) if view == BIPARTITE else (edge["source"], edge["target"])
        for event in edge["events"]:
            found.update(own[event])
            for end in ends:
                for bond in bonds[event, end]:
                    found.update(bond["records"])
        if view == BIPARTITE:
            several = bonds[edge["target"], edge["source"]]
            edge["roles"] = sorted({bond["role"] for bond in several if bond["role"]})
            edge["via"] = sorted({bond["via"] for bond in several if bond["via"]})
        edge["records"] = sorted(found)
