"""The ontology is the same text after every start, and says of each word what it is."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from api.linked.document import serialized
from api.linked.ontology import ontology_quads
from ontology.terms import COOP, RDF, RDFS


@pytest.mark.parametrize("name", ["turtle", "jsonld", "ntriples", "rdfxml"])
def test_read_again_it_is_the_same_text(name: str) -> None:
    """As after a restart: what was read before is not remembered."""
    once, again = (serialized(ontology_quads.__wrapped__("0"), name, COOP) for _ in range(2))
    assert once == again


def test_nodes_without_a_name_stay_as_many() -> None:
    quads = ontology_quads.__wrapped__("0")
    nodes = {node for q in quads for node in (q.subject, q.object) if isinstance(node, ox.BlankNode)}
    assert len(nodes) > 100
    assert all(any(q.subject == node for q in quads) for node in nodes)


def test_what_is_the_type_of_records_is_a_class() -> None:
    quads = ontology_quads("0")
    record, kind = ox.NamedNode(COOP + "Record"), ox.NamedNode(RDF + "type")
    assert [q.object for q in quads if q.subject == record and q.predicate == kind] == [
        ox.NamedNode(RDFS + "Class")
    ]
