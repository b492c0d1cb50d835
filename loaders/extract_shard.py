"""A shard and its source's mapping enter; files with its statements, records and rejects leave."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from loaders.ledger import Ledger
from loaders.manifest import TEMPLATES, SourceManifest
from loaders.mapping import compile_mapping
from loaders.mapping_check import check_expectations
from loaders.records.read import read
from loaders.records.record import Mapper, Record, Row
from loaders.records.shard import Shard
from loaders.templates.mapper import TemplateMapper
from ontology.model import Model
from ontology.statements import RECORDS, REJECTS, STATEMENTS, TYPE

_TABLES = ("csv", "xlsx", "table", "cldr")
KINDS = ("statements", "records", "rejects")
TWICE = (  # reason and remedy where two records have one id; the place of the earlier one follows the reason
    "the source holds an earlier record with the same key: ",
    "该来源中已有相同键的记录：",
    "keep one of the two, or give one of the two files only",
    "请只保留其中一条，或只提供其中一个文件",
)
_BATCH = 200_000  # statements held as Python objects before they become columns


@dataclass(frozen=True)
class Facts:
    """What is the same for all records of a file."""

    sha256: str
    retrieved: str
    others: Mapping[str, str] = field(
        default_factory=dict
    )  # hashes of further files of the shard, by their names

    def sha256_of(self, file: str) -> str:
        """The hash of the file that a record names, perhaps with its member."""
        return self.others.get(file.partition("!")[0], self.sha256)


@dataclass(frozen=True)
class Mapped:
    """What a shard left behind in the folder of the extraction."""

    statements: Path
    records: Path
    rejects: Path
    unread: dict[str, tuple[str, int]] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()  # ids: does the source describe them?


def places(folder: Path, number: int) -> Mapped:
    """Where the shard of this number leaves its tables."""
    statements, records, rejects = (folder / f"{kind}-{number:06}.parquet" for kind in KINDS)
    return Mapped(statements, records, rejects)


@dataclass(frozen=True)
class Mappers:
    """What maps the shards of a source: one mapping, or one for each kind of table that its files hold."""

    manifest: SourceManifest
    by_name: Mapping[str, Mapper]  # name of the mapping file -> it, compiled

    def of(self, shard: Shard) -> Mapper:
        """The mapping for a shard, whose members are all of one kind."""
        name = shard.members[0] or shard.path.name
        return self.by_name[self.manifest.mapping_of(shard.kind, name)]


def mappers_of(manifest: SourceManifest, model: Model, described: frozenset[str] = frozenset()) -> Mappers:
    """The compiled mappings of a source, or the one that the ontology gives for the templates."""
    if manifest.mapping == TEMPLATES:
        return Mappers(manifest, {TEMPLATES: TemplateMapper(model, manifest.name, described)})
    found = {}
    for path in manifest.mapping_files:
        kinds = [kind for kind in manifest.files if path.name in (manifest.mapping, *kind.mappings.values())]
        flat = all(kind.reader in _TABLES for kind in kinds)
        found[path.name] = compile_mapping(path, model, manifest.scheme, flat=flat)
    check_expectations([one.rules for one in found.values()], manifest.expectations)
    return Mappers(manifest, found)


def map_shard(
    manifest: SourceManifest, mappers: Mappers, shard: Shard, facts: Facts, folder: Path, number: int
) -> Mapped:
    """Read, map and write one shard; its order inside the files does not matter, all is sorted in the end."""
    with _uncollected():
        return _map_shard(manifest, mappers.of(shard), shard, facts, folder, number)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles meanwhile: millions of tuples that have none would be searched again and again."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _map_shard(
    manifest: SourceManifest, mapper: Mapper, shard: Shard, facts: Facts, folder: Path, number: int
) -> Mapped:
    ledger, seen = Ledger(), dict[str, str]()
    found = places(folder, number)
    rows: list[Row] = []
    with pq.ParquetWriter(found.statements, STATEMENTS, compression="lz4") as writer:
        for record in read(shard, mapper, ledger):
            rows.extend(_rows_of(record, mapper, ledger, seen, manifest.fictional))
            if len(rows) >= _BATCH:
                writer.write_batch(_statements(rows))
                rows.clear()
        writer.write_batch(_statements(rows))
    write_ledger(ledger, manifest.name, facts, found)
    return replace(found, unread=ledger.unread_paths, asked=frozenset(ledger.asked))


def described(parts: Iterable[Mapped]) -> frozenset[str]:
    """Of the ids that were asked for, those of which some part says what they are."""
    parts = list(parts)
    asked = sorted(frozenset[str]().union(*(part.asked for part in parts)))
    if not asked:
        return frozenset()
    fits = (pc.field("predicate") == TYPE) & pc.field("subject").isin(asked)
    tables = [pq.read_table(part.statements, columns=["subject"], filters=fits) for part in parts]
    return frozenset(str(subject) for table in tables for subject in table["subject"].to_pylist())


def _rows_of(
    record: Record, mapper: Mapper, ledger: Ledger, seen: dict[str, str], fictional: bool
) -> list[Row]:
    """Statements of one record; a second record with an id is refused: nobody could tell them apart."""
    start = len(ledger.records)
    rows = list(dict.fromkeys(mapper(record, ledger)))  # a record may say the same thing twice
    twice = {row.record for row in ledger.records[start:] if row.record in seen}
    if twice:
        ledger.records[start:] = [row for row in ledger.records[start:] if row.record not in twice]
        for record_id in sorted(twice):
            refuse_twice(ledger, record, record_id, seen[record_id])
        rows = [row for row in rows if row[5] not in twice]
    for row in ledger.records[start:]:
        seen.setdefault(row.record, f"{row.file}!{row.locator}")
    return rows + marks(rows) if fictional else rows


def marks(rows: list[Row]) -> list[Row]:
    """Every subject of an invented source says of itself that it is invented."""
    return [
        (subject, "fictional", "true", "boolean", "", rid)
        for subject, rid in {(row[0], row[5]) for row in rows}
    ]


def write_statements(path: Path, rows: list[Row]) -> None:
    """All statements of a small part."""
    with pq.ParquetWriter(path, STATEMENTS, compression="lz4") as writer:
        writer.write_batch(_statements(rows))


def refuse_twice(ledger: Ledger, record: Record, record_id: str, earlier: str) -> None:
    """The second record with an id, and where the first stands."""
    reason, reason_zh, *remedies = TWICE
    said = (reason + earlier, reason_zh + earlier, *remedies)
    ledger.reject(record, "", "", *said, record_id=record_id, stage="record")


def _statements(rows: list[Row]) -> pa.RecordBatch:
    # Arrow reads a list six times faster than a tuple
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in range(6)]
    return pa.RecordBatch.from_arrays([*columns, columns[0]], schema=STATEMENTS)


def write_ledger(ledger: Ledger, source: str, facts: Facts, found: Mapped) -> None:
    """Records and rejects of a shard as Parquet."""
    records: Iterator[tuple[object, ...]] = (
        (
            *(row.record, source, row.file, facts.sha256_of(row.file), row.locator, row.line),
            *(row.url, row.seen, row.quality, facts.retrieved),
        )
        for row in ledger.records
    )
    for path, schema, rows in (
        (found.records, RECORDS, list(records)),
        (found.rejects, REJECTS, ledger.rejects),
    ):
        arrays = [pa.array([row[at] for row in rows], kind.type) for at, kind in enumerate(schema)]
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path, compression="lz4")
