"""The triples of the SKOS files enter; concept schemes leave, concepts found by notation or by any name."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ontology.errors import OntologyError
from ontology.terms import CONCEPT, CONCEPT_SCHEME, COOP, ID_BASE, LANGUAGES, SKOS, mint
from ontology.turtle import Node, Triples


def _skos(name: str) -> ox.NamedNode:
    return ox.NamedNode(SKOS + name)


PREF, ALT, NOTATION, IN_SCHEME, BROADER, CLOSE, DEFINITION, EDITORIAL = map(
    _skos,
    ("prefLabel", "altLabel", "notation", "inScheme", "broader", "closeMatch", "definition", "editorialNote"),
)
UNVERIFIED = ox.NamedNode(COOP + "unverified")


@dataclass(frozen=True)
class Concept:
    """One concept of a shipped scheme; `labels` and `notes` by language."""

    id: str
    scheme: str
    notation: str
    labels: Mapping[str, str]
    alternatives: tuple[tuple[str, str], ...]  # (text, language)
    definitions: Mapping[str, str]
    notes: Mapping[str, str]
    broader: tuple[str, ...]
    close_matches: tuple[str, ...]
    unverified: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a person may type for this concept."""
        texts = (self.notation, *self.labels.values(), *(text for text, _ in self.alternatives))
        return tuple(dict.fromkeys(texts))


@dataclass(frozen=True)
class Scheme:
    """One shipped concept scheme."""

    id: str
    key: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    notes: Mapping[str, str]
    file: str


def fold(text: str) -> str:
    """The form in which names are compared: width, case and inner blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_schemes(
    triples: Triples, prefixes: Mapping[str, str]
) -> tuple[dict[str, Scheme], dict[str, dict[str, Concept]]]:
    """Schemes by key and concepts by scheme and notation; `prefixes` are the id prefixes of both classes."""
    schemes: dict[str, Scheme] = {}
    for node in triples.of_type(_skos("ConceptScheme")):
        key = _notation(triples, node)
        identifier = _identifier(triples, node, mint(prefixes[CONCEPT_SCHEME], "own", key))
        labels = _labels(triples, node)
        notes = triples.texts(node, EDITORIAL)
        schemes[key] = Scheme(
            identifier, key, labels, triples.texts(node, DEFINITION), notes, triples.files[node]
        )
    by_id = {scheme.id: scheme.key for scheme in schemes.values()}
    concepts: dict[str, dict[str, Concept]] = {key: {} for key in schemes}
    for node in triples.of_type(_skos("Concept")):
        homes = [by_id.get(name, "") for name in triples.names(node, IN_SCHEME, ID_BASE)]
        if len(homes) != 1 or not homes[0]:
            raise triples.error(
                node,
                "a concept needs one skos:inScheme, a scheme that exists",
                "概念须有且只有一个已存在的 skos:inScheme",
            )
        notation = _notation(triples, node)
        concepts[homes[0]][notation] = Concept(
            id=_identifier(triples, node, mint(prefixes[CONCEPT], homes[0], notation)),
            scheme=homes[0],
            notation=notation,
            labels=_labels(triples, node),
            alternatives=_alternatives(triples, node),
            definitions=triples.texts(node, DEFINITION),
            notes=triples.texts(node, EDITORIAL),
            broader=triples.names(node, BROADER, ID_BASE),
            close_matches=triples.names(node, CLOSE, ID_BASE),
            unverified=triples.flag(node, UNVERIFIED),
        )
    _check_links(concepts)
    return dict(sorted(schemes.items())), dict(sorted(concepts.items()))


def name_index(concepts: Mapping[str, Concept]) -> dict[str, Concept]:
    """Folded name → concept, for the names of one scheme; a name of two concepts is an error."""
    index: dict[str, Concept] = {}
    for concept in concepts.values():
        for name in concept.names:
            other = index.setdefault(fold(name), concept)
            if other is not concept:
                raise OntologyError(
                    f"the name {name!r} belongs to {other.id} and to {concept.id}",
                    f"名称“{name}”同时属于 {other.id} 和 {concept.id}",
                    where=f"concepts/{concept.scheme}.ttl",
                    remedy="names must be unique within a scheme: change one of them",
                    remedy_zh="同一词表内名称不得重复：请修改其中一个",
                )
    return index


def _notation(triples: Triples, node: Node) -> str:
    notation = triples.literal(node, NOTATION)
    if not notation:
        raise triples.error(node, "skos:notation is missing", "缺少 skos:notation")
    return notation


def _identifier(triples: Triples, node: ox.NamedNode, expected: str) -> str:
    if node.value != ID_BASE + expected:
        raise triples.error(
            node,
            f"the IRI does not follow from scheme and notation: expected <{expected}>",
            f"IRI 与词表及 notation 不符：应为 <{expected}>",
        )
    return expected


def _labels(triples: Triples, node: Node) -> dict[str, str]:
    labels = triples.texts(node, PREF)
    for language in LANGUAGES:
        if not labels.get(language):
            raise triples.error(
                node, f"skos:prefLabel in {language!r} is missing", f"缺少语言“{language}”的 skos:prefLabel"
            )
    return labels


def _alternatives(triples: Triples, node: Node) -> tuple[tuple[str, str], ...]:
    return tuple(
        sorted(
            (term.value, term.language or "")
            for term in triples.objects(node, ALT)
            if isinstance(term, ox.Literal)
        )
    )


def _check_links(concepts: Mapping[str, Mapping[str, Concept]]) -> None:
    known = {concept.id for scheme in concepts.values() for concept in scheme.values()}
    for scheme in concepts.values():
        for concept in scheme.values():
            for target in concept.broader:
                if target not in known:
                    raise OntologyError(
                        f"skos:broader of {concept.id} names {target}, which does not exist",
                        f"{concept.id} 的 skos:broader 指向不存在的 {target}",
                        where=f"concepts/{concept.scheme}.ttl",
                        remedy="name a concept of the shipped schemes",
                        remedy_zh="请改为已有的概念",
                    )
