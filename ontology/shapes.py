"""The model enters, its constraints leave: as one flat list, and as SHACL for an independent checker."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ontology.declared import Class, Property
from ontology.model import Model
from ontology.terms import COOP, SH
from ontology.turtle import parse, turtle_files

CONCEPT_SCHEME_MARK = ox.NamedNode(COOP + "conceptScheme")
PATTERN = ox.NamedNode(SH + "pattern")


@dataclass(frozen=True)
class Constraint:
    """One thing that values of a property must hold to, in a class and all classes below it."""

    on: str  # the class that first asks for it
    classes: tuple[str, ...]  # the classes that things can have to which it applies, sorted
    predicate: str
    kind: str
    argument: tuple[str, ...]  # one value, or the alternatives

    @property
    def name(self) -> str:
        """`Class.property.kind`: what a report and an example call it."""
        return f"{self.on}.{self.predicate}.{self.kind}"


# kind → the SHACL components that report a breach of it
COMPONENTS = {
    "min": ("MinCount",),
    "max": ("MaxCount",),
    "datatype": ("Datatype", "Node", "Or"),
    "class": ("Class", "Or"),
    "pattern": ("Pattern",),
    "in": ("In",),
    "low": ("MinInclusive",),
    "high": ("MaxInclusive",),
    "language": ("UniqueLang",),
    "scheme": ("Pattern",),
}


def constraints(model: Model) -> list[Constraint]:
    """All constraints, each once: on the highest class that asks for it, sorted."""
    found: list[Constraint] = []
    for name, holder in sorted(model.classes.items()):
        classes = tuple(below.name for below in model.concrete(name))
        for prop in holder.properties.values():
            inherited = _inherited(model, holder, prop.name)
            for kind, argument in asked(prop):
                if (kind, argument) not in inherited:
                    found.append(Constraint(name, classes, prop.name, kind, argument))
    return sorted(found, key=lambda one: one.name)


def asked(prop: Property) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What one property of one class asks for: kind and argument."""
    if prop.min_count > 0:
        yield "min", (str(prop.min_count),)
    if prop.max_count is not None:
        yield "max", (str(prop.max_count),)
    if prop.datatypes:
        yield "datatype", prop.datatypes
    if prop.classes:
        yield "class", prop.classes
    if prop.pattern is not None:
        yield "pattern", (prop.pattern,)
    if prop.allowed:
        yield "in", prop.allowed
    if prop.min_inclusive is not None:
        yield "low", (prop.min_inclusive,)
    if prop.max_inclusive is not None:
        yield "high", (prop.max_inclusive,)
    if prop.unique_lang:
        yield "language", ("1",)
    if prop.concept_scheme is not None:
        yield "scheme", (prop.concept_scheme,)


def _inherited(model: Model, holder: Class, name: str) -> set[tuple[str, tuple[str, ...]]]:
    above = (model.classes[parent].properties.get(name) for parent in holder.parents)
    return {pair for prop in above if prop is not None for pair in asked(prop)}


def shacl(*folders: Path) -> list[ox.Triple]:
    """The Turtle of the folders as one shapes graph, concepts left out.

    A concept scheme is asked for in a word of our own; the graph says it again as a pattern of the concept's
    address, so that any SHACL engine checks it.
    """
    files = [path for folder in folders for path in turtle_files(folder) if not _holds_concepts(path)]
    triples = [quad.triple for path in files for quad in parse(path)]
    for triple in list(triples):
        if triple.predicate == CONCEPT_SCHEME_MARK and isinstance(triple.object, ox.Literal):
            pattern = ox.Literal(scheme_pattern(triple.object.value))
            triples.append(ox.Triple(triple.subject, PATTERN, pattern))
    return triples


def scheme_pattern(scheme: str) -> str:
    """What the address of every concept of a scheme matches."""
    return f"[/#]concept-{scheme}[-~]"


def _holds_concepts(path: Path) -> bool:
    return path.parent.name == "concepts"
