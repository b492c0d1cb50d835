"""`coopgraph load` killed at random moments, again and again: the old data, the new data, or a resumption to the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world.build import World, build_world

# each takes two whole loads by the command and two looks at the graph; test_kill_load.py kills a hundred times
KILLS = max(int(os.environ.get("COOPGRAPH_SOAK_KILLS", "100")) // 5, 1)
SEED = 20261123
COMMAND = Path(sys.executable).with_name("coopgraph")
EARLY, LATE = ("world_registry", "world_treaties"), ("world_registry", "world_treaties", "world_projects")

pytestmark = pytest.mark.soak


class Home:
    """A home, and the command run in it."""

    def __init__(self, folder: Path, world: World) -> None:
        self.environ = {key: value for key, value in os.environ.items() if not key.startswith("COOPGRAPH_")}
        self.environ |= {"COOPGRAPH_HOME": str(folder), "COOPGRAPH_NEO4J_HEAP": "512m"}
        self.world = world

    def words(self, names: tuple[str, ...], *more: str) -> list[str]:
        return [str(COMMAND), "load", "--quiet", *more, *(str(self.world.sources / name) for name in names)]

    def run(self, words: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, env=self.environ, capture_output=True, text=True, timeout=600, check=False
        )

    def right(self) -> str:
        """Prove the graph against canon, statement by statement; the data version that both hold."""
        found = self.run([str(COMMAND), "check", "--json", "--quiet"])
        assert found.returncode == 0, found.stderr
        told = json.loads(found.stdout)
        assert told["right"]
        return str(told["data_version"])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    world = build_world(tmp_path / "world")
    for name in LATE:
        for file in world.files(name):
            shutil.copy(file, world.sources / name)
    one = Home(tmp_path / "home", world)
    yield one
    one.run([str(COMMAND), "db", "stop"])


def test_whenever_a_load_is_killed_the_data_is_old_or_new(home: Home) -> None:
    chance = random.Random(SEED)
    assert home.run(home.words(EARLY)).returncode == 0
    old = home.right()
    started = time.monotonic()
    assert home.run(home.words(LATE)).returncode == 0
    whole = time.monotonic() - started
    new = home.right()
    assert old != new
    towards, other = EARLY, LATE
    for kill in range(KILLS):
        words = home.words(towards, *([] if towards == LATE else ["--drop", "world_projects"]))
        process = subprocess.Popen(
            words,
            env=home.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(0, whole))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        answered = home.run([str(COMMAND), "ask", "sources", "--json"])
        assert answered.returncode == 0, f"kill {kill}: {answered.stderr}"
        version = json.loads(answered.stdout)["meta"]["data_version"]
        assert set(version.split("→")) <= {old, new}, f"kill {kill}"
        again = home.run(words)
        if (
            again.returncode != 0 and "is not loaded" in again.stderr
        ):  # the killed load had dropped it already
            again = home.run(home.words(towards))
        assert again.returncode == 0, f"kill {kill}: {again.stderr}"
        assert home.right() == (new if towards == LATE else old), f"kill {kill}"
        towards, other = other, towards
