"""The fictional world enters; a terminal that has loaded part of it, and the service that answers from all of it, leave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.connection import Connection
from tests.api.http.serving import Served, served
from tests.api.terminal import Terminal, beside
from tests.world.build import build_world
from tests.world.fixture import BuiltWorld


@pytest.fixture(scope="session")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    """Tests that share it leave its home as it is; what the load said is checked here, where it is said."""
    folder = tmp_path_factory.mktemp("command")
    one = Terminal(folder / "home")
    world = build_world(folder / "world")
    sources = [str(beside(world, name)) for name in ("world_registry", "world_treaties", "world_projects")]
    run = one.run("load", *sources, "--quiet")
    assert run.returncode == 0, run.stderr
    for said in (
        "0 conflicts between sources",
        "2 references to things that no source describes",
        "ghost ×1",
    ):
        assert said in run.stderr
    assert run.stdout == ""  # a load has no result to hand on; what it says goes to stderr
    yield one
    one.run("db", "stop")


@pytest.fixture(scope="session")
def environ(world_graph: Connection, world_canon: BuiltWorld) -> dict[str, str]:
    """The settings of a service that asks the world's server, with no limit on rates."""
    address = world_graph.address
    return {
        "COOPGRAPH_HOME": str(world_canon.home),
        "COOPGRAPH_LANG": "en",
        "COOPGRAPH_NEO4J_URI": address.uri,
        "COOPGRAPH_NEO4J_USER": address.user,
        "COOPGRAPH_NEO4J_PASSWORD": address.password,
        "COOPGRAPH_NEO4J_DATABASE": address.database,
        "COOPGRAPH_RATE_ADDRESS": "none",
    }


@pytest.fixture(scope="session")
def graph_environ(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The same for a service whose home holds nothing: all that it can know is in the graph."""
    return {**environ, "COOPGRAPH_HOME": str(tmp_path_factory.mktemp("without-canon"))}


@pytest.fixture(scope="session")
def service(environ: dict[str, str]) -> Iterator[Served]:
    """The service of the world, as a process of its own."""
    with served(environ) as one:
        yield one
