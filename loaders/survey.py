"""Tables that could not all be read and their mappings enter; every mistake that keeps a file or sheet from being read leaves.

A reader ends at the first such mistake. Here each sheet is tried by itself, and nothing is mapped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from loaders.ledger import Ledger
from loaders.records.paths import PathTree
from loaders.records.read import read
from loaders.records.record import Mapper, Record, Row, Sink
from loaders.records.shard import Shard
from loaders.templates.headers import plain
from ontology.errors import SourceError
from ontology.terms import mint

_TABLES: Final = ("csv", "xlsx", "table")
_BETWEEN: Final = re.compile("[;；\n]")  # keys of one cell
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


def typed_keys(jobs: Iterable[tuple[Shard, Mapper]], ids: Collection[str]) -> Mapping[str, str]:
    """Of ids that hold a key by its hash, the key as some cell spells it: a hash tells nobody which cell is meant."""
    found: dict[str, str] = {}
    wanted: dict[str, list[str]] = {}
    for one in ids:
        wanted.setdefault(one.partition("~")[2], []).append(one)
    for shard, mapper in jobs:
        for record in read(shard, mapper, Ledger()):
            for text in _keys(record):
                for one in wanted.get(_hashed(text), ()):
                    found[one] = text
            if len(found) == len(ids):
                return found
    return found


def _keys(record: Record) -> Iterator[str]:
    """What may be a key in the cells of a row: each text, and what stands after a colon (`inst:KEY`)."""
    for cell in record.data.values():
        for part in _BETWEEN.split(cell) if isinstance(cell, str) else ():
            text = plain(part)
            yield from {text, text.partition(":")[2].strip()}


def _hashed(key: str) -> str:
    try:
        return mint("x", "x", key).partition("~")[2] or "-"
    except ValueError:
        return "-"


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
