"""A profile and a published ontology enter; what the profile says that the ontology does not allow leaves, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import OWL, RDF, RDFS, SKOS, XSD

from api.linked.profiles import Profile
from ontology.model import Model
from ontology.terms import CONCEPT, TYPE

_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty)


def faults(told: Profile, model: Model, ontology: rdflib.Graph) -> list[str]:
    """Classes and properties that are not there; a thing for a value; a domain or range that the profile leaves."""
    classes = {kind: rdflib.URIRef(address) for (kind, word), address in told.terms.items() if word == TYPE}
    found = [f"{one} is no class" for one in classes.values() if (one, RDF.type, OWL.Class) not in ontology]
    for (kind, word), address in told.terms.items():
        if word != TYPE:
            found += _faults(told, model, ontology, classes, kind, word, rdflib.URIRef(address))
    for (kind, word), address in told.inverse.items():
        found += _backwards(model, ontology, classes, kind, word, rdflib.URIRef(address))
    return sorted(set(found))


def _faults(
    told: Profile,
    model: Model,
    ontology: rdflib.Graph,
    classes: dict[str, rdflib.URIRef],
    kind: str,
    word: str,
    term: rdflib.URIRef,
) -> Iterator[str]:
    prop = model.classes[kind].properties[word]
    name = f"{kind}.{word} as {term}"
    wanted = _KINDS[0] if prop.is_reference else _KINDS[1]
    if (term, RDF.type, wanted) not in ontology:
        yield f"{name} is no {wanted.fragment}"
        return
    for domain in _parts(ontology, ontology.objects(term, RDFS.domain)):
        if not _lies(ontology, [classes[kind]], domain):
            yield f"{name} has another domain"
    ranges = [
        *_parts(ontology, ontology.objects(term, RDFS.range)),
        *_restricted(ontology, classes[kind], term),
    ]
    for several in ranges:
        if prop.is_reference:
            if not _leads(model, ontology, classes, prop.classes, several):
                yield f"{name} leads elsewhere"
            continue
        form = told.forms[kind, word].datatype
        for datatype in [form] if form else prop.datatypes:
            space = RDF if datatype == "langString" else XSD
            if not {RDFS.Literal, space[datatype]} & set(several):
                yield f"{name} is written as {datatype}"


def _backwards(
    model: Model,
    ontology: rdflib.Graph,
    classes: dict[str, rdflib.URIRef],
    kind: str,
    word: str,
    term: rdflib.URIRef,
) -> Iterator[str]:
    """The thing that is referred to speaks of the one that refers to it."""
    name = f"{kind}.{word} back as {term}"
    if (term, RDF.type, OWL.ObjectProperty) not in ontology:
        yield f"{name} is no ObjectProperty"
        return
    for domain in _parts(ontology, ontology.objects(term, RDFS.domain)):
        if not _leads(model, ontology, classes, model.classes[kind].properties[word].classes, domain):
            yield f"{name} has another domain"
    for several in _parts(ontology, ontology.objects(term, RDFS.range)):
        if not _lies(ontology, [classes[kind]], several):
            yield f"{name} leads elsewhere"


def _parts(ontology: rdflib.Graph, nodes: Iterable[rdflib.term.Node]) -> list[list[rdflib.term.Node]]:
    """Each domain or range as the classes that it unites."""
    found = []
    for node in nodes:
        union = ontology.value(node, OWL.unionOf)
        found.append(list(Collection(ontology, union)) if union is not None else [node])
    return found


def _restricted(
    ontology: rdflib.Graph, kind: rdflib.URIRef, term: rdflib.URIRef
) -> Iterator[list[rdflib.term.Node]]:
    """What a class, or one above it, says of all values that the property has there."""
    for above in ontology.transitive_objects(kind, RDFS.subClassOf):
        if (above, OWL.onProperty, term) in ontology:
            yield from _parts(ontology, ontology.objects(above, OWL.allValuesFrom))


def _leads(
    model: Model,
    ontology: rdflib.Graph,
    classes: dict[str, rdflib.URIRef],
    names: Iterable[str],
    several: list[rdflib.term.Node],
) -> bool:
    if several == [SKOS.Concept]:
        return set(names) == {CONCEPT}
    targets = [classes[one.name] for name in names for one in model.concrete(name) if one.name in classes]
    return _lies(ontology, targets, several)


def _lies(ontology: rdflib.Graph, kinds: Iterable[rdflib.URIRef], several: list[rdflib.term.Node]) -> bool:
    return any(set(ontology.transitive_objects(kind, RDFS.subClassOf)) & set(several) for kind in kinds)
