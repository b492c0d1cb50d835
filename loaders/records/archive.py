"""A file as it was published enters (plain, .gz, .zip), its checked members leave as bounded byte streams.

Nothing is ever unpacked to disk, and sizes are checked in the directory of a zip before a byte is expanded.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import IO, cast

from loaders.manifest import FilePattern, Limits, fits
from ontology.errors import SourceError

_SMALL = 1 << 20  # below this size an extreme ratio is an empty sheet, not a bomb
_ARCHIVES = "*.zip|*.gz|*.tgz|*.tar|*.7z|*.rar|*.bz2|*.xz"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile)


class DamageError(SourceError):
    """The bytes are not those that the publisher packed: no other source will read the file either."""


def is_zip(path: Path) -> bool:
    """By its name; a workbook is one too, but is read whole."""
    return path.suffix.lower() == ".zip"


def is_gzip(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() == ".gz"


def members(path: Path, kind: FilePattern, limits: Limits) -> dict[str, int]:
    """Names of the members to read with their sizes; all others must be ignored by name, with a reason."""
    with open_zip(path, limits) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
    names = sorted(info.filename for info in infos)
    sizes = {info.filename: info.file_size for info in infos}
    twice = next((name for name, after in pairwise(names) if name == after), None)
    if twice is not None:
        raise SourceError(
            f"the zip holds two members named {twice!r}",
            f"压缩包中有两个同名文件 {twice!r}",
            file=path.name,
            remedy="ask the publisher for a sound file",
            remedy_zh="请向发布者索取完好的文件",
        )
    chosen = [name for name in names if not any(fits(name, pattern) for pattern in kind.ignored)]
    for name in chosen:
        if fits(name, _ARCHIVES):
            raise SourceError(
                f"the zip holds another archive, {name!r}; archives inside archives are not opened",
                f"压缩包中含有另一个压缩包 {name!r}；不会打开嵌套的压缩包",
                file=path.name,
                remedy="unpack it and give the inner file, or ignore the member by name in source.toml",
                remedy_zh="请先解压并直接提供里面的文件，或在 source.toml 中按名称忽略它",
            )
        if not fits(name, kind.members):
            raise SourceError(
                f"the zip holds {name!r}, which nobody reads",
                f"压缩包中的 {name!r} 没有被读取",
                file=path.name,
                remedy="list it in `ignored` of the [[file]] in source.toml, with the reason",
                remedy_zh="请在 source.toml 的 [[file]] 的 ignored 中列出它，并写明原因",
            )
    chosen = [name for name in chosen if kind.preferred and fits(name, kind.preferred)] or chosen
    if not chosen:
        raise SourceError(
            f"the zip holds no member that fits {kind.members!r}",
            f"压缩包中没有符合 {kind.members!r} 的文件",
            file=path.name,
            remedy="check that it is the file the source describes",
            remedy_zh="请确认这是该来源所描述的文件",
        )
    return {name: sizes[name] for name in chosen}


@contextmanager
def open_zip(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """The archive, after its directory has been held against the limits; damage becomes one SourceError."""
    with guarded(path), zipfile.ZipFile(path) as archive:
        _check_directory(path, archive.infolist(), limits)
        yield archive


@contextmanager
def guarded(path: Path, member: str = "") -> Iterator[None]:
    """Whatever a damaged or locked archive throws becomes a SourceError that names the file."""
    name = f"{path.name}!{member}" if member else path.name
    try:
        yield
    except _DAMAGE as error:
        raise DamageError(
            f"the file is truncated or damaged ({error})",
            f"文件被截断或已损坏（{error}）",
            file=name,
            remedy="download it again and compare its size with the publisher's",
            remedy_zh="请重新下载，并与发布者给出的大小比较",
        ) from None
    except (RuntimeError, NotImplementedError) as error:  # zipfile: encrypted, unknown compression
        if not isinstance(error, NotImplementedError) and "encrypted" not in str(error):
            raise
        raise SourceError(
            f"the member cannot be read ({error})",
            f"无法读取该文件（{error}）",
            file=name,
            remedy="pack it again without a password, with the usual compression",
            remedy_zh="请不加密码、用常见压缩方式重新打包",
        ) from None


def _check_directory(path: Path, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.members:
        raise _too_large(path, f"{len(infos):,} members", limits.members, "members")
    total = packed = 0
    for info in infos:
        total += info.file_size
        packed += info.compress_size
        if info.file_size > limits.member_bytes:
            raise _too_large(
                path, f"{info.filename!r} of {info.file_size:,} bytes", limits.member_bytes, "member_bytes"
            )
        if info.file_size > _SMALL and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise _too_large(
                path,
                f"{info.filename!r}, {info.file_size // max(info.compress_size, 1):,} times its packed size",
                limits.ratio,
                "ratio",
            )
    if total > limits.expanded_bytes:
        raise _too_large(path, f"{total:,} bytes", limits.expanded_bytes, "expanded_bytes")
    if total > _SMALL and total > limits.ratio * max(packed, path.stat().st_size, 1):
        raise _too_large(path, f"{total // max(packed, 1):,} times its packed size", limits.ratio, "ratio")


def _too_large(path: Path, what: str, limit: int, name: str) -> SourceError:
    return SourceError(
        f"the archive expands to {what}; the limit is {limit:,}",
        f"压缩包展开后为 {what}，超过上限 {limit:,}",
        file=path.name,
        remedy=f"if the file is really that large, raise `{name}` in [limits] of the source's source.toml",
        remedy_zh=f"若文件确实这么大，请在该来源 source.toml 的 [limits] 中提高 {name}",
    )


class _Bounded(io.RawIOBase):
    """A gzip stream that stops with an error instead of expanding for ever."""

    def __init__(self, inner: IO[bytes], path: Path, limits: Limits) -> None:
        self._inner, self._path, self._limits, self._read = inner, path, limits, 0
        self._most = min(limits.expanded_bytes, max(_SMALL, limits.ratio * path.stat().st_size))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        with guarded(self._path):
            data = self._inner.read(len(view))
        self._read += len(data)
        if self._read > self._most:
            raise _too_large(
                self._path, f"more than {self._most:,} bytes", self._most, "ratio or expanded_bytes"
            )
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


@contextmanager
def open_bytes(path: Path, member: str, limits: Limits) -> Iterator[IO[bytes]]:
    """The bytes of a plain file, of a .gz, or of one member of a zip."""
    if member:
        with open_zip(path, limits) as archive, guarded(path, member), archive.open(member) as stream:
            yield stream
    elif is_gzip(path):
        inner = cast("IO[bytes]", gzip.open(path, "rb"))  # noqa: SIM115 - the bounded stream closes it
        with io.BufferedReader(_Bounded(inner, path, limits), 1 << 20) as stream:
            yield stream
    else:
        with path.open("rb") as stream:
            yield stream
