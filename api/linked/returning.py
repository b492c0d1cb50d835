"""Quads that coopgraph wrote enter; a folder with the same tables of canon leaves: statements, records, redirects.

What is held in memory are the records and the ids under which they knew things; statements pass through. Conflicts,
placeholders and rejects are not said in RDF, so these tables come back empty: what comes back says what the data version
says, and writes the same dump, but a load does not go on from it. A part, or what is in the words of a profile, is refused.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox

from api.linked.rows import DATASET_ID, FILE_ID, RECORD_WORDS, RIGHTS, RUN_ID, SAID
from api.linked.spelling import expanded
from ontology.duck import stoppable_duck
from ontology.errors import SourceError
from ontology.rdf import STATED_AS, written_language
from ontology.sql import exactly, quoted
from ontology.statements import (
    CANON_TABLES,
    CLASS,
    LANG_STRING,
    RECORDS,
    RECORDS_FILE,
    REDIRECTS,
    REDIRECTS_FILE,
    REFERENCE,
    STATEMENTS,
    STATEMENTS_FILE,
    TYPE,
    VERSION_FILE,
)
from ontology.terms import COOP, RDF, XSD, is_id

FORMATS: Final = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_BATCH: Final = 100_000
_MEMORY: Final = "512MB"
_TYPE: Final = ox.NamedNode(RDF + "type")
_STATED: Final = "stated.parquet"  # statements as they come, until they are sorted
_SAID: Final = "-".join(SAID) + "~"
_WORDS: Final = {COOP + word: column for column, word, _ in RECORD_WORDS}
_Take = Callable[[tuple[str, ...]], None]


def bring_back(path: Path, base: str, folder: Path) -> Path:
    """Read a dump with graphs into `folder/<data version>`; the order of its lines does not matter, an error leaves nothing."""
    work = folder / f".reading-{os.getpid()}"
    work.mkdir(parents=True)
    try:
        told = _read(path, base, work)
        _write(work, told)
        return work.rename(folder / told.data_version)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _read(path: Path, base: str, work: Path) -> _Told:
    told = _Told(base)
    form = _format(path)
    with _statements(work / _STATED) as (take, flush):
        try:
            for quad in ox.parse(path=path, format=form):
                if isinstance(quad.graph_name, ox.DefaultGraph):
                    told.hear(quad)
                else:
                    _state(quad, base, told, take)
        except SyntaxError as error:
            raise SourceError(
                f"not valid RDF: {error.msg}",
                f"不是合法的 RDF：{error.msg}",
                file=path.name,
                line=error.lineno or 0,
                remedy="take the file from where it was written again",
                remedy_zh="请重新取得该文件",
            ) from None
        flush()
    if not told.data_version.isalnum():
        raise _no_dump(path.name, "it does not say of which data version it is", "未说明其数据版本")
    return told


def _format(path: Path) -> ox.RdfFormat:
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise SourceError(
            "this is no form of quads",
            "不是四元组格式",
            file=path.name,
            remedy=f"give one of {', '.join(sorted(FORMATS))}, unpacked",
            remedy_zh=f"请使用 {'、'.join(sorted(FORMATS))}，且未压缩",
        )
    return found


def _no_dump(value: str, what: str, what_zh: str) -> SourceError:
    return SourceError(
        f"this is no whole dump of coopgraph: {what}",
        f"不是 coopgraph 的完整导出文件：{what_zh}",
        value=value,
        remedy="give what coopgraph export rdf writes without --class, --source, --as-of and --profile",
        remedy_zh="请提供 coopgraph export rdf 不带 --class、--source、--as-of 与 --profile 写出的文件",
    )


class _Told:
    """What the default graph says of records, runs and old ids, and who knew what under which id."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.data_version = ""
        self.records: dict[str, dict[str, str]] = {}
        self.runs: dict[str, dict[str, str]] = {}
        self.redirects: list[tuple[str, str]] = []
        self.aliases: list[tuple[str, str, str]] = []
        self.rights: dict[str, str] = {}  # id of a source → its licence
        self.said: dict[
            str, dict[str, object]
        ] = {}  # statements of records that knew a thing under several ids

    def hear(self, quad: ox.Quad) -> None:
        subject = _id(quad.subject, self.base)
        predicate, value = quad.predicate.value, quad.object
        if predicate == expanded("dcterms:isReplacedBy"):
            self.redirects.append((subject, _id(value, self.base)))
        elif subject.startswith(DATASET_ID):
            self._version(subject.removeprefix(DATASET_ID), predicate)
        elif subject.startswith(RUN_ID):
            if isinstance(value, ox.Literal):
                self.runs.setdefault(subject, {})[predicate.removeprefix(COOP)] = value.value
            elif predicate == expanded("prov:used"):
                self.runs.setdefault(subject, {})["used"] = _id(value, self.base)
        elif predicate == expanded(RIGHTS) and isinstance(value, ox.Literal):
            self.rights[subject] = value.value
        elif subject.startswith(_SAID):
            self.said.setdefault(subject, {})[predicate] = value
        elif subject.startswith("rec-"):
            row = self.records.setdefault(subject, {})
            if predicate in _WORDS and isinstance(value, ox.Literal):
                row[_WORDS[predicate]] = value.value
            elif predicate == expanded("prov:wasQuotedFrom"):
                row["sha256"] = _id(value, self.base).removeprefix(FILE_ID)
            elif predicate == expanded("prov:wasGeneratedBy"):
                row["run"] = _id(value, self.base)

    def _version(self, name: str, predicate: str) -> None:
        if predicate == expanded("dcterms:isPartOf") or self.data_version not in ("", name):
            raise _no_dump(name, "it holds a part, or several", "它只含一部分，或含多个版本")
        self.data_version = name

    def separate(self) -> list[tuple[str, ...]]:
        """The statements that are spoken of one by one, with the id under which each was stated."""
        canonical = dict(self.redirects)
        rows: list[tuple[str, ...]] = []
        for name, said in sorted(self.said.items()):
            try:
                known = _id(said[RDF + "subject"], self.base)
                record = _id(said[expanded("prov:wasDerivedFrom")], self.base)
                cells = _cells(said[RDF + "predicate"], said[RDF + "object"], self.base)
            except KeyError:
                raise _no_dump(name, "a statement is not told whole", "有陈述不完整") from None
            rows.append((canonical.get(known, known), *cells, record, known))
        return rows


