"""A running graph and its canon enter; whether the one is exactly the other leaves, with examples of what differs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import ibis.expr.types as ir

from graph.connection import Connection
from graph.load_changes import Changes, DropNodes, PutNodes, find_changes
from graph.meta import read_meta
from graph.project import graph_fingerprint, project
from graph.project_backend import Tables
from graph.project_flat import Flat, flatten
from graph.read import write_flat, write_statements
from ontology.model import Model
from ontology.progress import Progress
from ontology.statements import STATEMENTS, STATEMENTS_FILE

STAGE: Final = "check"
_EXAMPLES: Final = 10


@dataclass(frozen=True)
class CheckReport:
    """What a check found; the graph is right when nothing is missing, too much or different."""

    data_version: str
    says: str  # the version that the graph says it is
    finished: bool  # whether it says so of a finished load by this ontology
    statements: int  # of canon
    missing: int  # statements of canon that the graph does not give back
    extra: int  # statements that the graph gives back and canon does not hold
    different: int  # nodes and relationships, derived ties included, that are not what canon makes them
    examples: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the graph is exactly what canon makes it."""
        wrong = self.missing or self.extra or self.different
        return self.finished and self.says == self.data_version and not wrong


def check(server: Connection, canon: Path, model: Model, work: Path, progress: Progress) -> CheckReport:
    """Read everything back and compare it: statements as sets, then every node, relationship and derived tie."""
    folder = work / "check"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        progress(STAGE, 0, 3)
        given_back = write_statements(server, folder / STATEMENTS_FILE)
        progress(STAGE, 1, 3)
        elements = write_flat(server, folder)
        progress(STAGE, 2, 3)
        meta = read_meta(server)
        with project(canon, model, folder) as projection:
            tables = projection.tables
            said, back = tables.read([canon / STATEMENTS_FILE]), tables.read([given_back])
            missing = tables.keep(said.anti_join(back, STATEMENTS.names))
            extra = tables.keep(back.anti_join(said, STATEMENTS.names))
            changes = find_changes(
                tables, Flat(*(tables.read([path]) for path in elements)), flatten(projection)
            )
            examples = (
                *_statements(tables, "missing in the graph", missing),
                *_statements(tables, "not in canon", extra),
                *islice(_elements(changes), _EXAMPLES),
            )
            aim = graph_fingerprint(projection.data_version, model)
            return CheckReport(
                data_version=projection.data_version,
                says=meta.data_version if meta else "",
                finished=meta is not None and not meta.loading and meta.fingerprint == aim,
                statements=tables.count(said),
                missing=tables.count(missing),
                extra=tables.count(extra),
                different=sum(len(step.rows) for step in changes.steps()),
                examples=examples,
            )
    finally:
        progress(STAGE, 3, 3)
        shutil.rmtree(folder, ignore_errors=True)


def _statements(tables: Tables, what: str, rows: ir.Table) -> Iterator[str]:
    for row in tables.listed(rows.order_by(STATEMENTS.names).limit(_EXAMPLES)):
        yield f"{what}: {row['predicate']} of {row['subject']}, stated by {row['record']}"


def _elements(changes: Changes) -> Iterator[str]:
    for step in changes.steps():
        for row in step.rows:
            if isinstance(step, PutNodes | DropNodes):
                act = "should be" if isinstance(step, PutNodes) else "should not be there"
                yield f"{step.key} {row['id']} {act} {row.get('set', '')}".rstrip()
            else:
                yield f"{step.type} from {row['start']} to {row['end']} is missing, different or too much"
