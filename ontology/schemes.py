"""The triples of the SKOS files enter; concept schemes leave, concepts found by notation or by any name."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ontology.errors import OntologyError
from ontology.terms import (
    CONCEPT,
    CONCEPT_SCHEME,
    COOP,
    ID_BASE,
    LANG_STRING,
    LANGUAGES,
    RDF,
    RDFS,
    REFERENCE,
    SKOS,
    XSD,
    mint,
)
from ontology.turtle import Node, Triples, short

Said = tuple[tuple[str, str, str, str], ...]  # (property, object, datatype, language), sorted

A = ox.NamedNode(RDF + "type")
NARROWS = ox.NamedNode(RDFS + "subPropertyOf")
PREFERRED, ALTERNATIVE, NOTATION = (
    ox.NamedNode(SKOS + name) for name in ("prefLabel", "altLabel", "notation")
)
UNVERIFIED = ox.NamedNode(COOP + "unverified")


@dataclass(frozen=True)
class Concept:
    """One concept of a shipped scheme; `labels` by language, `said` = all of it in our own properties."""

    id: str
    scheme: str
    notation: str
    labels: Mapping[str, str]
    alternatives: tuple[tuple[str, str], ...]  # (text, language)
    unverified: bool
    said: Said
    file: str

    @property
    def names(self) -> tuple[str, ...]:
        """Everything a person may type for this concept."""
        texts = (self.notation, *self.labels.values(), *(text for text, _ in self.alternatives))
        return tuple(dict.fromkeys(texts))

    def texts(self, name: str) -> dict[str, str]:
        """The texts that one property says of it, by language."""
        return {lang: text for said, text, _, lang in self.said if said == name and lang}

    def values(self, name: str) -> tuple[str, ...]:
        """The objects that one property says of it."""
        return tuple(value for said, value, _, _ in self.said if said == name)


@dataclass(frozen=True)
class Scheme:
    """One shipped concept scheme."""

    id: str
    key: str
    labels: Mapping[str, str]
    said: Said
    file: str

    def texts(self, name: str) -> dict[str, str]:
        """The texts that one property says of it, by language."""
        return {lang: text for said, text, _, lang in self.said if said == name and lang}


def fold(text: str) -> str:
    """The form in which names are compared: width, case and inner blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_schemes(
    triples: Triples, aligned: Triples, prefixes: Mapping[str, str]
) -> tuple[dict[str, Scheme], dict[str, dict[str, Concept]]]:
    """Schemes by key and concepts by scheme and notation; `aligned` says what SKOS means here."""
    terms = _own_terms(aligned)
    schemes: dict[str, Scheme] = {}
    for node in triples.of_type(ox.NamedNode(SKOS + CONCEPT_SCHEME)):
        key = _notation(triples, node)
        identifier = _identifier(triples, node, mint(prefixes[CONCEPT_SCHEME], "own", key))
        said = _said(triples, node, terms, {NOTATION})
        schemes[key] = Scheme(identifier, key, _labels(triples, node), said, triples.files[node])
    concepts: dict[str, dict[str, Concept]] = {key: {} for key in schemes}
    for node in triples.of_type(ox.NamedNode(SKOS + CONCEPT)):
        said = _said(triples, node, terms, set())
        homes = [key for key, scheme in schemes.items() if scheme.id in {value for _, value, _, _ in said}]
        if len(homes) != 1:
            raise triples.error(
                node,
                "a concept stands in exactly one scheme that exists",
                "概念须属于且只属于一个已存在的词表",
            )
        notation = _notation(triples, node)
        concepts[homes[0]][notation] = Concept(
            id=_identifier(triples, node, mint(prefixes[CONCEPT], homes[0], notation)),
            scheme=homes[0],
            notation=notation,
            labels=_labels(triples, node),
            alternatives=_alternatives(triples, node),
            unverified=triples.flag(node, UNVERIFIED),
            said=said,
            file=triples.files[node],
        )
    _check_links(schemes, concepts)
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
                    where=concept.file,
                    remedy="names must be unique within a scheme: change one of them",
                    remedy_zh="同一词表内名称不得重复：请修改其中一个",
                )
    return index


def _own_terms(aligned: Triples) -> dict[ox.NamedNode, str]:
    """Foreign property → ours, where an alignment says that theirs narrows ours."""
    own: dict[ox.NamedNode, str] = {}
    for node, said in aligned.subjects.items():
        for wider in said.get(NARROWS, ()):
            ours = isinstance(wider, ox.NamedNode) and wider.value.startswith(COOP)
            if ours and isinstance(node, ox.NamedNode):
                own[node] = aligned.local(node, wider, COOP)
    return own


def _said(triples: Triples, node: Node, terms: Mapping[ox.NamedNode, str], leave: set[ox.NamedNode]) -> Said:
    said = set()
    for predicate, objects in triples.subjects[node].items():
        if predicate == A or predicate in leave:
            continue
        own = terms.get(predicate)
        if own is None and predicate.value.startswith(COOP):
            own = predicate.value[len(COOP) :]
        if own is None:
            raise triples.error(
                node,
                f"no alignment says what {short(predicate)} means",
                f"没有对应关系说明 {short(predicate)} 的含义",
                "use the SKOS properties that alignments/skos.ttl lists",
                "请使用 alignments/skos.ttl 所列的 SKOS 属性",
            )
        for term in objects:
            if isinstance(term, ox.Literal) and term.language:
                said.add((own, term.value, LANG_STRING, term.language))
            elif isinstance(term, ox.Literal):
                said.add((own, term.value, term.datatype.value.removeprefix(XSD), ""))
            else:
                said.add((own, triples.local(node, term, ID_BASE), REFERENCE, ""))
    return tuple(sorted(said))


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
            f"IRI 与词表及代号不符：应为 <{expected}>",
        )
    return expected


def _labels(triples: Triples, node: Node) -> dict[str, str]:
    labels = triples.texts(node, PREFERRED)
    for language in LANGUAGES:
        if not labels.get(language):
            raise triples.error(
                node,
                f"skos:prefLabel in {language!r} is missing",
                f"缺少语言“{language}”的 skos:prefLabel",
            )
    return labels


def _alternatives(triples: Triples, node: Node) -> tuple[tuple[str, str], ...]:
    literals = [term for term in triples.objects(node, ALTERNATIVE) if isinstance(term, ox.Literal)]
    return tuple(sorted((term.value, term.language or "") for term in literals))


def _check_links(schemes: Mapping[str, Scheme], concepts: Mapping[str, Mapping[str, Concept]]) -> None:
    listed = [concept for scheme in concepts.values() for concept in scheme.values()]
    known = {concept.id for concept in listed} | {scheme.id for scheme in schemes.values()}
    for concept in listed:
        for name, target, datatype, _ in concept.said:
            if datatype == REFERENCE and target not in known:
                raise OntologyError(
                    f"{name} of {concept.id} leads to {target}, which does not exist",
                    f"{concept.id} 的 {name} 指向不存在的 {target}",
                    where=concept.file,
                    remedy="name a concept of the shipped schemes",
                    remedy_zh="请改为已有的概念",
                )
