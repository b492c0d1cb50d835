"""A researcher's script enters; mypy knows what the client gives, and finds what it does not have."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
from api.client import Client, ProblemError

with Client("http://127.0.0.1:8000", as_of="2015-06-30") as graph:
    answer = graph.candidates(home=["CN"], reading="stated", per_page=5)
    reveal_type(answer)
    reveal_type(answer.meta.data_version)
    reveal_type([row.label for row in answer.iter_results()])
    reveal_type(graph.network.ego("ror:03cve4549").to_networkx())
    reveal_type(answer.to_polars())
    try:
        graph.ask("pair", "inst-own-a", "inst-own-b")
    except ProblemError as error:
        reveal_type(error.zh.remedy)
    answer.meta.data_versoin
    graph.candidates(home={"CN"})
    answer[0].label = "other"
"""


def test_types_reach_the_script(tmp_path: Path) -> None:
    assert (ROOT / "api" / "py.typed").exists()
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml"),
         "--cache-dir", str(tmp_path / "cache"), str(script)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    revealed = re.findall(r'Revealed type is "([^"]+)"', run.stdout)
    assert [one.rpartition(".")[2] if "[" not in one else one for one in revealed] == [
        "Answer",
        "str",
        "list[Any]",
        revealed[3],
        "DataFrame",
        "str",
    ], run.stdout
    assert "Graph" in revealed[3]
    errors = [line for line in run.stdout.splitlines() if ": error: " in line]
    assert len(errors) == 3, run.stdout
    assert '"Meta" has no attribute "data_versoin"' in errors[0]
    assert "arg-type" in errors[1]
    assert '"label"' in errors[2] or "read-only" in errors[2]
