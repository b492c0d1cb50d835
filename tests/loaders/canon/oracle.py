"""Statements enter; the violations that pySHACL finds in them leave: the oracle beside which ours are laid."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import RDF, SH, URIRef

from loaders.violations import Violation
from ontology.model import shipped_folder
from ontology.rdf import rdf_graph
from ontology.shapes import shacl
from ontology.statements import Statement
from ontology.terms import COOP, ID_BASE

COUNTED = {
    SH.MinCountConstraintComponent: "missing",
    SH.MaxCountConstraintComponent: "most",
    SH.UniqueLangConstraintComponent: "languages",
}


@cache
def shapes() -> rdflib.Graph:
    """The shipped shapes; also the ontology graph, without which inherited shapes would pass silently."""
    lines = ox.serialize(shacl(shipped_folder()), format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=(lines or b"").decode(), format="nt")


def shacl_violations(statements: Iterable[Statement]) -> set[Violation]:
    """What pySHACL finds; for values at fault without the component, since several shapes may say the same."""
    data = rdf_graph(statements)
    typed = set(data.subjects(RDF.type, None))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), ont_graph=shapes(), inplace=True)
    found: set[Violation] = set()
    # Only what the report lists itself: the failed branches of an sh:or are results too, nested in its own.
    for result in report.objects(None, SH.result):
        component = report.value(result, SH.sourceConstraintComponent)
        value = report.value(result, SH.value)
        focus = str(report.value(result, SH.focusNode)).removeprefix(ID_BASE)
        path = str(report.value(result, SH.resultPath)).removeprefix(COOP)
        if component in COUNTED:
            found.add(Violation(focus, path, COUNTED[component], ""))
        elif component in (SH.ClassConstraintComponent, SH.OrConstraintComponent) and (
            isinstance(value, URIRef) and value not in typed
        ):
            continue  # a dangling reference: a placeholder for us
        else:
            found.add(Violation(focus, path, "value", str(value).removeprefix(ID_BASE)))
    return found


def as_shacl(found: Iterable[Violation]) -> set[Violation]:
    """Our violations in the oracle's words: a wrong value is a wrong value, whatever it breaks."""
    counted = set(COUNTED.values())
    return {row if row.component in counted else row._replace(component="value") for row in found}
