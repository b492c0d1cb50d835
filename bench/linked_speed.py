"""The scene enters; how fast everything leaves as RDF beside pyoxigraph and rdflib, comes back, and answers, leaves."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any, Final

import httpx
import pyarrow.compute as pc
import pyarrow.parquet as pq

from api.linked.queries import examples
from api.linked.spelling import SYNTAXES
from bench.figures import Figure, Section, percentile, table
from bench.scene import Scene, canon_of
from bench.served import service
from bench.watch import Watched, watch
from graph.live import stop_all
from ontology.statements import STATEMENTS_FILE

SHARE: Final = 0.5  # of the speed of pyoxigraph, at least
MEMORY_MIB: Final = 1_000
RDFLIB_S: Final = 150  # for each of four syntaxes: ten minutes
ROUND_S: Final = 300
SNAPSHOT_S: Final = 45
QUERY_MS: Final = 300
DOCUMENT_MS: Final = 30
A_SECOND: Final = 50
DOCUMENTS: Final = 300
RUNS: Final = 5


def measure(scene: Scene) -> list[Section]:
    """Dumps, the way back, documents and SPARQL over the full graph."""
    canon = scene.canon(1.0)  # files are all that dumps and the way back need
    return [_dumps(scene, canon), _back(scene, canon), *_served(scene, scene.loaded().home)]


def _run(scene: Scene, *words: str) -> tuple[Watched, dict[str, Any]]:
    watched = watch([sys.executable, "-m", *words], scene.environ(scene.work))
    return watched, json.loads(watched.stdout)


def _dumps(scene: Scene, canon: Path) -> Section:
    folder = scene.work / "dumps"
    folder.mkdir()
    source, rows, figures = folder / "ours.nquads", [], []
    for form in SYNTAXES:
        ours, _ = _run(scene, "bench.linked_way", "dump", str(canon), form, str(folder / f"ours.{form}"))
        theirs, told = _run(
            scene, "bench.peer_convert", "oxigraph", str(source), form, str(folder / f"theirs.{form}")
        )
        slow, other = _run(
            scene,
            "bench.peer_convert",
            "rdflib",
            str(source),
            form,
            str(folder / f"rdflib.{form}"),
            str(scene.aim(RDFLIB_S)),
        )
        quads = told["quads"]
        scene.say(
            f"{form}: ours {ours.seconds:.1f} s, pyoxigraph {theirs.seconds:.1f} s, rdflib {other['quads']:,} quads"
        )
        rows.append(
            (form, f"{quads / ours.seconds:,.0f}", f"{quads / theirs.seconds:,.0f}", f"{other['quads'] / other['seconds']:,.0f}",
             f"{other['quads']:,}", f"{ours.python_mib:.0f}", f"{theirs.python_mib:.0f}", f"{slow.python_mib:.0f}")
        )  # fmt: skip
        figures += [
            Figure(
                f"{form}: speed beside pyoxigraph",
                theirs.seconds / ours.seconds,
                "times",
                SHARE,
                at_least=True,
            ),
            Figure(f"{form}: memory", ours.python_mib, "MiB", MEMORY_MIB),
        ]
        if form != "nquads":
            (folder / f"ours.{form}").unlink()
    shutil.rmtree(folder)
    told_words = (
        "Everything as RDF, each by a fresh process: `coopgraph export rdf` from canon, pyoxigraph from our own N-Quads file to "
        "the same syntax, streamed, and rdflib, which is given as many lines as it reads and writes in "
        f"{RDFLIB_S} s a syntax. Quads a second of wall time, start of the process included for the first two."
    )
    head = (
        "syntax",
        "coopgraph/s",
        "pyoxigraph/s",
        "rdflib/s",
        "rdflib reached",
        "MiB",
        "MiB pyoxigraph",
        "MiB rdflib",
    )
    return Section("Dumps beside pyoxigraph and rdflib", told_words, figures, table(head, rows))


def _back(scene: Scene, canon: Path) -> Section:
    folder = scene.work / "round"
    folder.mkdir()
    watched, told = _run(scene, "bench.linked_way", "round", str(canon), str(folder))
    shutil.rmtree(folder)
    figures = [
        Figure("out, in and out again", watched.seconds, "s", ROUND_S, note=f"{watched.python_mib:.0f} MiB"),
        Figure("files that differ", 0 if told["equal"] else 1, "files", 0),
    ]
    return Section(
        "N-Quads out and in again",
        "The whole dump, read back into canon's tables, and dumped again.",
        figures,
    )


def _served(scene: Scene, home: Path) -> list[Section]:
    canon = canon_of(home)
    made, _ = _run(scene, "bench.linked_way", "snapshot", str(home), canon.name)
    subjects = pc.unique(pq.read_table(canon / STATEMENTS_FILE, columns=["subject"]).column(0)).to_pylist()
    things = subjects[:: max(1, len(subjects) // DOCUMENTS)][:DOCUMENTS]
    with (
        service(scene, COOPGRAPH_REMEMBER_MB="0") as (address, _),
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        for thing in things:  # the server and its caches are warm when it counts
            client.get(f"/doc/{thing}.jsonld")
        begun = time.monotonic()
        spans, failed = zip(*(_timed(client, f"/doc/{thing}.jsonld") for thing in things), strict=True)
        rate = len(things) / (time.monotonic() - begun)
        asked, rows = [], []
        for one in examples():
            times = [_timed(client, "/sparql", query=one.text)[0] for _ in range(RUNS + 1)][1:]
            asked += times
            rows.append((one.name, f"{percentile(times, 0.5):.0f}", f"{max(times):.0f}"))
    stop_all(scene.loaded().place)
    documents = Section(
        "Documents of linked data",
        f"{len(things)} things spread over the full graph, JSON-LD from the graph alone, nothing remembered, one by one; "
        "each asked once before.",
        [
            Figure("p95 of a document", percentile(list(spans), 0.95), "ms", DOCUMENT_MS),
            Figure("documents a second", rate, "/s", A_SECOND, at_least=True),
            Figure("documents that failed", sum(failed), "documents", 0),
        ],
    )
    queries = Section(
        "SPARQL",
        f"The snapshot by a process of its own; each example of the query page {RUNS} times after one that does not count.",
        [
            Figure("snapshot ready", made.seconds, "s", SNAPSHOT_S, note=f"{made.python_mib:.0f} MiB"),
            Figure("p95 of the examples", percentile(asked, 0.95), "ms", QUERY_MS),
        ],
        table(("example", "p50 ms", "most, ms"), rows),
    )
    return [documents, queries]


def _timed(client: httpx.Client, path: str, **params: str) -> tuple[float, int]:
    begun = time.monotonic()
    found = client.get(path, params=params)
    return (time.monotonic() - begun) * 1000, int(found.status_code != httpx.codes.OK)
