"""A source's folder enters (source.toml), what is known of the source before any row is read leaves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

from ontology.errors import SourceError

MANIFEST = "source.toml"
TEMPLATES = "templates"  # value of `mapping` for sources whose mapping is derived from the ontology
READERS = ("csv", "xlsx", "table", "json", "jsonl", "xml", "rdf", "python")

_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Limits:
    """What an archive may expand to; a source that is really larger says so in its [limits]."""

    members: int = 200_000
    member_bytes: int = 4 << 30
    expanded_bytes: int = 16 << 30
    ratio: int = 200  # expanded size over packed size, of one member and of the whole


@dataclass(frozen=True)
class FilePattern:
    """One kind of file that the source consists of."""

    pattern: str  # glob on the file's name
    reader: str  # one of READERS; "table" = csv or xlsx by the file's name
    members: str = "*"  # glob on the names inside a zip
    sniff: str = ""  # regular expression that must be found near the start of the content
    options: Mapping[str, object] = _NOTHING  # reader-specific: delimiter, record, columns …


@dataclass(frozen=True)
class CoverageStatement:
    """What the source claims to know, and whether it knows all of it."""

    about_class: str
    about_property: str = ""
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # concept ids
    start: str = ""
    end: str = ""
    complete: bool = False
    note: Mapping[str, str] = cast("Mapping[str, str]", _NOTHING)


@dataclass(frozen=True)
class SourceManifest:
    """A source before its first row."""

    name: str
    folder: Path
    title: Mapping[str, str]  # zh, en
    publisher: Mapping[str, str]  # zh, en
    licence: str
    address: str
    retrieved: str  # date on which the publisher's files were fetched, "" = not known
    fictional: bool
    mapping: str  # file name inside the folder, or TEMPLATES
    files: tuple[FilePattern, ...]
    coverage: tuple[CoverageStatement, ...]
    expectations: Mapping[str, int]  # class -> least number of things
    limits: Limits

    @property
    def path(self) -> Path:
        return self.folder / MANIFEST

    def pattern_of(self, path: Path) -> FilePattern | None:
        """The first declared kind of file whose name pattern fits."""
        return next((kind for kind in self.files if fits(path.name, kind.pattern)), None)


def fits(name: str, pattern: str) -> bool:
    """Glob without regard to case; {a,b} alternatives are separate patterns joined by '|'."""
    from fnmatch import fnmatchcase

    return any(fnmatchcase(name.lower(), part.strip().lower()) for part in pattern.split("|"))


def load_manifest(folder: Path) -> SourceManifest:
    """Read and check one source.toml; every wrong key or type is a SourceError that names it."""
    raise NotImplementedError


def find_sources(*folders: Path) -> Mapping[str, SourceManifest]:
    """All sources below the folders, by name; the shipped ones come from `shipped_sources()`."""
    raise NotImplementedError


def shipped_sources() -> Path:
    """The folder of the sources that come with coopgraph."""
    return Path(__file__).parent / "sources"


def assign(
    paths: Iterable[Path], sources: Mapping[str, SourceManifest], named: str | None = None
) -> Mapping[str, tuple[Path, ...]]:
    """Which source each file belongs to: the one named, else by file name, else by a look at the content.

    A file that no source or more than one source claims is a SourceError that lists the candidates.
    """
    raise NotImplementedError


def unknown_source(name: str, sources: Mapping[str, SourceManifest]) -> SourceError:
    raise NotImplementedError
