"""The fictional world enters; the service that answers from it leaves, as a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.connection import Connection
from tests.api.http.serving import Served, served
from tests.world.fixture import BuiltWorld


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
def service(environ: dict[str, str]) -> Iterator[Served]:
    """The service of the world."""
    with served(environ) as one:
        yield one
