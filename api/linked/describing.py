"""A folder of canon enters; its description leaves: VoID (counts, partitions, link sets) and DCAT 3 (distributions, licences).

Everything is counted from the data; nothing is written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from api.linked.links import counted, link_sets
from api.linked.rows import DATASET_ID
from api.linked.selecting import Wanted, selected
from api.linked.spelling import PREFIXES, SYNTAXES, expanded
from ontology.model import Model
from ontology.statements import VERSION_FILE
from ontology.terms import COOP, SOURCE, mint

NAMES: Final[Mapping[str, str]] = {
    **PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
_FILE_TYPE: Final = "http://publications.europa.eu/resource/authority/file-type/"
_FILE_TYPES: Final = {
    "nquads": "RDF_N_QUADS",
    "trig": "RDF_TRIG",
    "turtle": "RDF_TURTLE",
    "jsonld": "JSON_LD",
}
_FORMATS: Final = {
    "nquads": "N-Quads", "trig": "TriG", "turtle": "Turtle", "jsonld": "JSON-LD",
}  # fmt: skip
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_IRREGULAR: Final = "http://publications.europa.eu/resource/authority/frequency/IRREG"
_OPEN: Final = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"

Node = ox.NamedNode | ox.BlankNode | ox.Literal


class _Book:
    """Triples being written down."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []

    def say(self, subject: ox.NamedNode) -> _About:
        return _About(self, subject)


class _About:
    def __init__(self, book: _Book, subject: ox.NamedNode) -> None:
        self.book = book
        self.subject = subject

    def __call__(self, predicate: str, value: Node) -> _About:
        self.book.quads.append(ox.Quad(self.subject, ox.NamedNode(expanded(predicate, NAMES)), value))
        return self


def _iri(text: str) -> ox.NamedNode:
    return ox.NamedNode(text)


def _named(name: str) -> ox.NamedNode:
    return ox.NamedNode(expanded(name, NAMES))


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=_named("xsd:integer"))


def figures(canon: Path, model: Model) -> Mapping[str, Any]:
    """What is counted; a version never changes, so whoever asks often keeps it."""
    with selected(canon, Wanted(), model) as connection:

        def one(query: str) -> int:
            return int(connection.sql(query).fetchall()[0][0])

        kinds = connection.sql(
            "SELECT object, count(DISTINCT subject) FROM stated WHERE predicate = 'type' GROUP BY object ORDER BY object"
        ).fetchall()
        uses = connection.sql(
            "SELECT predicate, count(DISTINCT (subject, object, datatype, lang)) FROM stated "
            "GROUP BY predicate ORDER BY predicate"
        ).fetchall()
        sources = connection.sql(
            "SELECT source, count(*) FROM stated JOIN records USING (record) GROUP BY source ORDER BY source"
        ).fetchall()
        return {
            "triples": one(
                "SELECT count(*) FROM (SELECT DISTINCT subject, predicate, object, datatype, lang FROM stated)"
            ),
            "entities": one("SELECT count(DISTINCT subject) FROM stated"),
            "records": one("SELECT count(*) FROM records"),
            "objects": one("SELECT count(DISTINCT (object, datatype, lang)) FROM stated"),
            "kinds": kinds,
            "uses": uses,
            "sources": dict(sources),
            "links": {name: counted(connection, found) for name, found in link_sets().items()},
        }


def description(canon: Path, counts: Mapping[str, Any], model: Model, base: str, site: str) -> list[ox.Quad]:
    """The whole description; `site` is the address at which the service answers."""
    told = json.loads((canon / VERSION_FILE).read_text("utf-8"))
    book = _Book()
    data = _iri(f"{base}{DATASET_ID}{canon.name}")
    _data_set(book, data, told, counts, base, site)
    _partitions(book, data, counts)
    _distributions(book, data, canon.name, site)
    _sources(book, data, told, counts, base, model)
    _links(book, data, counts, told, site)
    _catalogue(book, data, site)
    _others(book, site)
    return book.quads


def _titles(about: _About, en: str, zh: str, word: str = "dcterms:title") -> None:
    about(word, ox.Literal(en, language="en"))(word, ox.Literal(zh, language="zh"))


