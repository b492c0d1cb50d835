"""Ibis expressions enter; kept tables, rows and batches leave, computed by DuckDB within a limit of memory.

Ibis writes the SQL, the engine's own client runs it: what Ibis calls in an engine of one version or another does not
matter, and neither library waits for a version of the other.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, cast

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from ontology.errors import StorageError
from ontology.stopping import stoppable, stoppable_steps

MEMORY: Final = "1GB"
DUCKDB: Final = "duckdb"


class TableNames:
    """Names for the tables of one connection; an expression knows a table by name and schema alone."""

    def __init__(self, dialect: str) -> None:
        """`dialect` is what Ibis calls the engine."""
        getattr(ibis, dialect)  # loads what Ibis must know to write this dialect
        self._dialect = dialect
        self._count = 0

    def new(self) -> str:
        """A name that no table has yet."""
        self._count += 1
        return f"kept_{self._count}"

    def named(self, name: str, schema: ibis.Schema) -> ir.Table:
        """A table of the engine, to write expressions on."""
        # Whether a column may be empty is part of its type for Ibis, and a union wants equal types; a table of an
        # engine never says so.
        return ibis.table({column: kind.copy(nullable=True) for column, kind in schema.items()}, name=name)

    def sql(self, expression: ir.Table) -> str:
        """The expression in the engine's own words."""
        return cast("str", ibis.to_sql(expression, dialect=self._dialect, pretty=False))


class DuckTables:
    """One connection of DuckDB; Ctrl-C ends its query first, and then whoever waits for it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """`connection` is this object's alone."""
        self.connection = connection
        self.names = TableNames(DUCKDB)

    def read(self, paths: Sequence[Path]) -> ir.Table:
        """The rows of these Parquet files, of one schema, read when needed."""
        name = self.names.new()
        with stoppable(self.connection):
            self.connection.read_parquet([str(path) for path in paths]).create_view(name)
        return self.names.named(name, file_schema(paths[0]))

    def rows(self, table: pa.Table) -> ir.Table:
        """A small table of ours, to join with."""
        name = self.names.new()
        given = f"given_{name}"
        with stoppable(self.connection):
            self.connection.register(given, table)
            self.connection.execute(f'CREATE TABLE "{name}" AS FROM "{given}"')
            self.connection.unregister(given)
        return self.names.named(name, ibis.Schema.from_pyarrow(table.schema))

    def keep(self, expression: ir.Table) -> ir.Table:
        """The expression computed once, for several readers."""
        name, query = self.names.new(), self.names.sql(expression)
        with stoppable(self.connection):
            # no temporary one: only this connection would see it, and its cursors work beside each other
            self.connection.execute(f'CREATE TABLE "{name}" AS {query}')
        return self.names.named(name, expression.schema())

    def forget(self, *kept: ir.Table) -> None:
        """Kept tables that nobody reads any more."""
        for table in kept:
            with stoppable(self.connection):
                self.connection.execute(f'DROP TABLE IF EXISTS "{table.get_name()}"')

    def fetch(self, expression: ir.Table) -> pa.Table:
        """All rows in memory, for results known to be small."""
        query = self.names.sql(expression)
        with stoppable(self.connection):
            return cast("pa.Table", self.connection.sql(query).to_arrow_table())

    def count(self, expression: ir.Table) -> int:
        """How many rows there are."""
        return int(self.fetch(expression.aggregate(rows=expression.count()))["rows"][0].as_py())

    def batches(self, expression: ir.Table, size: int) -> Iterator[pa.RecordBatch]:
        """All rows in order, a batch at a time."""
        query = self.names.sql(expression)
        with stoppable(self.connection):
            reader = self.connection.sql(query).to_arrow_reader(size)
        yield from stoppable_steps(self.connection, reader)


@contextmanager
def duck(
    folder: Path, *, threads: int | None = None, memory: str = MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that lives as long as the context; `folder` takes what memory does not, and is there only meanwhile.

    Raises `StorageError` where neither memory nor the disk has room for what is computed.
    """
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(spill),
    }
    if threads:
        settings["threads"] = threads
    try:
        with want_of_room(folder), duckdb.connect(config=settings) as connection:
            yield connection
    finally:
        shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def want_of_room(folder: Path) -> Iterator[None]:
    """Say it as a `StorageError` where the engine has room neither in memory nor, to spill, in this folder."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise StorageError(
            f"the tables could not be computed: {error}",
            f"无法完成表格计算：{error}",
            where=str(folder),
            remedy="free some space on this disk (or memory), then run the command again; what was complete before stays",
            remedy_zh="请腾出磁盘空间（或内存）后重新运行；此前已完成的部分保留",
        ) from error


def file_schema(path: Path) -> ibis.Schema:
    """The columns of a Parquet file."""
    return ibis.Schema.from_pyarrow(pq.read_schema(path))
