"""A projection and a folder enter; the import tool's files leave: a header and a data file for each table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.types as ir

from graph.project_tables import LIST_SEPARATOR, META, Column, NodeTable, Projection, RelationshipTable

Progress = Callable[[str, int, int | None], None]

MANIFEST: Final = "import.json"
# Node numbers are dense and start at 0, so the store can use them as its own ids: no index of ids to build and search.
IMPORT_OPTIONS: Final = (
    "--id-type=actual",
    "--multiline-fields=true",
    "--array-delimiter=U+001F",
    "--bad-tolerance=0",
    "--skip-bad-relationships=false",
)


@dataclass(frozen=True)
class ImportFiles:
    """What the import tool is given; `nodes` and `relationships` count what it must report."""

    folder: Path
    data_version: str
    fingerprint: str
    node_files: Mapping[str, tuple[str, ...]]  # labels joined by ':' → header and data files
    relationship_files: tuple[str, ...]
    nodes: int
    relationships: int


def write_files(projection: Projection, folder: Path, progress: Progress) -> ImportFiles:
    """Write all tables, each sorted by number, so that the same canon gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    total = len(projection.nodes) + len(projection.relationships) + 1
    node_files: dict[str, list[str]] = {}
    relationship_files: list[str] = []
    nodes = relationships = 0
    for done, table in enumerate(projection.nodes):
        progress("project", done, total)
        name = f"nodes-{done:02}"
        count = _write(projection.backend, _node_rows(table), folder / f"{name}.csv", ["n"])
        if count:
            (folder / f"{name}.header").write_text(",".join([":ID", "id", *map(_typed, table.columns)]) + "\n", "utf-8")
            node_files.setdefault(":".join(table.labels), []).extend([f"{name}.header", f"{name}.csv"])
        nodes += count
    for done, relation in enumerate(projection.relationships):
        progress("project", len(projection.nodes) + done, total)
        name = f"relationships-{done:02}"
        order = ["start", "end", "type", *relation.identity]
        count = _write(projection.backend, _relationship_rows(relation), folder / f"{name}.csv", order)
        if count:
            typed = ",".join([":START_ID", ":END_ID", ":TYPE", *map(_typed, relation.columns)])
            (folder / f"{name}.header").write_text(typed + "\n", "utf-8")
            relationship_files += [f"{name}.header", f"{name}.csv"]
        relationships += count
    _write_meta(projection, folder, nodes, relationships)
    node_files[META] = ["meta.header", "meta.csv"]
    progress("project", total, total)
    return ImportFiles(
        folder, projection.data_version, projection.fingerprint,
        {labels: tuple(files) for labels, files in node_files.items()}, tuple(relationship_files), nodes + 1, relationships,
    )  # fmt: skip


def meta_properties(projection: Projection, nodes: int, relationships: int) -> dict[str, str | int | bool]:
    """What the one Meta node says of a finished graph."""
    return {
        "id": META.lower(),
        "data_version": projection.data_version,
        "fingerprint": projection.fingerprint,
        "loading": False,
        "nodes": nodes,
        "relationships": relationships,
    }


def _write_meta(projection: Projection, folder: Path, nodes: int, relationships: int) -> None:
    properties = meta_properties(projection, nodes + 1, relationships)
    kinds = {bool: ":boolean", int: ":long", str: ""}
    header = [":ID", *(name + kinds[type(value)] for name, value in properties.items())]
    values = [str(nodes), *(json.dumps(value).strip('"') for value in properties.values())]
    (folder / "meta.header").write_text(",".join(header) + "\n", "utf-8")
    (folder / "meta.csv").write_text(",".join(values) + "\n", "utf-8")


def _typed(column: Column) -> str:
    """`name:type[]`; a type always stands there, or a colon in a name would be read as one."""
    return f"{column.name}:{column.kind}{'[]' if column.many else ''}"


def _node_rows(table: NodeTable) -> ir.Table:
    return table.rows.select("n", "id", *(_flat(table.rows, column) for column in table.columns))


def _relationship_rows(table: RelationshipTable) -> ir.Table:
    return table.rows.select("start", "end", "type", *(_flat(table.rows, column) for column in table.columns))


def _flat(rows: ir.Table, column: Column) -> Any:
    value = rows[column.name]
    text = value.join(LIST_SEPARATOR) if column.many else value
    return text.nullif("").name(column.name)  # an empty text would come back as a property in one kind of load only


def _write(backend: Any, rows: ir.Table, path: Path, order: list[str]) -> int:
    """Write sorted rows without a header, quoting what needs it; how many there were."""
    # DuckDB's own COPY instead of `to_csv`, for it tells how many rows it wrote.
    query = ibis.to_sql(rows.order_by(order), dialect="duckdb")
    target = str(path).replace("'", "''")
    found: int = backend.raw_sql(f"COPY ({query}) TO '{target}' (FORMAT csv, HEADER false)").fetchone()[0]
    return found
