"""The ontology's own Turtle enters; it leaves whole, under one address with a version, in any syntax; and as a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from api.linked.document import serialized
from api.linked.spelling import PREFIXES
from ontology.context import context
from ontology.model import Model, shipped_folder
from ontology.terms import COOP, OWL, RDF, SH, SKOS

ADDRESS: Final = COOP.rstrip("#")
_FOLDERS: Final = ("classes", "concepts", "alignments")
_ROW: Final = 26
_STEP: Final = 28


@dataclass(frozen=True)
class Box:
    """A class in the drawing: its name, where it stands, and the line that leads to the class above it."""

    name: str
    x: int
    y: int
    up: int  # y of the class above; 0 where there is none


@cache
def ontology_quads(version: str) -> tuple[ox.Quad, ...]:
    """Everything that the shipped files say, and what they are together."""
    folder = shipped_folder()
    files = [
        folder / "frame.ttl",
        *(path for name in _FOLDERS for path in sorted((folder / name).glob("*.ttl"))),
    ]
    found = list(
        _numbered(quad for file in files for quad in ox.parse(path=file, format=ox.RdfFormat.TURTLE))
    )
    about = ox.NamedNode(ADDRESS)
    found += [
        ox.Quad(about, ox.NamedNode(RDF + "type"), ox.NamedNode(OWL + "Ontology")),
        ox.Quad(about, ox.NamedNode(OWL + "versionInfo"), ox.Literal(version)),
        ox.Quad(about, ox.NamedNode(OWL + "versionIRI"), ox.NamedNode(f"{ADDRESS}/{version}")),
    ]
    return tuple(found)


def _numbered(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Nodes without a name get one by the order in which they stand: a parser gives others each time."""
    names: dict[ox.BlankNode, ox.BlankNode] = {}
    for quad in quads:
        subject, value = (
            names.setdefault(node, ox.BlankNode(f"n{len(names) + 1}"))
            if isinstance(node, ox.BlankNode)
            else node
            for node in (quad.subject, quad.object)
        )
        yield ox.Quad(subject, quad.predicate, value)  # type: ignore[arg-type]


def ontology_in(name: str, model: Model) -> bytes:
    """The ontology in a syntax; JSON-LD without a context of its own."""
    return serialized(ontology_quads(model.fingerprint), name, COOP)


def context_of(model: Model, base: str) -> dict[str, object]:
    """The context for plain JSON with the names of the ontology, prefixes included."""
    told = context(model, base)["@context"]
    assert isinstance(told, dict)  # noqa: S101
    return {"@context": {**told, **PREFIXES, "skos": SKOS, "sh": SH}}


def drawn(model: Model) -> tuple[Box, ...]:
    """The classes as a tree, each below the class that it belongs to."""
    boxes: list[Box] = []
    for root in sorted(name for name, found in model.classes.items() if not found.parents):
        boxes += _below(model, root, 0, len(boxes) * _ROW + _ROW, 0)
    return tuple(boxes)


def _below(model: Model, name: str, depth: int, y: int, up: int) -> Iterator[Box]:
    yield Box(name, depth * _STEP + 8, y, up)
    following = y + _ROW
    for child in sorted(other for other, found in model.classes.items() if found.parents[:1] == (name,)):
        several = list(_below(model, child, depth + 1, following, y))
        yield from several
        following += len(several) * _ROW
