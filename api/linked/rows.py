"""A folder of canon and what is wanted of it enter; the runs of rows that a dump is made of leave, spelled in SQL.

Statements come first, each in the graph of the record that states it, with the ids under which a record knew a thing
(`statedAs`). The default graph holds what no record states: what each record is (PROV-O), what may be done with each source
(`dc:rights`), which old id gave way to which (`dcterms:isReplacedBy`), and of which data version all of it is, or a part of
it (VoID). Where one record knew one thing under several ids, each of its statements says there under which (`rdf:Statement`).
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from api.linked.spelling import Syntax
from ontology.rdf import STATED_AS
from ontology.sql import quoted
from ontology.terms import CLASS, COOP, RDF, RECORD, REFERENCE, SEPARATOR, TYPE

STATEMENTS, RECORDS, REDIRECTS, SOURCES, UNDATED = "stated", "records", "redirects", "sources", "undated"
FILE_ID, RUN_ID, DATASET_ID, PROGRAM_ID = "file-sha256-", "run-own-", "dataset-own-", "program-own-coopgraph"
SAID: Final = ("said", "own")  # prefix and scheme of the id of a statement that is spoken of
RIGHTS: Final = (
    "dc:rights"  # what may be done, in the words of the source: dcterms:rights would need a thing here
)

_ALL: Final = "subject, predicate, object, datatype, lang, record, stated_subject"
AT: Final = "file_row_number"  # where a statement stands in canon, whose order is that of all its columns
# What a record's row says of it beside its links: the column, the word of the frame, the datatype.
RECORD_WORDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("file", "file", "string"),
    ("locator", "locator", "string"),
    ("line", "line", "integer"),
    ("url", "seenAt", "string"),
    ("seen", "seenOn", "string"),
    ("quality", "quality", "string"),
    ("retrieved", "retrievedOn", "string"),
)


@dataclass(frozen=True)
class Run:
    """Rows that are written one after the other: a query for `g`, `s`, `p`, `o`."""

    sql: str
    named: bool  # its last row stands in a named graph


def part_id(data_version: str, asked: str) -> str:
    """The id of what was asked of a data version: the same question, the same id."""
    return f"{DATASET_ID}{data_version}.part-{sha256(asked.encode()).hexdigest()[:16]}"


def runs(syntax: Syntax, base: str, data_version: str, asked: str = "", *, ordered: bool) -> Iterator[Run]:
    """All runs of a dump; `ordered` says that the rows of the view `stated` come as canon sorts them."""
    write = _statements if syntax.graphs else _distinct_statements
    yield Run(write(syntax, base, ordered=ordered), named=syntax.graphs)
    if not syntax.graphs:
        yield derived(syntax, base, STATEMENTS)
    yield from beside_statements(syntax, base, data_version, asked)


def beside_statements(syntax: Syntax, base: str, data_version: str, asked: str = "") -> Iterator[Run]:
    """All that stands beside the statements themselves, the ids under which they were stated first."""
    yield from _aliases(syntax, base)
    yield Run(_several_ids(syntax, base), named=False)
    yield from descriptions(syntax, base, data_version, asked)


def descriptions(syntax: Syntax, base: str, data_version: str, asked: str = "") -> Iterator[Run]:
    """What the default graph says of records, files, runs, old ids and the data version, or of the part that was asked for."""
    yield Run(_records(syntax, base), named=False)
    yield Run(_files(syntax, base), named=False)
    yield Run(_executions(syntax, base), named=False)
    yield Run(_rights(syntax, base), named=False)
    yield Run(_redirects(syntax, base), named=False)
    yield Run(_undated(syntax, base), named=False)
    yield Run(_dataset(syntax, base, data_version), named=False)
    if asked:
        yield Run(_part(syntax, base, data_version, asked), named=False)


def spelled_object(syntax: Syntax, base: str) -> str:
    """The object of a statement."""
    literal = syntax.literal("object", "datatype", "lang")
    return (
        f"CASE datatype WHEN '{REFERENCE}' THEN {syntax.thing(base, 'object')} "
        f"WHEN '{CLASS}' THEN {syntax.term('object')} ELSE {literal} END"
    )


def _spelled(syntax: Syntax, base: str) -> Mapping[str, str]:
    return {
        "g": syntax.thing(base, "record"),
        "s": syntax.thing(base, "subject"),
        "p": f"CASE predicate WHEN '{TYPE}' THEN {quoted(syntax.name_of('rdf:type'))} ELSE {_predicate(syntax)} END",
        "o": spelled_object(syntax, base),
    }


def _predicate(syntax: Syntax) -> str:
    return syntax.term("predicate")


def _statements(syntax: Syntax, base: str, *, ordered: bool) -> str:
    said = _spelled(syntax, base)
    columns = ", ".join(f"{text} AS {name}" for name, text in said.items())
    # where canon is sorted, its row numbers say in one number what seven texts would have to be compared for
    within = AT if ordered else _ALL
    order = f"ORDER BY record, {within}" if syntax.grouped else "" if ordered else f"ORDER BY {_ALL}"
    return f"SELECT {columns} FROM (SELECT * FROM {STATEMENTS} {order})"


def _distinct_statements(syntax: Syntax, base: str, *, ordered: bool) -> str:
    """Without graphs, what several records say is said once; canon's order puts equal triples side by side."""
    said = _spelled(syntax, base)
    columns = ", ".join(f"{said[name]} AS {name}" for name in ("s", "p", "o"))
    order = "" if ordered else f"ORDER BY {_ALL}"
    keys = ("subject", "predicate", "object", "datatype", "lang")
    same = " AND ".join(f"{key} = lag({key}) OVER ()" for key in keys)
    inner = f"SELECT *, coalesce({same}, false) AS again FROM (SELECT * FROM {STATEMENTS} {order})"
    return f"SELECT '' AS g, {columns} FROM ({inner}) WHERE NOT again"


