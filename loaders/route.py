"""A home and files of sources enter; new versions of these sources and a new canon of all leave. No database is touched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from loaders.backend import DEFAULT
from loaders.canon import CanonVersion, make_canon
from loaders.current import CANONS, SOURCES, Current, locked, read_current, write_current
from loaders.erased import check_complete, read_erasures
from loaders.erasing import renew
from loaders.extract import SourceVersion, begun
from loaders.judgements import FILE as JUDGEMENTS
from loaders.manifest import SourceManifest
from loaders.matching.proposals import FILE as PROPOSALS
from loaders.workers import Workers
from ontology.errors import UsageError
from ontology.model import Model
from ontology.progress import Progress, silent
from ontology.statements import SOURCE_FILE


@dataclass(frozen=True)
class Request:
    """A source and the files it is to be read from; they replace what was read from it before."""

    manifest: SourceManifest
    files: Sequence[Path]
    place: str = (
        ""  # where a person's own workbook or folder lies, "" = the name alone says which source it is
    )


def build(
    home: Path,
    requests: Sequence[Request],
    judgements: Path | None,
    model: Model,
    *,
    backend: str = DEFAULT,
    progress: Progress = silent,
    drop: Collection[str] = (),
    processes: int | None = None,
    memory: str = "1GB",
    proposed: bool = True,
) -> CanonVersion:
    """Read the given sources, unite them with those already current, check, and make the result current.

    `judgements` None means the file of the home; what the home's comparison proposes as the same is one thing too, where
    `proposed` says so. Killed at any point, this leaves what was current before; what it
    was writing is removed by the next build. Old versions of sources and canon stay. Whoever was erased is left out.
    """
    with locked(home):
        current = read_current(home)
        sources, places = dict(current.sources), dict(current.places)
        erasures = read_erasures(home)
        check_complete(erasures, current.erasures)
        for name in sorted(drop):
            if name not in sources:
                raise UsageError(
                    f"the source {name!r} is not loaded, so it cannot be dropped",
                    f"数据来源“{name}”未载入，无法移除",
                    remedy=f"name one of {', '.join(sorted(sources)) or 'none'}",
                    remedy_zh=f"可用：{'、'.join(sorted(sources)) or '无'}",
                )
            del sources[name]
        with Workers(model, processes) as workers:
            for request, made in _extracted(requests, home / SOURCES, workers, progress):
                sources[made.name], places[made.name] = made.version, request.place
        if not sources:
            raise UsageError(
                "there is nothing to load",
                "没有可载入的内容",
                remedy="name at least one file of a source",
                remedy_zh="请至少给出一个数据来源的文件",
            )
        united = folders(home, sources)
        if erasures.entries:
            erasures = renew(home, united, model, erasures, memory=memory)
        canon = make_canon(
            home / CANONS,
            united,
            model,
            judgements=judgements or home / JUDGEMENTS,
            proposals=home / PROPOSALS if proposed else None,
            remembered=_remembered(home, sources),
            backend=backend,
            progress=progress,
            threads=processes,
            memory=memory,
        )
        kept = {name: place for name, place in places.items() if place and name in sources}
        mark = erasures.mark if erasures.entries else ""
        write_current(home, Current(sources, canon.data_version, kept, mark))
    return canon


def _extracted(
    requests: Sequence[Request], out: Path, workers: Workers, progress: Progress
) -> list[tuple[Request, SourceVersion]]:
    """Extract all; while the processes map what is large, the small sources are done here, then what is mapped is sorted."""
    made: dict[str, tuple[Request, SourceVersion]] = {}
    with ExitStack() as stack:
        all_begun = [
            (request, stack.enter_context(begun(request.manifest, request.files, out, workers)))
            for request in {one.manifest.name: one for one in requests}.values()  # the later of two
        ]
        for request, extraction in sorted(all_begun, key=lambda one: one[1].sent):
            made[request.manifest.name] = request, extraction.finish(progress)
    return list(made.values())


def folders(home: Path, sources: Mapping[str, str]) -> dict[str, Path]:
    """The folder of each source's version; one that is gone is named."""
    found = {name: home / SOURCES / name / version for name, version in sorted(sources.items())}
    for name, folder in found.items():
        if not (folder / SOURCE_FILE).exists():
            raise UsageError(
                f"the version {folder.name} of the source {name!r} is no longer there",
                f"数据来源“{name}”的版本 {folder.name} 已不存在",
                where=str(folder),
                remedy="load the source again",
                remedy_zh="请重新载入该数据来源",
            )
    return found


def _remembered(home: Path, sources: Mapping[str, str]) -> list[Path]:
    """The folders of all source versions that are kept but not current."""
    kept = sorted(path.parent for path in (home / SOURCES).glob(f"*/[0-9a-f]*/{SOURCE_FILE}"))
    return [folder for folder in kept if sources.get(folder.parent.name) != folder.name]
