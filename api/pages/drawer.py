"""Ids of records and things enter; what leads a reader to source, file and line leaves, read at once for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from api.asker import Asker

RECORDS: Final = "records"
EVIDENCE: Final = (
    "evidence_of",
    "things",
)  # the question that gives the records of things, and its parameter
SHOWN: Final = 12  # records that one drawer lists; it says how many more there are


@dataclass(frozen=True)
class Drawer:
    """The records of a page by id, and the ids of the records of its side facts by thing."""

    found: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    proofs: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def fictional(self) -> bool:
        """Whether any of them comes from a fictional source."""
        return any(row["fictional"] for row in self.found.values())

    def rows(self, ids: Sequence[str], most: int = SHOWN) -> list[Mapping[str, Any]]:
        """Return the records of one drawer; an id that nobody knows still stands there by itself."""
        return [self.found.get(one, {"record": one}) for one in ids[:most]]

    def of(self, thing: str) -> Sequence[str]:
        """Return the ids of the records that state a side fact."""
        return self.proofs.get(thing, ())


async def look_up(
    asker: Asker, several: Iterable[Sequence[str]], things: Iterable[str | None] = (), most: int = SHOWN
) -> Drawer:
    """Read the records that the drawers of a page list, those of its side facts (things) included."""
    named = sorted({one for one in things if one})
    proofs: dict[str, Sequence[str]] = {}
    if named:
        question, parameter = EVIDENCE
        proofs = {row["thing"]: row["records"] for row in (await asker(question, {parameter: named})).rows}
    wanted = sorted({one for ids in [*several, *proofs.values()] for one in ids[:most]})
    if not wanted:
        return Drawer({}, proofs)
    answer = await asker(RECORDS, {RECORDS: wanted})
    return Drawer({row["record"]: row for row in answer.rows}, proofs)
