"""A projection, or values read from a graph, enter; comparable rows leave: one text holds all properties of an element.

Two graphs are compared as tables of such rows. The text keeps names, types and values, so that what differs can be
written from it without looking at anything else.
"""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_tables import (
    LIST_SEPARATOR,
    PROPERTY_SEPARATOR,
    Column,
    Kind,
    NodeTable,
    Projection,
    RelationshipTable,
)
from ontology.errors import GraphError

LABEL_SEPARATOR: Final = ":"
NODE_KEYS: Final = ("key", "id")
RELATIONSHIP_KEYS: Final = ("type", "start_key", "start_id", "end_key", "end_id", "identity")
NODE_SCHEMA: Final[Mapping[str, str]] = dict.fromkeys((*NODE_KEYS, "labels", "text"), "string")
RELATIONSHIP_SCHEMA: Final[Mapping[str, str]] = dict.fromkeys((*RELATIONSHIP_KEYS, "text"), "string")
# What tells two relationships of one type between the same two nodes apart.
IDENTITIES: Final[Mapping[str, tuple[str, ...]]] = {"STATED_IN": ("stated_subject",), "TIE": ("via", "role")}

Scalar = str | int | float | bool | datetime.date
Value = Scalar | list[Scalar]


@dataclass(frozen=True)
class Flat:
    """A whole graph but for its Meta node: `nodes` as NODE_SCHEMA, `relationships` as RELATIONSHIP_SCHEMA."""

    nodes: ir.Table
    relationships: ir.Table


def flatten(projection: Projection) -> Flat:
    """The projection as two tables of comparable rows."""
    nodes = [_flat_nodes(table) for table in projection.nodes]
    relationships = [_flat_relationships(table, projection.ids) for table in projection.relationships]
    keep = projection.tables.keep
    return Flat(keep(ibis.union(*nodes)), keep(ibis.union(*relationships)))


def _flat_nodes(table: NodeTable) -> ir.Table:
    labels = LABEL_SEPARATOR.join(table.labels)
    return table.rows.select(
        "id", key=ibis.literal(table.key), labels=ibis.literal(labels), text=_text(table.rows, table.columns)
    ).select(*NODE_SCHEMA)


def _flat_relationships(table: RelationshipTable, ids: ir.Table) -> ir.Table:
    starts, ends = ids.select(start=here.n, start_id=here.id), ids.select(end=here.n, end_id=here.id)
    rows = table.rows.inner_join(starts, "start").inner_join(ends, "end")
    others = [column for column in table.columns if column.name not in table.identity]
    identity = _text(rows, [column for column in table.columns if column.name in table.identity])
    return rows.select(
        "type", "start_id", "end_id",
        start_key=ibis.literal(table.start), end_key=ibis.literal(table.end), identity=identity, text=_text(rows, others),
    ).select(*RELATIONSHIP_SCHEMA)  # fmt: skip


def _text(rows: ir.Table, columns: Sequence[Column]) -> ir.Value:
    """`name:kind=value` of every column that has one, in the order of names, each ended by a separator."""
    text: ir.Value = ibis.literal("")
    for column in sorted(columns, key=lambda one: one.name):
        value = rows[column.name]
        text = text + ibis.coalesce(ibis.literal(_head(column)) + value + PROPERTY_SEPARATOR, "")
    return text


def _head(column: Column) -> str:
    return f"{column.name}:{column.kind}{'[]' if column.many else ''}="


def text_of(properties: Mapping[str, Any]) -> str:
    """The same text for properties that were read from a graph."""
    parts = []
    for name in sorted(properties):
        value = properties[name]
        many = isinstance(value, list)
        values = value if many else [value]
        if values:
            head = _head(Column(name, _kind(name, values[0]), many))
            parts.append(head + LIST_SEPARATOR.join(map(_lexical, values)) + PROPERTY_SEPARATOR)
    return "".join(parts)


def parse_text(text: str) -> dict[str, Value]:
    """The properties that a text holds, as the driver takes them."""
    found: dict[str, Value] = {}
    for part in text.split(PROPERTY_SEPARATOR)[:-1]:
        head, _, value = part.partition("=")
        name, _, kind = head.partition(":")
        if kind.endswith("[]"):
            found[name] = [_typed(kind[:-2], one) for one in value.split(LIST_SEPARATOR)]
        else:
            found[name] = _typed(kind, value)
    return found


def _kind(name: str, value: object) -> Kind:
    for python, kind in _KINDS:
        if isinstance(value, python):
            return kind
    raise GraphError(
        f"the graph holds a property of a type that coopgraph never writes: {name} = {value!r}",
        f"图数据库中有本程序不会写入的属性类型：{name} = {value!r}",
        remedy="something else writes to this database; give coopgraph one of its own",
        remedy_zh="有其他程序在写入此数据库；请为 coopgraph 单独准备一个",
    )


# bool before int: in Python a truth value is a whole number too.
_KINDS: Final[Iterable[tuple[type, Kind]]] = (
    (bool, "boolean"), (str, "string"), (int, "long"), (float, "double"), (datetime.date, "date"),
)  # fmt: skip


def _lexical(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):  # as canon writes decimals, so that most texts are equal without being read
        return format(Decimal(repr(value)).normalize(), "f")
    return str(value)


def _typed(kind: str, value: str) -> Scalar:
    if kind == "long":
        return int(value)
    if kind == "double":
        return float(value)
    if kind == "boolean":
        return value == "true"
    return datetime.date.fromisoformat(value) if kind == "date" else value
