"""A file that the route wrote enters, plain rows or a digest leave."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

EXPECTED = Path(__file__).parents[1] / "world" / "expected"


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """All rows of one table of canon."""
    found: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def expected(section: str) -> dict[str, Any]:
    """One table of what canon must hold."""
    found: dict[str, Any] = tomllib.loads((EXPECTED / "canon.toml").read_text("utf-8"))[section]
    return found


def fingerprints(folder: Path) -> dict[str, str]:
    """The content of every file below a folder, by its path; locks aside, which say nothing."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }
