"""Rows of a graph are kept beside it; what is damaged or of another graph counts for nothing and goes."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from graph.flat_kept import read_kept, settle_kept, sweep_kept, write_kept
from graph.load_changes import empty
from graph.project_backend import open_tables
from graph.project_flat import Flat


def keep(home: Path, fingerprint: str) -> None:
    with open_tables(home / "work") as tables:
        rows = tables.rows(pa.table({name: ["x"] for name in empty(tables).nodes.columns}))
        write_kept(home, fingerprint, tables, Flat(rows, empty(tables).relationships))


def test_rows_count_once_their_graph_is_there(tmp_path: Path) -> None:
    keep(tmp_path, "a")
    assert read_kept(tmp_path, "a") is None
    settle_kept(tmp_path, "a")
    assert read_kept(tmp_path, "a") is not None
    keep(tmp_path, "b")
    assert read_kept(tmp_path, "a") is not None  # a load that is killed now goes on from them
    settle_kept(tmp_path, "b")
    assert (read_kept(tmp_path, "a"), read_kept(tmp_path, "")) == (None, None)
    assert read_kept(tmp_path, "b") is not None
    sweep_kept(tmp_path, "c")
    assert list((tmp_path / "flat").iterdir()) == []


def test_a_file_that_is_half_there_is_made_anew(tmp_path: Path) -> None:
    keep(tmp_path, "a")
    settle_kept(tmp_path, "a")
    kept = read_kept(tmp_path, "a")
    assert kept is not None
    kept[0].write_bytes(kept[0].read_bytes()[:100])
    assert read_kept(tmp_path, "a") is None
    assert not kept[1].exists()
