"""Settings of a home without canon enter; the service that answers from the graph alone leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.http.serving import Served, served


@pytest.fixture(scope="session")
def alone(graph_environ: dict[str, str]) -> Iterator[Served]:
    """The service that has the graph and nothing else."""
    with served(graph_environ) as one:
        yield one
