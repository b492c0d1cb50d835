"""The name of a kept canon version enters; the address of a server that answers from it leaves."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from graph.engine.address import Address
from graph.engine.private import Engine
from graph.live import Place, alone, open_live, read_live
from graph.project import graph_fingerprint
from graph.swap import build
from ontology.errors import NotFound
from ontology.model import Model
from ontology.progress import Progress
from ontology.statements import VERSION_FILE

_PATIENCE_S: Final = 600.0  # another command may be building a version; both then answer
_READY: Final = "ready.json"  # written last, so a home without it was never finished


def open_version(
    place: Place, canons: Path, data_version: str, model: Model, progress: Progress, *, keep: int
) -> Address:
    """Start the server of a kept version, building its graph where none is ready; at most `keep` are kept."""
    live = read_live(place)
    fingerprint = graph_fingerprint(data_version, model)
    if live is not None and live.fingerprint == fingerprint:
        return open_live(place, progress)
    canon = canons / data_version
    if not (canon / VERSION_FILE).is_file():
        raise _unknown(canons, data_version)
    engine = Engine(place.versions / data_version, place.settings)
    with alone(place, "versions", wait_s=_PATIENCE_S):
        if _made_by(engine.home) != fingerprint:
            engine.remove()
            prune(place, keep - 1)
            work = place.root / "work-version"
            try:
                build(engine, place.settings, canon, model, work, progress)
            except BaseException:
                engine.remove()  # Ctrl-C too: a home that is not whole is of no use
                raise
            finally:
                shutil.rmtree(work, ignore_errors=True)
            (engine.home / _READY).write_text(json.dumps({"fingerprint": fingerprint}) + "\n", "utf-8")
        os.utime(engine.home / _READY)  # the one that was asked for last is the last to go
        return engine.start(progress)


def prune(place: Place, keep: int) -> list[str]:
    """Remove all but the `keep` versions that were asked for last; the names of those that went."""
    homes = sorted(place.versions.iterdir(), key=_last_asked, reverse=True) if place.versions.is_dir() else []
    gone = homes[max(keep, 0) :] + [home for home in homes[: max(keep, 0)] if not _made_by(home)]
    for home in gone:
        Engine(home, place.settings).remove()
    return sorted(home.name for home in gone)


def forget(place: Place, versions: Iterable[str]) -> None:
    """Remove the graphs of versions that are kept no more."""
    for name in sorted(versions):
        if (place.versions / name).is_dir():
            Engine(place.versions / name, place.settings).remove()


def _last_asked(home: Path) -> tuple[int, str]:
    ready = home / _READY
    return (ready.stat().st_mtime_ns if ready.exists() else 0, home.name)


def _made_by(home: Path) -> str:
    try:
        return str(json.loads((home / _READY).read_text("utf-8"))["fingerprint"])
    except (OSError, ValueError, KeyError):
        return ""


def _unknown(canons: Path, data_version: str) -> NotFound:
    kept = (
        sorted(path.name for path in canons.iterdir() if (path / VERSION_FILE).is_file())
        if canons.is_dir()
        else []
    )
    return NotFound(
        f"no data version {data_version!r} is kept; there are: {', '.join(kept) or 'none'}",
        f"没有保留数据版本“{data_version}”；现有：{'、'.join(kept) or '无'}",
        where=str(canons),
        remedy="name one of these; a version that is not kept is made again by loading its sources",
        remedy_zh="请使用上述版本之一；未保留的版本可通过重新加载其来源得到",
    )
