"""Words of a command line enter; a load runs in a process of its own, and ends itself by kill -9 where it was told to.

python -m tests.graph.load.killed FOLDER CANON STAGE CALL

FOLDER holds the graph of a private server, or an address.json of a server to treat as foreign. The process kills itself
at the CALL-th report of progress in STAGE; with STAGE `never` the load runs to its end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from graph.engine.address import Address
from graph.engine.settings import EngineSettings
from graph.live import Place
from graph.load import Foreign, load
from ontology.model import default_model

ROOT = Path(__file__).resolve().parents[3]
SMALL = EngineSettings(heap="512m", page_cache="64m", quick_compiler=True, min_free_mb=64)


def main(folder: Path, canon: Path, stage: str, call: int) -> None:
    """Load, and die on the way."""
    seen = 0

    def die(now: str, done: int, total: int | None) -> None:
        nonlocal seen
        if now == stage:
            seen += 1
            if seen == call:
                os.kill(os.getpid(), signal.SIGKILL)

    address = folder / "address.json"
    target = (
        Foreign(Address(**json.loads(address.read_text("utf-8"))), folder)
        if address.exists()
        else Place(folder, SMALL)
    )
    share = 1.0 if stage == "change in place" else 0.0
    load(canon, target, default_model(), die, in_place_share=share)


def run(folder: Path, canon: Path, stage: str = "never", call: int = 1) -> int:
    """Run the load in a process of its own; its exit code, negative where it was killed."""
    words = [sys.executable, "-m", "tests.graph.load.killed", str(folder), str(canon), stage, str(call)]
    return subprocess.run(words, cwd=ROOT, check=False, timeout=600).returncode


def start(folder: Path, canon: Path) -> subprocess.Popen[bytes]:
    """Start the load in a process of its own, for somebody else to kill."""
    words = [sys.executable, "-m", "tests.graph.load.killed", str(folder), str(canon), "never", "1"]
    return subprocess.Popen(words, cwd=ROOT)


def write_address(folder: Path, address: Address) -> None:
    """Make the folder one of a foreign server."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "address.json"
    file.touch(mode=0o600)
    file.write_text(json.dumps(asdict(address)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
