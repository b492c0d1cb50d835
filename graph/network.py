"""Members and the events that they share enter; a network leaves, in pairs or bipartite: nodes, edges, events, meta.

A node is an institution (`type` member) or, in the bipartite view, an event. An edge of the pair view joins two
institutions that share an event; one of the bipartite view joins an institution to an event. Every edge names its
events, and edges and events name the records that state them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.called import called
from graph.stints import Bounds, meeting, whole_stint

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Row = dict[str, Any]
Keep = Callable[[str, str], bool]  # whether two institutions may be joined
Shared = tuple[str, int, list[str]]  # an event, all its members counted, and those that are shown
Details = Callable[[Mapping[str, Collection[str]]], Iterable[Row]]  # events with members to rows of events

MEMBER: Final = "member"
EVENT: Final = "event"
PAIRS: Final = "pairs"
BIPARTITE: Final = "bipartite"
EDGE_ORDER: Final = "strength, shared events, ids"
CITED: Final = (
    1_500  # events that all ties together list with their records, where nobody says how many each should
)
CITED_ORDER: Final = "members of the event, id"
CENTRE_FIRST: Final = f"ties of the institution asked for, {EDGE_ORDER}"


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
        **called(line),
        "country": line["country"],
        "kind": line["kind"],  # a list: sources may name several
        "fictional": bool(line["fictional"]),
        **more,
    }


def event_row(
    row: Row, bonds: Iterable[Sequence[Any]], records: Sequence[str], said: Mapping[str, Sequence[str]]
) -> Row:
    """An event with the bonds that tie institutions to it, and the records of both.

    A bond is a member, what ties it and its role; and the dates of its own part, which stand in the row where it has any.
    """
    several = {(one, via or "", role or ""): next(iter(dates), ()) for one, via, role, *dates in bonds}
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
            {
                "member": one,
                "via": via,
                "role": role,
                "records": sorted(said.get(via, ())),
                **({"dates": list(dates)} if any(dates) else {}),
            }
            for (one, via, role), dates in sorted(several.items())
        ],
        "records": sorted(records),
    }


def stints_of(events: Iterable[Row]) -> dict[tuple[str, str], Bounds]:
    """When members took part in events, by event and member, as far as they say that it was for a part of them."""
    found: dict[tuple[str, str], list[Bounds]] = {}
    for event in events:
        if any("dates" in bond for bond in event["bonds"]):
            for bond in event["bonds"]:
                found.setdefault((event["id"], bond["member"]), []).append(bond.get("dates", ()))
    return {key: whole for key, several in found.items() if (whole := whole_stint(several))}


def met(event: Row, ends: Iterable[str], stints: Mapping[tuple[str, str], Bounds]) -> Bounds:
    """The dates between which those at the ends of a tie were in an event together."""
    own = [stint for one in ends if (stint := stints.get((event["id"], one)))]
    dates: Bounds = meeting(event["dates"], *own) if own else event["dates"]
    return dates


def paired(
    shared: Sequence[Shared], keep: Keep, most: int = 0, first: str = "", cited: int | None = 0
) -> tuple[list[Row], int]:
    """The first edges between institutions that share events, and how many there are: those of `first`, then the strongest.

    Each names `cited` of its events, those of fewest members, or with 0 all of them; its weight counts all. None: as many
    of each as make no more than CITED in all, but one at least.
    """
    from scipy.sparse import diags_array, triu  # noqa: PLC0415 - questions that draw no network do not wait for it

    ids = sorted({member for _, _, members in shared for member in members})
    if not ids:
        return [], 0
    held = _incidence(shared, ids)
    adds = np.asarray([tie_strength(size) for _, size, _ in shared])
    # both sums in one product, in the order of the events: in the real part how many are shared, in the other the strength
    product = triu(held.T @ (diags_array(1 + 1j * adds) @ held), k=1).tocoo()
    one, other, weight = product.row, product.col, product.data.real.astype(np.int64)
    strength = np.asarray([round(found, 6) for found in product.data.imag.tolist()])
    if keep is not anyone:
        kept = [keep(ids[near], ids[far]) for near, far in zip(one.tolist(), other.tolist(), strict=True)]
        one, other, weight, strength = (
            values[np.asarray(kept, dtype=bool)] for values in (one, other, weight, strength)
        )
    place = bisect_left(ids, first)
    order = np.lexsort((other, one, -weight, -strength, (one != place) & (other != place)))
    chosen = order[:most] if most else order
    rows = zip(*(values[chosen].tolist() for values in (one, other, weight, strength)), strict=True)
    listed = _listed(shared, held, _fitting(weight[chosen]) if cited is None else cited)
    return [
        {
            "source": ids[near],
            "target": ids[far],
            "weight": count,
            "strength": summed,
            "events": listed(near, far),
        }
        for near, far, count, summed in rows
    ], len(order)


def _fitting(weights: NDArray[np.int64]) -> int:
    """How many events of each tie can be listed so that there are no more than CITED in all; at least one, 0 = every one."""
    if weights.sum() <= CITED:
        return 0
    most = 1
    while np.minimum(weights, most + 1).sum() <= CITED:
        most += 1
    return most


def _incidence(shared: Sequence[Shared], ids: Sequence[str]) -> csr_array:
    """Events in rows, members in columns, a one where a member took part."""
    from scipy.sparse import csr_array  # noqa: PLC0415

    place = {one: number for number, one in enumerate(ids)}
    columns = [place[member] for _, _, members in shared for member in members]
    rows = np.repeat(np.arange(len(shared)), [len(members) for _, _, members in shared])
    return csr_array((np.ones(len(columns)), (rows, columns)), shape=(len(shared), len(ids)))


def _listed(shared: Sequence[Shared], held: csr_array, most: int) -> Callable[[int, int], list[str]]:
    """What names the events that two members share, all or so many: those of fewest members, in the order of their ids."""
    by_rank = sorted(range(len(shared)), key=lambda number: (shared[number][1], number))
    rank = np.empty(len(shared), dtype=np.int64)
    rank[by_rank] = np.arange(len(shared))
    columns = held.tocsc()

    @cache
    def ranks(member: int) -> frozenset[int]:
        return frozenset(rank[columns.indices[columns.indptr[member] : columns.indptr[member + 1]]].tolist())

    def listed(near: int, far: int) -> list[str]:
        both = sorted(ranks(near) & ranks(far))
        return [
            shared[number][0] for number in sorted(by_rank[one] for one in (both[:most] if most else both))
        ]

    return listed


def bonded(shared: Sequence[Shared], most: int = 0) -> tuple[list[Row], int]:
    """The first edges between institutions and events, and how many there are: the events of fewest members first."""
    ordered = sorted(shared, key=lambda one: (-tie_strength(one[1]), one[0]))
    every = [
        {"source": member, "target": event, "weight": 1, "strength": round(tie_strength(size), 6),
         "events": [event]}
        for event, size, members in ordered
        for member in sorted(members)
    ]  # fmt: skip
    return (every[:most] if most else every), len(every)


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
    first: str = "",
    cited: int | None = 0,
) -> Network:
    """Put a view together: edges up to a cap that says what it cut, their events up to another, and the records of both."""
    known = sorted(one for one in shared if len(one[2]) > 1)
    edges, total = (
        bonded(known, most_edges) if view == BIPARTITE else paired(known, keep, most_edges, first, cited)
    )
    wanted: dict[str, set[str]] = {}
    for edge in edges:
        for event in edge["events"]:
            wanted.setdefault(event, set()).update({edge["source"], edge["target"]} - {event})
    events = sorted(details(wanted), key=lambda one: str(one["id"])) if wanted else []
    _cite(edges, events, view)
    nodes = [*members, *(map(event_node, events) if view == BIPARTITE else ())]
    order = CENTRE_FIRST if first and view == PAIRS else EDGE_ORDER
    cut = {
        "edges": {"shown": len(edges), "of": total, "cap": most_edges, "order": order},
        **_uncited(edges),
    }
    return Network(view, nodes, edges, events, {"view": view, **meta, "cut": {**meta.get("cut", {}), **cut}})


def _uncited(edges: Sequence[Row]) -> dict[str, Any]:
    """Where not all events of the ties shown are listed with their records: how many are, and which question has the rest."""
    listed, every = sum(len(edge["events"]) for edge in edges), sum(edge["weight"] for edge in edges)
    if listed == every:
        return {}
    cap = max(len(edge["events"]) for edge in edges)
    return {"evidence": {"shown": listed, "of": every, "cap": cap, "order": CITED_ORDER, "rest": "pair"}}


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
