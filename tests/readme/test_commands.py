"""README and tutorial enter; every command and every piece of Python in them is run as it stands, or is proven to be what CI runs."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.api.http.serving import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "tutorial").glob("*.md"))]


SERVE = ".venv/bin/coopgraph serve"
ADDRESS = "127.0.0.1:8000"
UP = """.venv/bin/python - <<'END'
import httpx, time
for _ in range(300):
    try:
        httpx.get("http://ADDRESS/healthz")
        break
    except httpx.TransportError:
        time.sleep(0.3)
END"""
# a machine without curl asks by what it has
CURL = """command -v curl >/dev/null || curl() {
.venv/bin/python -c 'import sys, httpx; print(httpx.get(sys.argv[-1]).raise_for_status().text)' "$@"; }"""


def commands(page: Path) -> list[str]:
    """The lines of a page's sh blocks, and its Python blocks as one command each, in order."""
    found = []
    for kind, block in re.findall(r"^```(sh|python)\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        if kind == "python":
            found.append(f".venv/bin/python -W error - <<'END'\n{block}END")
        else:
            found += [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
    return found


def script(lines: list[str], port: int) -> str:
    """The lines as one script; what a reader runs in a terminal of its own runs beside, and ends with the script."""
    address = f"127.0.0.1:{port}"
    beside = [
        f"{SERVE} --port {port} & SERVER=$!",
        "trap 'kill $SERVER; wait $SERVER || true' EXIT",
        UP.replace("ADDRESS", address),
    ]
    told = ["\n".join(beside) if line == SERVE else line.replace(ADDRESS, address) for line in lines]
    return "\n".join(["set -e", CURL, *told])


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make test" in commands(ROOT / "README.md")
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8").split("\n")


@pytest.mark.timeout(1200)
def test_commands_of_the_pages_work(tmp_path: Path) -> None:
    """One reader goes through all pages: who comes to the tutorial has done what the README says."""
    home = tmp_path / "home"
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COOPGRAPH_")}
    environ |= {"COOPGRAPH_HOME": str(home), "MAKEFLAGS": ""}
    try:
        for page in PAGES:
            _read(page, home, environ)
    finally:
        subprocess.run(
            [ROOT / ".venv/bin/coopgraph", "db", "stop"], env=environ, capture_output=True, check=False
        )


def _read(page: Path, home: Path, environ: Mapping[str, str]) -> None:
    """Run what a page says. The demo's own home is moved aside, so that the test starts from nothing and leaves nothing."""
    lines = [line for line in commands(page) if line != "make test"]  # this run is that command
    text = script(lines, free_port()).replace("COOPGRAPH_HOME=.coopgraph/demo", f"COOPGRAPH_HOME={home}")
    for name in (" my-data", " dossier.html", " coopgraph.nq", '"network.gexf', '"labs.csv'):
        text = text.replace(name, f"{name[0]}{home.parent}/{page.stem}-{name[1:]}")
    text = text.replace("make demo", f'make demo DEMO_HOME="{home}"')
    run = subprocess.run(
        ["sh", "-c", text], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=550, check=False
    )
    assert run.returncode == 0, f"{page.name}\n{run.stdout[-3000:]}\n{run.stderr[-3000:]}"
    assert run.stdout.strip()
