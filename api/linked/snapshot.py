"""A folder of canon enters; an Oxigraph store of all its quads leaves on disk, for SPARQL; built anew for each version.

`python -m api.linked.snapshot HOME VERSION BASE` does it in a process of its own, so that a service goes on answering.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, Final, cast

import pyoxigraph as ox
from filelock import FileLock

from api.linked.dumping import dump
from api.linked.spelling import N_QUADS
from loaders.current import CANONS, oldest_first
from ontology.model import default_model
from ontology.statements import VERSION_FILE

FOLDER: Final = "sparql"
_KEPT: Final = 2  # the version that is asked, and the one that a load puts in its place
_LAYOUT: Final = "2"  # another way to write quads makes other snapshots


class _Stream(RawIOBase):
    """The pieces of a dump as a file that is read once."""

    def __init__(self, pieces: Iterator[bytes | memoryview]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def place(home: Path, version: str, base: str) -> Path:
    """Where the snapshot of a version with ids at this address stands, whether it is there or not."""
    return home / FOLDER / f"{version}-{_LAYOUT}-{sha256(base.encode()).hexdigest()[:8]}"


def follow(home: Path, version: str, base: str) -> bool:
    """Make the snapshot of a version that was just loaded, in a process of its own, where this home ever had one."""
    if not (home / FOLDER).is_dir():
        return False
    command = [sys.executable, "-m", "api.linked.snapshot", str(home), version, base]
    return subprocess.run(command, cwd=Path(__file__).resolve().parents[2], check=False).returncode == 0


def build(home: Path, version: str, base: str) -> Path:
    """Make the snapshot where it is missing; it gets its name when it is whole."""
    target = place(home, version, base)
    target.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(target.parent / "build.lock"):
        if target.is_dir():
            return target
        work = target.with_name(f".{target.name}.{os.getpid()}")
        for left in target.parent.glob(
            ".*-*.*"
        ):  # what a killed build left; the lock says that none is at work
            shutil.rmtree(left, ignore_errors=True)
        store = ox.Store(str(work))
        store.bulk_load(
            cast("IO[bytes]", _Stream(dump(home / CANONS / version, N_QUADS, default_model(), base))),
            format=ox.RdfFormat.N_QUADS,
        )
        del store
        work.rename(target)
        _prune(target)
    return target


def _prune(newest: Path) -> None:
    found = [path for path in newest.parent.iterdir() if path.is_dir() and path != newest]
    for path in oldest_first(found)[::-1][_KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def kept(home: Path, version: str) -> bool:
    """Whether canon of this version is here, so that a snapshot can be made."""
    return bool(version) and (home / CANONS / version / VERSION_FILE).is_file()


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
