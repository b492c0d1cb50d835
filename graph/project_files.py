"""A projection and a folder enter; the import tool's files leave: a header and a data file for each table."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ibis.expr.types as ir

from graph.project_tables import LIST_SEPARATOR, META, Column, NodeTable, Projection, RelationshipTable

Progress = Callable[[str, int, int | None], None]


_RELATIONSHIP: Final = ("start", "end", "type")


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
        count = projection.tables.write_csv(table.rows.order_by("n"), folder / f"{name}.csv")
        if count:
            (folder / f"{name}.header").write_text(
                ",".join([":ID", "id", *map(_typed, table.columns)]) + "\n", "utf-8"
            )
            node_files.setdefault(":".join(table.labels), []).extend([f"{name}.header", f"{name}.csv"])
        nodes += count
    for done, relation in enumerate(projection.relationships):
        progress("project", len(projection.nodes) + done, total)
        name = f"relationships-{done:02}"
        order = ["start", "end", "type", *relation.identity]
        count = projection.tables.write_csv(
        )
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
