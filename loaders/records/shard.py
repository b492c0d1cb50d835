"""A file and what its source says of it enter; shards leave, the pieces that processes map independently.

How a file is cut depends on the file alone, never on the number of processes; so does the output.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from loaders.manifest import FilePattern, Limits
from loaders.records.archive import is_gzip, is_zip, members, open_bytes
from ontology.errors import SourceError

_MEMBERS_BYTES = 32 << 20  # expanded bytes of one shard of many small members
_PART_BYTES = 8 << 20  # of one part of a single large file, at least
_TOGETHER = ("pairs",)  # readers that count over all files of a kind
_MOST_PARTS = 8  # of one compressed file: each has to be expanded from its beginning
_CHUNK = 1 << 20
_LOOK = 1 << 16  # bytes that tell the layout
_FIRST_KEY = re.compile(rb'^(?:\xef\xbb\xbf)?\s*\[\s*\{\s*("[A-Za-z0-9_.@-]+")')


@dataclass(frozen=True)
class Shard:
    """A piece of one file: some of its members, or the bytes from one record to another."""

    source: str
    path: Path
    kind: FilePattern
    limits: Limits
    members: tuple[str, ...] = ("",)  # "" = the file itself
    size: int = 0  # expanded bytes, for the progress bar
    start: int = 0
    end: int = 0  # 0 = all of it
    line: int = 1  # on which the piece starts
    name: str = ""  # of the file, where it is more than the end of its path
    also: tuple[Shard, ...] = ()  # pieces of this and other files that are counted with this one

    @property
    def file(self) -> str:
        """The name that the ledger shows."""
        return self.name or self.path.name


def refuse_outdated(path: Path, kind: FilePattern, limits: Limits) -> None:
    """A kind or layout of file that is known and not read is refused as what it is, not for each key in it."""
    if kind.refused:
        raise SourceError(
            kind.refused["en"],
            kind.refused["zh"],
            file=path.name,
            remedy=kind.refused_remedy["en"],
            remedy_zh=kind.refused_remedy["zh"],
        )
    if not kind.outdated:
        return
    for member in members(path, kind, limits) if is_zip(path) else ("",):
        with open_bytes(path, member, limits) as stream:
            start = stream.read(_LOOK).decode("utf-8", "replace")
        if re.search(kind.outdated, start):
            raise SourceError(
                "the file has an older layout, which is not read",
                "文件采用旧的结构，不予读取",
                file=f"{path.name}!{member}" if member else path.name,
                remedy=kind.outdated_remedy["en"],
                remedy_zh=kind.outdated_remedy["zh"],
            )


def plan_all(
    source: str, files: Iterable[tuple[Path, FilePattern, str]], limits: Limits
) -> tuple[Shard, ...]:
    """The shards of all files (path, kind, name), in their order; what is counted over several files is one shard."""
    shards: list[Shard] = []
    counted: dict[str, int] = {}  # pattern of the kind of file -> place of its only shard
    for path, kind, name in files:
        for shard in plan(source, path, kind, limits, name):
            at = counted.get(kind.pattern)
            if at is not None:
                first = shards[at]
                shards[at] = replace(first, also=(*first.also, shard), size=first.size + shard.size)
                continue
            if kind.reader in _TOGETHER:
                counted[kind.pattern] = len(shards)
            shards.append(shard)
    return tuple(shards)


def plan(source: str, path: Path, kind: FilePattern, limits: Limits, name: str = "") -> tuple[Shard, ...]:
    """The shards of one file, in a fixed order."""
    refuse_outdated(path, kind, limits)
    whole = Shard(source, path, kind, limits, size=path.stat().st_size, name=name)
    if kind.reader in ("xlsx", "table") and not is_zip(path):
        return (whole,)
    if not is_zip(path):
        return tuple(_parts(whole)) if kind.reader == "json" and not is_gzip(path) else (whole,)
    sizes = members(path, kind, limits)
    if kind.reader == "xml":
        return tuple(
            replace(whole, members=group, size=sum(sizes[name] for name in group))
            for group in _groups(list(sizes), list(sizes.values()))
        )
    single = [replace(whole, members=(name,), size=size) for name, size in sizes.items()]
    return tuple(shard for one in single for shard in (_parts(one) if kind.reader == "json" else (one,)))


def _parts(whole: Shard) -> Iterator[Shard]:
    """Parts of a JSON array, cut where an object starts with the same key as the first one.

    Such a place could also lie inside an object. Each part is decoded from its start to exactly its end, so a
    wrong cut cannot pass unseen: it ends in an error. Without a locator, items are counted: one part.
    """
    size = max(_PART_BYTES, whole.size // _MOST_PARTS + 1)
    if whole.size <= size or not whole.kind.options.get("locator"):
        yield whole
        return
    start, line = 0, 1
    for cut, cut_line in _cuts(whole, size):
        yield replace(whole, start=start, end=cut, size=cut - start, line=line)
        start, line = cut, cut_line
    yield replace(whole, start=start, end=whole.size, size=whole.size - start, line=line)


def _cuts(whole: Shard, size: int) -> Iterator[tuple[int, int]]:
    """Offsets of object starts, about `size` bytes apart, with their lines."""
    with open_bytes(whole.path, whole.members[0], whole.limits) as stream:
        window = stream.read(_CHUNK)
        first = _FIRST_KEY.match(window)
        if first is None:
            return
        between = re.compile(rb"\}\s*,\s*(?=\{\s*" + re.escape(first[1]) + rb"\s*:)")
        offset, lines, wanted = 0, 1, size
        while window:
            found = between.search(window, max(0, wanted - offset)) if wanted < offset + len(window) else None
            if found is not None:
                cut = found.end()
                yield offset + cut, lines + window.count(b"\n", 0, cut)
                wanted = offset + cut + size
                continue
            # keep a tail, so that a place that lies across two chunks is found
            more = stream.read(_CHUNK)
            if not more:
                return
            kept = window[-256:]
            passed = len(window) - len(kept)
            lines += window.count(b"\n", 0, passed)
            offset += passed
            window = kept + more


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
