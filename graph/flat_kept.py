"""A home changed in place enters; its graph as comparable rows is kept there for the next change, which need not make them.

They say what the database beside them says, and live and die with its home. Whatever stands here under a fingerprint is
exactly what the canon of that fingerprint would be flattened to; where nothing stands, it is made anew.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from graph.project_backend import Tables
from graph.project_flat import Flat

_FOLDER: Final = "flat"
_PASSING: Final = ".new"
_FILES: Final = ("nodes.parquet", "relationships.parquet")


def read_kept(home: Path, fingerprint: str) -> tuple[Path, Path] | None:
    """The files of nodes and of relationships of a fingerprint, where they are kept."""
    folder = home / _FOLDER / fingerprint
    nodes, relationships = (folder / name for name in _FILES)
    if not fingerprint or not folder.is_dir():
        return None
    try:
        for path in (nodes, relationships):
            pq.read_metadata(path)
    except (OSError, pa.ArrowInvalid):  # half written when the machine stopped: what it was made of is there
        shutil.rmtree(folder, ignore_errors=True)
        return None
    return nodes, relationships


def write_kept(home: Path, fingerprint: str, tables: Tables, flat: Flat) -> None:
    """Write the rows of a graph that is about to be made; they count once `settle_kept` says that it is there."""
    folder = home / _FOLDER / f"{fingerprint}{_PASSING}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for table, name in zip((flat.nodes, flat.relationships), _FILES, strict=True):
        tables.write_parquet(table, folder / name)
        with (folder / name).open("rb") as written:
            os.fsync(written.fileno())


def settle_kept(home: Path, fingerprint: str) -> None:
    """The graph that was written for is there: give its rows their name, and remove those of any other."""
    folder = home / _FOLDER
    shutil.rmtree(folder / fingerprint, ignore_errors=True)
    (folder / f"{fingerprint}{_PASSING}").rename(folder / fingerprint)
    sweep_kept(home, fingerprint)


def sweep_kept(home: Path, fingerprint: str) -> None:
    """Remove the rows of every graph but the one that is there: what was erased must not stay in them."""
    folder = home / _FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name != fingerprint:
            shutil.rmtree(path, ignore_errors=True)
