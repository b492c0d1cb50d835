"""An institution enters; it and those around it leave, with the events that tie them: layers from the nearest on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from graph.asking import Asking, Row
from graph.network import Network, Shared, event_row, member_node, shown_network

NODE_ORDER: Final = "distance, strength of the tie to nearer ones, shared events, id"
_DETAILS: Final = ("event", "label", "name_zh", "name_en", "kind", "activity", "size", "dates", "bonds")


def answer_ego(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer the ego network: a row an edge; nodes, events, measures and what was cut stand beside them."""
    distance, layers = _layers(asking)
    lines = {row["id"]: row for row in asking.part("lines", ids=list(distance))}
    nodes = [member_node(lines[one], distance=far) for one, far in distance.items()]
    found = shown_network(
        asking.values["view"],
        nodes,
        shared_among(asking, list(distance)),
        asking.values["edges"],
        lambda wanted: details(asking, wanted),
        {
            "center": asking.values["institution"],
            "ties": asking.values["ties"],
            "guard": guard(asking),
            "cut": {"nodes": {
                "shown": len(nodes), "cap": asking.values["nodes"], "layers": layers, "order": NODE_ORDER,
                "complete": all(one["shown"] == one["of"] for one in layers),
            }},
        },
        first=asking.values["institution"],
        cited=asking.values["cited"],
    )  # fmt: skip
    from graph.network_measured import measured  # noqa: PLC0415 - brings scipy, which no other question waits for

    return answered(measured(found, asking.values["measures"], asking.values["seed"]))


def _layers(asking: Asking) -> tuple[dict[str, int], list[Row]]:
    """The institutions shown with their distance, and for each layer how many there are and how many are shown."""
    start, most = asking.values["institution"], asking.values["nodes"]
    distance: dict[str, int] = {start: 0}
    frontier = [start]
    told: list[Row] = []
    for step in range(1, asking.values["depth"] + 1):
        # all members of the events opened before are nearer already
        around = [one for one in asking.rows(ids=frontier)[0]["around"] if one[0] not in distance]
        ordered = [one for one, _, _ in sorted(around, key=lambda one: (-one[1], -one[2], one[0]))]
        frontier = ordered[: most - len(distance)]
        distance |= dict.fromkeys(frontier, step)
        told.append({"distance": step, "shown": len(frontier), "of": len(ordered)})
        if len(frontier) < len(ordered) or not frontier:
            break  # farther ones are not looked for while nearer ones are missing, or where there are none
    return distance, told


def shared_among(asking: Asking, ids: Sequence[str]) -> list[Shared]:
    """The events that institutions share."""
    names = ("as_of", "cap", "ties")
    rows = asking.part("network_shared", ids=list(ids), **{name: asking.values[name] for name in names})
    return [
        (event, size or 0, [ids[place] for place in sorted(set(members))])
        for event, size, members in rows[0]["shared"]
    ]


def details(asking: Asking, wanted: Mapping[str, Collection[str]]) -> list[Row]:
    """Events with what ties some members to each, and the records of both."""
    listed = [[one, sorted(several)] for one, several in sorted(wanted.items())]
    told = asking.part("network_details", wanted=listed, as_of=asking.as_of)[0]["told"]
    rows: list[Row] = [dict(zip(_DETAILS, one, strict=True)) for one in told]
    vias = {via for row in rows for _, via, *_ in row["bonds"] if via}
    stated = asking.records([*wanted, *vias])
    return [event_row(row, row["bonds"], stated.get(row["event"], ()), stated) for row in rows]


def guard(asking: Asking) -> dict[str, Any]:
    """The cap on the size of an event, and how many events of the institution asked for it left out."""
    cap = asking.values["cap"]
    if not cap:
        return {"cap": 0, "left_out": 0}
    ids = [asking.values[name] for name in ("institution", "one", "other") if asking.values.get(name)]
    names = ("as_of", "cap", "ties")
    rows = asking.part("network_guard", ids=ids, **{name: asking.values[name] for name in names})
    return {"cap": cap, "left_out": rows[0]["left_out"]}


def answered(found: Network) -> tuple[list[Row], dict[str, Any]]:
    """A network as rows and meta of an answer."""
    return list(found.edges), {
        **found.meta, "total": found.meta["cut"]["edges"]["of"], "nodes": list(found.nodes), "events": list(found.events),
    }  # fmt: skip
