"""A folder enters; tables leave on which a projection's Ibis expressions run, and which write import files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from ontology.stopping import stoppable
from ontology.tables import MEMORY, DuckTables, duck


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

    def write_csv(self, expression: ir.Table, path: Path) -> int:
        """Write the rows without a header, quoting what needs it; how many there were."""
        return self._copy(expression, path, "FORMAT csv, HEADER false")

    def write_parquet(self, expression: ir.Table, path: Path) -> int:
        """Write the rows as Parquet; how many there were."""
        return self._copy(expression, path, "FORMAT parquet")

    def _copy(self, expression: ir.Table, path: Path, options: str) -> int:
        target = str(path).replace("'", "''")
        query = self.names.sql(expression)
        with stoppable(self.connection):
            found = self.connection.execute(f"COPY ({query}) TO '{target}' ({options})").fetchone()
        return int(found[0]) if found else 0


@contextmanager
def open_tables(folder: Path, *, memory: str = MEMORY) -> Iterator[Tables]:
    """Tables that live as long as the context; `folder` takes what memory does not."""
    with duck(folder, memory=memory) as connection:
        yield Tables(connection)


__all__ = ["MEMORY", "Tables", "open_tables"]
