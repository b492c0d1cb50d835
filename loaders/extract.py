"""A source's manifest and files enter; one folder with its sorted statements, records and rejects leaves."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from loaders.extract_merge import Merged, merge
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
from loaders.survey import survey, typed_keys
from loaders.toml import read_toml
from loaders.workers import Sent, Workers
from ontology.errors import SourceError
from ontology.model import Model
from ontology.progress import Progress, silent
from ontology.statements import SOURCE_FILE

_ABOUT = Path(__file__).parent / "about.toml"
_WORTH_A_POOL = 4 << 20  # expanded bytes; below this, starting processes takes longer than the work
_PARTS = "parts"  # the folder of what each shard left
_at_work: set[Path] = set()  # folders that this process fills now
_CODE = (
    "*.py",
    "about.toml",
    "records/*.py",
    "cleaners/*.py",
    "cleaners/*.toml",
    "recognised/*.toml",
    "templates/*.py",
)


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
) -> SourceVersion:
    """Map the files in parallel; byte-equal for any number of processes, order of files and hash seed.

    Any error leaves `out` as it was. What the same rules made of the same files before is taken as it is.
    """
    with Workers(model, processes) as workers, begun(manifest, files, out, workers) as extraction:
        return extraction.finish(progress)


@contextmanager
def begun(
    manifest: SourceManifest, files: Sequence[Path], out: Path, workers: Workers
) -> Iterator[Extraction]:
    """An extraction on its way, so that several share their processes; nothing of it works on after the context."""
    extraction = Extraction(manifest, files, out, workers)
    try:
        extraction.begin()
        yield extraction
    finally:
        extraction.end()


class Extraction:
    """The files of one source: begun, its processes map them while another is sorted; finished, its folder is there."""

    def __init__(self, manifest: SourceManifest, files: Sequence[Path], out: Path, workers: Workers) -> None:
        """Look at the files and say which version they will be; nothing is written."""
        self._workers, self._model = workers, workers.model
        self._files = take(manifest, files)
        self._version = version_of(manifest, self._files, self._model)
        self._manifest = manifest
        self._retrieved = manifest.retrieved_of([file.sha256 for file in self._files])
        self._folder = out / manifest.name / self._version
        self._working = self._folder.with_name(f".{self._version}-{os.getpid()}")
        self._mappers: Mappers | None = None
        self._jobs: list[tuple[Shard, Facts]] = []
        self._sent: Sent | None = None

    @property
    def sent(self) -> bool:
        """Whether other processes work for it: who has something else to do does that first."""
        return self._sent is not None

    def begin(self) -> None:
        """Read the rules, so that every mistake in them shows before the first row, and send off what is large."""
        if (self._folder / SOURCE_FILE).exists():
            return
        _clear(self._folder.parent)
        _at_work.add(self._working)
        (self._working / _PARTS).mkdir(parents=True)
        self._mappers = mappers_of(self._manifest, self._model)
        hashes = {file.name: file.sha256 for file in self._files}
        self._jobs = [
            (shard, _facts(shard, hashes, self._manifest)) for shard in _shards(self._manifest, self._files)
        ]
        self._send(frozenset())

    def finish(self, progress: Progress = silent) -> SourceVersion:
        """Wait for what was sent, or map it here; sort, write, and put the folder in its place."""
        if self._mappers is not None:
            self._extract(self._mappers, progress)
            self._working.replace(self._folder)
        return _known(self._manifest.name, self._folder)

    def end(self) -> None:
        """Nobody writes any more, and what was not finished is gone."""
        if self._sent is not None:
            self._sent.end()
        shutil.rmtree(self._working, ignore_errors=True)
        _at_work.discard(self._working)

    def _send(self, known: frozenset[str]) -> None:
        total = sum(shard.size for shard, _ in self._jobs)
        if self._workers.processes > 1 and len(self._jobs) > 1 and total >= _WORTH_A_POOL:
            self._sent = self._workers.send(self._manifest, self._jobs, self._working / _PARTS, known)

    def _extract(self, mappers: Mappers, progress: Progress) -> None:
        manifest, parts = self._manifest, self._working / _PARTS
        manifest = replace(manifest, retrieved=self._retrieved)  # of the whole, where each file has its own
        mapped = [_about(manifest, self._model, parts)]
        try:
            found = self._map_all(mappers, progress)
        except SourceError as error:
            raise joined(survey((shard, mappers.of(shard)) for shard, _ in self._jobs) or [error]) from None
        if known := described(found):
            # read once more, now that it is known which things of a key alone the sheets describe
            mappers = mappers_of(manifest, self._model, known)
            self._send(known)
            found = self._map_all(mappers, progress)
        mapped += found
        _check_unread(manifest, mapped)
        progress(f"sort {manifest.name}", 0, None)
        merged = merge(
            manifest, [file.name for file in self._files], mapped, self._working, self._workers.processes
        )
        shutil.rmtree(parts)
        _write_source(self._working / SOURCE_FILE, manifest, self._version, self._files, merged)

    def _map_all(self, mappers: Mappers, progress: Progress) -> list[Mapped]:
        stage, total, done = f"read {self._manifest.name}", sum(shard.size for shard, _ in self._jobs), 0
        progress(stage, 0, total)
        mapped = self._sent.results() if self._sent is not None else self._map_here(mappers)
        found = []
        for part, (shard, _) in zip(mapped, self._jobs, strict=True):
            found.append(part)
            done += shard.size
            progress(stage, done, total)
        return found

    def _map_here(self, mappers: Mappers) -> Iterator[Mapped]:
        for number, (shard, facts) in enumerate(self._jobs, 1):
            yield map_shard(self._manifest, mappers, shard, facts, self._working / _PARTS, number)


def version_of(manifest: SourceManifest, files: Sequence[InputFile], model: Model) -> str:
    """16 hex digits of everything the output depends on: files, rules, ontology and the code that reads."""
    told = f"{manifest.name}\n{model.fingerprint}\n{manifest.title}\n{manifest.retrieved}\n"
    hashed = sha256(told.encode())
    for file in files:
        hashed.update(f"{file.name}\n{file.sha256}\n".encode())
    rules = [manifest.path, *manifest.mapping_files]
    here = Path(__file__).parent
    for path in rules + [path for pattern in _CODE for path in sorted(here.glob(pattern))]:
        hashed.update(sha256(path.read_bytes()).digest())
    return hashed.hexdigest()[:16]


def _write_source(
    path: Path, manifest: SourceManifest, version: str, files: Sequence[InputFile], merged: Merged
) -> None:
    """What was read, from which files, and how much of it."""
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
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def mistakes_in(manifest: SourceManifest, files: Sequence[Path], model: Model) -> list[SourceError]:
    """What keeps each file and sheet from being read, without reading any."""
    mappers = mappers_of(manifest, model)
    return survey((shard, mappers.of(shard)) for shard in _shards(manifest, take(manifest, files)))


def typed_in(
    manifest: SourceManifest, files: Sequence[Path], model: Model, ids: Collection[str]
) -> Mapping[str, str]:
    """How tables spell the keys of which ids hold only a hash; the tables are read again."""
    mappers = mappers_of(manifest, model)
    return typed_keys(((shard, mappers.of(shard)) for shard in _shards(manifest, take(manifest, files))), ids)


def _shards(manifest: SourceManifest, files: Sequence[InputFile]) -> tuple[Shard, ...]:
    named = ((file.path, file.kind, file.name) for file in files)
    return plan_all(manifest.name, named, manifest.limits)


def _facts(shard: Shard, hashes: Mapping[str, str], manifest: SourceManifest) -> Facts:
    others = {piece.file: hashes[piece.file] for piece in shard.also}
    digest = hashes[shard.file]
    return Facts(digest, manifest.retrieved_of([digest]), others)


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
    """Remove what killed extractions left behind; no other process works here while the home is locked.

    A number of ours in the name says nothing: in a container every run may have the same.
    """
    for left in folder.glob(".*-*") if folder.exists() else ():
        if left not in _at_work:
            shutil.rmtree(left, ignore_errors=True)


__all__ = ["SourceVersion", "begun", "extract", "mistakes_in", "typed_in", "version_of"]
