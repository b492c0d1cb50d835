"""A folder of engine homes enters; which of them is live leaves, and is changed in one step that nothing can halve."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from graph.engine.address import Address
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from ontology.errors import EngineError, GraphError, Unavailable
from ontology.progress import Progress

_LIVE: Final = "live.json"
_HOMES: Final = "homes"
_WORK: Final = "work"


@dataclass(frozen=True)
class Live:
    """The home that answers, and what it answers from."""

    home: str
    data_version: str
    fingerprint: str
    uri: str = ""  # where it listened when it was last started; the engine knows where it listens now


@dataclass(frozen=True)
class Place:
    """The folder that holds the private server's homes, and how they are run."""

    root: Path
    settings: EngineSettings

    def engine(self, home: str) -> Engine:
        """The server of one of the homes."""
        return Engine(self.root / _HOMES / home, self.settings)

    @property
    def homes(self) -> tuple[str, ...]:
        """All homes, finished or not, sorted."""
        folder = self.root / _HOMES
        return (
            tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()
        )

    @property
    def versions(self) -> Path:
        """Folder of the homes that answer from older data versions."""
        return self.root / "versions"

    @property
    def work(self) -> Path:
        """Folder for what a load writes and throws away."""
        return self.root / _WORK


def read_live(place: Place) -> Live | None:
    """The live home, if a graph was ever loaded."""
    path = place.root / _LIVE
    try:
        return Live(**json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise GraphError(
            f"this file cannot be read: {error}",
            f"无法读取此文件：{error}",
            where=str(path),
            remedy="delete it and load again; the sources and canon are untouched",
            remedy_zh="删除该文件后重新加载；来源与数据版本不受影响",
        ) from error


def write_live(place: Place, live: Live) -> None:
    """Switch: from here on `live` answers. The file is replaced whole, so a reader sees the old or the new one."""
    place.root.mkdir(parents=True, exist_ok=True)
    path = place.root / _LIVE
    passing = path.with_suffix(".new")
    with passing.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps(asdict(live), sort_keys=True, indent=1) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    passing.replace(path)
    handle = os.open(place.root, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_live(place: Place, progress: Progress) -> Address:
    """Start the live server where it does not run; its address."""
    while True:
        live = read_live(place)
        if live is None:
            raise _nothing_loaded(place)
        engine = place.engine(live.home)
        if not engine.home.is_dir() and read_live(place) == live:
            raise EngineError(
                "the folder of the live graph is gone",
                "当前图的文件夹已不存在",
                where=str(engine.home),
                remedy="load again: canon still holds everything that was in it",
                remedy_zh="请重新加载：数据版本中仍有全部内容",
            )
        address = engine.start(progress)
        now = read_live(place)
        if now is not None and now.home == live.home:
            if address.uri != now.uri:
                write_live(place, replace(now, uri=address.uri))
            return address
        engine.stop()  # a load switched meanwhile, and what was just started is the home that it takes away


def follow(place: Place) -> Callable[[], Address]:
    """Return a function that says at any time, quickly, where the live server is; nothing is started by it."""
    marks: tuple[object, ...] = ()
    files: tuple[Path, ...] = (place.root / _LIVE,)
    known: Address | None = None

    def where() -> Address:
        nonlocal marks, files, known
        if known is not None and marks == tuple(map(_mark, files)):
            return known
        live = read_live(place)
        if live is None:
            raise _nothing_loaded(place)
        engine = place.engine(live.home)
        files = (place.root / _LIVE, engine.record_file)
        marks = tuple(map(_mark, files))  # taken first: a change while we look makes us look again
        known = engine.address()
        return known

    return where


def _mark(path: Path) -> tuple[int, int] | None:
    """What changes whenever a file is replaced."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino


def _nothing_loaded(place: Place) -> Unavailable:
    return Unavailable(
        "nothing is loaded yet",
        "尚未加载任何数据",
        where=str(place.root),
        remedy="coopgraph load FILES, or coopgraph demo",
        remedy_zh="coopgraph load 文件，或 coopgraph demo",
    )


def stop_all(place: Place) -> list[str]:
    """Stop every server of this place, those of older versions too; the homes whose server was running."""
    versions = sorted(place.versions.iterdir()) if place.versions.is_dir() else []
    homes = [*(place.root / _HOMES / home for home in place.homes), *versions]
    return [home.name for home in homes if Engine(home, place.settings).stop()]


@contextmanager
def alone(place: Place, name: str = "load", *, wait_s: float = 0.0) -> Iterator[None]:
    """No other load works on these homes as long as the context lasts; a killed one does not count.

    Another name is another kind of work, which goes on beside loads; `wait_s` is how long its end is waited for.
    """
    with alone_in(place.root, name, wait_s=wait_s):
        yield


@contextmanager
def alone_in(folder: Path, name: str = "load", *, wait_s: float = 0.0) -> Iterator[None]:
    """The same for a folder in which a load works on a server that is not ours."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name}.lock")
    try:
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        raise GraphError(
            "another load is under way in this home",
            "此目录中另一个加载任务正在进行",
            where=str(folder),
            remedy="wait for it to end, then load again",
            remedy_zh="等待其结束后重新加载",
        ) from error
    try:
        yield
    finally:
        lock.release()
