"""The world's plain texts enter; the files that people would hand over leave: odd encodings, workbook, zips.

The texts in `sources/` are what a person reads and edits; what the tests load is made from them, always the
same bytes. `python -m tests.world.build FOLDER` writes it for a look by hand.
"""

from __future__ import annotations

import csv
import shutil
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook

HERE = Path(__file__).parent
TEXTS = HERE / "sources"
MANIFEST = "source.toml"
JUDGEMENTS = "judgements.csv"

WITH_BOM = {"world_registry/institutions.csv"}  # UTF-8 as Excel on Windows writes it
IN_GB18030 = {"world_treaties/agreements.csv"}  # as older Chinese office software writes it
AS_WORKBOOK = {"world_projects": "projects.xlsx"}
AS_ZIP = {
    "world_cordis": ("fictional-FICTIONprojects-xml.zip", "*.xml"),
    "world_ror": ("v2.9-2015-06-01-fictional-ror-data.zip", "*.json"),
}
BORROWED_MAPPINGS = {
    "world_cordis": "cordis_horizon",
    "world_ror": "ror",
}  # read by the shipped sources' mappings
SHIPPED = HERE.parents[1] / "loaders" / "sources"

_ZIP_TIME = (2015, 6, 1, 0, 0, 0)  # an archive of the same texts has the same bytes
_BOOK_TIME = datetime(2015, 6, 1, tzinfo=UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class World:
    """The written world: folders of source descriptions, and for each source the files it consists of."""

    folder: Path
    judgements: Path

    @property
    def sources(self) -> Path:
        return self.folder / "sources"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(path.name for path in self.sources.iterdir()))

    def files(self, source: str) -> tuple[Path, ...]:
        return tuple(sorted((self.folder / "files" / source).iterdir()))


def build_world(target: Path) -> World:
    """Write every source's description and files below the target folder."""
    for texts in sorted(path for path in TEXTS.iterdir() if path.is_dir()):
        _describe(texts, target / "sources" / texts.name)
        files = target / "files" / texts.name
        files.mkdir(parents=True, exist_ok=True)
        if texts.name in AS_WORKBOOK:
            _workbook(texts, files / AS_WORKBOOK[texts.name])
        elif texts.name in AS_ZIP:
            name, pattern = AS_ZIP[texts.name]
            _zip(sorted(texts.glob(pattern)), files / name)
        else:
            for table in sorted(texts.glob("*.csv")):
                (files / table.name).write_bytes(_encoded(table))
    judgements = target / JUDGEMENTS
    shutil.copyfile(HERE / JUDGEMENTS, judgements)
    return World(target, judgements)


def _describe(texts: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(texts / MANIFEST, folder / MANIFEST)
    if shipped := BORROWED_MAPPINGS.get(texts.name):
        for part in sorted((SHIPPED / shipped).glob("*")):
            if part.is_file() and part.name != MANIFEST:
                shutil.copyfile(part, folder / part.name)


def _encoded(table: Path) -> bytes:
    text = table.read_text(encoding="utf-8")
    key = f"{table.parent.name}/{table.name}"
    if key in IN_GB18030:
        return text.encode("gb18030")
    return text.encode("utf-8-sig" if key in WITH_BOM else "utf-8")


def _workbook(texts: Path, target: Path) -> None:
    """One sheet a table; cells stay text, as a person who pastes from elsewhere leaves them."""
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = _BOOK_TIME
    for table in sorted(texts.glob("*.csv")):
        sheet = book.create_sheet(table.stem)
        with table.open(encoding="utf-8", newline="") as rows:
            for row in csv.reader(rows):
                sheet.append([cell or None for cell in row])
    book.save(target)
    _zip_again(target)


def _zip(members: list[Path], target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(
                zipfile.ZipInfo(member.name, _ZIP_TIME), member.read_bytes(), zipfile.ZIP_DEFLATED
            )


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)


def _zip_again(book: Path) -> None:
    """A workbook is a zip whose members carry the time of writing, like its properties: put a fixed one."""
    with zipfile.ZipFile(book) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            fixed = _without_times(content) if name == "docProps/core.xml" else content
            _put(archive, name, fixed)


def _without_times(properties: bytes) -> bytes:
    head, mark, tail = properties.partition(b"<dcterms:modified")
    _, closing, rest = tail.partition(b"</dcterms:modified>")
    return head + rest if mark and closing else properties


if __name__ == "__main__":
    world = build_world(Path(sys.argv[1]))
    sys.stdout.write(f"{world.folder}\n")
