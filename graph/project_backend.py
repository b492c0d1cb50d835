"""Ibis expressions enter; rows, kept tables and files leave, computed by DuckDB within a limit of memory.

Ibis writes the SQL and DuckDB's own client runs it, so that no version of one waits for a version of the other.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from ontology.errors import GraphError
from ontology.stopping import stoppable, stoppable_steps

MEMORY: Final = "1GB"
_DIALECT: Final = "duckdb"


class Tables:
    """One DuckDB connection; an expression knows a table by name and schema alone."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._count = 0

    def read(self, path: Path) -> ir.Table:
        """The rows of a Parquet file, read when needed."""
        name = self._new()
        with stoppable(self._connection):
            self._connection.read_parquet(str(path)).create_view(name)
        return _named(name, ibis.Schema.from_pyarrow(pq.read_schema(path)))

    def rows(self, table: pa.Table) -> ir.Table:
        """A small table of ours, to join with."""
        name = self._new()
        with stoppable(self._connection):
            self._connection.register("given", table)
            self._connection.execute(f'CREATE TEMP TABLE "{name}" AS FROM given')
            self._connection.unregister("given")
        return _named(name, ibis.Schema.from_pyarrow(table.schema))

    def keep(self, expression: ir.Table) -> ir.Table:
        """The expression computed once, for several readers."""
        name = self._new()
        query = _sql(expression)
        with stoppable(self._connection):
            self._connection.execute(f'CREATE TEMP TABLE "{name}" AS {query}')
        return _named(name, expression.schema())

    def whole(self, expression: ir.Table) -> pa.Table:
        """All rows in memory, for results known to be small."""
        query = _sql(expression)
        with stoppable(self._connection):
            return cast("pa.Table", self._connection.sql(query).to_arrow_table())

    def fetch(self, expression: ir.Table) -> list[dict[str, Any]]:
        """All rows as dictionaries, for results known to be small."""
        found: list[dict[str, Any]] = self.whole(expression).to_pylist()
        return found

    def count(self, expression: ir.Table) -> int:
        """How many rows there are."""
        return int(self.fetch(expression.aggregate(rows=expression.count()))[0]["rows"])

    def stream(self, expression: ir.Table, size: int) -> Iterator[dict[str, Any]]:
        """All rows in order, without holding them all."""
        query = _sql(expression)
        with stoppable(self._connection):
            reader = self._connection.sql(query).to_arrow_reader(size)
        for batch in stoppable_steps(self._connection, reader):
            yield from batch.to_pylist()

    def write_csv(self, expression: ir.Table, path: Path) -> int:
        """Write the rows without a header, quoting what needs it; how many there were."""
        return self._copy(expression, path, "FORMAT csv, HEADER false")

    def write_parquet(self, expression: ir.Table, path: Path) -> int:
        """Write the rows as Parquet; how many there were."""
        return self._copy(expression, path, "FORMAT parquet")

    def _copy(self, expression: ir.Table, path: Path, options: str) -> int:
        target = str(path).replace("'", "''")
        query = _sql(expression)
        with stoppable(self._connection):
            found = self._connection.execute(f"COPY ({query}) TO '{target}' ({options})").fetchone()
        return int(found[0]) if found else 0

    def _new(self) -> str:
        self._count += 1
        return f"kept_{self._count}"


@contextmanager
def open_tables(folder: Path, *, memory: str = MEMORY) -> Iterator[Tables]:
    """Tables that live as long as the context; `folder` takes what memory does not."""
    spill = folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    try:
        with duckdb.connect(config={"memory_limit": memory, "temp_directory": str(spill)}) as connection:
            yield Tables(connection)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise GraphError(
            f"the import files could not be computed: {error}",
            f"无法生成导入文件：{error}",
            where=str(folder),
            remedy="free some space on this disk, then load again; nothing that is in use was changed",
            remedy_zh="请在此磁盘上腾出空间后重新加载；正在使用的数据未受影响",
        ) from error
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def _named(name: str, schema: ibis.Schema) -> ir.Table:
    # Whether a column may be empty is part of its type for Ibis; DuckDB's tables do not say.
    return ibis.table({column: kind.copy(nullable=True) for column, kind in schema.items()}, name=name)


def _sql(expression: ir.Table) -> str:
    return str(ibis.to_sql(expression, dialect=_DIALECT, pretty=False))
