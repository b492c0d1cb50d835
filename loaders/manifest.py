"""A source's folder enters (source.toml), what is known of the source before any row is read leaves.

`rank` says whose value is chosen where sources contradict each other: that of the source of the lowest rank, and of
equal ranks that of the first in the order of names. It goes with the version of the source that was read, so neither
what else is loaded nor in which order changes it. A source that says nothing has rank 100.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from pathlib import Path

from loaders.toml import Table, read_toml
from ontology.errors import SourceError

MANIFEST = "source.toml"
TEMPLATES = "templates"  # value of `mapping` for sources whose mapping is derived from the ontology
DEFAULT_RANK = 100  # of a source that declares none
READERS = ("csv", "xlsx", "table", "json", "jsonl", "pairs", "xml", "rdf", "cldr")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Limits:
    """What an archive may expand to; a source that is really larger says so in its [limits]."""

    members: int = 200_000
    member_bytes: int = 4 << 30
    expanded_bytes: int = 16 << 30
    ratio: int = 200  # expanded size over packed size, of one member and of the whole
    cells: int = 20_000_000  # of one worksheet


@dataclass(frozen=True)
class FilePattern:
    """One kind of file that the source consists of."""

    pattern: str  # glob on the file's name, alternatives separated by '|'
    reader: str  # one of READERS; "table" = csv or xlsx by the file's name
    members: str = "*"  # glob on the names inside a zip
    ignored: Mapping[str, str] = field(
        default_factory=dict
    )  # glob on names inside a zip -> why they are not read
    preferred: str = ""  # glob on the names inside a zip: where one fits, only those are read
    outdated: str = ""  # regular expression that marks a layout of former times, which nobody reads
    outdated_remedy: Mapping[str, str] = field(default_factory=dict)  # zh, en: what to do then
    refused: Mapping[str, str] = field(default_factory=dict)  # zh, en: why no such file is read at all
    refused_remedy: Mapping[str, str] = field(default_factory=dict)  # zh, en: which file to give instead
    mappings: Mapping[str, str] = field(
        default_factory=dict
    )  # glob on the name of a file or member -> its mapping, where not the source's
    sniff: str = ""  # regular expression that must be found near the start of the content
    folder: str = ""  # glob on a folder's name that is part of the names of its files, with the name of the folder above
    options: Mapping[str, object] = field(
        default_factory=dict
    )  # what the reader wants to know: delimiter, record element …


@dataclass(frozen=True)
class CoverageStatement:
    """What the source claims to know, and whether it knows all of it."""

    about_class: str
    about_property: str = ""
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # concepts, as scheme:notation
    start: str = ""
    end: str = ""
    complete: bool = False
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceManifest:
    """A source before its first row."""

    name: str
    folder: Path
    title: Mapping[str, str]  # zh, en
    publisher: Mapping[str, str]  # zh, en
    licence: str
    address: str
    retrieved: str  # date on which the publisher's files were fetched, "" = not known, or in `fetched`
    fictional: bool
    mapping: str  # file name inside the folder, or TEMPLATES
    files: tuple[FilePattern, ...]
    rank: int = DEFAULT_RANK  # lower = its values are chosen first where sources contradict each other
    coverage: tuple[CoverageStatement, ...] = ()
    expectations: Mapping[str, int] = field(default_factory=dict)  # class -> least number of things
    limits: Limits = Limits()
    package: str = (
        ""  # an installed package whose files are read, for a source that asks the user for nothing
    )
    package_files: tuple[str, ...] = ()
    about_file: Path | None = None  # the user's file that says what the source is; None = its source.toml
    about_sheet: str = ""  # of that workbook
    fetched: Mapping[str, str] = field(
        default_factory=dict
    )  # SHA-256 of a file -> the date on which it was fetched

    @property
    def path(self) -> Path:
        """The source.toml itself."""
        return self.folder / MANIFEST

    @property
    def scheme(self) -> str:
        """The source's name as part of an id, where only letters and digits may stand."""
        return self.name.replace("_", "")

    def retrieved_of(self, digests: Collection[str]) -> str:
        """When these files were fetched: as the source says of all its files, else the last day that it says of one."""
        return self.retrieved or max((self.fetched.get(one, "") for one in digests), default="")

    @property
    def mapping_files(self) -> tuple[Path, ...]:
        """Every mapping that its files may need, the usual one first."""
        names = [self.mapping, *(name for kind in self.files for name in kind.mappings.values())]
        return tuple(self.folder / name for name in dict.fromkeys(names) if name != TEMPLATES)

    def mapping_of(self, kind: FilePattern, name: str) -> str:
        """The mapping for a file or a member of a zip, by the end of its name."""
        short = name.rpartition("/")[2]
        return next((to for pattern, to in kind.mappings.items() if fits(short, pattern)), self.mapping)

    def pattern_of(self, path: Path) -> FilePattern | None:
        """The first declared kind of file whose name pattern fits."""
        return next((kind for kind in self.files if fits(path.name, kind.pattern)), None)


