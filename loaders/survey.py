"""Tables that could not all be read and their mappings enter; every mistake that keeps a file or sheet from being read leaves.

A reader ends at the first such mistake. Here each sheet is tried by itself, and nothing is mapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from loaders.ledger import Ledger
from loaders.records.paths import PathTree
from loaders.records.read import read
from loaders.records.record import Mapper, Record, Row, Sink
from loaders.records.shard import Shard
from ontology.errors import SourceError

_TABLES: Final = ("csv", "xlsx", "table")
_LARGE: Final = 32 << 20  # bytes; of larger files only the headers are looked at again


def survey(jobs: Iterable[tuple[Shard, Mapper]]) -> list[SourceError]:
    """One error at most for each sheet, in the order of files and sheets; none for what is no table."""
    found: list[SourceError] = []
    for shard, mapper in jobs:
        if shard.kind.reader not in _TABLES:
            continue
        names = _Names(mapper)
        error = _tried(shard, names)
        if error is not None:
            found.append(error)
            continue
        for name in names.found:
            error = _tried(shard, _Only(mapper, name))
            if error is not None:
                found.append(error)
    return found


def _tried(shard: Shard, mapper: Mapper) -> SourceError | None:
    try:
        for _ in read(shard, mapper, Ledger()):
            if shard.size > _LARGE:
                break
    except SourceError as error:
        return error
    return None


class _Only:
    """A mapping that looks at the header of one table."""

    def __init__(self, mapper: Mapper, table: str) -> None:
        self._mapper, self._table = mapper, table

    @property
    def paths(self) -> PathTree:
        return self._mapper.paths

    def reads(self, table: str) -> bool:
        return table == self._table and self._mapper.reads(table)

    def check_header(self, file: str, table: str, columns: tuple[str, ...], line: int = 1) -> None:
        self._mapper.check_header(file, table, columns, line)

    def __call__(self, record: Record, sink: Sink) -> Iterator[Row]:
        return iter(())


class _Names(_Only):
    """A mapping that reads no table and remembers which there are."""

    def __init__(self, mapper: Mapper) -> None:
        super().__init__(mapper, "")
        self.found: list[str] = []

    def reads(self, table: str) -> bool:
        self.found.append(table)
        return False
