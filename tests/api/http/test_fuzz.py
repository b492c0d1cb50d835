"""Requests made from the service's own description find nothing wrong with it, within a minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.http.fuzzing import fuzz
from tests.api.http.serving import Served


@pytest.mark.parametrize(
    ("known", "phases", "seconds"),
    [(True, "fuzzing", "15"), (True, "stateful", "15"), (False, "fuzzing", "10"), (False, "coverage", "10")],
)
def test_nothing_is_found(service: Served, tmp_path: Path, known: bool, phases: str, seconds: str) -> None:
    found = None
    for patience in (1, 4, 16):  # a machine that is busy needs longer to make any request at all
        bound = str(int(seconds) * patience)
        arguments = ["--phases", phases, "--max-time", bound, "--seed", "1", "-n", "5", "--no-shrink"]
        found = fuzz(service, tmp_path, known=known, arguments=arguments)
        if found.cases:
            break
    assert found is not None
    assert found.code == 0, found.said[-6000:]
    assert found.cases, found.said[-2000:]
    assert not [event for event in service.events() if event.get("status") == 500]
