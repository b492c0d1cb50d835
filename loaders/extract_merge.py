"""The parts that processes left enter; one sorted file each of statements, records and rejects leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path

import duckdb

from loaders.extract_shard import KINDS, TWICE, Mapped
from loaders.manifest import SourceManifest
from loaders.parquet import GROUP_ROWS, write_rows
from ontology.errors import SourceError
from ontology.statements import RECORDS, RECORDS_FILE, REJECTS, REJECTS_FILE, STATEMENTS, STATEMENTS_FILE
from ontology.stopping import stoppable
from ontology.tables import want_of_room

_SHOWN = 3  # files, and refused records, that an error names
_MEMORY = "800MB"  # beyond this DuckDB spills beside the parts


@dataclass(frozen=True)
class Merged:
    """What was counted on the way."""

    records: int
    statements: int
    rejected: int
    things: Mapping[str, int]


def merge(
    manifest: SourceManifest, files: Sequence[str], parts: Sequence[Mapped], out: Path, threads: int
) -> Merged:
    """Sort and unite; rows that are the same in all columns count once."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": _MEMORY,
        "temp_directory": str(out / "spill"),
    }
    with want_of_room(out), duckdb.connect(":memory:", config=settings) as database, stoppable(database):
        for kind in KINDS:
            paths = ", ".join(_literal(getattr(part, kind)) for part in parts)
            number = "regexp_extract(filename, '([0-9]+)[.]parquet$', 1) AS part"
            database.execute(
                f"CREATE VIEW all_{kind} AS SELECT *, {number} FROM read_parquet([{paths}], filename = true)"  # noqa: S608
            )
        _refuse_repeated(database)
        things = _things(database, manifest, files)
        counts = []
        for kind, name, schema in (
            ("statements", STATEMENTS_FILE, STATEMENTS),
            ("records", RECORDS_FILE, RECORDS),
            ("rejects", REJECTS_FILE, REJECTS),
        ):
            columns = ", ".join(f'"{name}"' for name in schema.names)
            # a statement cannot repeat: each record has said it once, and each record counts once
            distinct = "" if kind == "statements" else "DISTINCT "
            sorted_rows = database.sql(f"SELECT {distinct}{columns} FROM {kind} ORDER BY ALL")  # noqa: S608
            counts.append(write_rows(out / name, schema, sorted_rows.to_arrow_reader(GROUP_ROWS)).rows)
    return Merged(counts[1], counts[0], counts[2], things)


def _literal(path: Path) -> str:
    """A path as DuckDB reads it: neither a quote nor a pattern in the name of a folder means anything."""
    return "'" + escape(str(path)).replace("'", "''") + "'"


def _refuse_repeated(database: duckdb.DuckDBPyConnection) -> None:
    """Records of different parts with one id: the first part's stays, the others go to the rejects.

    Within a part the mapping process has seen to it; parts are numbered in the order of files and members.
    """
    database.execute(
        "CREATE TABLE repeated AS SELECT record, part, min(part) OVER (PARTITION BY record) AS first_part"
        " FROM all_records QUALIFY part > first_part"
    )
    some = database.sql("SELECT count(*) FROM repeated").fetchall() != [(0,)]
    for kind in ("statements", "records"):
        others = " ANTI JOIN repeated USING (record, part)" if some else ""
        database.execute(f"CREATE VIEW {kind} AS SELECT * FROM all_{kind}{others}")  # noqa: S608
    columns = ", ".join(f'"{name}"' for name in REJECTS.names)
    reason, reason_zh, remedy, remedy_zh = (f"'{text}'" for text in TWICE)
    place = "earlier.file || '!' || earlier.locator"
    told = f"{reason} || {place}, {reason_zh} || {place}, {remedy}, {remedy_zh}"
    database.execute(
        f"CREATE VIEW rejects AS SELECT {columns} FROM all_rejects UNION ALL"  # noqa: S608
        f" SELECT one.source, one.file, one.record, one.locator, one.line, '', '', 'record', {told}"
        " FROM all_records AS one JOIN repeated USING (record, part)"
        " JOIN all_records AS earlier ON (earlier.record, earlier.part) = (one.record, first_part)"
    )


def _things(
    database: duckdb.DuckDBPyConnection, manifest: SourceManifest, files: Sequence[str]
) -> dict[str, int]:
    found = database.execute(
        "SELECT object, count(DISTINCT subject) FROM statements"
        " WHERE predicate = 'type' GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    things = {str(name): int(count) for name, count in found}
    for name, least in manifest.expectations.items():
        if things.get(name, 0) < least:
            refused, refused_zh = _refused(database)
            raise SourceError(
                f"expected at least {least:,} {name}, found {things.get(name, 0):,}{refused}",
                f"预期至少 {least:,} 个 {name}，实际 {things.get(name, 0):,} 个{refused_zh}",
                file=", ".join(files[:_SHOWN]) + (f" (+{len(files) - _SHOWN})" if files[_SHOWN:] else ""),
                remedy=f"check that the files are complete and of the source {manifest.name!r}"
                + (", and mend what was refused" if refused else ""),
                remedy_zh=f"请检查文件是否完整、是否属于来源“{manifest.name}”"
                + ("，并更正被退回之处" if refused_zh else ""),
            )
    return things


def _refused(database: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The first whole records that were refused, where nothing else tells why so little was found."""
    total = database.sql("SELECT count(*) FROM rejects WHERE stage = 'record'").fetchall()[0][0]
    if not total:
        return "", ""
    first = database.execute(
        "SELECT file, locator, line, reason, reason_zh FROM rejects WHERE stage = 'record'"
        " ORDER BY ALL LIMIT ?",
        [_SHOWN],
    ).fetchall()
    places = [
        (f"{file}!{locator}" if file.lower().endswith(".zip") else file, line)
        for file, locator, line, *_ in first
    ]
    told = [
        (f"{place}, line {line}: {row[3]}", f"{place}，第 {line} 行：{row[4]}")
        for (place, line), row in zip(places, first, strict=True)
    ]
    were = "record was" if total == 1 else "records were"
    more = "; …" if total > len(told) else ""
    return (
        f"; {total:,} {were} refused: " + "; ".join(english for english, _ in told) + more,
        f"；退回 {total:,} 条记录：" + "；".join(chinese for _, chinese in told) + more,
    )
