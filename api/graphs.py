"""A desk enters; the graph behind it leaves: the private server or the one that the settings name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from api.asker import Graph
from api.deps import Desk
from api.erased import Listed, Sparing
from api.kept import kept_version
from api.progress import Report
from api.settings import Settings
from graph.awaited import AwaitedGraph
from graph.connection import Connection, connect
from graph.engine.address import Address
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from graph.live import Place, follow, open_live, read_live, stop_all
from graph.meta import read_meta
from loaders.current import CANONS
from ontology.errors import UsageError
from ontology.model import default_model


def place_of(desk: Desk) -> Place:
    """Return where the private graphs of this home are, and how they are run."""
    return place_in(desk.settings)


def place_in(settings: Settings) -> Place:
    """Return the same from the settings alone."""
    engine = EngineSettings(
        cache=settings.cache / "engine",
        repository=settings.mirror or "",
        heap=settings.neo4j_heap,
        page_cache=settings.neo4j_pagecache,
        transaction_timeout_s=max(1, round(settings.query_timeout)),
        threads=settings.processes or 0,
    )
    return Place(settings.home / "graph", engine)


def private(desk: Desk) -> Engine:
    """Return the engine of the live graph, or of the home to come where nothing is loaded."""
    place = place_of(desk)
    live = read_live(place)
    if live is None:
        raise UsageError(
            "nothing is loaded yet, so there is no private server",
            "尚未载入任何数据，因此没有私有服务器",
            remedy="coopgraph load FILE…, or make demo",
            remedy_zh="coopgraph load 文件…，或 make demo",
        )
    return place.engine(live.home)


def start(desk: Desk) -> Address:
    """Start the private server of the live graph."""
    with desk.working() as progress:
        return open_live(place_of(desk), progress)


def stop(desk: Desk) -> list[str]:
    """Stop every private server of this home; return those that were running."""
    return stop_all(place_of(desk))


def status(desk: Desk) -> dict[str, Any]:
    """Return how the server is and what it holds."""
    uri = desk.settings.neo4j_uri
    if uri:
        with connect(foreign_address(desk.settings), timeout_s=desk.settings.query_timeout) as server:
            held = read_meta(server)
            return {
                "state": "running",
                "address": uri,
                "version": server.server_version(),
                "data_version": held.data_version if held else None,
            }
    place = place_of(desk)
    live = read_live(place)
    if live is None:
        return {"state": "absent", "home": str(place.root)}
    found = asdict(place.engine(live.home).status())
    facts = {key: value for key, value in found.items() if value not in (None, "", ())}
    return {**facts, "home": str(found["home"]), "address": live.uri, "data_version": live.data_version}


def foreign_address(settings: Settings) -> Address:
    """Return the address of the server that the settings name."""
    return Address(settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password, settings.neo4j_database)


def awaited(settings: Settings) -> Graph:
    """Return the live graph as a server asks it, which says who was erased; nothing is connected to before the first question."""
    foreign = foreign_address(settings) if settings.neo4j_uri else None
    where = (lambda: foreign) if foreign is not None else follow(place_in(settings))
    live = AwaitedGraph(
        where, timeout_s=settings.query_timeout, threads=settings.threads, waiting=settings.waiting
    )
    return Sparing(live, Listed(settings.home))


@contextmanager
def opened(desk: Desk, data_version: str = "") -> Iterator[Connection]:
    """Give a connection to the graph of a data version (default: the live one); its server is started."""
    with desk.working() as progress:
        address = address_of(desk, data_version, progress)
    with connect(address, timeout_s=desk.settings.query_timeout) as connection:
        yield connection


def address_of(desk: Desk, data_version: str, progress: Report) -> Address:
    """Return where the graph of a data version (default: the live one) answers; its server is started."""
    if data_version:
        from graph.versions import open_version  # noqa: PLC0415 - may build a graph, for which it brings the tables' library

        # a killed load may leave the graph behind canon, so a version is always asked for by its own name
        version = kept_version(desk, data_version)
        canons = desk.settings.home / CANONS
        keep = desk.settings.keep_graphs
        return open_version(place_of(desk), canons, version, default_model(), progress, keep=keep)
    if desk.settings.neo4j_uri:
        return foreign_address(desk.settings)
    return open_live(place_of(desk), progress)
