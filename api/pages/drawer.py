"""Ids of records enter; what leads a reader to source, file and line leaves, read in one question for a whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from api.asker import Asker

RECORDS: Final = "records"
SHOWN: Final = 12  # records that one drawer lists; it says how many more there are


@dataclass(frozen=True)
class Drawer:
    """The records of a page by id."""

    found: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def fictional(self) -> bool:
        """Whether any of them comes from a fictional source."""
        return any(row["fictional"] for row in self.found.values())

    def rows(self, ids: Sequence[str], most: int = SHOWN) -> list[Mapping[str, Any]]:
        """Return the records of one drawer; an id that nobody knows still stands there by itself."""
        return [self.found.get(one, {"record": one}) for one in ids[:most]]


async def look_up(asker: Asker, several: Iterable[Sequence[str]], most: int = SHOWN) -> Drawer:
    """Read the records that the drawers of a page list."""
    wanted = sorted({one for ids in several for one in ids[:most]})
    if not wanted:
        return Drawer()
    answer = await asker(RECORDS, {RECORDS: wanted})
    return Drawer({row["record"]: row for row in answer.rows})
