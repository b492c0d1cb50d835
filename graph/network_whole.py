"""A snapshot and a scope enter; the filtered network leaves: measured as a whole, shown up to its caps.

Everything is said in matrices: events in rows, members in columns. The members that an event ties are the ones in
its row, so the product of the transpose with itself counts the events that two members share.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array

from graph.measures import measure
from graph.measures_csr import Adjacency, Ints, adjacency, degree, strength
from graph.network import BIPARTITE, Keep, Network, Row, anyone, event_row, member_node, shown_network
from graph.network_measured import measured, put
from graph.network_store import Snapshot

NODE_ORDER: Final = "partners, strength, id"
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Scope:
    """Which events and which ties make the network, and how much of it is shown."""

    as_of: date
    home: tuple[str, ...] = ()  # country codes; () = everywhere
    other: str = ""  # the country code of the other side of a pair
    fields: tuple[str, ...] | None = None  # ids, narrower ones included; None = all
    since: int | None = None
    until: int | None = None
    nodes: int = 150
    edges: int = 1000
    cap: int = 0
    ties: str = "all"
    view: str = "pairs"
    measures: tuple[str, ...] = ("degree", "strength", "component")
    seed: int = 1


def scope_of(params: Mapping[str, Any], meta: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Scope:
    """The scope that an answer of the question `network_scope` describes."""
    return Scope(
        as_of=date.fromisoformat(str(params["as_of"])),
        home=tuple(meta["home"]["countries"]) if "home" in meta else (),
        other=str(params["other"]).rsplit("-", 1)[-1] if params["other"] else "",
        fields=tuple(row["id"] for row in rows if row["aspect"] == "field") if params["field"] else None,
        measures=tuple(params["measures"]),
        **{
            name: params[name] for name in ("since", "until", "nodes", "edges", "cap", "ties", "view", "seed")
        },
    )


def whole(snapshot: Snapshot, scope: Scope, meta: Mapping[str, Any]) -> Network:
    """Filter, measure and cut the network of a snapshot; `meta` is what is known of the question."""
    kept, told = _events(snapshot, scope)
    taken, sides = snapshot.incidence(scope.as_of), _sides(snapshot, scope)
    if sides is not None:
        kept, seatless = _crossing(snapshot, taken, kept, sides)
        told["seat_unknown"] = {"nodes": seatless, "reason": "partner_seat_unknown"}
    members, rows, alone = _ties(snapshot, taken, kept, sides)
    counts = {"events": int(kept.sum()), "nodes": len(members), "edges": rows.edges}
    chosen = _first(rows, scope.nodes)
    shown = np.zeros(snapshot.members, dtype=bool)
    shown[members[chosen]] = True
    events = np.flatnonzero(kept & (taken @ shown.astype(np.float64) > 1))
    lines = snapshot.member_lines(members[chosen].tolist())
    allowed = _allowed(lines, scope)
    found = shown_network(
        scope.view,
        [member_node(line) for line in lines],
        snapshot.shared(taken, events.tolist(), shown),
        scope.edges,
        lambda wanted: _details(snapshot, wanted, scope.as_of),
        {
            **meta,
            "data_version": snapshot.data_version,
            "as_of": scope.as_of.isoformat(),
            "scope": _told(scope),
            "ties": scope.ties,
            "counts": counts,
            **told,
            "alone": {"nodes": alone},
            "cut": {"nodes": {"shown": len(chosen), "of": len(members), "cap": scope.nodes, "order": NODE_ORDER}},
        },
        allowed,
    )  # fmt: skip
    if scope.view == BIPARTITE:  # its nodes are events too, so the measures of the pair view do not fit them
        return measured(found, scope.measures, scope.seed)
    ids = snapshot.ids("members")[members].tolist()
    taken = measure(rows, scope.measures, scope.seed)
    return put(found, dict(zip(ids, range(len(ids)), strict=True)), taken, "filtered")


def tied(snapshot: Snapshot, scope: Scope) -> tuple[Ints, Adjacency]:
    """The members that are tied within a scope, by place, and who is tied to whom: what measures are taken on."""
    kept, _ = _events(snapshot, scope)
    taken, sides = snapshot.incidence(scope.as_of), _sides(snapshot, scope)
    if sides is not None:
        kept, _ = _crossing(snapshot, taken, kept, sides)
    return _ties(snapshot, taken, kept, sides)[:2]


def _events(snapshot: Snapshot, scope: Scope) -> tuple[Mask, dict[str, Any]]:
    """Which events count, and how many were left out for what no filter can decide."""
    held = snapshot.arrays
    begun = ~held["event_from_known"] | (held["event_from"] <= scope.as_of.toordinal())
    kept: Mask = np.asarray(begun)
    if scope.ties != "all":
        kept = kept & held["activity"]
    if scope.fields is not None:
        wanted = np.flatnonzero(np.isin(snapshot.ids("concepts"), np.asarray(scope.fields, dtype=object)))
        within = np.zeros(snapshot.events, dtype=bool)
        within[held["field_event"][np.isin(held["field_concept"], wanted)]] = True
        kept = kept & within
    undated = 0
    if scope.since is not None or scope.until is not None:
        dated = held["event_from_known"] | held["event_to_known"]
        undated = int((kept & ~dated).sum())
        kept = kept & dated
        if scope.since is not None:
            first = date(scope.since, 1, 1).toordinal()
            kept = kept & (~held["event_to_known"] | (held["event_to"] >= first))
        if scope.until is not None:
            last = date(scope.until, 12, 31).toordinal()
            kept = kept & (~held["event_from_known"] | (held["event_from"] <= last))
    over = kept & (held["size"] > scope.cap) if scope.cap else np.zeros_like(kept)
    told = {
        "guard": {"cap": scope.cap, "left_out": int(over.sum())},
        "undated": {"left_out": undated},
        "no_institutions": {"bonds": int(held["others"][kept & ~over].sum())},
    }
    return kept & ~over, told


def _sides(snapshot: Snapshot, scope: Scope) -> tuple[Mask, Mask] | None:
    """Which members lie in home and which on the other side; None where every tie counts."""
    if not scope.home and not scope.other:
        return None
    seats = snapshot.column("members", "country")
    everywhere = np.ones(snapshot.members, dtype=bool)
    at_home = np.isin(seats, np.asarray(scope.home, dtype=object)) if scope.home else everywhere
    there = np.asarray(seats == scope.other, dtype=bool) if scope.other else everywhere
    return at_home, there


def _crossing(snapshot: Snapshot, taken: csr_array, kept: Mask, sides: tuple[Mask, Mask]) -> tuple[Mask, int]:
    """The events with members on both sides, and how many members of all events have no known seat."""
    took = np.asarray(taken[np.flatnonzero(kept)].sum(axis=0)).ravel() > 0
    unknown = np.asarray([seat is None for seat in snapshot.column("members", "country")])
    home, there = (taken @ side.astype(np.float64) > 0 for side in sides)
    return kept & home & there, int((took & unknown).sum())


def _ties(
    snapshot: Snapshot, taken: csr_array, kept: Mask, sides: tuple[Mask, Mask] | None
) -> tuple[Ints, Adjacency, int]:
    """The members that are tied, sorted, the ties between them, and who took part but has no tie left."""
    part: csr_array = taken[np.flatnonzero(kept)]
    sizes = np.asarray(snapshot.arrays["size"], dtype=np.float64)[kept]
    adds = np.divide(1.0, sizes - 1, out=np.zeros_like(sizes), where=sizes > 1)
    counts = coo_array(part.T @ part)
    strengths = coo_array(part.T @ diags_array(adds) @ part)
    edges = []
    for found in (counts, strengths):
        upper = found.row < found.col
        row, col, data = found.row[upper], found.col[upper], found.data[upper]
        if sides is not None:
            home, there = sides
            crossing = (home[row] & there[col]) | (home[col] & there[row])
            row, col, data = row[crossing], col[crossing], data[crossing]
        order = np.lexsort((col, row))
        edges.append((row[order], col[order], data[order]))
    (row, col, count), (_, _, weight) = edges
    members = np.unique(np.concatenate([row, col])).astype(np.int64)
    place = np.zeros(snapshot.members, dtype=np.int64)
    place[members] = np.arange(len(members))
    rows = adjacency(len(members), place[row], place[col], count, weight)
    took = np.flatnonzero(np.asarray(part.sum(axis=0)).ravel() > 0)
    return members, rows, len(took) - len(members)


def _first(rows: Adjacency, most: int) -> Ints:
    """The places of the members that are shown: those with most partners first."""
    order = np.lexsort((np.arange(rows.nodes), -np.round(strength(rows), 6), -degree(rows)))
    chosen: Ints = order[:most] if most else order
    return chosen


def _details(snapshot: Snapshot, wanted: Mapping[str, Collection[str]], day: date) -> list[Row]:
    return [
        event_row(row, bonds, records, stated)
        for row, bonds, records, stated in snapshot.details(
            {key: set(several) for key, several in wanted.items()}, day
        )
    ]


def _allowed(lines: Sequence[Mapping[str, Any]], scope: Scope) -> Keep:
    """Whether two shown institutions may be joined, as `_ties` decides it for all."""
    if not scope.home and not scope.other:
        return anyone
    home = {line["id"] for line in lines if not scope.home or line["country"] in scope.home}
    there = {line["id"] for line in lines if not scope.other or line["country"] == scope.other}
    return lambda one, other: (one in home and other in there) or (other in home and one in there)


def _told(scope: Scope) -> dict[str, Any]:
    return {
        "home": list(scope.home),
        "other": scope.other,
        "fields": None if scope.fields is None else list(scope.fields),
        "since": scope.since,
        "until": scope.until,
    }
