"""The scene enters; what a triple costs rdflib-neo4j and what it costs coopgraph, to a running graph, leaves."""

from __future__ import annotations

import contextlib
import io
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
import rdflib
from rdflib_neo4j import HANDLE_MULTIVAL_STRATEGY, HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig

from bench.figures import Figure, Section
from bench.scene import Scene, canon_of
from graph.connection import connect, shipped
from graph.engine.address import Address
from graph.live import stop_all
from graph.load import load
from ontology.model import Model, default_model
from ontology.rdf import n_quads
from ontology.statements import STATEMENTS_FILE, Statement
from ontology.terms import COOP

TIMES: Final = 5  # at least so many times faster per triple
FIRST: Final = 1 / 16  # of the data, to learn the peer's speed
AIM_S: Final = 95  # what the peer is given to do takes it more than one minute and less than two
COUNTS: Final = Path(__file__).with_name("peer_counts.cypher")
PREFIX: Final = "coop"


@dataclass(frozen=True)
class Run:
    """One load of a file of triples by the peer."""

    share: float
    triples: int
    seconds: float
    nodes: int
    relationships: int

    @property
    def cost(self) -> float:
        """Microseconds a triple."""
        return self.seconds / self.triples * 1e6


def measure(scene: Scene) -> list[Section]:
    """Let both load the same canon: as many triples as the peer takes in two minutes."""
    logging.getLogger("neo4j").setLevel(
        logging.ERROR
    )  # the peer's queries make the server warn of each new name
    model = default_model()
    trial = _peer(scene, FIRST, model)
    share = scene.share_of(scene.aim(AIM_S) * 1e6 / trial.cost, FIRST)
    run = _peer(scene, share, model)
    place = scene.place(scene.work / "beside-peer")
    scene.say(f"coopgraph loads the same {share:.4g} of the data")
    report = load(scene.canon(share), place, model, lambda *_: None)
    stop_all(place)
    ours = report.seconds / run.triples * 1e6
    loaded, every = scene.loaded(), _count(canon_of(scene.loaded().home) / STATEMENTS_FILE)
    whole = loaded.load.seconds / every * 1e6
    told = (
        f"The canon of {share:.4g} of the data as N-Triples sorted by subject, through `rdflib` and `rdflib-neo4j` "
        "(batching on, its default of 5,000; several values as arrays, so that it drops none) into an empty private "
        "Neo4j that runs already and has the constraint that it asks for: as much as it takes in less than two minutes. "
        "The same canon by coopgraph into a running graph: projection, import tool, start of the server, indexes and "
        "the check of the counts included, of which the starts of two Java programs take as long for a small graph as "
        "for a large one. And `coopgraph load` of all data, which the peer would need much longer for, from the zips: "
        "reading, mapping, identity and shapes included. coopgraph also keeps who stated each triple (records, "
        "sources, evidence); the peer does not. "
        f"A trial with {trial.triples:,} triples took the peer {trial.cost:.0f} µs a triple."
    )
    figures = [
        Figure("rdflib-neo4j, from N-Triples to the graph", run.cost, "µs a triple",
               note=f"{run.triples:,} triples in {run.seconds:.1f} s: {run.nodes:,} nodes, "
               f"{run.relationships:,} relationships"),
        Figure("coopgraph, from canon to the graph, the same triples", ours, "µs a triple",
               note=f"{report.seconds:.1f} s: {report.nodes:,} nodes, {report.relationships:,} relationships"),
        Figure("coopgraph, from the zips to the graph, all data", whole, "µs a triple",
               note=f"{every:,} triples in {loaded.load.seconds:.1f} s"),
        Figure("faster per triple, on the same slice", run.cost / ours, "times", TIMES, at_least=True),
        Figure("faster per triple, all data from the zips", run.cost / whole, "times", TIMES, at_least=True),
    ]  # fmt: skip
    return [Section("Beside rdflib-neo4j", told, figures)]


def _peer(scene: Scene, share: float, model: Model) -> Run:
    path = scene.work / "peer.nt"
    triples = _write_triples(scene.canon(share) / STATEMENTS_FILE, path)
    engine = scene.engine("peer")
    address = engine.start()
    scene.say(f"rdflib-neo4j loads {triples:,} triples")
    with contextlib.redirect_stdout(io.StringIO()):  # it tells of itself on stdout
        store = _store(address, model)  # opens a session and makes the uniqueness constraint
        graph = rdflib.Graph(store=store)
        started = time.monotonic()
        graph.parse(path, format="nt")
        graph.close(True)
        seconds = time.monotonic() - started
        store.driver.close()
    with connect(address) as server:
        counted = server.read(shipped(COUNTS.read_text("utf-8")))[0]
    engine.remove()
    path.unlink()
    scene.say(f"rdflib-neo4j: {seconds:.1f} s, {seconds / triples * 1e6:.0f} µs a triple")
    return Run(share, triples, seconds, counted["nodes"], counted["relationships"])


def _store(address: Address, model: Model) -> Neo4jStore:
    several = [(PREFIX, prop.name) for prop in model.properties.values() if prop.max_count != 1]
    config = Neo4jStoreConfig(
        auth_data={
            "uri": address.uri,
            "database": address.database,
            "user": address.user,
            "pwd": address.password,
        },
        custom_prefixes={PREFIX: rdflib.Namespace(COOP)},
        batching=True,
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.SHORTEN,
        handle_multival_strategy=HANDLE_MULTIVAL_STRATEGY.ARRAY,
        multival_props_names=several,
    )
    return Neo4jStore(config=config)


def _count(statements: Path) -> int:
    return sum(1 for _ in triples_of(statements))


def _write_triples(statements: Path, target: Path) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for line in n_quads(triples_of(statements)):
            stream.write(line)
            count += 1
    return count


def triples_of(statements: Path) -> Iterator[Statement]:
    """The statements of a file without who said them, each once, in the order of the file."""
    last: tuple[str, ...] = ()
    columns = list(Statement._fields[:5])
    for batch in pq.ParquetFile(statements).iter_batches(columns=columns):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if row != last:  # the file is sorted by these columns first
                last = row
                yield Statement._make((*row, "", ""))