def _retrieved(told: Mapping[str, Any]) -> str:
    return max((str(one.get("retrieved", "")) for one in told["sources"].values()), default="")


def _data_set(
    book: _Book, data: ox.NamedNode, told: Mapping[str, Any], counts: Mapping[str, Any], base: str, site: str
) -> None:
    about = book.say(data)
    about("rdf:type", _named("void:Dataset"))("rdf:type", _named("dcat:Dataset"))
    _titles(about, "coopgraph: who cooperates with whom in science", "coopgraph：谁与谁开展科技合作")
    _titles(about, "Agreements, projects, joint laboratories, institutions, each statement with its record.",
            "协定、项目、联合实验室、机构，每条陈述均附出处。", "dcterms:description")  # fmt: skip
    about("dcterms:identifier", ox.Literal(told["data_version"]))(
        "dcat:version", ox.Literal(told["data_version"])
    )
    about("dcterms:accrualPeriodicity", _iri(_IRREGULAR))("dcterms:accessRights", _iri(_OPEN))
    about("dcat:landingPage", _iri(f"{site}/sources"))("foaf:homepage", _iri(f"{site}/"))
    about("dcterms:publisher", _iri(f"{site}/#publisher"))
    about("dcat:contactPoint", _iri(f"{site}/#contact"))
    about("void:uriSpace", ox.Literal(base))("void:vocabulary", _iri(COOP.rstrip("#")))
    about("void:sparqlEndpoint", _iri(f"{site}/sparql"))
    about("void:triples", _number(counts["triples"]))("void:entities", _number(counts["entities"]))
    about("void:distinctSubjects", _number(counts["entities"]))(
        "void:distinctObjects", _number(counts["objects"])
    )
    about("void:properties", _number(len(counts["uses"])))("void:classes", _number(len(counts["kinds"])))
    day = _retrieved(told)
    if len(day) == 10:
        about("dcterms:modified", ox.Literal(day, datatype=_named("xsd:date")))
    agent = book.say(_iri(f"{site}/#publisher"))("rdf:type", _named("foaf:Agent"))
    agent("foaf:name", ox.Literal("whoever runs this coopgraph", language="en"))
    agent("foaf:name", ox.Literal("本 coopgraph 的运行者", language="zh"))


def _partitions(book: _Book, data: ox.NamedNode, counts: Mapping[str, Any]) -> None:
    for name, number in counts["kinds"]:
        part = _iri(f"{data.value}#class-{name}")
        book.say(data)("void:classPartition", part)
        book.say(part)("void:class", _iri(COOP + name))("void:entities", _number(number))
    for name, number in counts["uses"]:
        part = _iri(f"{data.value}#property-{name}")
        word = _named("rdf:type") if name == "type" else _iri(COOP + name)
        book.say(data)("void:propertyPartition", part)
        book.say(part)("void:property", word)("void:triples", _number(number))


def _distributions(book: _Book, data: ox.NamedNode, version: str, site: str) -> None:
    for name, syntax in SYNTAXES.items():
        address = f"{site}/dumps/{version}/coopgraph-{version}{syntax.suffix}.gz"
        book.say(data)("void:dataDump", _iri(address))("dcat:distribution", _iri(f"{address}#distribution"))
        about = book.say(_iri(f"{address}#distribution"))("rdf:type", _named("dcat:Distribution"))
        _titles(about, f"Everything as {_FORMATS[name]}, gzip", f"全部数据，{_FORMATS[name]} 格式（gzip）")
        about("dcat:accessURL", _iri(f"{site}/dumps"))("dcat:downloadURL", _iri(address))
        about("dcat:mediaType", _iri(_MEDIA + syntax.media))(
            "dcat:compressFormat", _iri(f"{_MEDIA}application/gzip")
        )
        about("dcterms:format", _iri(_FILE_TYPE + _FILE_TYPES[name]))


