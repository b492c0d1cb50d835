"""`make fuzz`: as many requests as asked for, made from the description of the interface, with every check on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.api.conftest import environ, service
from tests.api.http.fuzzing import fuzz
from tests.api.http.serving import Served

__all__ = ["environ", "service"]


@pytest.mark.soak
def test_nothing_is_found_in_many_cases(service: Served, tmp_path: Path) -> None:
    wanted, made, seed = int(os.environ.get("COOPGRAPH_SOAK_CASES", "20000")), 0, 1
    while made < wanted:
        for known in (True, False):
            for phases in ("coverage,fuzzing", "stateful"):
                arguments = ["--phases", phases, "--seed", str(seed), "-n", "50", "--no-shrink"]
                found = fuzz(service, tmp_path, known=known, arguments=arguments)
                assert found.code == 0, found.said[-8000:]
                made += found.cases
                print(f"{made} cases, nothing found")  # noqa: T201
        seed += 1
    assert not [event for event in service.events() if event.get("status") == 500]
