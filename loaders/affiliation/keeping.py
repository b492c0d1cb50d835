"""A home and a data version enter; the file of all its names leaves, made once, whichever process asks for it first.

A file is named by data version and rules, written aside and put in place whole. Older ones go when a new one is made, but for
the one before: a worker may still answer from it.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path
from typing import Final

from filelock import FileLock

from loaders.affiliation.filling import fill
from loaders.affiliation.reading import VERSION
from loaders.affiliation.shelf import Shelf
from loaders.current import CANONS, oldest_first, read_current
from ontology.errors import NotFound, UsageError
from ontology.model import Model, default_model
from ontology.progress import Progress, silent
from ontology.statements import VERSION_FILE

FOLDER: Final = "names"
_KEPT: Final = 2


def shelf_of(home: Path, model: Model, version: str = "", progress: Progress = silent) -> Shelf:
    """Open the names of a data version (default: the current one), made where they are not there yet."""
    version = version or read_current(home).data_version
    if not version:
        raise UsageError("nothing is loaded yet", "尚未载入任何数据",
                         remedy="coopgraph load FILE…", remedy_zh="coopgraph load 文件…")  # fmt: skip
    path = home / FOLDER / f"{version}-{VERSION}.sqlite"
    if not path.is_file():
        _make(home, path, version, model, progress)
    try:
        return Shelf(path)
    except sqlite3.DatabaseError:  # damaged from outside: it can be made again, nothing is lost
        path.unlink(missing_ok=True)
        _make(home, path, version, model, progress)
        return Shelf(path)


def is_ready(home: Path, version: str) -> bool:
    """Whether the names of a version are there."""
    return (home / FOLDER / f"{version}-{VERSION}.sqlite").is_file()


def check_kept(home: Path, version: str) -> None:
    """Refuse a version of which this home has no canon."""
    if not (home / CANONS / version / VERSION_FILE).is_file():
        raise NotFound("canon of this data version is not in this home", "此目录中没有该数据版本的底稿",
                       remedy="ask where the data are loaded", remedy_zh="请向载入数据的服务查询")  # fmt: skip


def _make(home: Path, path: Path, version: str, model: Model, progress: Progress) -> None:
    check_kept(home, version)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.parent / "names.lock"):
        if path.is_file():  # another process was quicker
            return
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        fill(home / CANONS / version, new, model, {"data_version": version, "rules": VERSION}, progress)
        new.replace(path)
        for one in oldest_first(path.parent.glob("*.sqlite"))[::-1][_KEPT:]:
            one.unlink(missing_ok=True)


def main(home: Path, version: str) -> None:
    """Make the names of a version ready, in a process of its own: what it takes of memory goes with it."""
    os.nice(5)  # whoever waits for an answer goes first
    shelf_of(home, default_model(), version).close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
