"""DuckDB opened within limits: no room is an error in words, nothing stays behind, and odd names of folders mean nothing."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ontology.duck import duck, stoppable_duck
from ontology.errors import StorageError
from ontology.sql import exactly, quoted
from ontology.tables import DuckTables

LARGE = "SELECT i, md5(i::VARCHAR) AS text FROM range(3000000) AS many(i)"
ENDLESS = "SELECT count(*) FROM range(1000000000) a(i), range(1000000) b(j) WHERE hash(i) = hash(j)"


def _spilling(connection: duckdb.DuckDBPyConnection, most: str) -> None:
    connection.execute(f"SET max_temp_directory_size = '{most}'")
    connection.execute(f"CREATE TABLE sorted AS SELECT * FROM ({LARGE}) ORDER BY text")


@pytest.mark.parametrize("opened", [duck, stoppable_duck])
def test_a_full_disk_is_told_in_both_languages_and_leaves_nothing(opened: object, tmp_path: Path) -> None:
    with (
        pytest.raises(StorageError, match="could not be computed") as told,
        opened(tmp_path, threads=1, memory="40MB") as connection,  # type: ignore[operator]
    ):
        _spilling(connection, "1MB")
    assert told.value.where == str(tmp_path)
    assert "free some space" in told.value.message("en")
    assert "请腾出磁盘空间" in told.value.message("zh")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_while_rows_are_read_is_the_same_error(tmp_path: Path) -> None:
    """What merges the parts of a source, and what writes import files, read batches of a query that is still at work."""
    rows = ibis.table({"i": "int64", "text": "string"}, name="large").order_by("text")
    with (
        pytest.raises(StorageError),
        duck(tmp_path, threads=1, memory="40MB") as connection,
    ):
        connection.execute("SET max_temp_directory_size = '1MB'")
        connection.execute(f"CREATE VIEW large AS {LARGE}")
        for _ in DuckTables(connection).batches(rows, 1000):
            pass
    assert list(tmp_path.iterdir()) == []


def test_without_a_folder_nothing_is_written_where_the_command_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, passing = tmp_path / "here", tmp_path / "passing"
    here.mkdir()
    passing.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(tempfile, "tempdir", str(passing))
    with stoppable_duck(threads=1, memory="40MB") as connection:
        _spilling(connection, "4GB")
        assert len(list(passing.rglob("duckdb_temp*"))) > 0
        assert [path.stat().st_mode & 0o077 for path in passing.iterdir()] == [0]  # it may be personal
        assert list(here.iterdir()) == []
    assert list(passing.iterdir()) == []


def test_ctrl_c_ends_the_query_and_the_folder_is_gone(tmp_path: Path) -> None:
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt), stoppable_duck(tmp_path, threads=2) as connection:
        timer.start()
        connection.execute(ENDLESS).fetchall()
    assert list(tmp_path.iterdir()) == []


def test_another_error_of_the_engine_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(duckdb.CatalogException, match="nothing"), stoppable_duck(tmp_path) as connection:
        connection.execute("SELECT * FROM nothing")


@pytest.mark.parametrize("name", ["data[1]", "all*", "what?", "o'clock", "数据 {a,b}"])
def test_a_folder_that_looks_like_a_pattern_names_itself(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (tmp_path / "data1").mkdir()
    path = folder / "rows.parquet"
    pq.write_table(pa.table({"a": ["ours"]}), path)
    pq.write_table(pa.table({"a": ["another's"]}), tmp_path / "data1" / "rows.parquet")
    with duck(tmp_path / "work") as connection:
        assert connection.execute("FROM read_parquet($1)", [exactly(path)]).fetchall() == [("ours",)]
        assert connection.sql(f"FROM read_parquet({quoted(exactly(path))})").fetchall() == [("ours",)]
        tables = DuckTables(connection)
        assert tables.fetch(tables.read([path])).to_pylist() == [{"a": "ours"}]