def _state(quad: ox.Quad, base: str, told: _Told, take: _Take) -> None:
    subject, record = _id(quad.subject, base), _id(quad.graph_name, base)
    if quad.predicate.value == COOP + STATED_AS:
        told.aliases.append((record, subject, _id(quad.object, base)))
    else:
        take((subject, *_cells(quad.predicate, quad.object, base), record, subject))


def _cells(predicate: object, value: object, base: str) -> tuple[str, str, str, str]:
    """Predicate, object, datatype and language as canon has them."""
    if predicate == _TYPE:
        return TYPE, _local(value, COOP), CLASS, ""
    name = _local(predicate, COOP)
    if isinstance(value, ox.Literal):
        if value.language:
            return name, value.value, LANG_STRING, written_language(value.language)
        return name, value.value, _local(value.datatype, XSD), ""
    return name, _id(value, base), REFERENCE, ""


def _local(node: object, space: str) -> str:
    if not isinstance(node, ox.NamedNode) or not node.value.startswith(space):
        raise _no_dump(str(node), f"{node} is no word of the ontology", f"{node} 不是本体中的词")
    return node.value[len(space) :]


def _id(node: object, base: str) -> str:
    text = node.value if isinstance(node, ox.NamedNode) else str(node)
    if not isinstance(node, ox.NamedNode) or not text.startswith(base) or not is_id(text[len(base) :]):
        raise SourceError(
            f"{text} is none of ours",
            f"{text} 不属于本体系",
            value=text,
            remedy="give the base address with which the file was written (COOPGRAPH_BASE)",
            remedy_zh="请给出写出该文件时所用的基础地址（COOPGRAPH_BASE）",
        )
    return text[len(base) :]


