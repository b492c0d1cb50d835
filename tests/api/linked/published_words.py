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
_Classes = list[rdflib.term.Node]  # that a domain or range unites


def faults(told: Profile, model: Model, ontology: rdflib.Graph) -> list[str]:
    """Classes and properties that are not there; a thing for a value; a domain or range that the profile leaves."""
    return sorted(set(_Compared(told, model, ontology).faults()))


class _Compared:
    """What a profile calls our terms, beside what the ontology says of these names."""

    def __init__(self, told: Profile, model: Model, ontology: rdflib.Graph) -> None:
        self.told = told
        self.model = model
        self.ontology = ontology
        self.classes = {
            kind: rdflib.URIRef(address) for (kind, word), address in told.terms.items() if word == TYPE
        }

    def faults(self) -> Iterator[str]:
        for one in self.classes.values():
            if (one, RDF.type, OWL.Class) not in self.ontology:
                yield f"{one} is no class"
        for (kind, word), address in self.told.terms.items():
            if word != TYPE:
                yield from self._forwards(kind, word, rdflib.URIRef(address))
        for (kind, word), address in self.told.inverse.items():
            yield from self._backwards(kind, word, rdflib.URIRef(address))

    def _forwards(self, kind: str, word: str, term: rdflib.URIRef) -> Iterator[str]:
        prop = self.model.classes[kind].properties[word]
        name = f"{kind}.{word} as {term}"
        wanted = _KINDS[0] if prop.is_reference else _KINDS[1]
        if (term, RDF.type, wanted) not in self.ontology:
            yield f"{name} is no {wanted.fragment}"
            return
        for domain in self._stated(term, RDFS.domain):
            if not self._lies([self.classes[kind]], domain):
                yield f"{name} has another domain"
        for several in [*self._stated(term, RDFS.range), *self._restricted(self.classes[kind], term)]:
            if prop.is_reference:
                if not self._leads(prop.classes, several):
                    yield f"{name} leads elsewhere"
                continue
            form = self.told.forms[kind, word].datatype
            for datatype in [form] if form else prop.datatypes:
                space = RDF if datatype == "langString" else XSD
                if not {RDFS.Literal, space[datatype]} & set(several):
                    yield f"{name} is written as {datatype}"

    def _backwards(self, kind: str, word: str, term: rdflib.URIRef) -> Iterator[str]:
        """The thing that is referred to speaks of the one that refers to it."""
        name = f"{kind}.{word} back as {term}"
        if (term, RDF.type, OWL.ObjectProperty) not in self.ontology:
            yield f"{name} is no ObjectProperty"
            return
        for domain in self._stated(term, RDFS.domain):
            if not self._leads(self.model.classes[kind].properties[word].classes, domain):
                yield f"{name} has another domain"
        for several in self._stated(term, RDFS.range):
            if not self._lies([self.classes[kind]], several):
                yield f"{name} leads elsewhere"

    def _stated(self, subject: rdflib.term.Node, predicate: rdflib.URIRef) -> list[_Classes]:
        found = []
        for node in self.ontology.objects(subject, predicate):
            union = self.ontology.value(node, OWL.unionOf)
            found.append(list(Collection(self.ontology, union)) if union is not None else [node])
        return found

    def _restricted(self, kind: rdflib.URIRef, term: rdflib.URIRef) -> Iterator[_Classes]:
        """What a class, or one above it, says of all values that the property has there."""
        for above in self.ontology.transitive_objects(kind, RDFS.subClassOf):
            if (above, OWL.onProperty, term) in self.ontology:
                yield from self._stated(above, OWL.allValuesFrom)

    def _leads(self, names: Iterable[str], several: _Classes) -> bool:
        if several == [SKOS.Concept]:
            return set(names) == {CONCEPT}
        concrete = (one.name for name in names for one in self.model.concrete(name))
        return self._lies([self.classes[name] for name in concrete if name in self.classes], several)

    def _lies(self, kinds: Iterable[rdflib.URIRef], several: _Classes) -> bool:
        above = self.ontology.transitive_objects
        return any(set(above(kind, RDFS.subClassOf)) & set(several) for kind in kinds)
