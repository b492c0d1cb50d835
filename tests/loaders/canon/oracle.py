"""Statements enter; the violations that pySHACL finds in them leave: the oracle beside which ours are laid.

The same pair of calls is what a benchmark compares: `shacl_violations` here, `loaders.violations.violations` there.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pyshacl
import rdflib
from rdflib import RDF, SH, URIRef

from loaders.violations import Violation
from ontology.model import shipped_folder
from ontology.statements import CLASS, LANG_STRING, REFERENCE, TYPE, Statement
from ontology.terms import COOP, ID_BASE, XSD

COUNTED = {SH.MinCountConstraintComponent: "missing", SH.MaxCountConstraintComponent: "most",
           SH.UniqueLangConstraintComponent: "languages"}  # fmt: skip


@cache
def shapes() -> rdflib.Graph:
    """The shipped Turtle; also the ontology graph, without which inherited shapes would pass silently."""
    graph = rdflib.Graph()
    for path in sorted(shipped_folder().rglob("*.ttl")):
        if path.parent.name in ("classes", "properties"):
            graph.parse(path, format="turtle")
    return graph


def graph_of(statements: Iterable[Statement]) -> rdflib.Graph:
    """The statements as RDF, without records."""
    graph = rdflib.Graph()
    for row in statements:
        node: URIRef | rdflib.Literal
        if row.datatype == CLASS:
            node = URIRef(COOP + row.object)
        elif row.datatype == REFERENCE:
            node = URIRef(ID_BASE + row.object)
        elif row.datatype == LANG_STRING:
            node = rdflib.Literal(row.object, lang=row.lang)
        else:
            # Not normalised: what is compared is what was stated.
            node = rdflib.Literal(row.object, datatype=URIRef(XSD + row.datatype), normalize=False)
        graph.add(
            (
                URIRef(ID_BASE + row.subject),
                RDF.type if row.predicate == TYPE else URIRef(COOP + row.predicate),
                node,
            )
        )
    return graph


def shacl_violations(statements: Iterable[Statement]) -> set[Violation]:
    """What pySHACL finds; for values at fault without the component, since several shapes may say the same."""
    data = graph_of(statements)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), ont_graph=shapes())
    typed = set(data.subjects(RDF.type, None))
    found: set[Violation] = set()
    # Only what the report lists itself: the failed branches of an sh:or are results too, nested in its own.
    for result in report.objects(None, SH.result):
        component = report.value(result, SH.sourceConstraintComponent)
        value = report.value(result, SH.value)
        focus = str(report.value(result, SH.focusNode)).removeprefix(ID_BASE)
        path = str(report.value(result, SH.resultPath)).removeprefix(COOP)
        if component in COUNTED:
            found.add(Violation(focus, path, COUNTED[component], ""))
        elif component == SH.ClassConstraintComponent and isinstance(value, URIRef) and value not in typed:
            continue  # a dangling reference: a placeholder for us
        else:
            found.add(Violation(focus, path, "value", str(value).removeprefix(ID_BASE)))
    return found


def as_shacl(found: Iterable[Violation]) -> set[Violation]:
    """Our violations in the oracle's words; what SHACL has no word for (concept schemes) is left out."""
    counted = set(COUNTED.values())
    return {
        row if row.component in counted else row._replace(component="value")
        for row in found
        if row.component != "scheme"
    }