@contextmanager
def _statements(path: Path) -> Iterator[tuple[_Take, Callable[[], None]]]:
    waiting: list[tuple[str, ...]] = []
    with pq.ParquetWriter(path, STATEMENTS) as writer:

        def flush() -> None:
            if waiting:
                columns = [pa.array(column, pa.string()) for column in zip(*waiting, strict=True)]
                writer.write_table(pa.Table.from_arrays(columns, schema=STATEMENTS))
                waiting.clear()

        def take(row: tuple[str, ...]) -> None:
            waiting.append(row)
            if len(waiting) >= _BATCH:
                flush()

        yield take, flush


def _write(target: Path, told: _Told) -> None:
    """Sort everything as canon does."""
    sources: dict[str, dict[str, str]] = {}
    rows = []
    for record, said in sorted(told.records.items()):
        run = told.runs.get(str(said.get("run", "")), {})
        source = run.get("sourceName", "")
        sources[source] = {"version": run.get("sourceVersion", "")}
        if licence := told.rights.get(run.get("used", ""), ""):
            sources[source]["licence"] = licence
        cells = {"record": record, "source": source, **said, "line": int(said.get("line", 0))}
        rows.append({name: cells.get(name, "") for name in RECORDS.names})
    pq.write_table(pa.Table.from_pylist(rows, schema=RECORDS), target / RECORDS_FILE)
    redirects = [{"id": one, "canonical": other} for one, other in sorted(told.redirects)]
    pq.write_table(pa.Table.from_pylist(redirects, schema=REDIRECTS), target / REDIRECTS_FILE)
    for name, schema in CANON_TABLES.items():
        if name not in (STATEMENTS_FILE, RECORDS_FILE, REDIRECTS_FILE):
            pq.write_table(schema.empty_table(), target / name)
    aliases = pa.table(
        {
            name: pa.array([row[at] for row in told.aliases], pa.string())
            for at, name in enumerate(("record", "subject", "known"))
        }
    )
    separate = [pa.array(column, pa.string()) for column in zip(*told.separate(), strict=True)]
    apart = pa.table(separate, schema=STATEMENTS) if separate else STATEMENTS.empty_table()
    stated = target / _STATED
    with stoppable_duck(target, memory=_MEMORY) as database:
        database.register("aliases", aliases)
        database.register("apart", apart)
        database.execute(
            "CREATE TEMP TABLE named AS SELECT record, subject, min(known) AS known, count(DISTINCT known) AS number "
            "FROM aliases ANTI JOIN apart USING (record, subject) GROUP BY record, subject"
        )
        if found := database.sql("SELECT record FROM named WHERE number > 1 LIMIT 1").fetchall():
            raise _no_dump(
                str(found[0][0]),
                "it does not say which statement of a record was made under which id",
                "未说明记录的各条陈述所用的编号",
            )
        database.execute(
            f"COPY (SELECT * EXCLUDE (known, number) REPLACE (coalesce(known, subject) AS stated_subject) FROM "
            f"(SELECT * FROM read_parquet({quoted(exactly(stated))}) ANTI JOIN apart USING (record, subject)) "
            "LEFT JOIN named USING (record, subject) UNION ALL BY NAME SELECT * FROM apart ORDER BY ALL) "
            f"TO {quoted(str(target / STATEMENTS_FILE))} (FORMAT parquet)"
        )
    stated.unlink()
    (target / VERSION_FILE).write_text(
        json.dumps({"data_version": told.data_version, "sources": dict(sorted(sources.items()))}), "utf-8"
    )


__all__ = ["FORMATS", "bring_back"]
