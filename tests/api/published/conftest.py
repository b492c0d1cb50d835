"""The fictional world's graph enters, and a home without canon; the service that answers from the graph alone leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.connection import Connection
from tests.api.http.serving import Served, served


@pytest.fixture(scope="session")
def graph_environ(world_graph: Connection, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings of a service whose home holds nothing: all that it can know is in the graph."""
    address = world_graph.address
    return {
        "COOPGRAPH_HOME": str(tmp_path_factory.mktemp("without-canon")),
        "COOPGRAPH_LANG": "en",
        "COOPGRAPH_NEO4J_URI": address.uri,
        "COOPGRAPH_NEO4J_USER": address.user,
        "COOPGRAPH_NEO4J_PASSWORD": address.password,
        "COOPGRAPH_NEO4J_DATABASE": address.database,
        "COOPGRAPH_RATE_ADDRESS": "none",
    }


@pytest.fixture(scope="session")
def alone(graph_environ: dict[str, str]) -> Iterator[Served]:
    """The service that has the graph and nothing else."""
    with served(graph_environ) as one:
        yield one
