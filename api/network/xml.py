"""A network enters; GraphML or GEXF 1.3 leaves, written element by element.

GEXF is dynamic: every node and edge carries the intervals (spells) of its events. What XML cannot hold, such as a
control character in a name, is written as the sign that Unicode has for it, so that it stays to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

import orjson
from lxml import etree

from api.network.flat import EDGE_COLUMNS, NODE_COLUMNS, Element, Flat, Value, used
from graph.network import Network

GRAPHML: Final = "http://graphml.graphdrawing.org/xmlns"
GEXF: Final = "http://gexf.net/1.3"
_TYPES: Final[Mapping[type, tuple[str, str]]] = {
    str: ("string", "string"), int: ("long", "long"), float: ("double", "double"), bool: ("boolean", "boolean"),
}  # fmt: skip
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NO_CHARACTER: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


def legible(value: object) -> str:
    """Return text that XML can hold: control characters as their Unicode pictures, truth as XML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])), str(value))
    return _NO_CHARACTER.sub("\ufffd", text)


def write_graphml(network: Network, stream: BinaryIO) -> None:
    """Write GraphML; the meta of the network stands in its description."""
    flat = Flat(network)
    nodes = {"label": str, **used(NODE_COLUMNS, flat.nodes)}
    edges = {"weight": float, **used(EDGE_COLUMNS, flat.edges)}
    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("graphml", {"xmlns": GRAPHML}):
            for kind, columns in (("node", nodes), ("edge", edges)):
                for name, of in columns.items():
                    key = {"id": f"{kind}_{name}", "for": kind, "attr.name": name, "attr.type": _TYPES[of][0]}
                    _empty(file, "key", key)
            with file.element("graph", {"id": "network", "edgedefault": "undirected"}):
                with file.element("desc"):
                    file.write(legible(described(network)))
                for node, element in zip(network.nodes, flat.nodes, strict=True):
                    with file.element("node", {"id": legible(node["id"])}):
                        _data(file, "node", {"label": node["label"], **element.values})
                for number, (edge, element) in enumerate(zip(network.edges, flat.edges, strict=True)):
                    ends = {
                        "id": f"e{number}",
                        "source": legible(edge["source"]),
                        "target": legible(edge["target"]),
                    }
                    with file.element("edge", ends):
                        _data(file, "edge", {"weight": float(edge["strength"]), **element.values})


def write_gexf(network: Network, stream: BinaryIO) -> None:
    """Write GEXF 1.3 with dynamic intervals; a node or edge without any date has none and is always there."""
    flat = Flat(network)
    nodes, edges = used(NODE_COLUMNS, flat.nodes), used(EDGE_COLUMNS, flat.edges)
    head = {"xmlns": GEXF, "version": "1.3"}
    dynamic = {
        "defaultedgetype": "undirected", "mode": "dynamic", "timeformat": "date", "timerepresentation": "interval",
    }  # fmt: skip
    with etree.xmlfile(stream, encoding="utf-8") as file:
        file.write_declaration()
        with file.element("gexf", head):
            with file.element("meta", {"lastmodifieddate": str(network.meta["as_of"])}):
                for name, text in (("creator", "coopgraph"), ("description", described(network))):
                    with file.element(name):
                        file.write(legible(text))
            with file.element("graph", dynamic):
                for kind, columns in (("node", nodes), ("edge", edges)):
                    with file.element("attributes", {"class": kind, "mode": "static"}):
                        for name, of in columns.items():
                            _empty(file, "attribute", {"id": name, "title": name, "type": _TYPES[of][1]})
                with file.element("nodes"):
                    for node, element in zip(network.nodes, flat.nodes, strict=True):
                        with file.element(
                            "node", {"id": legible(node["id"]), "label": legible(node["label"])}
                        ):
                            _attributes(file, element)
                with file.element("edges"):
                    for number, (edge, element) in enumerate(zip(network.edges, flat.edges, strict=True)):
                        ends = {name: legible(edge[name]) for name in ("source", "target")}
                        weight = {"id": f"e{number}", **ends, "weight": repr(float(edge["strength"]))}
                        with file.element("edge", weight):
                            _attributes(file, element)


def described(network: Network) -> str:
    """What the network holds for, as JSON: data version, day, filters, caps, measures and their sources."""
    kept = {name: value for name, value in network.meta.items() if name not in ("nodes", "events")}
    return orjson.dumps(kept, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=dict).decode()


def _empty(file: Any, name: str, attributes: Mapping[str, str]) -> None:
    with file.element(name, dict(attributes)):
        pass


def _data(file: Any, kind: str, values: Mapping[str, Value]) -> None:
    for name, value in values.items():
        with file.element("data", {"key": f"{kind}_{name}"}):
            file.write(legible(value))


def _attributes(file: Any, element: Element) -> None:
    if element.values:
        with file.element("attvalues"):
            for name, value in element.values.items():
                _empty(file, "attvalue", {"for": name, "value": legible(value)})
    if element.spells:
        with file.element("spells"):
            for first, last in element.spells:
                bounds = {name: day for name, day in (("start", first), ("end", last)) if day}
                _empty(file, "spell", bounds)
