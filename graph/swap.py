"""Canon enters; a second home leaves, filled, indexed, warm and verified beside the live one, and then takes its place."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from graph.connection import Connection, connect
from graph.engine.address import Address
from graph.engine.importer import ImportFile
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from graph.live import Live, Place, read_live, write_live
from graph.meta import Meta, read_meta
from graph.project import project
from graph.project_files import ImportFiles, write_files
from graph.schema import apply, await_online
from ontology.errors import GraphError
from ontology.model import Model
from ontology.progress import Progress

_DRAIN_S: Final = 10.0  # how long the old server's running queries are waited for after the switch
_TICK_S: Final = 0.1
# Bytes of nodes up to which the import tool is done before Java's second compiler would begin to pay; measured on the
# fictional world and on all Horizon projects with ROR (34 s with the first compiler alone, 28 s with both).
_LARGE: Final = 20_000_000


@dataclass(frozen=True)
class Built:
    """A home that answers, and what is in it."""

    address: Address
    meta: Meta


def build(
    engine: Engine, settings: EngineSettings, canon: Path, model: Model, work: Path, progress: Progress
) -> Built:
    """Fill a home from canon, start it, wait for its indexes and verify what it holds."""
    folder = work / "files"
    shutil.rmtree(folder, ignore_errors=True)
    with project(canon, model, work) as projection:
        files = write_files(projection, folder, progress)
    fill(engine, settings, files, progress)
    shutil.rmtree(folder)
    address = engine.start(progress)
    with connect(address) as server:
        apply(server, model)
        await_online(server, model, tick=lambda done, total: progress("index", done, total))
        meta = verify(server, files.fingerprint, files.nodes, files.relationships)
    return Built(address, meta)


def fill(engine: Engine, settings: EngineSettings, files: ImportFiles, progress: Progress) -> None:
    """Import the files into the home's database; the tool must report what was written, or it lost some."""
    size = sum(path.stat().st_size for one in files.node_files for path in one.files)
    importer = Engine(engine.home, replace(settings, quick_compiler=size < _LARGE))
    nodes = [ImportFile(one.files, one.labels) for one in files.node_files]
    relationships = [ImportFile(one) for one in files.relationship_files]
    report = importer.import_full(nodes, relationships, progress, id_type="actual", multiline=files.multiline)
    if (report.nodes, report.relationships) != (files.nodes, files.relationships):
        raise _wrong_counts(report.nodes, report.relationships, files.nodes, files.relationships)


def verify(server: Connection, fingerprint: str, nodes: int, relationships: int) -> Meta:
    """The graph must say of itself that it is the one that was asked for, finished, and be as large."""
    meta = read_meta(server)
    if meta is None or meta.loading or meta.fingerprint != fingerprint:
        raise GraphError(
            "the graph does not say that it is the version that was loaded",
            "图数据库未标明是所加载的版本",
            remedy="load again; if it stays, please report it",
            remedy_zh="请重新加载；若仍出现，请报告",
        )
    found = counted(server)
    if found != (nodes, relationships):
        raise _wrong_counts(*found, nodes, relationships)
    return meta


def counted(server: Connection) -> tuple[int, int]:
    """How many nodes and relationships there are; the server keeps count, so this reads none of them."""
    nodes = server.read("MATCH (n) RETURN count(n) AS nodes")[0]["nodes"]
    related = server.read("MATCH ()-[r]->() RETURN count(r) AS relationships")[0]["relationships"]
    return nodes, related


def warm(server: Connection) -> None:
    """Read everything once, so that the first who asks does not wait for the disk."""
    server.read("MATCH (n) RETURN count(n.label) AS read")
    server.read("MATCH (:Thing)-[s:STATED_IN]->() RETURN count(s.stated_subject) AS read")


def switch(place: Place, home: str, canon: Path, model: Model, progress: Progress) -> Built:
    """Build the home `home` and make it the live one; whoever asks meanwhile is answered by the old one."""
    old = read_live(place)
    try:
        built = build(place.engine(home), place.settings, canon, model, place.work, progress)
        if old is not None:
            progress("warm", 0, 1)
            with connect(built.address) as server:
                warm(server)
        progress("switch", 0, 1)
    except BaseException:
        sweep(place)  # Ctrl-C too: the new server must not stay behind, and the old one was never touched
        raise
    write_live(place, Live(home, built.meta.data_version, built.meta.fingerprint, built.address.uri))
    if old is not None:
        drain(place.engine(old.home))
    sweep(place)
    progress("switch", 1, 1)
    return built


def drain(engine: Engine) -> None:
    """Let the queries of a server end before it is stopped, as far as they do so soon."""
    until = time.monotonic() + _DRAIN_S
    try:
        with connect(engine.address()) as server:
            while time.monotonic() < until:
                # one of them is this query itself
                if (
                    server.read("SHOW TRANSACTIONS YIELD transactionId RETURN count(*) AS running")[0][
                        "running"
                    ]
                    <= 1
                ):
                    return
                time.sleep(_TICK_S)
    except GraphError:
        return  # it does not run, so nobody waits for it


def sweep(place: Place) -> None:
    """Stop and remove every home that is not live: replaced ones, and those that a killed load left behind."""
    live = read_live(place)
    for home in place.homes:
        if live is None or home != live.home:
            place.engine(home).remove()
    shutil.rmtree(place.work, ignore_errors=True)


def _wrong_counts(nodes: int, relationships: int, wanted_nodes: int, wanted_relationships: int) -> GraphError:
    return GraphError(
        f"the graph has {nodes} nodes and {relationships} relationships instead of "
        f"{wanted_nodes} and {wanted_relationships}",
        f"图中有 {nodes} 个节点和 {relationships} 条关系，应为 {wanted_nodes} 和 {wanted_relationships}",
        remedy="load again; if it stays, please report it",
        remedy_zh="请重新加载；若仍出现，请报告",
    )
