"""A home whose named server does not answer enters; doctor still says everything else, and the exit code says it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def _run(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COOPGRAPH_")}
    return subprocess.run(
        [sys.executable, "-m", "coopgraph", *words], env={**environ, "COOPGRAPH_HOME": str(home), **settings},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_server_that_is_down_is_one_line_of_many(tmp_path: Path) -> None:
    down = {"COOPGRAPH_NEO4J_URI": "bolt://127.0.0.1:9"}
    run = _run(tmp_path, "doctor", COOPGRAPH_LANG="zh", **down)
    assert run.returncode == 5, run.stderr
    for said in ("pyarrow", "COOPGRAPH_HOME", "服务器", "无应答", "磁盘可用"):
        assert said in run.stdout
    assert "coopgraph db status" not in run.stdout + run.stderr
    asked = _run(tmp_path, "doctor", "--json", **down)
    assert asked.returncode == 5
    facts = json.loads(asked.stdout)
    assert facts["server"]["state"] == "not_running"
    assert facts["disk_free_mb"] > 0


def test_a_wrong_setting_is_wrong_use_in_the_readers_language(tmp_path: Path) -> None:
    scheme = _run(tmp_path, "doctor", COOPGRAPH_NEO4J_URI="http://127.0.0.1:7474")
    assert scheme.returncode == 2
    assert "COOPGRAPH_NEO4J_URI" in scheme.stderr
    heap = _run(tmp_path, "candidates", COOPGRAPH_NEO4J_HEAP="lots", COOPGRAPH_LANG="zh")
    assert heap.returncode == 2
    assert all(said in heap.stderr for said in ("COOPGRAPH_NEO4J_HEAP", "lots", "怎么办"))
