"""A folder enters; a connection of DuckDB leaves, within a limit of memory, whose want of room is an error in our words.

Nothing else opens DuckDB: left to itself it takes most of the memory and spills into whatever folder the command is in.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from ontology.errors import StorageError
from ontology.stopping import stoppable

MEMORY: Final = "1GB"


@contextmanager
def duck(
    folder: Path | None = None, *, threads: int | None = None, memory: str = MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that lives as long as the context; it uses all processors unless `threads` are given.

    What memory does not take goes into `folder/spill`, or a folder of the system's temporary one, there only meanwhile.
    Raises `StorageError` where neither memory nor the disk has room for what is computed.
    """
    with _spill(folder) as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(spill),
        }
        if threads:
            settings["threads"] = threads
        try:
            with duckdb.connect(config=settings) as connection:
                yield connection
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            raise StorageError(
                f"the tables could not be computed: {error}",
                f"无法完成表格计算：{error}",
                where=str(folder or spill.parent),
                remedy="free some space on this disk (or memory), then run the command again; what was complete before stays",
                remedy_zh="请腾出磁盘空间（或内存）后重新运行；此前已完成的部分保留",
            ) from error


@contextmanager
def stoppable_duck(
    folder: Path | None = None, *, threads: int | None = None, memory: str = MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """`duck` for a block that only asks it: Ctrl-C ends the query first and then the command."""
    with duck(folder, threads=threads, memory=memory) as connection, stoppable(connection):
        yield connection


@contextmanager
def _spill(folder: Path | None) -> Iterator[Path]:
    if folder is None:
        with TemporaryDirectory(prefix="coopgraph-", ignore_cleanup_errors=True) as passing:
            yield Path(passing)
        return
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    try:
        yield spill
    finally:
        shutil.rmtree(spill, ignore_errors=True)