def _aliases(syntax: Syntax, base: str) -> Iterator[Run]:
    graph = syntax.thing(base, "record") if syntax.graphs else "''"
    keys = "record, subject, stated_subject" if syntax.graphs else "subject, stated_subject"
    yield Run(
        f"SELECT {graph} AS g, {syntax.thing(base, 'subject')} AS s, {quoted(syntax.name_of('coop:' + STATED_AS))} AS p, "
        f"{syntax.thing(base, 'stated_subject')} AS o FROM "
        f"(SELECT DISTINCT {keys} FROM {STATEMENTS} WHERE stated_subject <> subject ORDER BY {keys})",
        named=syntax.graphs,
    )


def several_ids() -> str:
    """The statements of records that knew their subject under several ids: `statedAs` alone would not say which under which."""
    keys = f"SELECT DISTINCT record, subject FROM {STATEMENTS} WHERE stated_subject <> subject"
    several = (
        f"SELECT record, subject FROM {STATEMENTS} SEMI JOIN ({keys}) AS known USING (record, subject) "
        "GROUP BY record, subject HAVING count(DISTINCT stated_subject) > 1"
    )
    return f"SELECT {_ALL} FROM {STATEMENTS} SEMI JOIN ({several}) AS several USING (record, subject)"


def _several_ids(syntax: Syntax, base: str) -> str:
    """Each such statement as it was stated."""
    key = f"concat_ws({quoted(SEPARATOR)}, {_ALL})"
    literal = syntax.literal("object", "datatype", "lang")
    predicate = (
        f"CASE predicate WHEN '{TYPE}' THEN {quoted(RDF + 'type')} ELSE concat({quoted(COOP)}, predicate) END"
    )
    kind = syntax.link(f"concat({quoted(COOP)}, object)")
    value = f"CASE datatype WHEN '{REFERENCE}' THEN {syntax.thing(base, 'object')} WHEN '{CLASS}' THEN {kind} ELSE {literal} END"
    cells = [
        ("rdf:type", quoted(syntax.typed("rdf:Statement"))),
        ("rdf:subject", syntax.thing(base, "stated_subject")),
        ("rdf:predicate", syntax.link(predicate)),
        ("rdf:object", value),
        ("prov:wasDerivedFrom", syntax.thing(base, "record")),
    ]
    pairs = ", ".join(f"{{p: {quoted(syntax.name_of(word))}, o: {text}}}" for word, text in cells)
    subject = syntax.thing(base, f"concat({quoted('-'.join(SAID) + '~')}, sha256({key})[:24])")
    rows = f"SELECT {subject} AS s, unnest([{pairs}]) AS said FROM ({several_ids()} ORDER BY {_ALL})"
    return f"SELECT '' AS g, s, said.p AS p, said.o AS o FROM ({rows})"


def derived(syntax: Syntax, base: str, table: str) -> Run:
    """Without graphs: which records stand behind each subject of a table with `subject` and `record`."""
    return Run(
        f"SELECT '' AS g, {syntax.thing(base, 'subject')} AS s, {quoted(syntax.name_of('prov:wasDerivedFrom'))} AS p, "
        f"{syntax.thing(base, 'record')} AS o FROM (SELECT DISTINCT subject, record FROM {table} ORDER BY ALL)",
        named=False,
    )


def _text(syntax: Syntax, column: str, datatype: str) -> str:
    return syntax.literal(f"CAST({column} AS VARCHAR)", quoted(datatype), "''")


def _records(syntax: Syntax, base: str) -> str:
    """Each row of the table of records becomes some rows here, in a fixed order: its words, then its links."""
    cells = [
        ("rdf:type", quoted(syntax.typed("prov:Entity")), "true"),
        ("rdf:type", quoted(syntax.typed("coop:" + RECORD)), "true"),
        ("prov:hadPrimarySource", syntax.thing(base, "source_id"), "source_id IS NOT NULL"),
        ("prov:wasQuotedFrom", syntax.thing(base, f"concat('{FILE_ID}', sha256)"), "sha256 <> ''"),
        ("prov:wasGeneratedBy", syntax.thing(base, f"concat('{RUN_ID}', source, '.', version)"), "version IS NOT NULL"),
        *(
            ("coop:" + word, _text(syntax, column, kind), f"{column} <> 0" if column == "line" else f"{column} <> ''")
            for column, word, kind in RECORD_WORDS
        ),
    ]  # fmt: skip
    pairs = ", ".join(
        f"CASE WHEN {given} THEN {{p: {quoted(syntax.name_of(word))}, o: {text}}} END"
        for word, text, given in cells
    )
    return (
        f"SELECT '' AS g, s, said.p AS p, said.o AS o FROM (SELECT {syntax.thing(base, 'record')} AS s, "
        f"unnest([{pairs}]) AS said FROM (SELECT * FROM {RECORDS} LEFT JOIN {SOURCES} USING (source) ORDER BY record)) "
        "WHERE said IS NOT NULL"
    )


