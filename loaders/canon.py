"""Folders of source versions and people's judgements enter; a folder of canon leaves, named by the hash of all its rows."""

from __future__ import annotations

import filecmp
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

import ibis
import orjson
import pyarrow as pa
from ibis import Table

from loaders.backend import DEFAULT, Tables, open_tables
from loaders.checks import COLUMNS, wrong_values
from loaders.closed import kinds
from loaders.conflicts import conflicts
from loaders.identity import Identity, identify, unify
from loaders.judged import applicable
from loaders.judgements import SAME, judgements_hash, read_judgements
from loaders.manifest import DEFAULT_RANK
from loaders.matching.proposals import proposals_hash
from loaders.matching.stamps import in_force
from loaders.parquet import GROUP_ROWS, Written, write_rows
from loaders.refusals import cut_links, refusals
from loaders.settle import first_component, placeholders, settle
from ontology.model import Model
from ontology.progress import Progress, silent
from ontology.statements import (
    CANON_TABLES,
    CONFLICTS_FILE,
    PLACEHOLDERS_FILE,
    RECORDS_FILE,
    REDIRECTS_FILE,
    REJECTS,
    REJECTS_FILE,
    SOURCE_FILE,
    STATEMENTS_FILE,
    VERSION_FILE,
)
from ontology.terms import SEPARATOR

STAGES: Final = ("shapes", "identity", "union", "closing", "write")
NAME: Final = "name"  # the property of every thing whose text serves as a label
WORK, NEW = ".work-", ".new-"  # folders of a build under way; what a killed one leaves is removed by the next


@dataclass(frozen=True)
class CanonVersion:
    """What was made of the sources."""

    data_version: str
    folder: Path
    counts: Mapping[str, int]  # rows of each table
    identity: Identity
    seconds: Mapping[str, float] = field(compare=False)  # by stage
    stale: int = 0  # pairs proposed as the same of which sources say something else now: they were left alone


def make_canon(
    canons: Path,
    sources: Mapping[str, Path],
    model: Model,
    *,
    judgements: Path | None = None,
    proposals: Path | None = None,
    remembered: Sequence[Path] = (),
    backend: str = DEFAULT,
    progress: Progress = silent,
    threads: int | None = None,
    memory: str = "1GB",
) -> CanonVersion:
    """Unite the sources (name → folder of its version), check, and publish `canons/<data_version>`.

    Where sources contradict each other, the value of the source with the lowest declared rank is chosen. `remembered`
    are folders of source versions that are no longer current: a judgement on their ids is no mistake, it sleeps.
    Nothing is seen under `canons` before all of it is written.
    """
    clear_leftovers(canons)
    clock = _Clock(progress)
    new = canons / f"{NEW}{os.getpid()}"
    new.mkdir(parents=True)
    judged = read_judgements(judgements)
    told_of = {
        name: orjson.loads((folder / SOURCE_FILE).read_bytes()) for name, folder in sorted(sources.items())
    }
    with open_tables(backend, canons / f"{WORK}{os.getpid()}", threads=threads, memory=memory) as tables:
        files = {name: [folder / name for _, folder in sorted(sources.items())] for name in _READ}
        stated, records, told = (tables.read(files[name]) for name in _READ)
        with clock.stage("shapes"):
            wrong = tables.keep(first_component(wrong_values(tables, stated, model)))
            sound = stated.anti_join(wrong, COLUMNS) if tables.count(wrong) else stated
        with clock.stage("identity"):
            earlier = partial(_earlier, tables, remembered)
            applied = applicable(tables, sound, earlier, judged, model)
            proposed, stale = in_force(tables, stated, proposals)
            origins = _origins(tables, records, told_of)
            identity = identify(tables, sound, model, applied, proposed, origins)
        with clock.stage("union"):
            united = tables.keep(unify(tables, sound, identity))
        with clock.stage("closing"):
            settled = settle(tables, united, model)
            refused = ibis.union(wrong, *([settled.refused] if settled.refused is not None else []))
            kept = settled.statements if settled.refused is None else tables.keep(settled.statements)
            if kept is not united:
                tables.forget(united)
        with clock.stage("write"):
            known = tables.keep(kinds(kept))
            cut = cut_links(tables, identity.cuts, records)
            # A name labels a placeholder, though it is not enough to describe a thing.
            nameless = refused.filter(refused.component.isin(["untyped", "fallen"]))
            names = ibis.union(
                *(rows.filter(rows.predicate == NAME).select(*COLUMNS) for rows in (kept, nameless))
            )
            content = {
                STATEMENTS_FILE: kept,
                RECORDS_FILE: records,
                REJECTS_FILE: ibis.union(
                    told.select(*REJECTS.names), refusals(tables, refused, records, model), cut
                ),
                CONFLICTS_FILE: conflicts(tables, settled.crowd, known, origins, model),
                REDIRECTS_FILE: tables.rows(identity.table()),
                PLACEHOLDERS_FILE: placeholders(kept, names),
            }
            written = {file: write_table(tables, new / file, rows, file) for file, rows in content.items()}
            accepted = _by_source(tables, kept.inner_join(records.select("record", "source"), "record"))
            rejected = _by_source(tables, tables.read([new / REJECTS_FILE]))
    counts = {file.removesuffix(".parquet"): written[file].rows for file in CANON_TABLES}
    data_version = data_version_of(written)
    write_json(
        new / VERSION_FILE,
        {
            "data_version": data_version,
            "sources": {
                name: {**said, "accepted": accepted.get(name, 0), "rejected": rejected.get(name, 0)}
                for name, said in told_of.items()
            },
            "counts": counts,
            "model": model.fingerprint,
            "judgements": judgements_hash(judgements),
            "proposals": proposals_hash(proposals),
        },
    )
    folder = publish(new, canons / data_version)
    left_alone = sum(one.word == SAME for one in stale)
    return CanonVersion(data_version, folder, counts, identity, clock.seconds, left_alone)


