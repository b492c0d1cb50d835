"""Fixtures of the whole suite: one private Neo4j, started once, emptied for each test that asks; and its order."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from graph.connection import Connection, connect, with_names
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from tests.grouping import arranged, put
from tests.world.fixture import _world_home, model, own_graph, world, world_canon, world_graph, world_place

__all__ = ["_world_home", "model", "own_graph", "world", "world_canon", "world_graph", "world_place"]


# Whoever started the run in the background may have made Ctrl-C nothing to it and to all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


# How long an example takes on a busy machine proves nothing: speed is measured by `make bench`.
settings.register_profile("coopgraph", deadline=None)
settings.load_profile("coopgraph")


def pytest_itemcollected(item: pytest.Item) -> None:
    put(item)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = arranged(items)


@pytest.fixture(scope="session")
def engine_settings() -> EngineSettings:
    """Settings of every server that a test starts: small and quick to start."""
    return EngineSettings(heap="512m", page_cache="64m", quick_compiler=True, min_free_mb=64)


@pytest.fixture(scope="session")
def jars(tmp_path_factory: pytest.TempPathFactory, engine_settings: EngineSettings) -> Path:
    """The folder of the engine's jars, fetched, and the archive of their classes made: a start waits for neither."""
    return Engine(tmp_path_factory.mktemp("jars") / "home", engine_settings).prepare()


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory, engine_settings: EngineSettings) -> Iterator[Engine]:
    """Return the running private server that the tests share."""
    shared = Engine(tmp_path_factory.mktemp("engine") / "home", engine_settings)
    try:
        shared.start()
        yield shared
    finally:
        shared.remove()


@pytest.fixture(scope="session")
def connection(engine: Engine) -> Iterator[Connection]:
    """Return a connection to the shared server; what other tests left may still be in the graph."""
    with connect(engine.address()) as opened:
        yield opened


@pytest.fixture(scope="session")
def strict_connection(engine: Engine) -> Iterator[Connection]:
    """Return a connection for which a warning of the server (an unknown label, say) is an error."""
    with connect(engine.address(), strict=True) as opened:
        yield opened


@pytest.fixture
def clean_graph(connection: Connection) -> Connection:
    """Return a connection to the shared server, its graph empty: no nodes, no constraints, no indexes."""
    connection.write_alone("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
    for row in connection.read("SHOW CONSTRAINTS YIELD name RETURN name"):
        connection.write(with_names("DROP CONSTRAINT %name%", name=row["name"]))
    for row in connection.read("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
        connection.write(with_names("DROP INDEX %name%", name=row["name"]))
    return connection