def _files(syntax: Syntax, base: str) -> str:
    word, kind = syntax.name_of("rdf:type"), syntax.typed("prov:Entity")
    hashed = syntax.thing(base, f"concat('{FILE_ID}', sha256)")
    rows = (
        f"SELECT {hashed} AS s, unnest([{{p: {quoted(word)}, o: {quoted(kind)}}}, "
        f"{{p: {quoted(syntax.name_of('coop:sha256'))}, o: {_text(syntax, 'sha256', 'string')}}}]) AS said "
        f"FROM (SELECT DISTINCT sha256 FROM {RECORDS} WHERE sha256 <> '' ORDER BY ALL)"
    )
    return f"SELECT '' AS g, s, said.p AS p, said.o AS o FROM ({rows})"


def _executions(syntax: Syntax, base: str) -> str:
    """The run that made the statements of one version of one source."""
    cells = [
        ("rdf:type", quoted(syntax.typed("prov:Activity"))),
        ("prov:used", syntax.thing(base, "source_id")),
        ("prov:wasAssociatedWith", syntax.thing(base, quoted(PROGRAM_ID))),
        ("coop:sourceName", _text(syntax, "source", "string")),
        ("coop:sourceVersion", _text(syntax, "version", "string")),
    ]
    pairs = ", ".join(f"{{p: {quoted(syntax.name_of(word))}, o: {text}}}" for word, text in cells)
    subject = syntax.thing(base, f"concat('{RUN_ID}', source, '.', version)")
    rows = f"SELECT {subject} AS s, unnest([{pairs}]) AS said FROM (SELECT * FROM {SOURCES} WHERE used ORDER BY source)"
    return f"SELECT '' AS g, s, said.p AS p, said.o AS o FROM ({rows})"


def _rights(syntax: Syntax, base: str) -> str:
    """The licence of each source that is spoken of."""
    return (
        f"SELECT '' AS g, {syntax.thing(base, 'source_id')} AS s, {quoted(syntax.name_of(RIGHTS))} AS p, "
        f"{_text(syntax, 'licence', 'string')} AS o FROM (SELECT * FROM {SOURCES} WHERE used AND licence <> '' ORDER BY source)"
    )


def _redirects(syntax: Syntax, base: str) -> str:
    return (
        f"SELECT '' AS g, {syntax.thing(base, 'id')} AS s, {quoted(syntax.name_of('dcterms:isReplacedBy'))} AS p, "
        f"{syntax.thing(base, 'canonical')} AS o FROM (SELECT * FROM {REDIRECTS} ORDER BY id, canonical)"
    )


def _undated(syntax: Syntax, base: str) -> str:
    """Of a dump as of a day: the things in it whose dates nobody states, so that they may or may not belong to it."""
    return (
        f"SELECT '' AS g, {syntax.thing(base, 'subject')} AS s, {quoted(syntax.name_of('coop:undated'))} AS p, "
        f"{syntax.literal(quoted('true'), quoted('boolean'), quoted(''))} AS o FROM (SELECT * FROM {UNDATED} ORDER BY subject)"
    )


def _dataset(syntax: Syntax, base: str, data_version: str) -> str:
    thing = syntax.thing(base, quoted(DATASET_ID + data_version))
    program = syntax.thing(base, quoted(PROGRAM_ID))
    cells = [
        (thing, "rdf:type", quoted(syntax.typed("void:Dataset"))),
        (thing, "dcterms:identifier", _text(syntax, quoted(data_version), "string")),
        (thing, "prov:wasAttributedTo", program),
        (program, "rdf:type", quoted(syntax.typed("prov:SoftwareAgent"))),
    ]
    return " UNION ALL ".join(
        f"SELECT '' AS g, {subject} AS s, {quoted(syntax.name_of(word))} AS p, {text} AS o"
        for subject, word, text in cells
    )


def _part(syntax: Syntax, base: str, data_version: str, asked: str) -> str:
    """Of a part: of what it is one, and what was asked for."""
    part = syntax.thing(base, quoted(part_id(data_version, asked)))
    cells = [
        ("rdf:type", quoted(syntax.typed("void:Dataset"))),
        ("dcterms:isPartOf", syntax.thing(base, quoted(DATASET_ID + data_version))),
        ("dcterms:description", _text(syntax, quoted(asked), "string")),
    ]
    return " UNION ALL ".join(
        f"SELECT '' AS g, {part} AS s, {quoted(syntax.name_of(word))} AS p, {text} AS o"
        for word, text in cells
    )
