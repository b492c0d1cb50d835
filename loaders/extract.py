"""A source's manifest and files enter; one folder with its sorted statements, records and rejects leaves."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from loaders.extract_merge import merge
from loaders.extract_shard import (
    Facts,
    Mapped,
    Mappers,
    described,
    map_shard,
    mappers_of,
    marks,
    places,
    write_ledger,
    write_statements,
)
from loaders.fetch import InputFile, summary, take
from loaders.ledger import Ledger
from loaders.manifest import SourceManifest
from loaders.mapping import compile_mapping, unread
from loaders.mistakes import joined
from loaders.records.record import Record
from loaders.records.shard import Shard, plan_all
from loaders.survey import survey
from loaders.toml import read_toml
from loaders.workers import Workers
from ontology.errors import SourceError
from ontology.model import Model
from ontology.statements import SOURCE_FILE

Progress = Callable[[str, int, int | None], None]
_ABOUT = Path(__file__).parent / "about.toml"
_WORTH_A_POOL = 4 << 20  # expanded bytes; below this, starting processes takes longer than the work
_CODE = (
    "*.py",
    "about.toml",
    "records/*.py",
    "cleaners/*.py",
    "cleaners/*.toml",
    "recognised/*.toml",
    "templates/*.py",
)


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class SourceVersion:
    """What one extraction left: a folder `<out>/<name>/<version>`."""

    name: str
    version: str
    folder: Path
    records: int
    statements: int
    rejected: int
    things: Mapping[str, int]  # class -> number of things


def extract(
    manifest: SourceManifest,
    files: Sequence[Path],
    model: Model,
    out: Path,
    processes: int | None = None,
    progress: Progress = silent,
    *,
    workers: Workers | None = None,
) -> SourceVersion:
    """Map the files in parallel; byte-equal for any number of processes, order of files and hash seed.

    `workers` are processes that several extractions share; without them they start and end with this one.
    Any error leaves `out` as it was. What the same rules made of the same files before is taken as it is.
    """
    taken = take(manifest, files)
    version = version_of(manifest, taken, model)
    folder = out / manifest.name / version
    if (folder / SOURCE_FILE).exists():
        return _known(manifest.name, folder)
    working = folder.with_name(f".{version}-{os.getpid()}")
    _clear(folder.parent)
    working.mkdir(parents=True)
    try:
        with workers_of(workers, model, processes) as shared:
            _extract(manifest, taken, model, working, shared, progress, version)
        working.replace(folder)
    finally:
        shutil.rmtree(working, ignore_errors=True)
    return _known(manifest.name, folder)


@contextmanager
def workers_of(workers: Workers | None, model: Model, processes: int | None) -> Iterator[Workers]:
    """The shared processes, or ones of its own that end here."""
    if workers is not None:
        yield workers
        return
    with Workers(model, processes) as own:
        yield own


def version_of(manifest: SourceManifest, files: Sequence[InputFile], model: Model) -> str:
    """16 hex digits of everything the output depends on: files, rules, ontology and the code that reads."""
    hashed = sha256(f"{manifest.name}\n{model.fingerprint}\n{manifest.title}\n".encode())
    for file in files:
        hashed.update(f"{file.name}\n{file.sha256}\n".encode())
    rules = [manifest.path, *manifest.mapping_files]
    here = Path(__file__).parent
    for path in rules + [path for pattern in _CODE for path in sorted(here.glob(pattern))]:
        hashed.update(sha256(path.read_bytes()).digest())
    return hashed.hexdigest()[:16]


def _extract(
    manifest: SourceManifest,
    files: Sequence[InputFile],
    model: Model,
    working: Path,
    workers: Workers,
    progress: Progress,
    version: str,
) -> None:
    parts = working / "parts"
    parts.mkdir()
    mappers = mappers_of(manifest, model)  # every mistake in the mapping shows here, before the first row
    hashes = {file.name: file.sha256 for file in files}
    jobs = [(shard, _facts(shard, hashes, manifest)) for shard in _shards(manifest, files)]
    mapped = [_about(manifest, model, parts)]
    try:
        found = _map_all(manifest, mappers, jobs, parts, workers, progress)
    except SourceError as error:
        raise joined(survey((shard, mappers.of(shard)) for shard, _ in jobs) or [error]) from None
    if known := described(found):
        # read once more, now that it is known which things of a key alone the sheets describe
        mappers = mappers_of(manifest, model, known)
        found = _map_all(manifest, mappers, jobs, parts, workers, progress, known)
    mapped += found
    _check_unread(manifest, mapped)
    progress(f"sort {manifest.name}", 0, None)
    merged = merge(manifest, [file.name for file in files], mapped, working, workers.processes)
    shutil.rmtree(parts)
    counts = {key: value for key, value in asdict(merged).items() if key != "things"}
    told = {
        "name": manifest.name,
        "version": version,
        "title": dict(manifest.title),
        "publisher": dict(manifest.publisher),
        "licence": manifest.licence,
        "url": manifest.address,
        "retrieved": manifest.retrieved,
        "fictional": manifest.fictional,
        "rank": manifest.rank,
        "files": summary(files),
        **counts,
        "things": dict(sorted(merged.things.items())),
    }
    (working / SOURCE_FILE).write_text(
        json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def mistakes_in(manifest: SourceManifest, files: Sequence[Path], model: Model) -> list[SourceError]:
    """What keeps each file and sheet from being read, without reading any."""
    mappers = mappers_of(manifest, model)
    return survey((shard, mappers.of(shard)) for shard in _shards(manifest, take(manifest, files)))


def _shards(manifest: SourceManifest, files: Sequence[InputFile]) -> tuple[Shard, ...]:
    named = ((file.path, file.kind, file.name) for file in files)
    return plan_all(manifest.name, named, manifest.limits)


def _facts(shard: Shard, hashes: Mapping[str, str], manifest: SourceManifest) -> Facts:
    others = {piece.file: hashes[piece.file] for piece in shard.also}
    return Facts(hashes[shard.file], manifest.retrieved, others)


def _map_all(
    manifest: SourceManifest,
    mappers: Mappers,
    jobs: Sequence[tuple[Shard, Facts]],
    parts: Path,
    workers: Workers,
    progress: Progress,
    known: frozenset[str] = frozenset(),
) -> list[Mapped]:
    stage, total, done = f"read {manifest.name}", sum(shard.size for shard, _ in jobs), 0
    progress(stage, 0, total)
    alone = workers.processes == 1 or len(jobs) == 1 or total < _WORTH_A_POOL
    mapped = _map_here(manifest, mappers, jobs, parts) if alone else workers.map(manifest, jobs, parts, known)
    found = []
    with closing(mapped):  # an interrupt must not leave processes writing into a folder that is being removed
        for part, (shard, _) in zip(mapped, jobs, strict=True):
            found.append(part)
            done += shard.size
            progress(stage, done, total)
    return found


def _map_here(
    manifest: SourceManifest, mappers: Mappers, jobs: Sequence[tuple[Shard, Facts]], parts: Path
) -> Generator[Mapped]:
    for number, (shard, facts) in enumerate(jobs, 1):
        yield map_shard(manifest, mappers, shard, facts, parts, number)


def _about(manifest: SourceManifest, model: Model, parts: Path) -> Mapped:
    """What is known of the source is stated like everything else; the record is the file that says it.

    That is source.toml, or the about sheet of a person's own workbook, whose words are in the manifest.
    """
    words = {
        "name": manifest.name,
        "title": dict(manifest.title),
        "publisher": dict(manifest.publisher),
        "licence": manifest.licence,
        "address": manifest.address,
        "retrieved": manifest.retrieved,
    }
    told = dict(read_toml(manifest.path).values) | words
    coverage = told.get("coverage")
    if isinstance(coverage, list):
        told["coverage"] = [item | {"key": _key(item)} for item in coverage]
    mapper = compile_mapping(_ABOUT, model, manifest.scheme)
    ledger = Ledger()
    path = manifest.about_file or manifest.path
    where = f"{manifest.about_sheet}!1" if manifest.about_sheet else path.name
    record = Record(manifest.name, path.name, manifest.about_sheet, where, 1, told)
    content = path.read_bytes()
    found = places(parts, 0)
    rows = list(mapper(record, ledger))
    write_statements(found.statements, rows + (marks(rows) if manifest.fictional else []))
    write_ledger(ledger, manifest.name, Facts(sha256(content).hexdigest(), manifest.retrieved), found)
    return found


def _key(item: Mapping[str, object]) -> str:
    """A coverage statement is known by what it is about, so that its note may change."""
    about = {key: value for key, value in item.items() if key not in ("note", "complete")}
    return sha256(json.dumps(about, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _check_unread(manifest: SourceManifest, mapped: Sequence[Mapped]) -> None:
    places: dict[str, tuple[str, int]] = {}
    for part in mapped:
        for path, place in part.unread.items():
            places[path] = min(place, places.get(path, place))
    if places:
        paths = sorted(places)
        file, line = places[paths[0]]
        raise unread(paths, file, " / ".join(path.name for path in manifest.mapping_files), line)


def _known(name: str, folder: Path) -> SourceVersion:
    told = json.loads((folder / SOURCE_FILE).read_text(encoding="utf-8"))
    return SourceVersion(
        name, folder.name, folder, told["records"], told["statements"], told["rejected"], told["things"]
    )


def _clear(folder: Path) -> None:
    """Remove what killed extractions left behind; nobody else works here while the home is locked."""
    for left in folder.glob(".*-*") if folder.exists() else ():
        shutil.rmtree(left, ignore_errors=True)


__all__ = ["SourceVersion", "extract", "mistakes_in", "version_of"]
