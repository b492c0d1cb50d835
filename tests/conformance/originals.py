"""The folder named by CONFORMANCE_DIR enters; where each published suite lies in it leaves, and the entries of W3C's manifests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

import rdflib
from rdflib.collection import Collection

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")


def folder(name: str) -> Path:
    """A checkout in the folder; without it the run fails, since it was asked for."""
    named = os.environ.get("CONFORMANCE_DIR", "")
    assert named, "set CONFORMANCE_DIR: docs/conformance.md says what has to lie there"
    found = Path(named) / name
    assert found.is_dir(), f"{found} is missing: docs/conformance.md says what has to lie there"
    return found


@dataclass(frozen=True)
class Entry:
    """One test of a manifest."""

    name: str
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    graphs: tuple[Path, ...] = ()
    result: Path | None = None
    section: str = field(default="")


def entries(manifest: Path) -> Iterator[Entry]:
    """The tests of a manifest, in its order."""
    graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri())
    for node in graph.subjects(MF.entries):
        for one in Collection(graph, graph.value(node, MF.entries)):
            action = graph.value(one, MF.action)
            if action is None:
                continue
            query = graph.value(action, QT.query) or action
            if not isinstance(query, rdflib.URIRef) or not str(query).startswith("file:"):
                continue
            result = graph.value(one, MF.result)
            yield Entry(
                str(one).rpartition("#")[2],
                str(graph.value(one, rdflib.RDF.type)).rpartition("#")[2],
                _path(query),
                tuple(sorted(_path(found) for found in graph.objects(action, QT.data))),
                tuple(sorted(_path(found) for found in graph.objects(action, QT.graphData))),
                _path(result) if isinstance(result, rdflib.URIRef) else None,
                manifest.parent.name,
            )


def _path(node: object) -> Path:
    return Path(unquote(urlsplit(str(node)).path))
