"""A killed extraction: no process stays behind, nothing half-made is taken for a version."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.loaders.making import XML, load, source, write_zip
from tests.loaders.shards import MAPPING

RUN = """
import sys
from pathlib import Path
from loaders import extract
from loaders.records import shard
from tests.loaders.making import load

if __name__ == "__main__":
    shard._MEMBERS_BYTES = 20_000
    extract._WORTH_A_POOL = 0
    load(Path(sys.argv[1]), Path(sys.argv[3]), out=Path(sys.argv[2]), processes=2)
"""


def _wait(condition: object, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_killed_parent_takes_its_workers_along(tmp_path: Path) -> None:
    members = {
        f"{n}.xml": f"<project><id>{n}</id><title>{'t' * 400}</title></project>" for n in range(20_000)
    }
    folder, path = source(tmp_path / "source", MAPPING, XML), write_zip(tmp_path / "a.zip", members)
    script, out = tmp_path / "run.py", tmp_path / "out"
    script.write_text(RUN)
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    parent = subprocess.Popen(
        [sys.executable, str(script), str(folder), str(out), str(path)], env=environment
    )
    try:
        _wait(lambda: list(out.glob("trial/.*/parts/statements-00000[2-9].parquet")))
        workers = psutil.Process(parent.pid).children(recursive=True)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert workers
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert not alive
    assert not [version for version in (out / "trial").iterdir() if not version.name.startswith(".")]
    assert load(folder, path, out=out).things["Project"] == 20_000
    assert len(list((out / "trial").iterdir())) == 1
