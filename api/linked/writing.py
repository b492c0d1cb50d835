"""The pieces of a dump enter; a file or a stream leaves, packed if that is wanted, and what it is: bytes and SHA-256."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import RawIOBase
from pathlib import Path, PurePath
from typing import IO, Any, Final

import pyarrow as pa

from api.endings import form_for
from api.linked.spelling import SYNTAXES, Syntax
from ontology.errors import UsageError

PACKINGS: Final = {"": "", "gzip": ".gz", "zstd": ".zst"}
PACKED_MEDIA: Final = {"gzip": "application/gzip", "zstd": "application/zstd"}
_PACKED: Final = {".gz": "gzip", ".zst": "zstd"}
_NAMES: Final = {".nq": "nquads", ".ttl": "turtle", ".trig": "trig", ".jsonld": "jsonld"}


@dataclass(frozen=True)
class Written:
    """What was written: the bytes that lie there, before and after packing."""

    digest: str  # SHA-256 of what lies there
    size: int
    plain: int


class _Counting(RawIOBase):
    """A stream that hashes and counts what goes through it."""

    def __init__(self, below: IO[bytes]) -> None:
        super().__init__()
        self.below = below
        self.hashed = sha256()
        self.size = 0

    def write(self, piece: Any) -> int:
        self.hashed.update(piece)
        self.size += len(piece)
        return self.below.write(piece)

    def flush(self) -> None:
        self.below.flush()

    def writable(self) -> bool:
        return True


def form_of(form: str, packing: str, output: str) -> tuple[Syntax, str]:
    """The syntax and the packing that are named, or that the name of the file shows."""
    name, bare = form, PurePath(output)
    if packed := _PACKED.get(bare.suffix.lower()):
        packing = packing or packed
        bare = bare.with_suffix("")
    if not form or form in SYNTAXES:
        name = form_for(form, str(bare), _NAMES, default="nquads")
    for value, known, what in ((name, SYNTAXES, "--format"), (packing, PACKINGS, "--compress")):
        if value not in known:
            listed = ", ".join(one for one in known if one)
            raise UsageError(
                f"{what} {value!r} is not offered",
                f"不支持 {what} {value!r}",
                remedy=f"use one of: {listed}",
                remedy_zh=f"可用：{listed}",
            )
    return SYNTAXES[name], packing


def write(pieces: Iterable[bytes | memoryview], packing: str, stream: IO[bytes]) -> Written:
    """Write all pieces to a stream."""
    counting = _Counting(stream)
    plain = 0
    if packing:
        with (
            pa.PythonFile(counting, mode="w") as below,
            pa.CompressedOutputStream(below, "zstd" if packing == "zstd" else "gzip") as packed,
        ):
            for piece in pieces:
                plain += len(piece)
                packed.write(piece)
    else:
        for piece in pieces:
            plain += len(piece)
            counting.write(piece)
    stream.flush()
    return Written(counting.hashed.hexdigest(), counting.size, plain)


def write_file(pieces: Iterable[bytes | memoryview], packing: str, path: Path) -> Written:
    """Write a file in one step: under its name stands the old one or the whole new one, never half of one."""
    passing = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with passing.open("wb") as stream:
            done = write(pieces, packing, stream)
            os.fsync(stream.fileno())
        passing.replace(path)
    except OSError as error:
        raise UsageError(
            f"the file cannot be written: {error.strerror}",
            f"无法写入文件：{error.strerror}",
            where=str(path),
            remedy="name another --output, or make room",
            remedy_zh="请更换 --output 的位置，或腾出空间",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            passing.unlink(missing_ok=True)
    return done
