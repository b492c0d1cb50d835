"""The model enters; the constraints and indexes that a graph needs leave, are made in a server, and are proven there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.connection import Connection, with_names
from graph.project_tables import META, REDIRECT
from ontology.errors import GraphError, TimedOut
from ontology.model import Model, Property
from ontology.terms import RECORD, THING

# Each kind of node that something is matched by has its own unique id, so that no write has to scan.
KEYS: Final = (META, RECORD, REDIRECT, THING)
# The order of the properties differs on purpose: for the same labels and the same list of properties
# `IF NOT EXISTS` makes no second index and says nothing. Every name is in `names`; `label` would only add ids.
FULL_TEXT: Final[Mapping[str, tuple[LiteralString, tuple[str, ...]]]] = {
    "found": (
        "whitespace",
        ("terms",),
    ),  # terms are made by graph/search_terms, so nothing is left to analyse
    "names_cjk": ("cjk", ("names", "label_zh", "label_en")),
    "names_folded": ("standard-folding", ("label_en", "label_zh", "names")),
}
_PLACES: Final[tuple[LiteralString, ...]] = ("n.%first%", "n.%second%", "n.%third%")
_POLL_S: Final = 0.25  # asking costs the server more than waiting does


@dataclass(frozen=True)
class Index:
    """An index or constraint: `kind` is what SHOW INDEXES calls it."""

    name: str
    kind: str
    label: str
    properties: tuple[str, ...]
    unique: bool = False
    analyzer: LiteralString = ""

    @property
    def statement(self) -> LiteralString:
        """The statement that makes it where it is missing."""
        places = dict(zip(("first", "second", "third"), self.properties, strict=False))
        listed: LiteralString = ", ".join(_PLACES[: len(self.properties)])
        head: LiteralString = "CREATE INDEX %name% IF NOT EXISTS FOR (n:%label%) ON (" + listed + ")"
        if self.unique:
            head = "CREATE CONSTRAINT %name% IF NOT EXISTS FOR (n:%label%) REQUIRE (" + listed + ") IS UNIQUE"
        elif self.analyzer:
            head = (
                "CREATE FULLTEXT INDEX %name% IF NOT EXISTS FOR (n:%label%) ON EACH [" + listed + "] "
                "OPTIONS {indexConfig: {`fulltext.analyzer`: '" + self.analyzer + "'}}"
            )
        return with_names(head, name=self.name, label=self.label, **places)


def indexes(model: Model) -> tuple[Index, ...]:
    """Everything the graph of this model needs, sorted: unique ids, indexed properties, event kinds, names."""
    found = [Index(f"{key.lower()}_id", "RANGE", key, ("id",), unique=True) for key in KEYS]
    found.append(Index("thing_event_kind", "RANGE", THING, ("event_kind",)))
    for name, one in model.classes.items():
        for prop in one.properties.values():
            # Where a class inherits an indexed property, the index of the class that lists it serves it too.
            if prop.indexed and prop.name in one.own:
                column = _indexed_column(prop)
                found.append(Index(f"{name.lower()}_{column.lower()}", "RANGE", name, (column,)))
    for name, (analyzer, properties) in FULL_TEXT.items():
        found.append(Index(name, "FULLTEXT", THING, properties, analyzer=analyzer))
    return tuple(sorted(found, key=lambda index: index.name))


def apply(server: Connection, model: Model) -> None:
    """Make what is missing, and make anew what an earlier ontology defined otherwise; indexes fill in the background.

    All indexes are made in one transaction, so that the server reads the nodes once for all of them. Constraints
    follow, for their transaction waits until their index is filled, and fills beside the others.
    """
    present = {str(row["name"]): row for row in _present(server)}
    wanted = [index for index in indexes(model) if not _is_there(index, present)]
    for index in wanted:
        if index.name in present:
            drop: LiteralString = (
                "DROP CONSTRAINT %name% IF EXISTS"
                if present[index.name]["unique"]
                else "DROP INDEX %name% IF EXISTS"
            )
            server.write(with_names(drop, name=index.name))
    server.write_all([(index.statement, {}) for index in wanted if not index.unique], timeout_s=0)
    for index in wanted:
        if index.unique:
            server.write(index.statement, timeout_s=0)


def await_online(
    server: Connection,
    model: Model,
    *,
    deadline_s: float = 600.0,
    tick: Callable[[int, int], None] | None = None,
) -> None:
    """Wait until every index answers; one that is missing or failed is an error, for queries would silently scan."""
    wanted = {index.name: index for index in indexes(model)}
    until = time.monotonic() + deadline_s
    while True:
        present = {str(row["name"]): row for row in _present(server)}
        for name, index in wanted.items():
            if not _is_there(index, present) or present[name]["state"] == "FAILED":
                raise GraphError(
                    f"the index {name} is missing or failed",
                    f"索引 {name} 缺失或创建失败",
                    remedy="load again; if it stays, see coopgraph db logs",
                    remedy_zh="请重新加载；若仍然如此，请看 coopgraph db logs",
                )
        waiting = [name for name in wanted if present[name]["state"] != "ONLINE"]
        if tick is not None:
            tick(len(wanted) - len(waiting), len(wanted))
        if not waiting:
            return
        if time.monotonic() > until:
            raise TimedOut(
                f"these indexes were not ready after {deadline_s:.0f} s: {', '.join(waiting)}",
                f"以下索引在 {deadline_s:.0f} 秒内未就绪：{'、'.join(waiting)}",
                remedy="load again on a machine that is less busy",
                remedy_zh="请在机器较空闲时重新加载",
            )
        time.sleep(_POLL_S)


def _present(server: Connection) -> list[dict[str, Any]]:
    return server.read(
        "SHOW INDEXES YIELD name, type, state, labelsOrTypes, properties, owningConstraint, options "
        "RETURN name, type, state, labelsOrTypes AS labels, properties, owningConstraint IS NOT NULL AS unique, "
        "options.indexConfig['fulltext.analyzer'] AS analyzer"
    )


def _is_there(index: Index, present: Mapping[str, Mapping[str, Any]]) -> bool:
    return index.name in present and _matches(index, present[index.name])


def _matches(index: Index, row: Mapping[str, Any]) -> bool:
    same = (row["type"], row["labels"], row["properties"]) == (
        index.kind,
        [index.label],
        list(index.properties),
    )
    return same and bool(row["unique"]) == index.unique and (row["analyzer"] or "") == index.analyzer


def _indexed_column(prop: Property) -> str:
    return f"{prop.name}_from" if prop.is_date and prop.max_count == 1 else prop.name
