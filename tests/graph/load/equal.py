"""Graphs enter; everything that they hold leaves, in a form in which equal graphs are equal."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from graph.connection import Connection
from graph.project import project
from graph.project_flat import flatten, parse_text
from graph.read import statements, write_flat
from ontology.model import default_model


def graph_of(server: Connection) -> dict[tuple[Any, ...], Any]:
    """All nodes and relationships of a graph but for its Meta node."""
    with TemporaryDirectory() as folder:
        paths = write_flat(server, Path(folder))
        return _elements([pq.read_table(path).to_pylist() for path in paths])


@cache
def graph_of_canon(canon: Path) -> dict[tuple[Any, ...], Any]:
    """What a clean load of this canon gives; a folder of canon is named by what is in it, so it is worked out once."""
    with TemporaryDirectory() as folder, project(canon, default_model(), Path(folder)) as projection:
        flat = flatten(projection)
        return _elements([projection.tables.listed(table) for table in (flat.nodes, flat.relationships)])


def statements_of(server: Connection) -> set[tuple[str, ...]]:
    """All statements that a graph gives back."""
    return {tuple(row.values()) for table in statements(server) for row in table.to_pylist()}


@cache
def statements_of_canon(canon: Path) -> set[tuple[str, ...]]:
    return {tuple(row.values()) for row in pq.read_table(canon / "statements.parquet").to_pylist()}


def _elements(tables: list[list[dict[str, Any]]]) -> dict[tuple[Any, ...], Any]:
    found: dict[tuple[Any, ...], Any] = {}
    for rows in tables:
        for row in rows:
            properties = parse_text(row.pop("text"))
            row.pop("old_labels", None)
            identity = tuple(row.values())
            assert identity not in found, f"twice: {identity}"
            found[identity] = properties
    return found
