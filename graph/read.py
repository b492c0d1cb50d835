"""A running graph enters; every statement that it was made from leaves, or the whole graph as comparable rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from graph.connection import Connection, with_names
from graph.project_flat import IDENTITIES, LABEL_SEPARATOR, NODE_SCHEMA, RELATIONSHIP_SCHEMA, text_of
from graph.project_tables import ITEM_SEPARATOR, META
from graph.schema import KEYS
from ontology.errors import GraphError
from ontology.statements import STATEMENTS

FETCH: Final = (
    20_000  # rows that the driver asks for at a time: with its usual 1,000 reading takes twice as long
)
_PAGE: Final = 4_000  # nodes of one query: a few megabytes, however many the graph has


def statements(server: Connection) -> Iterator[pa.Table]:
    """All statements that the graph holds, in tables of canon's form, in no particular order."""
    rows = server.stream(
        "MATCH (t:Thing)-[s:STATED_IN]->(r:Record) "
        "RETURN t.id AS subject, r.id AS record, s.stated_subject AS stated, s.statements AS items",
        fetch_size=FETCH,
        timeout_s=0,
    )
    while page := list(islice(rows, FETCH)):
        columns: dict[str, list[str]] = {name: [] for name in STATEMENTS.names}
        for row in page:
            for item in row["items"]:
                # in the order of canon's columns; the object comes last in an item, for it may hold a tab
                predicate, datatype, lang, value = item.split(ITEM_SEPARATOR, 3)
                said = (row["subject"], predicate, value, datatype, lang, row["record"], row["stated"])
                for column, part in zip(columns.values(), said, strict=True):
                    column.append(part)
        yield pa.table(columns, schema=STATEMENTS)


def write_statements(server: Connection, path: Path) -> Path:
    """All statements that the graph holds, as one Parquet file."""
    with pq.ParquetWriter(path, STATEMENTS) as writer:
        for table in statements(server):
            writer.write_table(table)
    return path


def write_flat(server: Connection, folder: Path) -> tuple[Path, Path]:
    """The whole graph but for its Meta node, as one Parquet file of nodes and one of relationships."""
    folder.mkdir(parents=True, exist_ok=True)
    nodes, relationships = folder / "nodes.parquet", folder / "relationships.parquet"
    node_schema, relationship_schema = _schema(NODE_SCHEMA), _schema(RELATIONSHIP_SCHEMA)
    with (
        pq.ParquetWriter(nodes, node_schema) as node_writer,
        pq.ParquetWriter(relationships, relationship_schema) as writer,
    ):
        for key in KEYS:
            if key != META:
                for page in _ranges(server, key):
                    node_writer.write_table(
                        pa.Table.from_pylist(_nodes(server, key, page), schema=node_schema)
                    )
                    writer.write_table(
                        pa.Table.from_pylist(_relationships(server, key, page), schema=relationship_schema)
                    )
    return nodes, relationships


def _schema(columns: Mapping[str, str]) -> pa.Schema:
    return pa.schema([pa.field(name, pa.string()) for name in columns])


def _ranges(server: Connection, key: str) -> Iterator[dict[str, str]]:
    """The ids of nodes of one kind, as ranges of which each fits one query."""
    rows = server.stream(
        with_names("MATCH (n:%key%) RETURN n.id AS id ORDER BY id", key=key), fetch_size=FETCH
    )
    ids = [row["id"] for row in rows]
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        yield {"first": page[0], "last": page[-1]}


def _nodes(server: Connection, key: str, page: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = server.stream(
        with_names(
            "MATCH (n:%key%) WHERE $first <= n.id <= $last RETURN labels(n) AS labels, properties(n) AS properties",
            key=key,
        ),
        page,
    )
    found = []
    for row in rows:
        properties = row["properties"]
        labels = LABEL_SEPARATOR.join(sorted(row["labels"]))
        found.append({"key": key, "id": properties.pop("id"), "labels": labels, "text": text_of(properties)})
    return found


def _relationships(server: Connection, key: str, page: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = server.stream(
        with_names(
            "MATCH (n:%key%)-[r]->(m) WHERE $first <= n.id <= $last "
            "RETURN type(r) AS type, n.id AS start, labels(m) AS labels, m.id AS end, properties(r) AS properties",
            key=key,
        ),
        page,
    )
    found = []
    for row in rows:
        properties = row["properties"]
        identity = {
            name: properties.pop(name) for name in IDENTITIES.get(row["type"], ()) if name in properties
        }
        ends = [other for other in KEYS if other in row["labels"]]
        if not ends:
            raise GraphError(
                f"the graph holds a relationship {row['type']} that coopgraph did not write",
                f"图数据库中有非本程序写入的关系 {row['type']}",
                remedy="something else writes to this database; give coopgraph one of its own",
                remedy_zh="有其他程序在写入此数据库；请为 coopgraph 单独准备一个",
            )
        found.append(
            {
                "type": row["type"], "start_key": key, "start_id": row["start"], "end_key": ends[0], "end_id": row["end"],
                "identity": text_of(identity), "text": text_of(properties),
            }
        )  # fmt: skip
    return found
