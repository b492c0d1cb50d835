"""A text or a file enters; what leaves is how DuckDB is told of it, whatever signs it holds."""

from __future__ import annotations

from glob import escape
from pathlib import Path


def quoted(text: str) -> str:
    """A text as an SQL literal, for where no parameter can stand."""
    return "'" + text.replace("'", "''") + "'"


def exactly(path: Path) -> str:
    """A path for `read_parquet` that names this one file, though its folders look like patterns (`data[1]`, `all*`)."""
    return escape(str(path))
