"""A person's own workbook or folder of tables enters, what it says of itself on its `about` sheet leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from loaders.encoding import encoding_of
from loaders.manifest import Limits, SourceManifest
from loaders.records.xlsx import check_book, open_book, rows_of
from loaders.templates.about import About, read_about
from loaders.templates.sheets import is_about
from ontology.errors import SourceError

_BOOKS = (".xlsx", ".xlsm")


def described(manifest: SourceManifest, about: About) -> SourceManifest:
    """The manifest with title, publisher, licence and the rest as the `about` sheet states them.

    Without such a sheet, or where a row of it is empty, the manifest's own words stay.
    """
    return replace(
        manifest,
        title=_both(about.title) or manifest.title,
        publisher=_both(about.publisher) or manifest.publisher,
        licence=about.licence or manifest.licence,
        address=about.address or manifest.address,
        retrieved=about.retrieved or manifest.retrieved,
        fictional=about.fictional or manifest.fictional,
        about_file=about.file,
        about_sheet=about.sheet,
    )


def about_of(files: Sequence[Path]) -> About:
    """The `about` sheet of a workbook, or the `about` table of a folder; two of them are an error."""
    found: list[tuple[str, About]] = []
    for path in sorted(files):
        for name, rows in _tables(path):
            sheet = name.partition("!")[2] if path.suffix.lower() in _BOOKS else ""
            about = read_about(rows, name)
            found.append((name, replace(about, file=path, sheet=sheet) if about != About() else about))
    if len(found) > 1:
        raise SourceError(
            f"there are two about sheets, in {found[0][0]} and in {found[1][0]}",
            f"有两张 about 表：{found[0][0]} 和 {found[1][0]}",
            file=found[1][0],
            remedy="keep one of them, or load the files one after the other",
            remedy_zh="请只保留一张，或分别加载",
        )
    return found[0][1] if found else About()


def _both(texts: Mapping[str, str]) -> Mapping[str, str]:
    """A name given in one language only stands for both."""
    either = texts.get("zh") or texts.get("en")
    return {lang: texts.get(lang) or either for lang in ("zh", "en")} if either else {}


def _tables(path: Path) -> Iterator[tuple[str, list[tuple[int, str, str]]]]:
    suffix = path.suffix.lower()
    if suffix in _BOOKS:
        yield from _sheets(path)
    elif suffix == ".csv" and is_about(path.stem):
        yield path.name, _numbered(_csv_rows(path))


def _sheets(path: Path) -> Iterator[tuple[str, list[tuple[int, str, str]]]]:
    check_book(path, Limits())
    book = open_book(path, values_only=True)
    try:
        for name in book.sheetnames:
            if is_about(name):
                yield f"{path.name}!{name}", _numbered(rows_of(path, book[name], values_only=True))
    finally:
        book.close()


def _csv_rows(path: Path) -> Iterator[Sequence[object]]:
    encoding = encoding_of(lambda: path.open("rb"), path.name)
    text = path.read_bytes().decode(encoding)
    return csv.reader(io.StringIO(text, newline=""))


def _numbered(rows: Iterator[Sequence[object]]) -> list[tuple[int, str, str]]:
    found = []
    for line, row in enumerate(rows, start=1):
        item, content = (_text(row[at]) if at < len(row) else "" for at in (0, 1))
        if item:
            found.append((line, item, content))
    return found


def _text(value: object) -> str:
    """A day typed as a date, a yes typed as a truth value: as the cleaners read them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).removesuffix(" 00:00:00").strip()
