"""Small files and sources, written by hand for one test each."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from loaders.extract import SourceVersion, extract
from loaders.ledger import Ledger
from loaders.manifest import FilePattern, Limits, load_manifest
from loaders.mapping import SourceMapping, compile_mapping
from loaders.records.paths import PathTree
from loaders.records.read import read
from loaders.records.record import Record
from loaders.records.shard import plan
from ontology.model import default_model

HEAD = """
name = "trial"
title = { zh = "试验", en = "Trial" }
publisher = { zh = "测试", en = "The test" }
licence = "facts"
fictional = false
mapping = "mapping.toml"
"""
CSV = '[[file]]\npattern = "*.csv"\nreader = "csv"\n'
XML = '[[file]]\npattern = "*.xml|*.zip"\nreader = "xml"\nmembers = "*.xml"\noptions.record = "project"\n'
JSON = '[[file]]\npattern = "*.json"\nreader = "json"\n'


class Anything:
    """A mapper that reads everything and states nothing, for tests of the readers alone."""

    paths = PathTree(rest=True)

    def __init__(self) -> None:
        self.headers: list[tuple[str, tuple[str, ...]]] = []

    def reads(self, table: str) -> bool:
        return not table.startswith("#")

    def check_header(self, file: str, table: str, columns: tuple[str, ...], line: int = 1) -> None:
        self.headers.append((table, columns))

    def __call__(self, record: Record, sink: object) -> object:
        return iter(())


def records(
    path: Path,
    reader: str,
    *,
    members: str = "*",
    limits: Limits | None = None,
    tree: PathTree | None = None,
    ignored: Mapping[str, str] | None = None,
    **options: object,
) -> tuple[list[Record], Ledger]:
    """Everything that a reader yields for a file, over all its shards."""
    kind = FilePattern("*", reader, members=members, options=options, ignored=ignored or {})
    mapper, ledger = Anything(), Ledger()
    if tree is not None:
        mapper.paths = tree
    shards = plan("trial", path, kind, limits or Limits())
    return [record for shard in shards for record in read(shard, mapper, ledger)], ledger  # type: ignore[arg-type]


def leaves(*paths: str) -> PathTree:
    """A tree of paths that are read."""
    tree = PathTree()
    for path in paths:
        tree.at(path).leaf = True
    return tree


def write_zip(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def source(folder: Path, mapping: str, kind: str = CSV, extra: str = "") -> Path:
    """A source's folder; `extra` goes into source.toml behind the head."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.toml").write_text(HEAD + extra + kind, encoding="utf-8")
    (folder / "mapping.toml").write_text(mapping, encoding="utf-8")
    return folder


def mapping(folder: Path, text: str, *, flat: bool = True) -> SourceMapping:
    """A compiled mapping.toml."""
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return compile_mapping(path, default_model(), "trial", flat=flat)


def stated(run: SourceMapping, data: Mapping[str, object]) -> tuple[set[tuple[str, str, str]], Ledger]:
    """Predicate, object and language of all that a record states."""
    ledger = Ledger()
    rows = run(Record("trial", "trial.csv", "", "row 2", 2, data), ledger)
    return {(row[1], row[2], row[4]) for row in rows}, ledger


def load(folder: Path, *files: Path, out: Path, processes: int = 1) -> SourceVersion:
    return extract(load_manifest(folder), files, default_model(), out, processes)


def rows(version: SourceVersion, table: str = "statements") -> list[dict[str, object]]:
    return pq.read_table(version.folder / f"{table}.parquet").to_pylist()


def facts(version: SourceVersion) -> set[tuple[str, str, str]]:
    """Subject, predicate, object of everything but the description of the source itself."""
    return {
        (str(row["subject"]), str(row["predicate"]), str(row["object"]))
        for row in rows(version)
        if not str(row["subject"]).startswith(("src-", "cov-"))
    }
