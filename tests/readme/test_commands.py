"""README and tutorial enter; every command in them is run as it stands, or is proven to be what CI runs."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md"))]


def commands(page: Path) -> list[str]:
    """The lines of a page's sh blocks, in order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    return [
        line for block in blocks for line in block.splitlines() if line.strip() and not line.startswith("#")
    ]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in commands(ROOT / "README.md")
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8").split("\n")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_of_the_page_work(page: Path, tmp_path: Path) -> None:
    lines = [line for line in commands(page) if line != "make test"]  # this run is that command
    home = tmp_path / "home"
    # the demo's own home is moved aside so that the test starts from nothing and leaves nothing
    script = "\n".join(["set -e", *lines]).replace("COOPGRAPH_HOME=.coopgraph/demo", f"COOPGRAPH_HOME={home}")
    script = script.replace(" my-data", f" {tmp_path}/my-data").replace(
        "make demo", f'make demo DEMO_HOME="{home}"'
    )
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COOPGRAPH_")}
    environ |= {"COOPGRAPH_HOME": str(home), "MAKEFLAGS": ""}
    try:
        run = subprocess.run(
            ["sh", "-c", script],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            timeout=550,
            check=False,
        )
    finally:
        subprocess.run(
            [ROOT / ".venv/bin/coopgraph", "db", "stop"], env=environ, capture_output=True, check=False
        )
    assert run.returncode == 0, f"{run.stdout[-3000:]}\n{run.stderr[-3000:]}"
    assert run.stdout.strip()
