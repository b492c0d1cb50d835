"""Members and the events that they share enter; a network leaves, in pairs or bipartite: nodes, edges, events, meta.

A node is an institution (`type` member) or, in the bipartite view, an event. An edge of the pair view joins two
institutions that share an event; one of the bipartite view joins an institution to an event. Every edge names its
events, and edges and events name the records that state them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

Row = dict[str, Any]

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


def tie_strength(size: int) -> Fraction:
    """What one event of n members adds to the strength of a tie: 1/(n-1) (Newman 2001, PRE 64:016132), as I4."""
    return Fraction(1, size - 1) if size >= 2 else Fraction(0)


def member_node(line: Row, **more: object) -> Row:
    """The node of an institution, from a row with its names."""
    return {
        "id": line["id"],
        "type": MEMBER,
        "label": line["label"],
        "name_zh": line["label_zh"],
        "name_en": line["label_en"],
        "country": line["country"],
        "kind": line["kind"],
        "fictional": bool(line["fictional"]),
        **more,
    }


def event_row(
    row: Row, bonds: Iterable[Sequence[Any]], stated: Mapping[str, Sequence[str]], shown: Iterable[str]
) -> Row:
    """An event with the bonds that tie shown institutions to it, each bond and the event with its records."""
    wanted = set(shown)
    kept = sorted(
        {(one, via or "", role or "") for one, via, role in bonds if one in wanted},
    )
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
            {"member": one, "via": via, "role": role, "records": sorted(set(stated.get(via, ())))}
            for one, via, role in kept
        ],
        "records": sorted(set(stated.get(row["event"], ()))),
    }


def paired(
    events: Sequence[Row], keep: Callable[[str, str], bool] = lambda one, other: True
) -> list[Row]:
    """The edges between institutions that share events, in display order: the strongest first."""
    strengths: dict[tuple[str, str], Fraction] = {}
    shared: dict[tuple[str, str], list[str]] = {}
    records: dict[tuple[str, str], set[str]] = {}
    for event in sorted(events, key=lambda one: str(one["id"])):
        stated: dict[str, set[str]] = {}
        for bond in event["bonds"]:
            stated.setdefault(bond["member"], set()).update(bond["records"])
        adds, own = tie_strength(event["size"]), event["records"]
        for pair in combinations(sorted(stated), 2):
            if not keep(*pair):
                continue
            strengths[pair] = strengths.get(pair, Fraction(0)) + adds
            shared.setdefault(pair, []).append(event["id"])
            known = records.setdefault(pair, set())
            known.update(own, stated[pair[0]], stated[pair[1]])
    ordered = sorted(strengths, key=lambda pair: (-strengths[pair], -len(shared[pair]), pair))
    return [
        {
            "source": one,
            "target": other,
            "weight": len(shared[one, other]),
            "strength": round(float(strengths[one, other]), 6),
            "events": shared[one, other],
            "records": sorted(records[one, other]),
        }
        for one, other in ordered
    ]


def bonded(events: Sequence[Row]) -> list[Row]:
    """The edges between institutions and events, the events of fewest members first."""
    edges: list[Row] = []
    for event in sorted(events, key=lambda one: (-tie_strength(one["size"]), str(one["id"]))):
        roles: dict[str, list[Row]] = {}
        for bond in event["bonds"]:
            roles.setdefault(bond["member"], []).append(bond)
        for member, bonds in sorted(roles.items()):
            edges.append(
                {
                    "source": member,
                    "target": event["id"],
                    "weight": 1,
                    "strength": round(float(tie_strength(event["size"])), 6),
                    "events": [event["id"]],
                    "roles": sorted({bond["role"] for bond in bonds if bond["role"]}),
                    "via": sorted({bond["via"] for bond in bonds if bond["via"]}),
                    "records": sorted({*event["records"], *(r for bond in bonds for r in bond["records"])}),
                }
            )
    return edges


def event_node(event: Row) -> Row:
    """An event as a node of the bipartite view."""
    return {
        "id": event["id"],
        "type": EVENT,
        "label": event["label"],
        "name_zh": event["name_zh"],
        "name_en": event["name_en"],
        "country": None,
        "kind": event["kind"],
        "fictional": False,
    }


def shown_network(
    view: str,
    members: Sequence[Row],
    events: Sequence[Row],
    most_edges: int,
    meta: Mapping[str, Any],
    keep: Callable[[str, str], bool] = lambda one, other: True,
) -> Network:
    """Put a view together: the edges up to their cap, which says what it cut, and only the events of those edges."""
    known = [event for event in events if len({bond["member"] for bond in event["bonds"]}) > 1]
    every = bonded(known) if view == BIPARTITE else paired(known, keep)
    edges = every[:most_edges] if most_edges else every
    used = {event for edge in edges for event in edge["events"]}
    kept = [event for event in known if event["id"] in used]
    nodes = [*members, *(map(event_node, kept) if view == BIPARTITE else ())]
    cut = {"edges": {"shown": len(edges), "of": len(every), "cap": most_edges, "order": EDGE_ORDER}}
    told = {"view": view, **meta, "cut": {**meta.get("cut", {}), **cut}}
    return Network(view, nodes, edges, sorted(kept, key=lambda one: str(one["id"])), told)
