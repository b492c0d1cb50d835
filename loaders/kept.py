"""A home enters; the names of the data versions that it keeps leave, or those that begin as somebody wrote."""

from __future__ import annotations

from pathlib import Path

from loaders.current import CANONS
from loaders.erased import read_erasures
from ontology.statements import VERSION_FILE


def kept_versions(home: Path) -> list[str]:
    """The names of all data versions that are whole, sorted; what is being written has another kind of name."""
    return sorted(path.parent.name for path in (home / CANONS).glob(f"[0-9a-f]*/{VERSION_FILE}"))


def kept_like(home: Path, beginning: str) -> list[str]:
    """The kept data versions whose names begin so; the name of one that an erasure replaced is refused."""
    kept = kept_versions(home)
    read_erasures(home).refuse_version(beginning, kept)
    return [name for name in kept if name.startswith(beginning)]
