"""Settings of a home enter; the service that answers from the graph alone leaves, and one with a snapshot for SPARQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.linked.snapshot import build
from ontology.terms import ID_BASE
from tests.api.http.serving import Served, served
from tests.world.fixture import BuiltWorld

ALL = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="session")
def alone(graph_environ: dict[str, str]) -> Iterator[Served]:
    """The service that has the graph and nothing else."""
    with served(graph_environ) as one:
        yield one


@pytest.fixture(scope="session")
def store(world_canon: BuiltWorld) -> Path:
    return build(world_canon.home, world_canon.canon.data_version, ID_BASE)


@pytest.fixture(scope="session")
def endpoint(graph_environ: dict[str, str], world_canon: BuiltWorld, store: Path) -> Iterator[Served]:
    settings = {**graph_environ, "COOPGRAPH_HOME": str(world_canon.home), "COOPGRAPH_SPARQL_SECONDS": "8"}
    with served(settings) as one:
        assert one.get("/sparql", params={"query": ALL}).status_code == 200
        yield one
