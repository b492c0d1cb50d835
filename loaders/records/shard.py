"""A file and what its source says of it enter; shards leave, the pieces that processes map independently.

How a file is cut depends on the file alone, never on the number of processes, so that the output cannot either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.manifest import FilePattern, Limits
from loaders.records.archive import is_zip, members, open_zip

_MEMBERS_BYTES = 24 << 20  # expanded bytes of one shard of many small members
_PART_BYTES = 12 << 20  # of one part of a single large file


@dataclass(frozen=True)
class Shard:
    """A piece of one file: some of its members, or every n-th of its records."""

    source: str
    path: Path
    kind: FilePattern
    limits: Limits
    members: tuple[str, ...] = ("",)  # "" = the file itself
    part: int = 0
    parts: int = 1
    size: int = 0  # expanded bytes, for the progress bar

    @property
    def file(self) -> str:
        return self.path.name


def plan(source: str, path: Path, kind: FilePattern, limits: Limits) -> tuple[Shard, ...]:
    """The shards of one file, in a fixed order."""
    whole = Shard(source, path, kind, limits, size=path.stat().st_size)
    if kind.reader == "xlsx" or not is_zip(path):
        return (whole,)
    names = members(path, kind, limits)
    with open_zip(path, limits) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist()}
    if kind.reader == "xml":
        return tuple(
            replace(whole, members=group, size=sum(sizes[name] for name in group))
            for group in _groups(names, [sizes[name] for name in names])
        )
    shards = []
    for name in names:
        parts = max(1, sizes[name] // _PART_BYTES) if kind.reader == "json" else 1
        for part in range(parts):
            shards.append(replace(whole, members=(name,), part=part, parts=parts, size=sizes[name] // parts))
    return tuple(shards)


def _groups(names: Sequence[str], sizes: Sequence[int]) -> list[tuple[str, ...]]:
    groups: list[list[str]] = [[]]
    filled = 0
    for name, size in zip(names, sizes, strict=True):
        if groups[-1] and filled + size > _MEMBERS_BYTES:
            groups.append([])
            filled = 0
        groups[-1].append(name)
        filled += size
    return [tuple(group) for group in groups]