_READ = (STATEMENTS_FILE, RECORDS_FILE, REJECTS_FILE)


def clear_leftovers(canons: Path) -> None:
    """Remove what builds that were killed have left; call it under the lock of the home."""
    if canons.exists():
        for path in sorted(canons.iterdir()):
            if path.name.startswith((WORK, NEW)):
                shutil.rmtree(path)


def publish(new: Path, target: Path) -> Path:
    """Give a finished folder its name in one step.

    The name is made of all rows, so where it is taken the same rows were published before: they stay as they are.
    Only a file that is missing or damaged there is put back, whole and with the rows that its folder is named by.
    """
    _sync(new)
    if not target.exists():
        new.rename(target)
    else:
        for path in sorted(new.iterdir(), key=lambda found: (found.name == VERSION_FILE, found.name)):
            if not _stands(path, target / path.name):
                path.replace(target / path.name)
        shutil.rmtree(new)
    _sync(target)
    _sync(target.parent)
    return target


def _stands(new: Path, kept: Path) -> bool:
    """Whether what was published can stay; version.json may tell of another way to the same rows."""
    if kept.name != VERSION_FILE or not kept.is_file():
        return kept.is_file() and filecmp.cmp(new, kept, shallow=False)
    try:
        return bool(orjson.loads(kept.read_bytes())["data_version"] == kept.parent.name)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return False


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_table(tables: Tables, path: Path, expression: Table, name: str) -> Written:
    """Write the sorted rows of the table of this name, and hash them."""
    schema = CANON_TABLES[name]
    rows = expression.select(*schema.names).order_by(schema.names)
    return write_rows(path, schema, tables.batches(rows, GROUP_ROWS), digest=True)


def data_version_of(written: Mapping[str, Written]) -> str:
    """The name of a canon, as ontology/statements.py defines it."""
    lines = (f"{file}{SEPARATOR}{written[file].digest}\n" for file in CANON_TABLES)
    return sha256("".join(lines).encode()).hexdigest()[:16]


def _earlier(tables: Tables, remembered: Sequence[Path]) -> Table | None:
    return tables.read([folder / STATEMENTS_FILE for folder in remembered]) if remembered else None


def _origins(tables: Tables, records: Table, sources: Mapping[str, Mapping[str, object]]) -> Table:
    """record, rank: the place of each record's source among all, by declared rank, then by name."""
    ranked = sorted(sources, key=lambda name: (sources[name].get("rank", DEFAULT_RANK), name))
    table = pa.table(
        {"source": pa.array(ranked, pa.string()), "rank": pa.array(range(len(ranked)), pa.int64())}
    )
    return records.inner_join(tables.rows(table), "source").select("record", "rank")


def _by_source(tables: Tables, rows: Table) -> dict[str, int]:
    counted = tables.fetch(rows.group_by("source").aggregate(count=rows.count())).to_pylist()
    return {row["source"]: row["count"] for row in counted}


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a document, sorted, so that it is on disk when this returns."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    with path.open("wb") as file:
        file.write(orjson.dumps(content, option=options))
        file.flush()
        os.fsync(file.fileno())


class _Clock:
    """Tells the progress of the stages and keeps how long each took."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._progress(name, 0, None)
        start = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - start
        self._progress(name, 1, 1)
