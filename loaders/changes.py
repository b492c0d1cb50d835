"""Two folders of canon enter; what only one of them says leaves, in all and statement by statement."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ibis
from ibis import Table

from loaders.backend import DEFAULT, Tables, open_tables
from loaders.checks import COLUMNS
from ontology.errors import UsageError
from ontology.statements import CANON_TABLES, STATEMENTS_FILE, TYPE, Statement

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
BATCH = 10_000


@dataclass(frozen=True)
class Change:
    """A statement that only one of the two versions makes, and what became of the thing that it is about."""

    thing: str  # added | removed | changed
    sign: str  # "-" = only the first says so, "+" = only the second does
    statement: Statement


@dataclass(frozen=True)
class Difference:
    """How much differs: statements by sign, things by what became of them."""

    statements: Mapping[str, int]
    things: Mapping[str, int]


def changes(first: Path, second: Path, *, backend: str = DEFAULT, memory: str = "1GB") -> Iterator[Change]:
    """The differing statements, thing by thing, old before new; streamed, so any number will do."""
    with _differing(first, second, backend, memory) as (tables, rows):
        ordered = rows.order_by([rows.subject, rows.sign.desc(), *COLUMNS[1:]])
        for batch in tables.batches(ordered.select(*COLUMNS, "sign", "thing"), BATCH):
            for row in batch.to_pylist():
                thing, sign = row.pop("thing"), row.pop("sign")
                yield Change(thing, sign, Statement(**row))


def difference(first: Path, second: Path, *, backend: str = DEFAULT, memory: str = "1GB") -> Difference:
    """The same in numbers."""
    with _differing(first, second, backend, memory) as (tables, rows):
        by_sign = tables.fetch(rows.group_by("sign").aggregate(count=rows.count())).to_pylist()
        by_thing = tables.fetch(rows.group_by("thing").aggregate(count=rows.subject.nunique())).to_pylist()
    signs = {row["sign"]: row["count"] for row in by_sign}
    things = {row["thing"]: row["count"] for row in by_thing}
    return Difference(
        {sign: signs.get(sign, 0) for sign in ("+", "-")},
        {thing: things.get(thing, 0) for thing in (ADDED, REMOVED, CHANGED)},
    )


def beside(
    first: Path, second: Path, *, backend: str = DEFAULT, memory: str = "1GB"
) -> Mapping[str, Mapping[str, int]]:
    """Rows of each other table by sign: a version is named by these too, and may differ in nothing that is stated."""
    found: dict[str, Mapping[str, int]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="coopgraph-") as folder,
        open_tables(backend, Path(folder) / "changes", memory=memory) as tables,
    ):
        for file, schema in CANON_TABLES.items():
            if file != STATEMENTS_FILE:
                before, after = (tables.read([_statements(one).with_name(file)]) for one in (first, second))
                found[file.removesuffix(".parquet")] = {
                    "+": tables.count(after.anti_join(before, schema.names)),
                    "-": tables.count(before.anti_join(after, schema.names)),
                }
    return found


def by_class(
    first: Path, second: Path, *, backend: str = DEFAULT, memory: str = "1GB"
) -> Mapping[str, Mapping[str, int]]:
    """How many things of each class are new, gone or changed; what has no class in either version is not counted."""
    with _differing(first, second, backend, memory) as (tables, rows):
        both = tables.read([_statements(folder) for folder in (first, second)])
        things = tables.keep(rows.select("subject", "thing").distinct())
        known = both.filter(both.predicate == TYPE).select("subject", kind="object").distinct()
        joined = things.inner_join(known, "subject")
        counted = tables.fetch(
            joined.group_by("kind", "thing").aggregate(count=joined.subject.nunique())
        ).to_pylist()
    found: dict[str, dict[str, int]] = {}
    for row in sorted(counted, key=lambda one: (str(one["kind"]), str(one["thing"]))):
        found.setdefault(row["kind"], dict.fromkeys((ADDED, REMOVED, CHANGED), 0))[row["thing"]] = row[
            "count"
        ]
    return found


@contextmanager
def _differing(first: Path, second: Path, backend: str, memory: str) -> Iterator[tuple[Tables, Table]]:
    """Rows of either version that the other lacks, with sign and thing: two anti-joins."""
    paths = [_statements(folder) for folder in (first, second)]
    with (
        tempfile.TemporaryDirectory(prefix="coopgraph-") as folder,
        open_tables(backend, Path(folder) / "changes", memory=memory) as tables,
    ):
        before, after = (tables.read([path]) for path in paths)
        rows = tables.keep(
            ibis.union(
                before.anti_join(after, COLUMNS).mutate(sign=ibis.literal("-")),
                after.anti_join(before, COLUMNS).mutate(sign=ibis.literal("+")),
            )
        )
        gone = (
            rows.select("subject").distinct().anti_join(after, "subject").mutate(thing=ibis.literal(REMOVED))
        )
        new = rows.select("subject").distinct().anti_join(before, "subject").mutate(thing=ibis.literal(ADDED))
        things = tables.keep(ibis.union(gone, new))
        joined = rows.left_join(things, "subject")
        yield tables, joined.select(*COLUMNS, "sign", thing=ibis.coalesce(joined.thing, CHANGED))


def _statements(folder: Path) -> Path:
    path = folder / STATEMENTS_FILE
    if not path.exists():
        raise UsageError(
            f"there is no data version {folder.name}",
            f"没有数据版本 {folder.name}",
            remedy="name a version that `coopgraph sources --versions` lists",
            remedy_zh="请使用 `coopgraph sources --versions` 列出的版本",
        )
    return path
