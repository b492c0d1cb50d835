"""The scene enters; whether the graph gives back every triple with canon away, and whether these conform, leaves."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pyarrow.parquet as pq

from api.linked.dumping import dump
from api.linked.spelling import N_QUADS
from api.linked.writing import write_file
from bench.figures import Figure, Section
from bench.scene import Scene, canon_of
from graph.connection import connect
from graph.engine.settings import silent
from graph.live import open_live
from graph.read import write_statements
from loaders.backend import DEFAULT, open_tables
from loaders.violations import violations
from ontology.duck import duck
from ontology.model import Model, default_model
from ontology.statements import CANON_TABLES, CONFLICTS_FILE, STATEMENTS_FILE, VERSION_FILE
from ontology.terms import ID_BASE


def measure(scene: Scene) -> list[Section]:
    """Statements to Neo4j to RDF: the same N-Quads byte by byte as from canon, and no violation of a shape."""
    loaded, model = scene.loaded(), default_model()
    canon, aside = canon_of(loaded.home), scene.work / "canon-aside"
    read = scene.work / "read" / canon.name
    read.mkdir(parents=True)
    canon.rename(aside)
    try:
        begun = time.monotonic()
        with connect(open_live(loaded.place, silent)) as server:
            given_back = write_statements(server, scene.work / "read" / STATEMENTS_FILE)
        seconds = time.monotonic() - begun
    finally:
        aside.rename(canon)
    with duck(scene.work) as one:
        one.execute(
            f"COPY (SELECT * FROM read_parquet('{given_back}') ORDER BY ALL) TO '{read / STATEMENTS_FILE}' (FORMAT parquet)"
        )
    for name in (*CANON_TABLES, VERSION_FILE):
        if name != STATEMENTS_FILE:
            shutil.copy(canon / name, read / name)
    ours, theirs = (
        _written(folder, model, scene.work / f"{name}.nq")
        for name, folder in (("graph", read), ("canon", canon))
    )
    with open_tables(DEFAULT, scene.work / "violations") as tables:
        broken = violations(tables, tables.read([read / STATEMENTS_FILE]), model)
    kept = pq.read_table(read / CONFLICTS_FILE, columns=["subject", "predicate"]).to_pylist()
    told_of = {(one["subject"], one["predicate"]) for one in kept}
    untold = [one for one in broken if (one.focus, one.path) not in told_of]
    told = (
        "Every statement read out of Neo4j while canon is moved away, written as N-Quads and compared with those of canon; the "
        "same statements against all shapes. Where sources contradict each other, both sides are kept and told as a conflict: "
        "together they are more than a shape allows."
    )
    figures = [
        Figure("files of N-Quads that differ", 0 if ours == theirs else 1, "files", 0),
        Figure(
            "violations of a shape that are not told as a conflict between sources",
            len(untold),
            "violations",
            0,
            note=f"{len(broken) - len(untold):,} that are",
        ),
        Figure("all statements out of the graph", seconds, "s"),
    ]
    return [Section("The graph alone gives back every triple", told, figures)]


def _written(canon: Path, model: Model, path: Path) -> str:
    digest = write_file(dump(canon, N_QUADS, model, ID_BASE), "", path).digest
    path.unlink()
    return digest
