"""Two graphs as flat tables enter; what must be written to make one into the other leaves, in small ordered steps."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from graph.project_backend import Tables
from graph.project_flat import (
    LABEL_SEPARATOR,
    NODE_KEYS,
    NODE_SCHEMA,
    RELATIONSHIP_KEYS,
    RELATIONSHIP_SCHEMA,
    Flat,
    parse_text,
)

ROWS: Final = 2_000  # of one step: small enough that a step is a short transaction
_CHUNK: Final = 20_000


@dataclass(frozen=True)
class PutNodes:
    """Make or change nodes that have the same key label and gain and lose the same labels."""

    key: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    rows: list[dict[str, Any]]  # id, set: property → value, None where it goes


@dataclass(frozen=True)
class DropNodes:
    """Remove nodes, with what still hangs on them."""

    key: str
    rows: list[dict[str, Any]]  # id


@dataclass(frozen=True)
class PutRelationships:
    """Make or change relationships of one type between two kinds of nodes."""

    type: str
    start_key: str
    end_key: str
    identity: tuple[str, ...]
    rows: list[dict[str, Any]]  # start, end, the identity's properties, set


@dataclass(frozen=True)
class DropRelationships:
    """Remove relationships of one type between two kinds of nodes."""

    type: str
    start_key: str
    end_key: str
    identity: tuple[str, ...]
    rows: list[dict[str, Any]]  # start, end, the identity's properties


Step = PutNodes | DropNodes | PutRelationships | DropRelationships


@dataclass(frozen=True)
class Changes:
    """What differs between two graphs; the steps come in the same order each time they are asked for."""

    tables: Tables
    nodes: ir.Table
    relationships: ir.Table
    count: int
    plan: str  # equal for the same change between the same two graphs: then it can be taken up where it ended

    def steps(self) -> Iterator[Step]:
        """First what is new or different, so that relationships find their ends, then what goes."""
        nodes, relationships = self.nodes, self.relationships
        yield from self._nodes(nodes.new_labels.notnull())
        yield from self._relationships(relationships.new_text.notnull())
        yield from self._relationships(relationships.new_text.isnull())
        yield from self._nodes(nodes.new_labels.isnull())

    def _nodes(self, which: ir.Value) -> Iterator[Step]:
        order = ["key", "new_labels", "old_labels", "id"]
        return _node_steps(self.tables.stream(self.nodes.filter(which).order_by(order), _CHUNK))

    def _relationships(self, which: ir.Value) -> Iterator[Step]:
        rows = self.relationships.filter(which).order_by(list(RELATIONSHIP_KEYS))
        return _relationship_steps(self.tables.stream(rows, _CHUNK))


def empty(tables: Tables) -> Flat:
    """The graph that holds nothing yet."""
    nodes, relationships = (
        tables.rows(pa.table({name: pa.array([], pa.string()) for name in schema}))
        for schema in (NODE_SCHEMA, RELATIONSHIP_SCHEMA)
    )
    return Flat(nodes, relationships)


def find_changes(tables: Tables, old: Flat, new: Flat, *between: str) -> Changes:
    """What must be done to make the old graph the new one; `between` names the two."""
    nodes = tables.keep(_outer(old.nodes, new.nodes, NODE_KEYS, ("labels", "text")))
    relationships = tables.keep(_outer(old.relationships, new.relationships, RELATIONSHIP_KEYS, ("text",)))
    counts = tables.count(nodes), tables.count(relationships)
    plan = sha256("\n".join([*between, *map(str, counts), str(ROWS)]).encode()).hexdigest()[:16]
    return Changes(tables, nodes, relationships, sum(counts), plan)


def _outer(old: ir.Table, new: ir.Table, keys: tuple[str, ...], values: tuple[str, ...]) -> ir.Table:
    """The elements that are in one of two tables only, or differ; what a side does not have is null."""
    before = old.rename({f"old_{name}": name for name in (*keys, *values)})
    joined = new.outer_join(before, [(name, f"old_{name}") for name in keys])
    same = ibis.literal(True)
    for name in values:
        same = same & joined[name].fill_null("\x00").identical_to(joined[f"old_{name}"].fill_null("\x00"))
    found = joined.filter(~same)
    return found.select(
        **{name: ibis.coalesce(found[name], found[f"old_{name}"]) for name in keys},
        **{f"new_{name}": found[name] for name in values},
        **{f"old_{name}": found[f"old_{name}"] for name in values},
    )


def _node_steps(rows: Iterator[dict[str, Any]]) -> Iterator[Step]:
    for (key, new, old), group in groupby(rows, itemgetter("key", "new_labels", "old_labels")):
        labels, before = set((new or "").split(LABEL_SEPARATOR)), set((old or "").split(LABEL_SEPARATOR))
        gained, lost = tuple(sorted(labels - before - {key})), tuple(sorted(before - labels - {""}))
        while chunk := list(islice(group, ROWS)):
            if new is None:
                yield DropNodes(key, [{"id": row["id"]} for row in chunk])
                continue
            put = [{"id": row["id"], "set": _difference(row)} for row in chunk]
            if old is not None and not gained and not lost:
                put = [row for row in put if row["set"]]
            if put:
                yield PutNodes(key, gained, lost, put)


def _relationship_steps(rows: Iterator[dict[str, Any]]) -> Iterator[Step]:
    for (kind, start, end), group in groupby(rows, itemgetter("type", "start_key", "end_key")):
        while chunk := list(islice(group, ROWS)):
            told = [_told(row) for row in chunk]
            identity = tuple(sorted(set(told[0]) - {"start", "end"}))
            if chunk[0]["new_text"] is None:
                yield DropRelationships(kind, start, end, identity, told)
                continue
            put = [
                {**one, "set": difference}
                for one, row in zip(told, chunk, strict=True)
                if (difference := _difference(row)) or row["old_text"] is None
            ]
            if put:
                yield PutRelationships(kind, start, end, identity, put)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {"start": row["start_id"], "end": row["end_id"], **parse_text(row["identity"])}


def _difference(row: dict[str, Any]) -> dict[str, Any]:
    """Only the properties that change; None removes one. One number may be written in two ways, and is then the same."""
    new, old = parse_text(row["new_text"]), parse_text(row["old_text"] or "")
    gone: dict[str, Any] = dict.fromkeys(set(old) - set(new))
    return {**gone, **{name: value for name, value in new.items() if name not in old or old[name] != value}}
