"""A shard enters, its records leave, whatever syntax the file has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from loaders.records.cldr import read_cldr
from loaders.records.csv import read_csv
from loaders.records.json import read_json, read_jsonl
from loaders.records.pairs import read_pairs
from loaders.records.rdf import read_rdf
from loaders.records.record import Mapper, Record, Sink
from loaders.records.shard import Shard
from loaders.records.xlsx import read_xlsx
from loaders.records.xml import read_xml

Reader = Callable[[Shard, Mapper, Sink], Iterator[Record]]


def _read_table(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """CSV or a workbook, by the file's name."""
    workbook = shard.path.suffix.lower() in (".xlsx", ".xlsm")
    return (read_xlsx if workbook else read_csv)(shard, mapper, sink)


_READERS: Mapping[str, Reader] = {
    "csv": read_csv,
    "xlsx": read_xlsx,
    "table": _read_table,
    "json": read_json,
    "jsonl": read_jsonl,
    "pairs": read_pairs,
    "xml": read_xml,
    "rdf": read_rdf,
    "cldr": read_cldr,
}


def read(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """The records of a shard, by the reader that its source names."""
    return _READERS[shard.kind.reader](shard, mapper, sink)
