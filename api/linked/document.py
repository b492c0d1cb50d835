"""The statements of one answer with their records enter; an RDF document about them leaves, in any syntax.

With graphs (N-Quads, TriG, JSON-LD) each statement stands in the graph of its record, as in a dump. Without them (Turtle,
N-Triples, RDF/XML) what several records say is said once, and `prov:wasDerivedFrom` names the records. The default graph
says what each record is, and where one knew the thing under several ids, under which it stated what. JSON-LD is plain JSON
with the names of the ontology, and brings the context it needs along.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import pyoxigraph as ox

from api.linked.rows import DATASET_ID, FILE_ID, RECORD_WORDS, RIGHTS, SAID
from api.linked.spelling import PREFIXES, TYPE_NAME, expanded
from ontology.context import context
from ontology.model import Model
from ontology.rdf import STATED_AS
from ontology.statements import Statement
from ontology.terms import CLASS, LANG_STRING, RECORD, REFERENCE, SOURCE, TYPE, XSD, mint

_DERIVED: Final = "prov:wasDerivedFrom"


@dataclass(frozen=True)
class Form:
    """A syntax in which a document is offered."""

    name: str
    suffix: str
    media: str
    graphs: bool
    also: tuple[str, ...] = ()  # other media types by which it is known


JSON_LD: Final = Form("jsonld", ".jsonld", "application/ld+json", graphs=True, also=("application/json",))
FORMS: Final[Mapping[str, Form]] = {
    form.name: form
    for form in (
        JSON_LD,
        Form("turtle", ".ttl", "text/turtle", graphs=False, also=("application/x-turtle",)),
        Form("ntriples", ".nt", "application/n-triples", graphs=False),
        Form("nquads", ".nq", "application/n-quads", graphs=True),
        Form("trig", ".trig", "application/trig", graphs=True),
        Form("rdfxml", ".rdf", "application/rdf+xml", graphs=False),
    )
}
_WRITERS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}

# What is said of a subject: subject, predicate and object as `_Term`s.
_Term = tuple[str, str]  # kind ("thing", "term", a datatype, or "@" and a language) and text
_Said = tuple[str, str, _Term]


@dataclass(frozen=True)
class Document:
    """What is said, and of which records; rows are those of the questions about statements."""

    statements: Sequence[Statement]
    records: Mapping[str, Mapping[str, Any]]
    data_version: str
    licences: Mapping[str, str]  # source → licence
    sources: Mapping[str, str]  # source → id of the thing that it is


def document(rows: Iterable[Mapping[str, Any]], data_version: str, model: Model) -> Document:
    """Put the rows of an answer together."""
    statements, records, licences = [], {}, {}
    for row in rows:
        statements.append(
            Statement(
                row["subject"], row["predicate"], row["object"], row["datatype"], row["lang"] or "", row["record"],
                row["stated_subject"],
            )
        )  # fmt: skip
        records[row["record"]] = row
        if row["source"] and row["licence"]:
            licences[row["source"]] = str(row["licence"])
    kind = model.classes[SOURCE]
    names = sorted({str(row["source"]) for row in records.values() if row["source"]})
    sources = {name: mint(kind.prefix or "", kind.key_scheme, name) for name in names}
    return Document(statements, dict(sorted(records.items())), data_version, licences, sources)


def written(told: Document, form: Form, model: Model, base: str) -> bytes:
    """Return the document in a syntax."""
    if form is JSON_LD:
        return _json(told, model, base)
    quads = list(_quads(told, base, graphs=form.graphs))
    return serialized(quads, form.name, base)


def serialized(quads: Iterable[ox.Quad], name: str, base: str, names: Mapping[str, str] = PREFIXES) -> bytes:
    """Return quads in a syntax, with the prefixes that are in use here."""
    form = _WRITERS[name]
    if form in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        made = ox.serialize(quads, format=form)
    elif form == ox.RdfFormat.RDF_XML:
        made = ox.serialize((quad.triple for quad in quads), format=form, prefixes=dict(names))
    else:
        prefixes = {**names, "id": base}
        made = ox.serialize(quads, format=form, prefixes=prefixes)
    return made or b""


def _described(told: Document) -> Iterator[_Said]:
    """What the default graph says."""
    files = set()
    for record, row in told.records.items():
        yield record, TYPE_NAME, ("curie", "prov:Entity")
        yield record, TYPE_NAME, ("curie", f"coop:{RECORD}")
        if row["source"]:
            yield record, "prov:hadPrimarySource", ("thing", told.sources[row["source"]])
            if row["source"] in told.licences:
                yield record, RIGHTS, ("string", told.licences[row["source"]])
        if row["sha256"]:
            files.add(str(row["sha256"]))
            yield record, "prov:wasQuotedFrom", ("thing", FILE_ID + str(row["sha256"]))
        for column, word, kind in RECORD_WORDS:
            if row[column]:
                yield record, f"coop:{word}", (kind, str(row[column]))
        yield record, "dcterms:isPartOf", ("thing", DATASET_ID + told.data_version)
    for digest in sorted(files):
        yield FILE_ID + digest, TYPE_NAME, ("curie", "prov:Entity")
        yield FILE_ID + digest, "coop:sha256", ("string", digest)
    for one in _of_several_ids(told.statements):
        statement = mint(*SAID, *one)
        _, predicate, value = _said(one)
        yield statement, TYPE_NAME, ("curie", "rdf:Statement")
        yield statement, "rdf:subject", ("thing", one.stated_subject)
        yield statement, "rdf:predicate", ("curie", predicate)
        yield statement, "rdf:object", value
        yield statement, _DERIVED, ("thing", one.record)
    dataset = DATASET_ID + told.data_version
    yield dataset, TYPE_NAME, ("curie", "void:Dataset")
    yield dataset, "dcterms:identifier", ("string", told.data_version)


def _of_several_ids(statements: Iterable[Statement]) -> list[Statement]:
    """Those of records that knew their subject under several ids: `statedAs` alone would not say which under which."""
    known: dict[tuple[str, str], set[str]] = {}
    for one in statements:
        known.setdefault((one.record, one.subject), set()).add(one.stated_subject)
    return sorted({one for one in statements if len(known[one.record, one.subject]) > 1})


def _said(one: Statement) -> _Said:
    predicate = TYPE_NAME if one.predicate == TYPE else f"coop:{one.predicate}"
    if one.datatype == REFERENCE:
        return one.subject, predicate, ("thing", one.object)
    if one.datatype == CLASS:
        return one.subject, predicate, ("curie", f"coop:{one.object}")
    return (
        one.subject,
        predicate,
        (f"@{one.lang}" if one.datatype == LANG_STRING else one.datatype, one.object),
    )


def _quads(told: Document, base: str, *, graphs: bool) -> Iterator[ox.Quad]:
    seen: set[_Said] = set()
    derived: set[tuple[str, str]] = set()
    for one in told.statements:
        graph = ox.NamedNode(base + one.record) if graphs else ox.DefaultGraph()
        several = [_said(one)]
        if one.stated_subject not in ("", one.subject):
            several.append((one.subject, f"coop:{STATED_AS}", ("thing", one.stated_subject)))
        if not graphs:
            derived.add((one.subject, one.record))
        for said in several:
            key = (*said, one.record) if graphs else said
            if key not in seen:
                seen.add(key)  # type: ignore[arg-type]
                yield _quad(said, base, graph)
    for subject, record in sorted(derived):
        yield _quad((subject, _DERIVED, ("thing", record)), base, ox.DefaultGraph())
    for said in _described(told):
        yield _quad(said, base, ox.DefaultGraph())


def _quad(said: _Said, base: str, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    subject, predicate, (kind, text) = said
    value: ox.NamedNode | ox.Literal
    if kind == "thing":
        value = ox.NamedNode(base + text)
    elif kind == "curie":
        value = ox.NamedNode(expanded(text))
    elif kind.startswith("@"):
        value = ox.Literal(text, language=kind[1:])
    else:
        value = ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
    return ox.Quad(ox.NamedNode(base + subject), ox.NamedNode(expanded(predicate)), value, graph)


def _json(told: Document, model: Model, base: str) -> bytes:
    terms = context(model, base)["@context"]
    assert isinstance(terms, dict)  # noqa: S101
    used: set[str] = set()
    start = "" if base.endswith("/") else base  # ids are relative where a base can be joined to them
    graphs: dict[str, dict[str, dict[str, Any]]] = {}
    for one in told.statements:
        node = graphs.setdefault(one.record, {}).setdefault(one.subject, {"id": start + one.subject})
        if one.stated_subject not in ("", one.subject):
            known = node.setdefault("coop:" + STATED_AS, [])
            if {"@id": start + one.stated_subject} not in known:  # one record may know it under several
                known.append({"@id": start + one.stated_subject})
        moved = one._replace(object=start + one.object) if one.datatype == REFERENCE else one
        _put(node, moved, terms, used)
    nodes: list[dict[str, Any]] = [
        {"id": start + record, "@graph": list(found.values())} for record, found in sorted(graphs.items())
    ]
    described: dict[str, dict[str, Any]] = {}
    for subject, predicate, (kind, text) in _described(told):
        node = described.setdefault(subject, {"id": start + subject})
        if predicate == TYPE_NAME:
            node.setdefault("type", []).append(text)
        elif kind in ("thing", "curie"):
            node[predicate] = {"@id": start + text if kind == "thing" else expanded(text)}
        elif kind.startswith("@"):
            node[predicate] = {"@value": text, "@language": kind[1:]}
        else:
            node[predicate] = text if kind == "string" else {"@value": text, "@type": f"xsd:{kind}"}
    kept = {"@version": 1.1, "@base": base, "id": "@id", "type": "@type", **PREFIXES}
    kept |= {name: terms[name] for name in sorted(used)}
    return orjson.dumps(
        {"@context": kept, "@graph": [*nodes, *described.values()]},
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )


def _put(node: dict[str, Any], one: Statement, terms: Mapping[str, Any], used: set[str]) -> None:
    """Write a value as the context reads it; what the context would read as something else says its own type."""
    if one.datatype == CLASS:
        used.add(one.object)
        node.setdefault("type", []).append(one.object)
        return
    declared = terms.get(one.predicate, {})
    if not isinstance(declared, Mapping) or not _fits(one, declared):
        plain = {"@language": one.lang} if one.datatype == LANG_STRING else {"@type": XSD + one.datatype}
        value: Any = {"@id": one.object} if one.datatype == REFERENCE else {"@value": one.object, **plain}
        node.setdefault(f"coop:{one.predicate}", []).append(value)
        return
    used.add(one.predicate)
    if one.datatype == LANG_STRING:
        node.setdefault(one.predicate, {}).setdefault(one.lang, []).append(one.object)
        return
    simple = declared.get("@type") is not None or one.datatype == "string"
    told = one.object if simple else {"@value": one.object, "@type": XSD + one.datatype}
    node.setdefault(one.predicate, []).append(told)


def _fits(one: Statement, declared: Mapping[str, Any]) -> bool:
    if "@language" in str(declared.get("@container", "")):
        return one.datatype == LANG_STRING
    if one.datatype == LANG_STRING:
        return False
    kind = declared.get("@type")
    if one.datatype == REFERENCE:
        return kind == "@id"
    return kind is None or kind == XSD + one.datatype


__all__ = ["FORMS", "JSON_LD", "Document", "Form", "document", "serialized", "written"]
