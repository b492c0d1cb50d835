"""Quads that coopgraph wrote enter; a folder with the same tables of canon leaves: statements, records, redirects.

What is held in memory are the records and the ids under which they knew things; statements pass through. Conflicts and
placeholders follow from the statements and are not said in RDF, so these tables come back empty.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox

from api.linked.rows import DATASET_ID, FILE_ID, RECORD_WORDS, RUN_ID
from api.linked.spelling import expanded, quoted
from ontology.errors import SourceError
from ontology.rdf import STATED_AS, written_language
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
from ontology.stopping import stoppable
from ontology.terms import COOP, RDF, XSD

FORMATS: Final = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_BATCH: Final = 100_000
_TYPE: Final = RDF + "type"
_WORDS: Final = {COOP + word: column for column, word, _ in RECORD_WORDS}


def bring_back(path: Path, base: str, folder: Path) -> Path:
    """Read a dump with graphs into `folder/<data version>`; the order of its lines does not matter."""
    work = folder / f".reading-{os.getpid()}"
    work.mkdir(parents=True)
    told = _Told(base)
    with _statements(work / "stated.parquet") as (take, flush):
        for quad in ox.parse(path=path, format=_format(path)):
            if isinstance(quad.graph_name, ox.DefaultGraph):
                told.hear(quad)
            else:
                _state(quad, base, told, take)
        flush()
    target = folder / told.data_version
    work.rename(target)
    _write(target, told)
    return target


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


class _Told:
    """What the default graph says of records, runs and old ids, and who knew what under which id."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.data_version = ""
        self.records: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, dict[str, str]] = {}
        self.redirects: list[tuple[str, str]] = []
        self.aliases: list[tuple[str, str, str]] = []

    def hear(self, quad: ox.Quad) -> None:
        subject = _id(quad.subject, self.base)
        predicate, value = quad.predicate.value, quad.object
        if predicate == expanded("dcterms:isReplacedBy"):
            self.redirects.append((subject, _id(value, self.base)))
        elif subject.startswith(DATASET_ID):
            self.data_version = subject.removeprefix(DATASET_ID)
        elif subject.startswith(RUN_ID):
            if isinstance(value, ox.Literal):
                self.runs.setdefault(subject, {})[predicate.removeprefix(COOP)] = value.value
        elif subject.startswith("rec-"):
            row = self.records.setdefault(subject, {})
            if predicate in _WORDS and isinstance(value, ox.Literal):
                row[_WORDS[predicate]] = value.value
            elif predicate == expanded("prov:wasQuotedFrom"):
                row["sha256"] = _id(value, self.base).removeprefix(FILE_ID)
            elif predicate == expanded("prov:wasGeneratedBy"):
                row["run"] = _id(value, self.base)


def _state(quad: ox.Quad, base: str, told: _Told, take: Any) -> None:
    subject, record = _id(quad.subject, base), _id(quad.graph_name, base)
    predicate, value = quad.predicate.value, quad.object
    name = TYPE if predicate == _TYPE else predicate.removeprefix(COOP)
    if name == STATED_AS:
        told.aliases.append((record, subject, _id(value, base)))
    elif isinstance(value, ox.Literal):
        lang = written_language(value.language) if value.language else ""
        datatype = LANG_STRING if lang else value.datatype.value.removeprefix(XSD)
        take((subject, name, value.value, datatype, lang, record, subject))
    elif name == TYPE:
        take(
            (subject, name, cast("ox.NamedNode", value).value.removeprefix(COOP), CLASS, "", record, subject)
        )
    else:
        take((subject, name, _id(value, base), REFERENCE, "", record, subject))


def _id(node: Any, base: str) -> str:
    text: str = node.value
    if not text.startswith(base):
        raise SourceError(
            f"{text} is none of ours",
            f"{text} 不属于本体系",
            value=text,
            remedy="give the base address with which the file was written (COOPGRAPH_BASE)",
            remedy_zh="请给出写出该文件时所用的基础地址（COOPGRAPH_BASE）",
        )
    return text[len(base) :]


@contextmanager
def _statements(path: Path) -> Iterator[tuple[Any, Any]]:
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
    versions: dict[str, str] = {}
    rows = []
    for record, said in sorted(told.records.items()):
        run = told.runs.get(str(said.get("run", "")), {})
        source = run.get("sourceName", "")
        versions[source] = run.get("sourceVersion", "")
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
    with (
        duckdb.connect(config={"memory_limit": "512MB", "temp_directory": str(target / ".spill")}) as work,
        stoppable(work),
    ):
        work.register("aliases", aliases)
        # one record knows one thing under one id; were there more, the first is taken
        work.execute(
            "CREATE TEMP TABLE named AS SELECT record, subject, min(known) AS known FROM aliases GROUP BY record, subject"
        )
        work.execute(
            f"COPY (SELECT * EXCLUDE (known) REPLACE (coalesce(known, subject) AS stated_subject) FROM "
            f"read_parquet({quoted(str(target / 'stated.parquet'))}) LEFT JOIN named USING (record, subject) ORDER BY ALL) "
            f"TO {quoted(str(target / STATEMENTS_FILE))} (FORMAT parquet)"
        )
    (target / "stated.parquet").unlink()
    told_sources = {name: {"version": version} for name, version in sorted(versions.items())}
    (target / VERSION_FILE).write_text(
        json.dumps({"data_version": told.data_version, "sources": told_sources}), "utf-8"
    )


__all__ = ["FORMATS", "bring_back"]
