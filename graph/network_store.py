"""A folder of a snapshot enters; its arrays and texts leave, memory-mapped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.called import called
from graph.project_tables import LIST_SEPARATOR

Row = dict[str, Any]
Array = NDArray[Any]
Ints = NDArray[np.int64]
Bond = tuple[str, str, str, list[str | None]]  # member, what ties it, role, the dates of its own part

DAYS: Final = ("event_from", "event_from_to", "event_to_from", "event_to")
STINT: Final = (
    "bond_from",
    "bond_from_to",
    "bond_to_from",
    "bond_to",
)  # of a member's own part; 0 = not known
ARRAYS: Final = (
    "bond_event", "bond_member", "bond_via", "bond_role", *STINT, "others", "field_event", "field_concept", "size",
    "activity", *DAYS, *(f"{name}_known" for name in DAYS), "event_records", "event_record", "via_records", "via_record",
)  # fmt: skip
TEXTS: Final = ("members", "events", "vias", "concepts", "roles", "records")


@dataclass(frozen=True)
class Snapshot:
    """Who took part in what, by number; members, events and all other texts are sorted by id."""

    data_version: str
    arrays: Mapping[str, Array]
    texts: Mapping[str, pa.Table]
    _columns: dict[tuple[str, str], Array] = field(default_factory=dict, repr=False)  # made on first use

    @property
    def members(self) -> int:
        """How many institutions there are, with or without events."""
        return int(self.texts["members"].num_rows)

    @property
    def events(self) -> int:
        """How many events there are."""
        return int(self.texts["events"].num_rows)

    def incidence(self, day: date) -> csr_array:
        """Events in rows, members in columns, a one where a member took part; who joins after the day does not yet."""
        begun = self._begun(day)
        return self._every if begun.all() else self._taking_part(begun)

    @cached_property
    def _every(self) -> csr_array:
        return self._taking_part(np.ones(len(self.arrays["bond_event"]), dtype=bool))

    def _begun(self, day: date) -> Array:
        begun: Array = self.arrays["bond_from"] <= day.toordinal()
        return begun

    def _taking_part(self, kept: Array) -> csr_array:
        columns = [self.arrays[name][kept] for name in ("bond_event", "bond_member")]
        pairs = np.unique(np.stack(columns, axis=1), axis=0)
        ones = np.ones(len(pairs), dtype=np.float64)
        return csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(self.events, self.members))

    def member_lines(self, places: Sequence[int]) -> list[Row]:
        """The names, seat and kind of some members."""
        rows = self.texts["members"].take(pa.array(places, pa.int64())).to_pylist()
        return [
            {
                **row,
                "kind": row["kind"].split(LIST_SEPARATOR) if row["kind"] else None,
                "fictional": row["fictional"] == "true",
            }
            for row in rows
        ]

    def shared(
        self, rows: csr_array, events: Sequence[int], members: Array
    ) -> list[tuple[str, int, list[str]]]:
        """Some rows of an incidence: each event with its size and those of its members that are chosen, a truth value each."""
        ids = self.ids("members")
        found = []
        for event, name in zip(events, self.ids("events")[events], strict=True):
            several = rows.indices[rows.indptr[event] : rows.indptr[event + 1]]
            kept = sorted(several[members[several]].tolist())
            found.append((str(name), int(self.arrays["size"][event]), ids[kept].tolist()))
        return found

    def details(
        self, wanted: Mapping[str, Collection[str]], day: date
    ) -> Iterator[tuple[Row, list[Bond], list[str], dict[str, list[str]]]]:
        """Some events: names and dates, what ties the members wanted to each by a day, and the records of both."""
        begun = self._begun(day)
        names = sorted(wanted)
        events = np.searchsorted(self.ids("events"), np.asarray(names, dtype=object))
        told = self.texts["events"].take(pa.array(events, pa.int64())).to_pylist()
        held = self.arrays["bond_event"]
        starts, ends = np.searchsorted(held, events, "left"), np.searchsorted(held, events, "right")
        for row, event, first, last in zip(told, events.tolist(), starts, ends, strict=True):
            bonds, stated = [], {}
            for one in range(int(first), int(last)):
                member = str(self.ids("members")[self.arrays["bond_member"][one]])
                if begun[one] and member in wanted[row["id"]]:
                    place, role = int(self.arrays["bond_via"][one]), int(self.arrays["bond_role"][one])
                    via = str(self.ids("vias")[place])
                    bonds.append((member, via, str(self.ids("roles")[role]), self._stint(one)))
                    stated[via] = self._records("via", place)
            yield self._event(row, event), bonds, self._records("event", event), stated

    def ids(self, table: str) -> Array:
        """The ids of a table of texts, as they are sorted."""
        return self.column(table, "id")

    def column(self, table: str, name: str) -> Array:
        """A column of texts; None where a row has none."""
        if (table, name) not in self._columns:
            self._columns[table, name] = np.asarray(self.texts[table][name].to_pylist(), dtype=object)
        return self._columns[table, name]

    def _event(self, row: Row, place: int) -> Row:
        return {
            "event": row["id"],
            **called(row),
            "kind": row["event_kind"],
            "activity": bool(self.arrays["activity"][place]),
            "size": int(self.arrays["size"][place]),
            "dates": [row[name] for name in DAYS],
        }

    def _stint(self, bond: int) -> list[str | None]:
        days = [int(self.arrays[name][bond]) for name in STINT]
        return [date.fromordinal(day).isoformat() if day else None for day in days]

    def _records(self, kind: str, place: int) -> list[str]:
        starts = self.arrays[f"{kind}_records"]
        listed = self.arrays[f"{kind}_record"][starts[place] : starts[place + 1]]
        return [str(one) for one in self.ids("records")[listed]]


def open_snapshot(folder: Path, data_version: str) -> Snapshot:
    """Open a snapshot; nothing is read before it is needed."""
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in ARRAYS}
    texts = {
        name: pa.ipc.open_file(pa.memory_map(str(folder / f"{name}.arrow"))).read_all() for name in TEXTS
    }
    return Snapshot(data_version, arrays, texts)
