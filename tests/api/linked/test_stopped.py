"""Ctrl-C during the queries of an export, in a process of its own: the command ends, and nothing half done is left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from api.errors import INTERRUPTED
from ontology.statements import STATEMENTS_FILE
from tests.world.fixture import BuiltWorld

ROOT = Path(__file__).resolve().parents[3]
TIMES = 400  # so often as the world is large: sorting it takes seconds
START = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); import coopgraph; coopgraph.main()"


@pytest.fixture(scope="module")
def large(world_canon: BuiltWorld, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home like that of the world, with many times its statements."""
    home = tmp_path_factory.mktemp("large")
    shutil.copy(world_canon.home / "current.json", home)
    folder = home / "canon" / world_canon.canon.data_version
    shutil.copytree(world_canon.canon.folder, folder)
    (folder / STATEMENTS_FILE).unlink()
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT one.* REPLACE (concat(subject, '.', i) AS subject) FROM read_parquet($1) AS one, range($2) AS many(i) "
            "ORDER BY ALL) TO $3 (FORMAT parquet)",
            [str(world_canon.canon.folder / STATEMENTS_FILE), TIMES, str(folder / STATEMENTS_FILE)],
        )
    return home


@pytest.mark.parametrize("words", [[], ["--as-of", "2015-01-01"], ["--profile", "schema"]])
def test_ctrl_c_ends_an_export_and_leaves_the_older_file(
    large: Path, tmp_path: Path, words: list[str]
) -> None:
    out, passing = tmp_path / "out", tmp_path / "passing"
    out.mkdir()
    passing.mkdir()
    (out / "dump.trig").write_text("older")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COOPGRAPH_")}
    process = subprocess.Popen(
        [sys.executable, "-c", START, "export", "rdf", "--output", str(out / "dump.trig"), *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**environ, "COOPGRAPH_HOME": str(large), "TMPDIR": str(passing)},
    )  # fmt: skip
    end = time.monotonic() + 60
    while not list(passing.glob("coopgraph-dump-*")) and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.4)
    assert process.poll() is None, "it was over before it could be stopped"
    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED, err
    assert "Stopped" in err
    assert "Traceback" not in err
    assert time.monotonic() - asked < 20
    assert [path.name for path in out.iterdir()] == ["dump.trig"]
    assert (out / "dump.trig").read_text() == "older"
    assert list(passing.iterdir()) == []
