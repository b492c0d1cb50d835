"""The service of the fictional world enters; a client for it leaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.client import Client
from tests.api.http.serving import Served

DAY = "2015-06-30"
HUB = "inst-own-fix-a"


@pytest.fixture(scope="session")
def graph(service: Served) -> Iterator[Client]:
    """A client that asks as a researcher of the fictional country would."""
    with Client(service.url, as_of=DAY, home="QM") as one:
        yield one
