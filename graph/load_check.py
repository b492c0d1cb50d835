"""A running graph and its canon enter; whether the one is exactly the other leaves, with examples of what differs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ibis.expr.types as ir

from graph.connection import Connection
from graph.inplace import read_meta
from graph.load_changes import find_changes
from graph.project import graph_fingerprint, project
from graph.project_backend import Tables
from graph.project_flat import NODE_KEYS, RELATIONSHIP_KEYS, Flat, flatten
from graph.read import write_flat, write_statements
from ontology.model import Model
from ontology.statements import STATEMENTS, STATEMENTS_FILE

Progress = Callable[[str, int, int | None], None]

STAGE: Final = "check"
_EXAMPLES: Final = 10


@dataclass(frozen=True)
class CheckReport:
    """What a check found; the graph is right when nothing is missing, too much or different."""

    data_version: str
    says: str  # what the graph says of itself
    statements: int  # of canon
    missing: int  # statements of canon that the graph does not give back
    extra: int  # statements that the graph gives back and canon does not hold
    different: int  # nodes and relationships, derived ties included, that are not what canon makes them
    examples: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the graph is exactly what canon makes it."""
        return self.says == self.data_version and not (self.missing or self.extra or self.different)


def check(server: Connection, canon: Path, model: Model, work: Path, progress: Progress) -> CheckReport:
    """Read everything back and compare it: statements as sets, then every node, relationship and derived tie."""
    folder = work / "check"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        progress(STAGE, 0, 3)
        stated = write_statements(server, folder / STATEMENTS_FILE)
        progress(STAGE, 1, 3)
        flat = write_flat(server, folder)
        progress(STAGE, 2, 3)
        with project(canon, model, folder) as projection:
            report = _compare(
                projection.tables,
                (stated, canon / STATEMENTS_FILE),
                flat,
                flatten(projection),
                projection.data_version,
            )
        progress(STAGE, 3, 3)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    meta = read_meta(server)
    says = meta.data_version if meta else ""
    if meta and not meta.loading and meta.fingerprint != graph_fingerprint(report.data_version, model):
        says += " (of another ontology)"
    return CheckReport(
        report.data_version,
        says,
        report.statements,
        report.missing,
        report.extra,
        report.different,
        report.examples,
    )


def _compare(
    tables: Tables, stated: tuple[Path, Path], flat: tuple[Path, Path], wanted: Flat, data_version: str
) -> CheckReport:
    given_back, said = (tables.read(path) for path in stated)
    missing = tables.keep(said.anti_join(given_back, STATEMENTS.names))
    extra = tables.keep(given_back.anti_join(said, STATEMENTS.names))
    is_there = Flat(*(tables.read(path) for path in flat))
    changes = find_changes(tables, is_there, wanted)
    examples = [
        *_examples(tables, "statement missing", missing, STATEMENTS.names),
        *_examples(tables, "statement too much", extra, STATEMENTS.names),
        *_examples(tables, "node differs", changes.nodes, NODE_KEYS),
        *_examples(tables, "relationship differs", changes.relationships, RELATIONSHIP_KEYS),
    ]
    return CheckReport(
        data_version,
        "",
        tables.count(said),
        tables.count(missing),
        tables.count(extra),
        changes.count,
        tuple(examples),
    )


def _examples(tables: Tables, what: str, rows: ir.Table, columns: tuple[str, ...] | list[str]) -> list[str]:
    found = tables.fetch(rows.order_by(list(columns)).limit(_EXAMPLES))
    return [f"{what}: {' | '.join(str(row[name]) for name in columns)}" for row in found]
