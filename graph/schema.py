"""The model enters; the constraints and indexes that a graph needs leave, are made in a server, and are proven there."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, LiteralString, Protocol, cast

from graph.project_tables import META, REDIRECT
from ontology.errors import GraphError, TimedOut
from ontology.model import Model, Property
from ontology.terms import RECORD, THING

# Each kind of node that something is matched by has its own unique id, so that no write has to scan.
KEYS: Final = (META, RECORD, REDIRECT, THING)
# The order of the properties differs on purpose: for the same labels and the same list of properties
# `IF NOT EXISTS` makes no second index and says nothing. Every name is in `names`; `label` would only add ids.
FULL_TEXT: Final = {
    "names_cjk": ("cjk", ("names", "label_zh", "label_en")),
    "names_folded": ("standard-folding", ("label_en", "label_zh", "names")),
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_POLL_S = 0.05


class Server(Protocol):
    """Whatever runs queries: a connection."""

    def read(self, query: LiteralString, params: Mapping[str, Any] | None = None, /) -> list[dict[str, Any]]:
        """Run one reading query."""
        ...

    def write(self, query: LiteralString, params: Mapping[str, Any] | None = None, /) -> list[dict[str, Any]]:
        """Run one writing query."""
        ...


@dataclass(frozen=True)
class Index:
    """An index or constraint: `kind` is what SHOW INDEXES calls it."""

    name: str
    kind: str
    label: str
    properties: tuple[str, ...]
    unique: bool = False
    analyzer: str = ""

    @property
    def statement(self) -> LiteralString:
        """The statement that makes it where it is missing."""
        name, label = word(self.name), word(self.label)
        listed = _joined(f"n.{word(one)}" for one in self.properties)
        if self.unique:
            return f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE {listed} IS UNIQUE"
        if self.analyzer:
            options = f"OPTIONS {{indexConfig: {{`fulltext.analyzer`: '{_analyzer(self.analyzer)}'}}}}"
            return f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{label}) ON EACH [{listed}] {options}"
        return f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON ({listed})"


def word(name: str) -> LiteralString:
    """A label, type or property of the model as query text; anything but letters, digits and `_` is refused."""
    if not _NAME.fullmatch(name):
        raise GraphError(
            f"{name!r} cannot be a label, type or property of the graph",
            f"“{name}”不能用作图数据库的标签、关系类型或属性名",
            remedy="names in the ontology are made of letters, digits and _",
            remedy_zh="本体中的名称只能由字母、数字和下划线组成",
        )
    return cast("LiteralString", name)


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


def apply(server: Server, model: Model) -> None:
    """Make what is missing, and drop indexes that an earlier ontology wanted; population goes on in the background."""
    wanted = {index.name: index for index in indexes(model)}
    present = {str(row["name"]): row for row in _present(server)}
    for name, row in present.items():
        if row["type"] != "LOOKUP" and (name not in wanted or not _matches(wanted[name], row)):
            kind = "CONSTRAINT" if row["unique"] else "INDEX"
            server.write(f"DROP {_kind(kind)} {word(name)} IF EXISTS")
            present = {other: known for other, known in present.items() if other != name}
    for name, index in wanted.items():
        if name not in present:
            server.write(index.statement)


def await_online(server: Server, model: Model, *, deadline_s: float = 600.0, tick: Callable[[int, int], None] | None = None) -> None:
    """Wait until every index answers; one that is missing or failed is an error, for queries would silently scan."""
    wanted = {index.name: index for index in indexes(model)}
    until = time.monotonic() + deadline_s
    while True:
        present = {str(row["name"]): row for row in _present(server)}
        for name, index in wanted.items():
            row = present.get(name)
            if row is None or not _matches(index, row) or row["state"] == "FAILED":
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


def _present(server: Server) -> list[dict[str, Any]]:
    return server.read(
        "SHOW INDEXES YIELD name, type, state, labelsOrTypes, properties, owningConstraint, options "
        "RETURN name, type, state, labelsOrTypes AS labels, properties, owningConstraint IS NOT NULL AS unique, "
        "options.indexConfig['fulltext.analyzer'] AS analyzer"
    )


def _matches(index: Index, row: Mapping[str, Any]) -> bool:
    same = (row["type"], row["labels"], row["properties"]) == (index.kind, [index.label], list(index.properties))
    return same and bool(row["unique"]) == index.unique and (row["analyzer"] or "") == index.analyzer


def _indexed_column(prop: Property) -> str:
    return f"{prop.name}_from" if prop.is_date and prop.max_count == 1 else prop.name


def _joined(parts: Iterable[LiteralString]) -> LiteralString:
    return ", ".join(parts)


def _analyzer(name: str) -> LiteralString:
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise ValueError(f"no analyzer is called {name!r}")
    return cast("LiteralString", name)


def _kind(name: str) -> LiteralString:
    return "CONSTRAINT" if name == "CONSTRAINT" else "INDEX"
