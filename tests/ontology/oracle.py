"""Statements enter, the breaches that pySHACL finds leave: an independent reading of the same shapes."""

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import rdflib

from ontology.model import Model
from ontology.rdf import add_to, read_turtle
from ontology.shapes import COMPONENTS, Constraint, constraints, shacl
from ontology.statements import Statement
from ontology.terms import CLASS, CONCEPT, COOP, ID_BASE, SH, TYPE


def shapes_graph(*folders: Path) -> rdflib.Graph:
    """The shapes as an rdflib graph."""
    lines = ox.serialize(shacl(*folders), format=ox.RdfFormat.N_TRIPLES)
    assert lines is not None
    return rdflib.Graph().parse(data=lines.decode(), format="nt")


def example(path: Path, model: Model) -> list[Statement]:
    """The statements of an example, with the types of the shipped concepts to which it refers."""
    said = list(read_turtle(path))
    shipped = {concept.id for scheme in model.concepts.values() for concept in scheme.values()}
    met = sorted({one.object for one in said if one.object in shipped})
    return [*said, *(Statement(one, TYPE, CONCEPT, CLASS, "", "", one) for one in met)]


def breaches(statements: Iterable[Statement], shapes: rdflib.Graph) -> set[tuple[str, str, str]]:
    """(id, property, SHACL component) of every breach; class hierarchy and shapes are both given."""
    data = rdflib.Graph()
    add_to(data, statements)
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, ont_graph=shapes, inference="none", allow_warnings=True
    )
    sh = rdflib.Namespace(SH)
    found = set()
    for result in report.objects(None, sh.result):  # not the details that sh:node adds below a result
        focus, path = str(report.value(result, sh.focusNode)), str(report.value(result, sh.resultPath))
        component = str(report.value(result, sh.sourceConstraintComponent)).removeprefix(SH)
        found.add(
            (
                focus.removeprefix(ID_BASE),
                path.removeprefix(COOP),
                component.removesuffix("ConstraintComponent"),
            )
        )
    return found


def named(model: Model, kind: str, breach: tuple[str, str, str]) -> list[Constraint]:
    """The constraints of ours that a breach by a thing of class `kind` may be of."""
    _, predicate, component = breach
    return [
        one
        for one in constraints(model)
        if kind in one.classes and one.predicate == predicate and component in COMPONENTS[one.kind]
    ]
