"""The command as a person types it enters; what stands on stdout, on stderr and in the exit code leaves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.world.build import World

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).with_name("coopgraph")


class Terminal:
    """Runs the command in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.environ = {key: value for key, value in os.environ.items() if not key.startswith("COOPGRAPH_")}
        self.environ |= {"COOPGRAPH_HOME": str(home), "COOPGRAPH_NEO4J_HEAP": "512m", "LANG": "C.UTF-8"}

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(COMMAND), *words], env={**self.environ, **environ}, cwd=ROOT, capture_output=True,
            encoding="utf-8", timeout=580, check=False,
        )  # fmt: skip

    def json(self, *words: str) -> dict[str, object]:
        run = self.run(*words, "--json")
        assert run.returncode == 0, run.stderr
        found: dict[str, object] = json.loads(run.stdout)
        return found


def beside(world: World, name: str) -> Path:
    """One source of the world as a person hands it over: a folder with its description and its files."""
    folder = world.sources / name
    for file in world.files(name):
        shutil.copy(file, folder)
    return folder
