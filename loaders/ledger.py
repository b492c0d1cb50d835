"""Refused values and read records enter as they happen, lists for the tables of a shard leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from loaders.records.record import Record, RecordRow


class Reject(NamedTuple):
    """One thing refused, with all a person needs to find and mend it. Same columns as rejects.parquet."""

    source: str
    file: str
    record: str  # id of the record, "" where the record itself was refused before it had one
    locator: str
    line: int
    column: str
    value: str
    stage: str  # mapping | shape | identity | reference | record
    reason: str
    reason_zh: str
    remedy: str
    remedy_zh: str


@dataclass
class Ledger:
    """Collects while a shard is mapped; one per shard, so that nothing is shared between processes."""

    records: list[RecordRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)  # ids: does the source describe them?
    unread_paths: dict[str, tuple[str, int]] = field(
        default_factory=dict
    )  # path -> file and line of the first one

    def record(self, row: RecordRow) -> None:
        """Keep the row; whether its id is unique is checked when all shards are known."""
        self.records.append(row)

    def reject(
        self,
        record: Record,
        column: str,
        value: str,
        reason: str,
        reason_zh: str,
        remedy: str,
        remedy_zh: str,
        *,
        record_id: str = "",
        stage: str = "mapping",
    ) -> None:
        """Keep the refusal with the place of its record."""
        self.rejects.append(
            Reject(
                *(record.source, record.file, record_id, record.locator, record.line),
                *(column, value, stage, reason, reason_zh, remedy, remedy_zh),
            )
        )

    def ask(self, ids: Collection[str]) -> None:
        """Remember what is to be found out."""
        self.asked.update(ids)

    def unread(self, path: str, file: str, line: int) -> None:
        """Remember the first place of each path."""
        self.unread_paths.setdefault(path, (file, line))
