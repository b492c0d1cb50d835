"""A network as JSON enters; it leaves as frozen data, as a networkx graph, or as a file in any form the service writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import networkx as nx

_END: Final = ("source", "target")


@dataclass(frozen=True)
class NetworkMeta:
    """What a network holds for, and what of it was cut; `more` holds what only some networks say."""

    question: str
    data_version: str
    as_of: str
    view: str
    cut: Mapping[str, Any]
    more: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Network:
    """Nodes, the edges between them, and the events that each edge rests on."""

    meta: NetworkMeta
    nodes: tuple[Mapping[str, Any], ...] = field(repr=False)
    edges: tuple[Mapping[str, Any], ...] = field(repr=False)
    events: tuple[Mapping[str, Any], ...] = field(repr=False)
    file: Callable[[str], bytes] = field(repr=False, compare=False)  # the same network in a form

    def to_networkx(self) -> nx.Graph[str]:
        """Return an undirected graph: `weight` is the number of shared events, `strength` weighs them by their size.

        `graph.graph` says which data and day it holds for, and what was cut. In the bipartite view nodes say which side
        they are on (`bipartite`: 0 member, 1 event), as networkx's bipartite functions expect.
        """
        import networkx as nx  # noqa: PLC0415 - not needed by who only reads answers

        told = self.meta
        graph: nx.Graph[str] = nx.Graph(
            question=told.question,
            data_version=told.data_version,
            as_of=told.as_of,
            view=told.view,
            cut=told.cut,
        )
        for node in self.nodes:
            side = {"bipartite": int(node["type"] == "event")} if told.view == "bipartite" else {}
            measures = node.get("measures", {})
            plain = {name: value for name, value in node.items() if name not in ("id", "measures")}
            graph.add_node(node["id"], **plain, **measures, **side)
        for edge in self.edges:
            graph.add_edge(
                edge["source"],
                edge["target"],
                **{name: value for name, value in edge.items() if name not in _END},
            )
        return graph

    def save(self, path: str | Path) -> Path:
        """Write it as a file in the form of the ending: .gexf, .graphml, .csv, .parquet, .vosviewer.json, .json."""
        place = Path(path)
        vosviewer = place.name.lower().endswith(".vosviewer.json")
        place.write_bytes(self.file("vosviewer" if vosviewer else place.suffix.lower().removeprefix(".")))
        return place


def read_network(document: Mapping[str, Any], file: Callable[[str], bytes]) -> Network:
    """Read a network from its JSON document."""
    said = document["meta"]
    known = ("question", "data_version", "as_of", "view", "cut")
    meta = NetworkMeta(**{name: said[name] for name in known},
                       more={name: said[name] for name in said if name not in known})  # fmt: skip
    return Network(meta, tuple(document["nodes"]), tuple(document["edges"]), tuple(document["events"]), file)
