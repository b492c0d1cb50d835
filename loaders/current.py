"""A home enters; which version of each source and which canon are current leaves, and is replaced in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from filelock import FileLock, Timeout

from ontology.errors import Busy, SourceError

FILE = "current.json"
LOCK = "canon.lock"
SOURCES, CANONS = "sources", "canon"


@dataclass(frozen=True)
class Current:
    """What answers are given from: nothing at all in a new home."""

    sources: Mapping[str, str] = field(default_factory=dict)  # name → version
    data_version: str = ""
    places: Mapping[str, str] = field(default_factory=dict)  # own sources: where they were last read from
    erasures: str = ""  # how long the list of erasures was and how it ended, "" = nothing was ever erased


def oldest_first(paths: Iterable[Path]) -> list[Path]:
    """What was made first stands first; what another process takes away meanwhile is left out."""
    made: list[tuple[int, str, Path]] = []
    for path in paths:
        with suppress(FileNotFoundError):
            made.append((path.stat().st_mtime_ns, str(path), path))
    return [path for _, _, path in sorted(made)]


def read_current(home: Path) -> Current:
    """The current versions; a home in which nothing was loaded has none."""
    path = home / FILE
    if not path.exists():
        return Current()
    try:
        content = orjson.loads(path.read_bytes())
        return Current(
            dict(content["sources"]),
            str(content["data_version"]),
            dict(content.get("places", {})),
            str(content.get("erasures", "")),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise SourceError(
            f"not the list of current versions: {error}",
            f"不是当前版本清单：{error}",
            file=FILE,
            remedy=f"remove it and load the sources again; nothing in {SOURCES} and {CANONS} is lost",
            remedy_zh=f"请删除后重新载入数据来源；{SOURCES} 与 {CANONS} 中的内容不会丢失",
        ) from error


def write_current(home: Path, current: Current) -> None:
    """Replace the list whole: whoever reads it sees the old one or the new one."""
    content: dict[str, object] = {
        "sources": dict(current.sources),
        "data_version": current.data_version,
    }
    if current.places:
        content["places"] = dict(current.places)
    if current.erasures:
        content["erasures"] = current.erasures
    new = home / f"{FILE}.new"
    with new.open("wb") as file:
        file.write(
            orjson.dumps(
                content, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
            )
        )
        file.flush()
        os.fsync(file.fileno())
    new.replace(home / FILE)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """One build in a home at a time; a second one is told so and changes nothing."""
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise Busy(
            "another coopgraph is loading into this home",
            "另一个 coopgraph 正在向此目录载入数据",
            where=str(home),
            remedy="wait until it is done, or set COOPGRAPH_HOME to another folder",
            remedy_zh="请等待其完成，或把 COOPGRAPH_HOME 设为其他目录",
        ) from error
    try:
        yield
    finally:
        lock.release()
