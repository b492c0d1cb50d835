"""Nothing enters; the form leaves in which the whole graph is held as tables before it is written anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if (
    TYPE_CHECKING
):  # most who import this want a separator or a name, and no command should wait for the tables' library
    import ibis.expr.types as ir

    from graph.project_backend import Tables

Kind = Literal["string", "long", "double", "boolean", "date"]

LIST_SEPARATOR: Final = "\x1f"  # between the values of a list in a file
PROPERTY_SEPARATOR: Final = "\x1e"  # between properties where one text holds them all
RESERVED: Final = (LIST_SEPARATOR, PROPERTY_SEPARATOR)  # no value may hold these
ITEM_SEPARATOR: Final = (
    "\t"  # between the parts of a statement on STATED_IN; the object comes last and may hold it
)
PLACEHOLDER: Final = "Placeholder"
REDIRECT: Final = "Redirect"
META: Final = "Meta"


@dataclass(frozen=True)
class Column:
    """A property of a node or relationship.

    Every value travels as text, a list joined by LIST_SEPARATOR; `kind` says what Neo4j makes of it.
    """

    name: str
    kind: Kind = "string"
    many: bool = False


@dataclass(frozen=True)
class NodeTable:
    """All nodes of one label set; `rows` holds `n`, `id` and the columns."""

    key: str  # the label that carries the unique id
    labels: tuple[str, ...]  # sorted, the key among them
    columns: tuple[Column, ...]
    rows: ir.Table
    size: int | None = None  # how many there are at most, where it is known without computing them


@dataclass(frozen=True)
class RelationshipTable:
    """Relationships from one kind of nodes to another; `rows` holds `start`, `end` (numbers), `type`, the columns."""

    start: str
    end: str
    columns: tuple[Column, ...]
    identity: tuple[str, ...]  # the columns that tell apart two of one type between the same two nodes
    rows: ir.Table


@dataclass(frozen=True)
class Projection:
    """The graph that a canon version stands for; a node's number is its place in the order of label set and id."""

    data_version: str
    fingerprint: str  # of canon, ontology and format: equal ones are the same graph
    nodes: tuple[NodeTable, ...]
    relationships: tuple[RelationshipTable, ...]
    ids: ir.Table  # n, key, id of every node
    tables: Tables  # what computes them
