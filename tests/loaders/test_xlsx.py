"""Workbooks: every cell as the text a person sees in it."""

from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from openpyxl import Workbook

from loaders.cleaners import CLEANERS, Refused
from loaders.manifest import Limits
from ontology.errors import SourceError
from tests.loaders.making import records, write_zip


def _book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_values_become_the_text_one_sees(tmp_path: Path) -> None:
    header: list[object] = ["name", "number", "large", "share", "yes", "day", "moment", "empty"]
    row: list[object] = [
        "虚构",
        3.0,
        999977172,
        0.1,
        True,
        date(2006, 5, 17),
        datetime(2006, 5, 17, 10, 30),
        None,
    ]
    found, ledger = records(_book(tmp_path / "a.xlsx", {"机构": [header, row]}), "xlsx")
    assert list(found[0].data.values()) == [
        *("虚构", "3", "999977172", "0.1", "true", "2006-05-17", "2006-05-17 10:30:00", "")
    ]
    assert (found[0].table, found[0].locator, found[0].line) == ("机构", "机构!2", 2)
    assert not ledger.rejects


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("yyyy-mm-dd", "2006-05-01"),
        ("yyyy-mm", "2006-05"),
        ("mmm-yy", "2006-05"),
        ('yyyy"年"m"月"', "2006-05"),
        ("yyyy", "2006"),
        ("[$-804]yyyy/m/d;@", "2006-05-01"),
    ],
)
def test_a_date_is_as_exact_as_its_format(tmp_path: Path, shown: str, text: str) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["date"])
    sheet.append([date(2006, 5, 1)])
    sheet["A2"].number_format = shown
    book.save(path)
    found, _ = records(path, "xlsx")
    assert found[0].data["date"] == text


def test_a_formula_without_a_value_is_refused(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"s": [["a", "b"], ["=1+1", "kept"]]})
    found, ledger = records(path, "xlsx")
    assert found[0].data == {"a": "", "b": "kept"}
    reject = ledger.rejects[0]
    assert (reject.column, reject.value, reject.line) == ("a", "=1+1", 2)
    assert "formula" in reject.reason


def test_an_error_in_a_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["a", "b"])
    sheet.append(["#REF!", "kept"])
    sheet["A2"].data_type = "e"
    book.save(path)
    found, ledger = records(path, "xlsx")
    assert found[0].data == {"a": "", "b": "kept"}
    assert "#REF!" in ledger.rejects[0].reason


def test_several_sheets_and_ignored_ones(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "a.xlsx", {"one": [["a"], ["1"]], "notes": [["x"]], "two": [["b"], [None], ["2"]]}
    )
    found, _ = records(path, "xlsx", skip_tables=["notes"])
    assert [(record.table, record.line, dict(record.data)) for record in found] == [
        ("one", 2, {"a": "1"}),
        ("two", 3, {"b": "2"}),
    ]


def test_a_cell_outside_the_columns_is_quarantined(tmp_path: Path) -> None:
    found, ledger = records(_book(tmp_path / "a.xlsx", {"s": [["a"], ["1", "lost"], ["2"]]}), "xlsx")
    assert [record.data["a"] for record in found] == ["2"]
    assert (ledger.rejects[0].value, ledger.rejects[0].stage) == ("lost", "record")


def test_files_that_are_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match="no workbook"):
        records(tmp_path / "a.xlsx", "xlsx")
    with pytest.raises(SourceError, match="cannot be read"):
        records(write_zip(tmp_path / "b.xlsx", {"hello.txt": "no workbook"}), "xlsx")


def test_workbooks_that_are_too_large(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"s": [["a", "b"]] + [["1", "2"]] * 100})
    with pytest.raises(SourceError, match="more than 150 cells"):
        records(path, "xlsx", limits=Limits(cells=150))
    with pytest.raises(SourceError, match="expands to"):
        records(path, "xlsx", limits=Limits(expanded_bytes=1000))


def test_control_characters_are_what_the_file_means_by_them(tmp_path: Path) -> None:
    """Exporters end lines with CR LF, which a workbook holds as `_x000D_` and a line feed; Excel does so too."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("s")
        for at, text in enumerate(("name", "note")):
            sheet.write_string(0, at, text)
        sheet.write_string(1, 0, "虚构大学\r\n物理系")
        sheet.write_string(1, 1, "\r\n")
        sheet.write_string(2, 0, "bell\x07")
        sheet.write_string(2, 1, "kept")
    with ZipFile(path) as packed:
        assert b"_x000D_" in packed.read("xl/sharedStrings.xml")  # else this tests nothing
    found, _ = records(path, "xlsx")
    assert [dict(row.data) for row in found] == [
        {"name": "虚构大学\r\n物理系", "note": ""},
        {"name": "bell\x07", "note": "kept"},
    ]
    assert CLEANERS["text"](str(found[0].data["name"])) == ("虚构大学 物理系", "string")
    with pytest.raises(Refused, match=r"U\+0007"):
        CLEANERS["text"](str(found[1].data["name"]))


def test_ten_after_a_point_is_no_longer_ten_in_a_number(tmp_path: Path) -> None:
    """Who types 2006.10 into a cell of the usual format gets the number 2006.1: no month can be made of it."""
    found, _ = records(_book(tmp_path / "a.xlsx", {"s": [["begin"], [2006.10], [2006.9]]}), "xlsx")
    assert [row.data["begin"] for row in found] == ["2006.1", "2006.9"]
    assert CLEANERS["date"](str(found[1].data["begin"])) == ("2006-09", "gYearMonth")
    with pytest.raises(Refused, match="January, or October"):
        CLEANERS["date"](str(found[0].data["begin"]))
