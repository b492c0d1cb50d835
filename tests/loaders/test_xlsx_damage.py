"""Damaged and unsafe workbooks: one clear error from the reader of rows, and from that of the about sheet."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from loaders.templates.workbook import about_of
from ontology.errors import SourceError
from tests.loaders.making import records

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "mine.xlsx"
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "about"
    for row in range(200):
        sheet.append([f"title{row}", "A"])
    made.save(path)
    return path


def _refused(path: Path) -> list[SourceError]:
    found = []
    for read in (lambda: records(path, "xlsx"), lambda: about_of([path])):
        with pytest.raises(SourceError) as caught:
            read()
        assert caught.value.file.startswith("mine.xlsx")
        assert caught.value.remedy and caught.value.remedy_zh and caught.value.what_zh
        found.append(caught.value)
    return found


def _changed(path: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[member] = change(contents[member])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
def test_xml_cut_short(book: Path, member: str) -> None:
    for error in _refused(_changed(book, member, lambda content: content[: len(content) // 2])):
        assert "cannot be read" in error.what


def test_a_damaged_member(book: Path) -> None:
    content = bytearray(book.read_bytes())
    with zipfile.ZipFile(book) as archive:
        start = archive.getinfo(SHEET).header_offset + 30 + len(SHEET)
    content[start + 60 : start + 64] = b"\xff\xff\xff\xff"
    book.write_bytes(bytes(content))
    for error in _refused(book):
        assert "damaged" in error.what


def test_a_truncated_workbook(book: Path) -> None:
    book.write_bytes(book.read_bytes()[:2000])
    for error in _refused(book):
        assert "truncated" in error.what


@pytest.mark.parametrize("member", [SHEET, "xl/workbook.xml", "xl/theme/theme1.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_declarations(book: Path, member: str, encoding: str) -> None:
    text = "<!--" + "x" * (1 << 20) + '--><!DOCTYPE w [<!ENTITY e "boo">]><w/>'
    text = f'<?xml version="1.0" encoding="{encoding}"?>{text}'
    with zipfile.ZipFile(book) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[member] = text.encode(encoding)
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    for error in _refused(book):
        assert "DOCTYPE" in error.what
        assert error.file == f"mine.xlsx!{member}"
