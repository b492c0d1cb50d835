"""Merged cells: what a person sees in all of them stands in the first only, and the others say so."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from loaders.records.merges import Area, Merges, areas_in
from tests.loaders.making import records


def test_every_covered_cell_of_a_row_is_told(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["id", "name", "country", "founded", "note"],
        *(["a", "A", "CN", 2001, "both"], ["b", "B"], ["c", "C"], ["d", "D", "DE"]),
    ):
        sheet.append(row)
    sheet.merge_cells("C2:C4")
    sheet.merge_cells("E2:XFD2")
    sheet.merge_cells("A6:E6")  # empty, and below the last row
    sheet.merge_cells("D3:D4")  # its first cell is empty: nothing is hidden
    other = book.create_sheet("# drafts")
    other.append(["x", "y"])
    other.append(["1", None])
    other.merge_cells("A2:B2")
    book.save(tmp_path / "a.xlsx")
    found, ledger = records(tmp_path / "a.xlsx", "xlsx")
    assert [row.data["country"] for row in found] == ["CN", "", "", "DE"]
    told = [(reject.line, reject.column, reject.value) for reject in ledger.rejects]
    assert told == [(3, "country", "CN"), (4, "country", "CN")]
    first = ledger.rejects[0]
    assert "C2:C4" in first.reason and "C2:C4" in first.reason_zh
    assert "unmerge" in first.remedy and "取消合并" in first.remedy_zh


def test_a_merge_to_the_right_is_told(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["id", "name", "note"])
    sheet.append(["a", "A", None])
    sheet.merge_cells("B2:C2")
    book.save(tmp_path / "a.xlsx")
    _, ledger = records(tmp_path / "a.xlsx", "xlsx")
    assert [(reject.column, reject.value) for reject in ledger.rejects] == [("note", "A")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_areas_are_found_in_any_spelling(encoding: str) -> None:
    text = """<mergeCells count="2"><mergeCell ref="C2:C4"/><x:mergeCell  ref='AA10:AB11' /></mergeCells>"""
    assert areas_in(text.encode(encoding)) == [Area(2, 3, 4, 3, "C2:C4"), Area(10, 27, 11, 28, "AA10:AB11")]


def test_an_area_that_is_named_twice_counts_once() -> None:
    merges = Merges([Area(1, 1, 2, 1, "A1:A2")] * 2)
    merges.at(1, ["x"])
    assert list(merges.covered(2, 1)) == [(0, "x", "A1:A2")]
