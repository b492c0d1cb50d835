"""A projection and a folder enter; the import tool's files leave: a header and a data file for each large table.

Small tables stand in one file together, with their labels in a column: the tool takes a third of a second for every file
that it is given, however few rows are in it, and most label sets have few.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final, TypeVar

import ibis.expr.types as ir
import pyarrow as pa

from graph.project_backend import Writing
from graph.project_tables import LIST_SEPARATOR, META, Column, Kind, NodeTable, Projection
from ontology.progress import Progress

Files = tuple[Path, Path]  # the header and the rows of one table

One = TypeVar("One")

STAGE: Final = "project"
# The keys of a row, and what the import tool calls them. A node's number becomes the store's own id, its id a property.
_NODE: Final = (":ID", "id")
_LABELS: Final = ":LABEL"
_READ: Final = 1 << 22  # bytes
_FEW: Final = (
    20_000  # rows up to which a table goes into the common file, where its empty columns cost little
)
_RELATIONSHIP: Final = {"start": ":START_ID", "end": ":END_ID", "type": ":TYPE"}


@dataclass(frozen=True)
class NodeFiles:
    """The files of nodes that have the same labels, or of some that say theirs in a column."""

    labels: tuple[str, ...]  # () = in the column
    files: Files


@dataclass(frozen=True)
class ImportFiles:
    """What the import tool is given; `nodes` and `relationships` count what it must report."""

    fingerprint: str
    node_files: tuple[NodeFiles, ...]
    relationship_files: tuple[Files, ...]
    nodes: int
    relationships: int
    multiline: bool  # whether any value holds the end of a line


def write_files(projection: Projection, folder: Path, progress: Progress) -> ImportFiles:
    """Write all tables, each sorted by number, so that the same canon gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    with Writing(projection.tables) as writing:
        nodes, relationships = _begun(projection, folder, writing)
        told = count(1)
        total = len(nodes) + len(relationships)

        def tick() -> None:
            progress(STAGE, next(told), total)

        progress(STAGE, 0, total)
        node_files, node_count = _finished(writing, nodes, tick)
        relationship_files, relationship_count = _finished(writing, relationships, tick)
    node_files.append(_write_meta(projection, folder, node_count, relationship_count))
    written = [*(one.files for one in node_files), *relationship_files]
    whole = node_count + relationship_count + 1
    return ImportFiles(
        projection.fingerprint,
        tuple(node_files),
        tuple(relationship_files),
        node_count + 1,
        relationship_count,
        multiline=sum(_lines(rows) for _, rows in written) != whole,
    )


def _finished(
    writing: Writing, begun: Iterable[tuple[One, Future[int]]], tick: Callable[[], None]
) -> tuple[list[One], int]:
    """The files that have rows, and how many rows they have together."""
    found: list[One] = []
    total = 0
    for one, rows in begun:
        if written := writing.rows(rows):
            found.append(one)
            total += written
        tick()
    return found, total


def _begun(
    projection: Projection, folder: Path, writing: Writing
) -> tuple[list[tuple[NodeFiles, Future[int]]], list[tuple[Files, Future[int]]]]:
    """All files with what tells when each is written; relationships first, the largest files of all."""
    relationships = []
    for number, relation in enumerate(projection.relationships):
        files = _files(folder, f"relationships-{number:02}", _RELATIONSHIP.values(), relation.columns)
        rows = relation.rows.select(*_RELATIONSHIP, *(column.name for column in relation.columns))
        relationships.append(
            (files, writing.begin(rows.order_by([*_RELATIONSHIP, *relation.identity]), files[1]))
        )
    nodes = []
    few = _together(projection.nodes)
    together = {table.labels for table in few}
    for number, table in enumerate(projection.nodes):
        if table.labels not in together:
            files = _files(folder, f"nodes-{number:02}", _NODE, table.columns)
            nodes.append((NodeFiles(table.labels, files), writing.begin(table.rows.order_by("n"), files[1])))
    if few:
        files, rows = _few(projection, few, folder)
        nodes.append((NodeFiles((), files), writing.begin(rows, files[1])))
    return nodes, relationships


def _lines(path: Path) -> int:
    """How many ends of lines there are, of either kind: as many as rows where no value holds one."""
    with path.open("rb") as stream:
        return sum(part.count(b"\n") + part.count(b"\r") for part in iter(lambda: stream.read(_READ), b""))


def _together(tables: Iterable[NodeTable]) -> list[NodeTable]:
    """The small tables that can share a file: columns of one name must be of one kind."""
    found: list[NodeTable] = []
    known: dict[str, Column] = {}
    for table in tables:
        if table.size is None or table.size > _FEW:
            continue
        if all(known.get(column.name, column) == column for column in table.columns):
            known |= {column.name: column for column in table.columns}
            found.append(table)
    return found


def _few(projection: Projection, few: Sequence[NodeTable], folder: Path) -> tuple[Files, ir.Table]:
    """The file of small tables and its rows; what a table has no column for stays empty."""
    columns = list({column.name: column for table in few for column in table.columns}.values())
    parts = []
    for table in few:
        rows = projection.tables.fetch(table.rows)
        parts.append(
            rows.append_column(
                _LABELS, pa.array([LIST_SEPARATOR.join(table.labels)] * len(rows), pa.string())
            )
        )
    whole = projection.tables.rows(pa.concat_tables(parts, promote_options="default"))
    files = _files(folder, "nodes-few", (*_NODE, _LABELS), columns)
    return files, whole.select("n", "id", _LABELS, *(column.name for column in columns)).order_by("n")


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


def _write_meta(projection: Projection, folder: Path, nodes: int, relationships: int) -> NodeFiles:
    properties = meta_properties(projection, nodes + 1, relationships)
    kinds: dict[type, Kind] = {bool: "boolean", int: "long", str: "string"}
    columns = [Column(name, kinds[type(value)]) for name, value in properties.items() if name != "id"]
    files = _files(folder, "meta", _NODE, columns)
    values = [str(nodes), *(json.dumps(value).strip('"') for value in properties.values())]
    files[1].write_text(",".join(values) + "\n", "utf-8")
    return NodeFiles((META,), files)


def _files(folder: Path, name: str, keys: Iterable[str], columns: Iterable[Column]) -> Files:
    """A header, written here, and the place for its rows; a column is `name:type[]`."""
    typed = (f"{column.name}:{column.kind}{'[]' if column.many else ''}" for column in columns)
    header = folder / f"{name}.header"
    header.write_text(",".join([*keys, *typed]) + "\n", "utf-8")
    return header, folder / f"{name}.csv"
