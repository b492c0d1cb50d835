"""Paths that a user names enter; the files behind them, checked, hashed and assigned to their sources, leave.

Nothing is downloaded: "fetch" is to take what is there, and to know exactly what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from loaders.manifest import FilePattern, SourceManifest, fits
from loaders.records.archive import DamageError, is_zip, members, open_bytes
from ontology.errors import SourceError

_LOOK = 1 << 16  # bytes of content that decide which source a file belongs to
_CHUNK = 1 << 20


class UnclaimedError(SourceError):
    """No source reads such a file."""


@dataclass(frozen=True)
class InputFile:
    """A file as it was when it was read."""

    path: Path
    sha256: str
    bytes: int
    kind: FilePattern

    @property
    def name(self) -> str:
        """Without its folder, since machines differ and records must not; but with one that the publisher named."""
        folder = self.path.parent
        published = self.kind.folder and fits(folder.name, self.kind.folder)
        return f"{folder.parent.name}/{folder.name}/{self.path.name}" if published else self.path.name


def take(manifest: SourceManifest, paths: Iterable[Path]) -> tuple[InputFile, ...]:
    """The files of one source by name, whatever order they were given in."""
    taken: dict[str, InputFile] = {}
    for path in sorted(set(paths), key=lambda path: (path.name, str(path))):
        kind = manifest.pattern_of(path) or _by_content(manifest, path)
        if kind is None:
            kinds = ", ".join(kind.pattern for kind in manifest.files)
            old, old_zh = old_workbook(path)
            raise SourceError(
                f"the source {manifest.name!r} knows no such file",
                f"来源 {manifest.name!r} 没有这种文件",
                file=path.name,
                remedy=old or f"its files are named {kinds}; rename the file or name another source",
                remedy_zh=old_zh or f"该来源的文件名为 {kinds}；请改名或指定其他来源",
            )
        found = InputFile(path, *_digest(path), kind)
        other = taken.get(found.name)
        if other is None:
            taken[found.name] = found
        elif other.sha256 != found.sha256:
            raise SourceError(
                f"two different files have this name: {other.path} and {path}",
                f"有两个同名但内容不同的文件：{other.path} 与 {path}",
                file=path.name,
                remedy="rename one of them; records are known by the name of their file",
                remedy_zh="请为其中一个改名；记录以文件名区分",
            )
    if not taken:
        raise SourceError(
            f"the source {manifest.name!r} was given no file",
            f"没有为来源 {manifest.name!r} 提供文件",
            remedy=f"name a file such as {manifest.files[0].pattern}",
            remedy_zh=f"请给出文件，例如 {manifest.files[0].pattern}",
        )
    return tuple(taken[name] for name in sorted(taken))


def _digest(path: Path) -> tuple[str, int]:
    hashed, size = sha256(), 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                hashed.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise SourceError(
            f"the file cannot be read: {error.strerror}",
            f"无法读取该文件：{error.strerror}",
            file=str(path),
            remedy="check the path and its permissions",
            remedy_zh="请检查路径和权限",
        ) from None
    return hashed.hexdigest(), size


def package_files(manifest: SourceManifest) -> tuple[Path, ...]:
    """Files of an installed package that a source reads, for sources that need no file from the user."""
    if not manifest.package:
        return ()
    package = import_module(manifest.package)
    folder = Path(str(package.__file__)).parent
    return tuple(path for name in manifest.package_files for path in sorted(folder.glob(name)))


def expand(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Folders become the files in them, sorted; hidden files and office lock files are left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inner = sorted(item for item in path.rglob("*") if item.is_file())
            found += [item for item in inner if not item.name.startswith((".", "~$"))]
        else:
            found.append(path)
    return tuple(found)


def assign(
    paths: Iterable[Path],
    sources: Mapping[str, SourceManifest],
    named: str | None = None,
    also: Sequence[str] = (),
) -> Mapping[str, tuple[Path, ...]]:
    """Which source each file belongs to: the one named, else by file name, else by a look at the content.

    A file that no source or more than one source claims is a SourceError that lists the candidates; `also` are
    sources that take a file only when they are named.
    """
    if named is not None and named not in sources:
        raise SourceError(
            f"there is no source {named!r}",
            f"没有名为 {named!r} 的来源",
            remedy=f"use one of: {', '.join(sources)}",
            remedy_zh=f"可用：{'、'.join(sources)}",
        )
    assigned: dict[str, list[Path]] = {}
    for path in expand(paths):
        assigned.setdefault(named or _owner(path, sources, also), []).append(path)
    return {name: tuple(assigned[name]) for name in sorted(assigned)}


def _owner(path: Path, sources: Mapping[str, SourceManifest], also: Sequence[str]) -> str:
    if not path.exists():
        raise SourceError(
            "the file does not exist",
            "文件不存在",
            file=str(path),
            remedy="check the path",
            remedy_zh="请检查路径",
        )
    claims = [name for name, manifest in sources.items() if manifest.pattern_of(path)]
    exact = [name for name in claims if not _generic(sources[name].pattern_of(path))]
    by_name = exact or claims
    if len(by_name) == 1:
        return by_name[0]
    looked = [name for name, manifest in sources.items() if _by_content(manifest, path)]
    found = [name for name in looked if name in by_name] or looked
    if len(found) == 1:
        return found[0]
    if not found and by_name:
        found = by_name
    candidates = ", ".join(sorted(found or {*sources, *also}))
    old, old_zh = old_workbook(path)
    raise (SourceError if found else UnclaimedError)(
        "several sources can read this file" if found else "no source can read this file",
        "有多个来源可读取此文件" if found else "没有来源可读取此文件",
        file=path.name,
        remedy=old or f"say with --source which one it is of: {candidates}",
        remedy_zh=old_zh or f"请用 --source 指明它属于哪个来源：{candidates}",
    )


def old_workbook(path: Path) -> tuple[str, str]:
    """What to do with a workbook of a layout that nobody reads, '' for any other file."""
    kinds = {".xls": "Excel 97–2003", ".xlsb": "Excel Binary", ".ods": "OpenDocument", ".et": "WPS"}
    kind = kinds.get(path.suffix.lower())
    if kind is None:
        return "", ""
    return (
        f"this is a workbook of {kind}: open it in a spreadsheet program and save it as .xlsx",
        f"这是 {kind} 格式的工作簿：请用电子表格软件打开并另存为 .xlsx",
    )


def _generic(kind: FilePattern | None) -> bool:
    """A pattern such as *.csv says nothing of the source."""
    return kind is None or all(re.fullmatch(r"\*(\.\w+)+", part.strip()) for part in kind.pattern.split("|"))


def _by_content(manifest: SourceManifest, path: Path) -> FilePattern | None:
    """The kind of file whose `sniff` is found near the start of the content."""
    for kind in manifest.files:
        if kind.sniff and _start_fits(manifest, kind, path):
            return kind
    return None


def _start_fits(manifest: SourceManifest, kind: FilePattern, path: Path) -> bool:
    try:
        member = (
            next(iter(members(path, kind, manifest.limits))) if is_zip(path) and kind.reader != "xlsx" else ""
        )
        with open_bytes(path, member, manifest.limits) as stream:
            start = stream.read(_LOOK)
    except DamageError:
        raise
    except (SourceError, OSError):
        return False  # not this source's file; whoever reads it in the end will say what is wrong with it
    return re.search(kind.sniff, start.decode("utf-8", "replace")) is not None


def summary(files: Sequence[InputFile]) -> list[dict[str, object]]:
    """What source.json says of the files."""
    return [{"name": file.name, "sha256": file.sha256, "bytes": file.bytes} for file in files]
