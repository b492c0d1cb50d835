"""The same world in any order of files, any hash seed, any number of processes: always the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.route.reading import fingerprints
from tests.world.fixture import BuiltWorld

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_order_and_no_hash_seed_changes_a_byte(seed: int, world_canon: BuiltWorld, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.route.building", str(tmp_path), str(seed)],
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    made = fingerprints(tmp_path / "home")
    routed = {path.partition("/")[0] for path in made}  # services put their own folders beside the route's
    there = fingerprints(world_canon.home)
    assert made == {path: digest for path, digest in there.items() if path.partition("/")[0] in routed}
