"""A folder of a source version or of canon and ids enter; the folder leaves without them, and without what only they said.

What goes: what is said of the ids, what refers to them, texts in which things that referred to them tell their names, records
that say nothing any more, and rejects of records that spoke of them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import ibis
import orjson
from ibis import Table

from loaders.backend import Tables
from loaders.canon import NEW, data_version_of, publish, write_json, write_table
from loaders.checks import COLUMNS
from loaders.personal import id_table
from ontology.statements import (
    CANON_TABLES,
    CONFLICTS,
    CONFLICTS_FILE,
    PLACEHOLDERS_FILE,
    RECORDS_FILE,
    REDIRECTS_FILE,
    REFERENCE,
    REJECTS_FILE,
    SOURCE_FILE,
    SOURCE_TABLES,
    STATEMENTS_FILE,
    TYPE,
    VERSION_FILE,
)

_CONFLICT = [name for name in CONFLICTS.names if name != "chosen"]


@dataclass(frozen=True)
class Going:
    """What is taken out, and what is left."""

    out: Table  # statements that go
    kept: Table
    lost: Table  # record: those that say nothing any more
    spoken: Table  # record: those that spoke of the ids


def going(tables: Tables, statements: Table, ids: Collection[str], names: Collection[str]) -> Going:
    """Part the statements."""
    gone = id_table(tables, ids)
    about = [
        statements.semi_join(gone, statements.subject == gone.id),
        statements.semi_join(gone, statements.stated_subject == gone.id),
    ]
    references = statements.filter(statements.datatype == REFERENCE)
    to = references.semi_join(gone, references.object == gone.id)
    parts = [*about, to]
    if names:
        texts = statements.filter(statements.datatype != REFERENCE)
        texts = texts.semi_join(to.select("subject").distinct(), "subject")
        parts.append(texts.filter(told(texts.object, names)))
    out = tables.keep(ibis.union(*parts, distinct=True))
    kept = statements.anti_join(out, COLUMNS)
    spoken = tables.keep(ibis.union(*about).select("record").distinct())
    lost = tables.keep(out.select("record").distinct().anti_join(kept, "record"))
    return Going(out, kept, lost, spoken)


def told(column: ibis.expr.types.StringColumn, names: Collection[str]) -> ibis.expr.types.BooleanValue:
    """Whether a text has one of these names in it."""
    return reduce(lambda one, other: one | other, [column.contains(name) for name in sorted(names)])


def strip_source(
    tables: Tables, folder: Path, ids: Collection[str], names: Collection[str]
) -> frozenset[str]:
    """Take them out of a source version, file by file, each replaced whole; the records that went leave."""
    found = going(tables, tables.read([folder / STATEMENTS_FILE]), ids, names)
    if not tables.count(found.out):
        return frozenset()
    content = _left(tables, folder, found, ids, names)
    rows = {}
    for file in SOURCE_TABLES:
        rows[file] = write_table(tables, folder / f"{file}.new", content[file], file).rows
    kinds = found.kept.filter(found.kept.predicate == TYPE).group_by("object")
    things = tables.fetch(kinds.aggregate(count=found.kept.subject.nunique())).to_pylist()
    about = orjson.loads((folder / SOURCE_FILE).read_bytes()) | {
        "records": rows[RECORDS_FILE],
        "statements": rows[STATEMENTS_FILE],
        "rejected": rows[REJECTS_FILE],
        "things": {row["object"]: row["count"] for row in sorted(things, key=lambda row: str(row["object"]))},
    }
    records = _names(tables, found.lost)
    for file in sorted(
        SOURCE_TABLES, key=lambda name: name == STATEMENTS_FILE
    ):  # last: it says what else must go
        (folder / f"{file}.new").replace(folder / file)
    write_json(folder / f"{SOURCE_FILE}.new", about)
    (folder / f"{SOURCE_FILE}.new").replace(folder / SOURCE_FILE)
    return records


def strip_canon(
    tables: Tables, folder: Path, ids: Collection[str], names: Collection[str]
) -> tuple[str, frozenset[str]]:
    """Publish a canon without them beside it, under the name that its rows give it; that name and the records that went leave."""
    found = going(tables, tables.read([folder / STATEMENTS_FILE]), ids, names)
    gone = id_table(tables, ids)
    redirects = tables.read([folder / REDIRECTS_FILE])
    led = redirects.anti_join(gone, redirects.id == gone.id)
    also = gone.view()
    led = led.anti_join(also, led.canonical == also.id)
    if not tables.count(found.out) and tables.count(tables.keep(led)) == tables.count(tables.keep(redirects)):
        return folder.name, frozenset()
    references = found.kept.filter(found.kept.datatype == REFERENCE)
    counted = references.group_by(id="object").aggregate(count=references.count())
    placeholders = tables.read([folder / PLACEHOLDERS_FILE]).drop("count").inner_join(counted, "id")
    conflicts = tables.read([folder / CONFLICTS_FILE])
    content = {
        **_left(tables, folder, found, ids, names),
        CONFLICTS_FILE: conflicts.semi_join(found.kept, _CONFLICT),
        REDIRECTS_FILE: led,
        PLACEHOLDERS_FILE: placeholders,
    }
    new = folder.parent / f"{NEW}{os.getpid()}"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    written = {file: write_table(tables, new / file, content[file], file) for file in CANON_TABLES}
    version = data_version_of(written)
    about = orjson.loads((folder / VERSION_FILE).read_bytes())
    accepted = _by_source(
        tables, found.kept.inner_join(content[RECORDS_FILE].select("record", "source"), "record")
    )
    rejected = _by_source(tables, tables.read([new / REJECTS_FILE]))
    for name, said in about["sources"].items():
        said |= {"accepted": accepted.get(name, 0), "rejected": rejected.get(name, 0)}
    about |= {
        "data_version": version,
        "counts": {file.removesuffix(".parquet"): written[file].rows for file in CANON_TABLES},
    }
    write_json(new / VERSION_FILE, about)
    records = _names(tables, found.lost)
    target = publish(new, folder.parent / version) / VERSION_FILE
    made = (folder / VERSION_FILE).stat().st_mtime_ns
    if made < target.stat().st_mtime_ns:  # it takes the place of the old one among the kept versions
        os.utime(target, ns=(made, made))
    return version, records


def _left(
    tables: Tables, folder: Path, found: Going, ids: Collection[str], names: Collection[str]
) -> dict[str, Table]:
    """The three tables that sources and canon both have."""
    rejects = tables.read([folder / REJECTS_FILE]).anti_join(found.spoken, "record")
    return {
        STATEMENTS_FILE: found.kept,
        RECORDS_FILE: tables.read([folder / RECORDS_FILE]).anti_join(found.lost, "record"),
        REJECTS_FILE: rejects.filter(~told(rejects.value, {*ids, *names})),
    }


def _names(tables: Tables, records: Table) -> frozenset[str]:
    return frozenset(row["record"] for row in tables.fetch(records).to_pylist())


def _by_source(tables: Tables, rows: Table) -> Mapping[str, int]:
    counted = tables.fetch(rows.group_by("source").aggregate(count=rows.count())).to_pylist()
    return {row["source"]: row["count"] for row in counted}
