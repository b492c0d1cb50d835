"""Two versions of canon enter; what of them differs leaves, and of each a folder that is projected in place of the whole.

A row of the graph depends on few statements: those of its own thing, of what refers to it, and of what ties members to
it. So two parts that hold all statements of the things that changed, and of whatever these refer to, differ in exactly
the rows in which the two whole graphs differ. What stands in a part beside that is the same in both.
"""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project import fictional_in, read_version
from graph.project_backend import Tables
from graph.project_statements import source_things
from ontology.model import Model
from ontology.statements import (
    CANON_TABLES,
    CONFLICTS_FILE,
    PLACEHOLDERS_FILE,
    RECORDS_FILE,
    REDIRECTS_FILE,
    REFERENCE,
    REJECTS_FILE,
    STATEMENTS_FILE,
    VERSION_FILE,
)

# How many records whose file or line is another one are written in the time of one statement that is.
RECORDS_PER_STATEMENT: Final = 10
_PROJECTED: Final = tuple(name for name in CANON_TABLES if name != REJECTS_FILE)


@dataclass(frozen=True)
class Version:
    """The tables of one canon folder that the graph is made of."""

    folder: Path
    tables: Mapping[str, ir.Table]


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of canon."""

    old: Version
    new: Version
    changed: Mapping[str, ir.Table]  # by file: the rows that only one of the two has
    weight: int  # how many changed statements it is as much work as


def sizes(tables: Tables, old: Path, new: Path) -> tuple[int, int]:
    """How many rows the new version has, and how many statements more or fewer: known without comparing any."""
    before, after = (
        {name: tables.count(rows) for name, rows in _open(tables, folder).tables.items()}
        for folder in (old, new)
    )
    return sum(after.values()), abs(after[STATEMENTS_FILE] - before[STATEMENTS_FILE])


def compare(tables: Tables, old: Path, new: Path) -> Difference:
    """Find the rows that only one of two versions has; the cost grows with the rows of both, in no order."""
    before, after = _open(tables, old), _open(tables, new)
    changed = {name: _changed(tables, before.tables[name], after.tables[name]) for name in _PROJECTED}
    counts = {name: tables.count(rows) for name, rows in changed.items()}
    records = counts.pop(RECORDS_FILE)
    return Difference(before, after, changed, sum(counts.values()) + records // RECORDS_PER_STATEMENT)


def write_parts(tables: Tables, found: Difference, model: Model, work: Path) -> tuple[Path, Path] | None:
    """Write what of the old and of the new version is to be projected; None where only the wholes can be compared."""
    told = [read_version(version.folder) for version in (found.old, found.new)]
    if fictional_in(told[0]) != fictional_in(told[1]):
        return None  # that is a word on every thing of a source, which no row of canon holds
    both = (found.old, found.new)
    touched = tables.keep(_touched(tables, found, model))
    tying = sorted({tie.event for one in model.classes.values() for tie in one.ties if tie.event})
    statements = [version.tables[STATEMENTS_FILE] for version in both]
    through = (
        said.filter(here.predicate.isin(tying)).semi_join(touched, [("object", "id")]).select(id="subject")
        for said in statements
    )
    whole = tables.keep(ibis.union(touched, *through, distinct=True))
    parts = [tables.keep(_part(said, whole, touched)) for said in statements]
    recorded = tables.keep(_recorded(found, parts))
    folders = []
    for version, part, said, name in zip(both, parts, told, ("old", "new"), strict=True):
        folder = work / f"{name}-part"
        folder.mkdir(parents=True)
        content = {
            STATEMENTS_FILE: part,
            RECORDS_FILE: version.tables[RECORDS_FILE].semi_join(recorded, "record"),
            REDIRECTS_FILE: version.tables[REDIRECTS_FILE].semi_join(touched, [("canonical", "id")]),
            CONFLICTS_FILE: version.tables[CONFLICTS_FILE],
            PLACEHOLDERS_FILE: version.tables[PLACEHOLDERS_FILE],
        }
        written = {file: tables.write_parquet(rows, folder / file) for file, rows in content.items()}
        counts = {file.removesuffix(".parquet"): rows for file, rows in written.items()}
        about: dict[str, Any] = {**said, "counts": counts}
        (folder / VERSION_FILE).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        folders.append(folder)
    return folders[0], folders[1]


def _open(tables: Tables, folder: Path) -> Version:
    return Version(folder, {name: tables.read([folder / name]) for name in _PROJECTED})


def _changed(tables: Tables, old: ir.Table, new: ir.Table) -> ir.Table:
    """The rows of one only. Rows are compared by two digests of 64 bits, for comparing them as texts takes long."""
    marked = [_digested(rows) for rows in (old, new)]
    alone = (left.anti_join(right, ["first", "second"]) for left, right in (marked, marked[::-1]))
    return tables.keep(ibis.union(*(rows.drop("first", "second") for rows in alone)))


def _digested(rows: ir.Table) -> ir.Table:
    names = list(rows.columns)
    first, second = (
        ibis.struct({name: rows[name] for name in order}).hash() for order in (names, names[::-1])
    )
    return rows.mutate(first=first, second=second)


def _touched(tables: Tables, found: Difference, model: Model) -> ir.Table:
    """The things that changed, and whatever they refer to or referred to."""
    both = (found.old, found.new)
    changed = found.changed
    records = [version.tables[RECORDS_FILE].select("record", "source") for version in both]
    moved = (
        records[0].inner_join(records[1], "record").filter(here.source != here.source_right).select("record")
    )
    spoken = (one.tables[STATEMENTS_FILE].semi_join(moved, "record").select(id="subject") for one in both)
    subjects = ibis.union(
        changed[STATEMENTS_FILE].select(id="subject"),
        changed[CONFLICTS_FILE].select(id="subject"),
        changed[REDIRECTS_FILE].select(id="canonical"),
        changed[PLACEHOLDERS_FILE].select("id"),
        *spoken,
        source_things(tables, ibis.union(*records), model).select("id"),
    )
    subjects = tables.keep(subjects.distinct())
    referred = (
        version.tables[STATEMENTS_FILE]
        .filter(here.datatype == REFERENCE)
        .semi_join(subjects, [("subject", "id")])
        .select(id="object")
        for version in both
    )
    return ibis.union(subjects, *referred, distinct=True)


def _recorded(found: Difference, parts: Sequence[ir.Table]) -> ir.Table:
    """The records of both parts, those that changed, and one of each source: that a source is named at all makes a node."""
    named = (
        one.tables[RECORDS_FILE].group_by("source").agg(record=here.record.min()).select("record")
        for one in (found.old, found.new)
    )
    stated = (part.select("record") for part in parts)
    return ibis.union(found.changed[RECORDS_FILE].select("record"), *stated, *named, distinct=True)


def _part(stated: ir.Table, whole: ir.Table, touched: ir.Table) -> ir.Table:
    """All statements of some things, and those with which others refer to what was touched."""
    own = stated.semi_join(whole, [("subject", "id")])
    others = stated.filter(here.datatype == REFERENCE).anti_join(whole, [("subject", "id")])
    return own.union(others.semi_join(touched, [("object", "id")]))
