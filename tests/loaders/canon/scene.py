"""Short lists of statements enter; folders of source versions leave, as an extraction would have written them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.canon import CanonVersion, make_canon
from ontology.model import default_model
from ontology.statements import (
    CLASS,
    RECORDS,
    RECORDS_FILE,
    REFERENCE,
    REJECTS,
    REJECTS_FILE,
    SOURCE_FILE,
    STATEMENTS,
    STATEMENTS_FILE,
    TYPE,
    Statement,
)

HEADER = "left,right,judgement,who,when,why\n"


def say(
    subject: str, predicate: str, value: str, record: str = "r1", *, kind: str = "", lang: str = ""
) -> Statement:
    """One statement; its datatype from the model unless given."""
    if predicate == TYPE:
        datatype = CLASS
    elif kind:
        datatype = kind
    else:
        prop = default_model().properties[predicate]
        datatype = REFERENCE if prop.is_reference else prop.datatypes[0]
        if prop.is_date:
            datatype = {4: "gYear", 7: "gYearMonth"}.get(len(value), "date")
    lang = lang or ("en" if datatype == "langString" else "")
    return Statement(subject, predicate, value, datatype, lang, f"rec-{record}", subject)


def thing(identifier: str, kind: str, record: str = "r1", **values: str | list[str]) -> list[Statement]:
    """A thing with its type; a value `text@zh` is a text in that language, a list gives several."""
    rows = [say(identifier, TYPE, kind, record)]
    for predicate, given in values.items():
        for value in given if isinstance(given, list) else [given]:
            text, mark, lang = value.rpartition("@")
            rows.append(
                say(identifier, predicate, text, record, lang=lang)
                if mark and len(lang) == 2
                else say(identifier, predicate, value, record)
            )
    return rows


def write_source(folder: Path, name: str, rows: Iterable[Statement], rank: int | None = None) -> Path:
    """A source version; records are taken from the statements and prefixed with the source's name."""
    folder = folder / name
    folder.mkdir(parents=True)
    own = sorted({row._replace(record=row.record.replace("rec-", f"rec-{name}-")) for row in rows})
    _write(folder / STATEMENTS_FILE, STATEMENTS, own)
    records = [
        (record, name, f"{name}.csv", "0" * 64, f"row {line}", line, "", "", "", "")
        for line, record in enumerate(sorted({row.record for row in own}), start=2)
    ]
    _write(folder / RECORDS_FILE, RECORDS, records)
    _write(folder / REJECTS_FILE, REJECTS, [])
    told = {"name": name, "records": len(records), **({} if rank is None else {"rank": rank})}
    (folder / SOURCE_FILE).write_text(json.dumps(told), "utf-8")
    return folder


def _write(path: Path, schema: pa.Schema, rows: list[tuple[object, ...]]) -> None:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    pq.write_table(pa.table(arrays, schema=schema), path)


@dataclass(frozen=True)
class Made:
    """A canon and its tables as plain rows."""

    canon: CanonVersion

    def rows(self, table: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = pq.read_table(self.canon.folder / f"{table}.parquet").to_pylist()
        return found

    def pairs(self, table: str, *columns: str) -> set[tuple[object, ...]]:
        return {tuple(row[column] for column in columns) for row in self.rows(table)}

    @property
    def redirects(self) -> dict[object, object]:
        return {row["id"]: row["canonical"] for row in self.rows("redirects")}


def make(
    folder: Path,
    sources: dict[str, list[Statement]],
    *,
    judgements: str = "",
    ranks: Mapping[str, int] = MappingProxyType({}),
    backend: str = "duckdb",
) -> Made:
    """Canon of these sources; `judgements` are lines below the header, `ranks` those that sources declare."""
    folders = {
        name: write_source(folder / "sources", name, rows, ranks.get(name)) for name, rows in sources.items()
    }
    file = folder / "judgements.csv"
    if judgements:
        file.write_text(HEADER + judgements, "utf-8")
    made = make_canon(folder / "canon", folders, default_model(), judgements=file, backend=backend)
    return Made(made)
