"""A folder enters; tables leave on which a projection's Ibis expressions run, and which write import files."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import duckdb
import ibis.expr.types as ir

from ontology.duck import MEMORY, duck
from ontology.sql import quoted
from ontology.stopping import stoppable
from ontology.tables import DuckTables

_AT_A_TIME: Final = 2


class Tables(DuckTables):
    """DuckDB's tables, as dictionaries and as files too."""

    def listed(self, expression: ir.Table) -> list[dict[str, Any]]:
        """All rows as dictionaries, for results known to be small."""
        found: list[dict[str, Any]] = self.fetch(expression).to_pylist()
        return found

    def stream(self, expression: ir.Table, size: int) -> Iterator[dict[str, Any]]:
        """All rows in order as dictionaries, without holding them all."""
        for batch in self.batches(expression, size):
            yield from batch.to_pylist()

    def write_parquet(self, expression: ir.Table, path: Path) -> int:
        """Write the rows as Parquet; how many there were."""
        with stoppable(self.connection):
            return _copied(self.connection, self.names.sql(expression), path, "FORMAT parquet")


class Writing:
    """CSV files of one projection being written, two at a time: a sorted file is written by one thread, whatever waits."""

    def __init__(self, tables: Tables) -> None:
        """Use it as a context: nothing is written any more when it ends."""
        self._tables = tables
        self._pool = ThreadPoolExecutor(_AT_A_TIME)
        self._at_work: set[duckdb.DuckDBPyConnection] = set()

    def __enter__(self) -> Writing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.interrupt()
        self._pool.shutdown(cancel_futures=True)

    def begin(self, expression: ir.Table, path: Path) -> Future[int]:
        """Begin to write the rows without a header, quoting what needs it."""
        return self._pool.submit(
            self._write, self._tables.connection.cursor(), self._tables.names.sql(expression), path
        )

    def rows(self, begun: Future[int]) -> int:
        """Wait until a file is written; how many rows it has."""
        with stoppable(self):
            return begun.result()

    def interrupt(self) -> None:
        """Ask whatever is being written to stop."""
        for cursor in tuple(self._at_work):
            cursor.interrupt()

    def _write(self, cursor: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
        self._at_work.add(cursor)
        try:
            return _copied(cursor, query, path, "FORMAT csv, HEADER false")
        finally:
            self._at_work.discard(cursor)
            cursor.close()


def _copied(connection: duckdb.DuckDBPyConnection, query: str, path: Path, options: str) -> int:
    found = connection.execute(f"COPY ({query}) TO {quoted(str(path))} ({options})").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def open_tables(folder: Path, *, memory: str = MEMORY) -> Iterator[Tables]:
    """Tables that live as long as the context; `folder` takes what memory does not."""
    with duck(folder, memory=memory) as connection:
        yield Tables(connection)


__all__ = ["MEMORY", "Tables", "Writing", "open_tables"]
