"""A folder of a snapshot enters; its arrays and texts leave, memory-mapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

Row = dict[str, Any]
Array = NDArray[Any]

DAYS: Final = ("event_from", "event_from_to", "event_to_from", "event_to")
ARRAYS: Final = (
    "bond_event", "bond_member", "bond_via", "bond_role", "others", "field_event", "field_concept", "size", "activity",
    *DAYS, *(f"{name}_known" for name in DAYS), "event_records", "event_record", "via_records", "via_record",
)  # fmt: skip
TEXTS: Final = ("members", "events", "vias", "concepts", "roles", "records")


@dataclass(frozen=True)
class Snapshot:
    """Who took part in what, by number; members, events and all other texts are sorted by id."""

    data_version: str
    arrays: Mapping[str, Array]
    texts: Mapping[str, pa.Table]

    @property
    def members(self) -> int:
        """How many institutions there are, with or without events."""
        return int(self.texts["members"].num_rows)

    @property
    def events(self) -> int:
        """How many events there are."""
        return int(self.texts["events"].num_rows)

    @cached_property
    def incidence(self) -> csr_array:
        """Events in rows, members in columns, a one where a member took part."""
        pairs = np.unique(np.stack([self.arrays["bond_event"], self.arrays["bond_member"]], axis=1), axis=0)
        ones = np.ones(len(pairs), dtype=np.float64)
        return csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(self.events, self.members))

    def column(self, table: str, name: str) -> pa.ChunkedArray:
        """A column of texts."""
        return self.texts[table][name]

    def member_lines(self, places: Sequence[int]) -> list[Row]:
        """The names, seat and kind of some members."""
        rows = self.texts["members"].take(pa.array(places, pa.int64())).to_pylist()
        return [{**row, "fictional": row["fictional"] == "true"} for row in rows]

    def bonds(self, events: Sequence[int], members: Array) -> list[tuple[Row, list[tuple[str, str, str]]]]:
        """Some events with the bonds of chosen members; `members` tells for each member whether it is chosen."""
        told = self.texts["events"].take(pa.array(events, pa.int64())).to_pylist()
        starts = np.searchsorted(self.arrays["bond_event"], np.asarray(events), side="left")
        ends = np.searchsorted(self.arrays["bond_event"], np.asarray(events), side="right")
        ids, vias, roles = (self.texts[name]["id"] for name in ("members", "vias", "roles"))
        found = []
        for place, row, first, last in zip(events, told, starts, ends, strict=True):
            several = self.arrays["bond_member"][first:last]
            kept = np.flatnonzero(members[several]) + first
            bonds = [
                (
                    str(ids[int(self.arrays["bond_member"][one])]),
                    str(vias[int(self.arrays["bond_via"][one])]),
                    str(roles[int(self.arrays["bond_role"][one])]) if self.arrays["bond_role"][one] >= 0 else "",
                )
                for one in kept
            ]
            found.append((self._event(row, int(place)), bonds))
        return found

    def _event(self, row: Row, place: int) -> Row:
        return {
            "event": row["id"],
            "label": row["label"],
            "name_zh": row["label_zh"],
            "name_en": row["label_en"],
            "kind": row["event_kind"],
            "activity": bool(self.arrays["activity"][place]),
            "size": int(self.arrays["size"][place]),
            "dates": [row[name] for name in DAYS],
        }

    def records(self, kind: str, places: Sequence[int]) -> dict[str, list[str]]:
        """The records that state some events or vias, by id."""
        ids, texts = self.texts[f"{kind}s"]["id"], self.texts["records"]["id"]
        starts, listed = self.arrays[f"{kind}_records"], self.arrays[f"{kind}_record"]
        return {
            str(ids[int(one)]): [str(texts[int(place)]) for place in listed[starts[one] : starts[one + 1]]]
            for one in places
        }


def open_snapshot(folder: Path, data_version: str) -> Snapshot:
    """Open a snapshot; nothing is read before it is needed."""
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS}
    texts = {
        name: pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all() for name in TEXTS
    }
    return Snapshot(data_version, arrays, texts)
