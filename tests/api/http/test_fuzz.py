"""Requests made from the service's own description find nothing wrong with it: as many to each operation, on any machine.

What is bounded is the number of requests, never the time: a slow machine asks the same as a quick one, and every run the
same. `make fuzz` asks more, and goes through every case of the coverage phase.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.http.fuzzing import fuzz
from tests.api.http.serving import Served

# the phase goes through every combination that a description names: here for those with the most parameters, as they are right
COVERED = ["--mode", "positive", "--include-path", "/api/v1/candidates", "--include-path", "/api/v1/search"]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("known", "phases", "bounds"),
    [
        (True, "fuzzing", ["-n", "2"]),
        (False, "fuzzing", ["-n", "1"]),
        (True, "stateful", ["-n", "5"]),
        (False, "coverage", COVERED),
    ],
    ids=["known-fuzzing", "fuzzing", "known-stateful", "coverage"],
)
def test_nothing_is_found(
    service: Served, tmp_path: Path, known: bool, phases: str, bounds: list[str]
) -> None:
    arguments = ["--phases", phases, *bounds, "--seed", "1", "--generation-deterministic", "--no-shrink"]
    found = fuzz(service, tmp_path, known=known, arguments=arguments)
    assert found.code == 0, found.said[-6000:]
    assert found.cases, found.said[-2000:]
    if phases == "fuzzing":  # none was left out
        described = service.get("/openapi.json").json()["paths"]
        assert found.operations == sum(len(methods) for methods in described.values()), found.said[-2000:]
    assert not [event for event in service.events() if event.get("status") == 500]
