"""A network enters; JSON for VOSviewer leaves: items, links, clusters, and a place for each item from a seeded layout."""

from __future__ import annotations

import html
from typing import Any, BinaryIO, Final

from api.formats import to_json
from api.network.xml import described
from graph.network import Network
from graph.network_layout import layout
from graph.network_measured import measured

MOST_CLUSTERS: Final = 1000  # VOSviewer numbers clusters from 1 to this


def write_vosviewer(network: Network, stream: BinaryIO) -> None:
    """Write a file that VOSviewer opens; without communities of its own the network is given those of its shown part."""
    seed = int(network.meta.get("seed", 1))
    grouped = network
    if any("community" not in node.get("measures", {}) for node in network.nodes):
        grouped = measured(network, ["community"], seed)
    groups = {node["id"]: int(node["measures"]["community"]) for node in grouped.nodes}
    places, how = layout(network, groups, seed)
    numbers = {node["id"]: number for number, node in enumerate(network.nodes, start=1)}
    sums = {one: {"Links": 0, "Total link strength": 0.0, "Events": 0} for one in numbers}
    for edge in network.edges:
        for end in ("source", "target"):
            told = sums[edge[end]]
            told["Links"] += 1
            told["Events"] += edge["weight"]
            told["Total link strength"] = round(told["Total link strength"] + edge["strength"], 6)
    items = [_item(node, numbers[node["id"]], groups[node["id"]], places[node["id"]], sums[node["id"]])
             for node in network.nodes]  # fmt: skip
    heads: dict[int, str] = {}
    for node in network.nodes:
        heads.setdefault(groups[node["id"]], node["label"])
    over = sorted(number for number in heads if number > MOST_CLUSTERS)
    document = {
        "network": {
            "items": items,
            "links": [
                {"source_id": numbers[edge["source"]], "target_id": numbers[edge["target"]], "strength": edge["strength"]}
                for edge in network.edges
            ],
            "clusters": [
                {"cluster": number, "label": heads[number]} for number in sorted(heads) if number <= MOST_CLUSTERS
            ],
        },
        "config": {"parameters": {"item_size": "Total link strength"}},
        "info": {
            "title": "coopgraph",
            "description": html.escape(
                f"layout {how}, seed {seed}; clusters without a number: {len(over)}; {described(network)}"
            ),
        },
    }  # fmt: skip
    stream.write(to_json(document).encode())


def _item(
    node: dict[str, Any], number: int, group: int, place: tuple[float, float], weights: dict[str, Any]
) -> dict[str, Any]:
    # A description may hold HTML, so what stands in names must not become any.
    names = [node[name] for name in ("name_zh", "name_en") if node[name]] or [node["label"]]
    scores = {
        name: value
        for name, value in node.get("measures", {}).items()
        if name not in ("component", "community")
    }
    return {
        "id": number,
        "label": node["label"],
        "description": "<br>".join(html.escape(str(one)) for one in [*dict.fromkeys(names), node["id"]]),
        "x": place[0],
        "y": place[1],
        **({"cluster": group} if group <= MOST_CLUSTERS else {}),
        "weights": weights,
        **({"scores": scores} if scores else {}),
    }