def fits(name: str, pattern: str) -> bool:
    """A glob without regard to case; alternatives are separated by '|'."""
    return any(fnmatchcase(name.lower(), part.strip().lower()) for part in pattern.split("|"))


def load_manifest(folder: Path) -> SourceManifest:
    """Read and check one source.toml; every wrong key or type is a SourceError that names it."""
    top = read_toml(folder / MANIFEST)
    top.only(
        (
            *("name", "title", "publisher", "licence", "address", "retrieved", "fictional", "mapping"),
            *("rank", "file", "coverage", "expect", "limits", "package", "fetched"),
        )
    )
    name = top.text("name")
    if not _NAME.fullmatch(name):
        raise top.wrong("name", f"{name!r} must match {_NAME.pattern}", f"{name!r} 须符合 {_NAME.pattern}")
    kinds = tuple(_file(table) for table in top.tables("file"))
    if not kinds:
        raise top.wrong("file", "the source names no file", "该来源没有声明文件", "add a [[file]] table")
    expect, package = top.table("expect"), top.table("package")
    package.only(("name", "files"))
    return SourceManifest(
        name=name,
        folder=folder,
        title=top.bilingual("title"),
        publisher=top.bilingual("publisher"),
        licence=top.text("licence"),
        address=top.text("address", ""),
        retrieved=top.text("retrieved", ""),
        fictional=top.truth("fictional"),
        mapping=top.text("mapping"),
        files=kinds,
        rank=top.whole("rank", DEFAULT_RANK),
        coverage=tuple(_coverage(table) for table in top.tables("coverage")),
        expectations={key: expect.whole(key, 0) for key in expect.values},
        limits=_limits(top.table("limits")),
        package=package.text("name", ""),
        package_files=package.texts("files"),
        fetched=top.mapping("fetched"),
    )


def _file(table: Table) -> FilePattern:
    table.only(
        (
            *("pattern", "reader", "members", "ignored", "preferred", "outdated", "sniff", "options"),
            *("refused", "mappings", "folder"),
        )
    )
    reader = table.text("reader")
    if reader not in READERS:
        raise table.wrong(
            "reader",
            f"no reader {reader!r}",
            f"没有名为 {reader!r} 的读取器",
            f"use one of: {', '.join(READERS)}",
        )
    outdated = table.table("outdated")
    outdated.only(("sniff", "remedy"))
    refused = table.table("refused")
    refused.only(("reason", "remedy"))
    return FilePattern(
        pattern=table.text("pattern"),
        reader=reader,
        members=table.text("members", "*"),
        ignored=table.mapping("ignored"),
        preferred=table.text("preferred", ""),
        outdated=_expression(outdated),
        outdated_remedy=outdated.bilingual("remedy") if outdated.values else {},
        refused=refused.bilingual("reason") if refused.values else {},
        refused_remedy=refused.bilingual("remedy") if refused.values else {},
        mappings=table.mapping("mappings"),
        sniff=_expression(table),
        folder=table.text("folder", ""),
        options=dict(table.table("options").values),
    )


def _expression(table: Table) -> str:
    sniff = table.text("sniff", "")
    try:
        re.compile(sniff)
    except re.error as error:
        raise table.wrong("sniff", f"not a regular expression: {error}", f"不是正则表达式：{error}") from None
    return sniff


def _coverage(table: Table) -> CoverageStatement:
    table.only(("class", "property", "countries", "kinds", "start", "end", "complete", "note"))
    return CoverageStatement(
        about_class=table.text("class"),
        about_property=table.text("property", ""),
        countries=table.texts("countries"),
        kinds=table.texts("kinds"),
        start=table.text("start", ""),
        end=table.text("end", ""),
        complete=table.truth("complete"),
        note=table.bilingual("note") if "note" in table.values else {},
    )


def _limits(table: Table) -> Limits:
    known = {item.name: getattr(Limits(), item.name) for item in fields(Limits)}
    table.only(known)
    return Limits(**{name: table.whole(name, default) for name, default in known.items()})


def find_sources(*folders: Path) -> Mapping[str, SourceManifest]:
    """All sources below the folders, by name; two of one name are an error."""
    found: dict[str, SourceManifest] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*/{MANIFEST}")):
            manifest = load_manifest(path.parent)
            if manifest.name in found:
                raise SourceError(
                    f"two sources are named {manifest.name!r}: {found[manifest.name].path} and {path}",
                    f"有两个来源都叫 {manifest.name!r}：{found[manifest.name].path} 与 {path}",
                    file=str(path),
                    remedy="rename one of them",
                    remedy_zh="请为其中一个改名",
                )
            found[manifest.name] = manifest
    return dict(sorted(found.items()))


def shipped_sources() -> Path:
    """The folder of the sources that come with coopgraph."""
    return Path(__file__).parent / "sources"
