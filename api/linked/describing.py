"""A folder of canon enters; its description leaves: VoID (counts, partitions, link sets) and DCAT 3 (distributions, licences).

Everything is counted from the data; nothing is written by hand.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from api.linked.links import Count, LinkSet, counted, link_sets
from api.linked.rows import DATASET_ID, RIGHTS, beside_statements, spelled_object
from api.linked.selecting import Wanted, selected
from api.linked.spelling import N_QUADS, PREFIXES, SYNTAXES, expanded
from ontology.model import Model
from ontology.statements import VERSION_FILE
from ontology.terms import COOP, ID_BASE, RDF, SOURCE, TYPE, mint

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

_SAID: Final = "subject, predicate, object, datatype, lang"  # of several records, each triple once

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
    """What is counted, as a dump with graphs writes it; a version never changes, so whoever asks often keeps it."""
    with selected(canon, Wanted(), model) as connection:

        def one(query: str) -> int:
            return int(connection.sql(query).fetchall()[0][0])

        kinds = connection.sql(
            "SELECT object, count(DISTINCT subject) FROM stated WHERE predicate = 'type' GROUP BY object ORDER BY object"
        ).fetchall()
        sources = connection.sql(
            f"SELECT source, count(*) FROM (SELECT DISTINCT source, {_SAID} FROM stated JOIN records USING (record)) "
            "GROUP BY source ORDER BY source"
        ).fetchall()
        # what stands beside the statements: ids as they were stated, records, files, runs, old ids, the data version
        beside = " UNION ALL ".join(
            f"SELECT s, p, o FROM ({run.sql})" for run in beside_statements(N_QUADS, ID_BASE, canon.name)
        )
        connection.execute(f"CREATE TEMP TABLE beside AS SELECT DISTINCT s, p, o FROM ({beside})")
        uses: Counter[str] = Counter()
        for name, number in connection.sql(
            f"SELECT predicate, count(*) FROM (SELECT DISTINCT {_SAID} FROM stated) GROUP BY predicate"
        ).fetchall():
            uses[RDF + "type" if name == TYPE else COOP + name] += number
        for name, number in connection.sql("SELECT p, count(*) FROM beside GROUP BY p").fetchall():
            uses[name[1:-1]] += number
        return {
            "triples": uses.total(),
            "entities": one("SELECT count(DISTINCT subject) FROM stated"),
            "subjects": one(
                f"SELECT count(DISTINCT s) FROM (SELECT {N_QUADS.thing(ID_BASE, 'subject')} AS s FROM stated "
                "UNION ALL SELECT s FROM beside)"
            ),
            "objects": one(
                f"SELECT count(DISTINCT o) FROM (SELECT {spelled_object(N_QUADS, ID_BASE)} AS o FROM "
                "(SELECT DISTINCT object, datatype, lang FROM stated) UNION ALL SELECT o FROM beside)"
            ),
            "classes": len(kinds) + one(f"SELECT count(DISTINCT o) FROM beside WHERE p = '<{RDF}type>'"),
            "records": one("SELECT count(*) FROM records"),
            "kinds": kinds,
            "uses": sorted(uses.items()),
            "sources": dict(sources),
            "links": {name: counted(connection, found, model) for name, found in link_sets().items()},
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
    """The last day that a source states; a month or a year is no day."""
    days = [str(one.get("retrieved", "")) for one in told["sources"].values()]
    return max((day for day in days if len(day) == 10), default="")


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
    about("void:distinctSubjects", _number(counts["subjects"]))(
        "void:distinctObjects", _number(counts["objects"])
    )
    about("void:properties", _number(len(counts["uses"])))("void:classes", _number(counts["classes"]))
    day = _retrieved(told)
    if day:
        about("dcterms:modified", ox.Literal(day, datatype=_named("xsd:date")))
    agent = book.say(_iri(f"{site}/#publisher"))("rdf:type", _named("foaf:Agent"))
    agent("foaf:name", ox.Literal("whoever runs this coopgraph", language="en"))
    agent("foaf:name", ox.Literal("本 coopgraph 的运行者", language="zh"))


def _partitions(book: _Book, data: ox.NamedNode, counts: Mapping[str, Any]) -> None:
    for name, number in counts["kinds"]:
        part = _iri(f"{data.value}#class-{name}")
        book.say(data)("void:classPartition", part)
        book.say(part)("void:class", _iri(COOP + name))("void:entities", _number(number))
    for address, number in counts["uses"]:
        part = _iri(f"{data.value}#property-{_short(address)}")
        book.say(data)("void:propertyPartition", part)
        book.say(part)("void:property", _iri(address))("void:triples", _number(number))


def _short(address: str) -> str:
    """Our own words by their names, others behind their prefix."""
    for prefix, space in PREFIXES.items():
        if address.startswith(space):
            name = address.removeprefix(space)
            return name if space == COOP else f"{prefix}.{name}"
    return address


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
            about(RIGHTS, ox.Literal(said["licence"]))
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
        count = counts["links"][name]
        _titles(about, *_method(found, count), "dcterms:description")
        about("void:linkPredicate", _iri(found.relation))("void:subjectsTarget", data)
        about("void:objectsTarget", _iri(found.target))("void:triples", _number(count.links))
        about("void:dataDump", _iri(address))
        if day:
            about("dcterms:issued", ox.Literal(day, datatype=_named("xsd:date")))


def _method(found: LinkSet, count: Count) -> tuple[str, str]:
    en, zh = found.method["en"], found.method["zh"]
    if not count.left_out:
        return en, zh
    return (
        f"{en}; {count.left_out} pairs are left out, since they do not stand alone",
        f"{zh}；另有 {count.left_out} 对因不能一一对应而未列入",
    )


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
