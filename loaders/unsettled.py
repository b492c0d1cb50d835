"""A folder of canon enters; what its sources leave unsettled leaves: contradictions, and references to nothing described."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from ontology.statements import CONFLICTS_FILE, PLACEHOLDERS_FILE

__all__ = ["Dangling", "Unsettled", "unsettled"]


@dataclass(frozen=True)
class Dangling:
    """A thing that is referred to and that no source describes."""

    id: str
    label: str
    count: int  # references to it


@dataclass(frozen=True)
class Unsettled:
    """What of a canon a person should look at, though none of it was rejected."""

    conflicts: tuple[
        tuple[str, str], ...
    ]  # thing and property of which sources state more values than may stand
    dangling: tuple[Dangling, ...]  # the most often referred to first

    @property
    def references(self) -> int:
        """All references to things that no source describes."""
        return sum(one.count for one in self.dangling)


def unsettled(canon: Path) -> Unsettled:
    """Read it; both tables are small beside the statements."""
    contested = pq.read_table(canon / CONFLICTS_FILE, columns=["subject", "predicate"])
    pairs = {(row["subject"], row["predicate"]) for row in contested.to_pylist()}
    dangling = [
        Dangling(row["id"], row["label"], row["count"])
        for row in pq.read_table(canon / PLACEHOLDERS_FILE).to_pylist()
    ]
    return Unsettled(tuple(sorted(pairs)), tuple(sorted(dangling, key=lambda one: (-one.count, one.id))))
