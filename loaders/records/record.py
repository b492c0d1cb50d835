"""What every reader yields and every mapper takes: one plain record and where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, Protocol

from loaders.records.paths import PathTree


class Truth(str):
    """`true` or `false` where a spreadsheet holds a truth value and not the word."""

    __slots__ = ()


class Record(NamedTuple):
    """One row, element or object of a source file.

    `data` holds plain values only: for tables column -> text (empty cell = ""); for XML, JSON and RDF nested
    mappings, lists and text, XML attributes under "@name" and an element's own text under "#text".
    A named tuple and not a dataclass because a million of them are made per load.
    """

    source: str  # name of the source, e.g. "facts"
    file: str  # name of the file as the ledger shows it (no folder)
    table: str  # sheet of a workbook, stem of a CSV file, "" where the format has no tables
    locator: str  # where in the file: "row 12", "member.xml", "member.xml#organization[3]"
    line: int  # line in the file or the member, 0 = the format has none
    data: Mapping[str, object]


# subject, predicate, object, datatype, lang, record: the columns of a statement without stated_subject, which
# equals subject until identity is applied.
Row = tuple[str, str, str, str, str, str]


class RecordRow(NamedTuple):
    """One row of the records table, without the columns that are the same for a whole file."""

    record: str
    file: str
    locator: str
    line: int
    url: str = ""
    seen: str = ""
    quality: str = ""


class Sink(Protocol):
    """What readers and mappers may tell besides statements."""

    def record(self, row: RecordRow) -> None:
        """A record was read and has this id."""

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
        """A value was refused (stage mapping), or the record itself (stage record)."""

    def ask(self, ids: Collection[str]) -> None:
        """Which of these the source describes decides what a cell means; the source is read again when that is known."""

    def unread(self, path: str, file: str, line: int) -> None:
        """An element or key that is neither read nor ignored; the source fails when all are known."""


class Mapper(Protocol):
    """A source's mapping, compiled: from mapping.toml or derived from the ontology for the templates."""

    @property
    def paths(self) -> PathTree:
        """What is read and ignored in nested records; tables use `check_header`."""

    def reads(self, table: str) -> bool:
        """Tables only: whether any row of it is wanted; notes and remarks are passed over."""

    def check_header(self, file: str, table: str, columns: tuple[str, ...], line: int = 1) -> None:
        """Tables only, before the first row: SourceError for a column that is neither read nor ignored."""

    def __call__(self, record: Record, sink: Sink) -> Iterator[Row]:
        """Statements of one record; it announces the record itself with `sink.record`."""