def _sources(
    book: _Book,
    data: ox.NamedNode,
    told: Mapping[str, Any],
    counts: Mapping[str, Any],
    base: str,
    model: Model,
) -> None:
    """Each source is a part with its own publisher and licence."""
    kind = model.classes[SOURCE]
    for name, said in sorted(told["sources"].items()):
        part = _iri(base + mint(kind.prefix or "", kind.key_scheme, name))
        book.say(data)("void:subset", part)("prov:wasDerivedFrom", part)
        about = book.say(part)("rdf:type", _named("void:Dataset"))
        for lang, title in sorted(said.get("title", {}).items()):
            about("dcterms:title", ox.Literal(title, language=lang))
        if said.get("licence"):
            about("dcterms:rights", ox.Literal(said["licence"]))
        about("void:triples", _number(int(counts["sources"].get(name, 0))))


def _links(
    book: _Book, data: ox.NamedNode, counts: Mapping[str, Any], told: Mapping[str, Any], site: str
) -> None:
    day = _retrieved(told)
    for name, found in link_sets().items():
        address = f"{site}/links/{name}.nt"
        about = book.say(_iri(f"{address}#links"))("rdf:type", _named("void:Linkset"))
        book.say(data)("void:subset", _iri(f"{address}#links"))
        _titles(about, found.title["en"], found.title["zh"])
        _titles(about, found.method["en"], found.method["zh"], "dcterms:description")
        about("void:linkPredicate", _iri(found.relation))("void:subjectsTarget", data)
        about("void:objectsTarget", _iri(found.target))("void:triples", _number(counts["links"][name]))
        about("void:dataDump", _iri(address))
        if len(day) == 10:
            about("dcterms:issued", ox.Literal(day, datatype=_named("xsd:date")))


def _catalogue(book: _Book, data: ox.NamedNode, site: str) -> None:
    about = book.say(_iri(f"{site}/catalog"))("rdf:type", _named("dcat:Catalog"))("dcat:dataset", data)
    _titles(about, "Data of this coopgraph", "本 coopgraph 的数据目录")
    _titles(about, "What is published here", "此处发布的数据", "dcterms:description")
    about("dcterms:publisher", _iri(f"{site}/#publisher"))("foaf:homepage", _iri(f"{site}/"))
    about("dcat:service", _iri(f"{site}/sparql#service"))
    service = book.say(_iri(f"{site}/sparql#service"))("rdf:type", _named("dcat:DataService"))
    _titles(service, "SPARQL 1.1, read-only", "SPARQL 1.1 只读查询")
    service("dcat:endpointURL", _iri(f"{site}/sparql"))("dcat:servesDataset", data)
    well = book.say(_iri(f"{site}/.well-known/void"))("rdf:type", _named("void:DatasetDescription"))
    well("foaf:primaryTopic", data)
    _titles(well, "Description of this coopgraph's data", "本 coopgraph 数据的说明")


def _others(book: _Book, site: str) -> None:
    """Of what class the things are that are named here and described elsewhere: a catalogue is read without the net."""
    gzip = f"{_MEDIA}application/gzip"
    kinds = [
        (_IRREGULAR, "dcterms:Frequency"),
        (_OPEN, "dcterms:RightsStatement"),
        (gzip, "dcterms:MediaType"),
        (f"{site}/", "foaf:Document"),
        (f"{site}/sources", "foaf:Document"),
        (f"{site}/#contact", "vcard:Kind"),
        *((_MEDIA + syntax.media, "dcterms:MediaType") for syntax in SYNTAXES.values()),
        *((_FILE_TYPE + name, "dcterms:MediaTypeOrExtent") for name in _FILE_TYPES.values()),
    ]
    for address, kind in kinds:
        book.say(_iri(address))("rdf:type", _named(kind))
    contact = book.say(_iri(f"{site}/#contact"))("vcard:hasURL", _iri(f"{site}/"))
    contact("vcard:fn", ox.Literal("whoever runs this coopgraph", language="en"))
    contact("vcard:fn", ox.Literal("本 coopgraph 的运行者", language="zh"))


def listed(quads: list[ox.Quad]) -> Iterator[ox.Quad]:
    """Sorted, so that the same data gives the same bytes."""
    yield from sorted(quads, key=str)
