"""Template, filled, loaded: the same statements in either language, workbook or CSV, any encoding."""

from pathlib import Path

import pytest
import xlsxwriter

from loaders.templates.sheets import derive_sheets
from loaders.templates.writer import Format, Lang, write_templates
from ontology.errors import SourceError
from ontology.model import default_model
from tests.loaders.templates.filling import (
    FILLED,
    fill_folder,
    fill_workbook,
    load_files,
    map_rows,
    save_book,
)

SHEETS = derive_sheets(default_model())


def _expected() -> set[tuple[str, ...]]:
    return {row[:5] for key, rows in FILLED.items() for row in map_rows(key, *rows).statements}


def _plain(statements: list[dict[str, str]]) -> set[tuple[str, ...]]:
    columns = ("subject", "predicate", "object", "datatype", "lang")
    return {tuple(row[name] for name in columns) for row in statements}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("fmt", "encoding"), [("xlsx", ""), ("csv", "utf-8-sig"), ("csv", "utf-8"), ("csv", "gb18030")]
)
def test_a_filled_template_says_what_was_typed(
    tmp_path: Path, lang: Lang, fmt: Format, encoding: str
) -> None:
    target = tmp_path / ("book.xlsx" if fmt == "xlsx" else "tables")
    write_templates(default_model(), target, fmt, lang)
    if fmt == "xlsx":
        fill_workbook(target, SHEETS, lang)
    else:
        fill_folder(target, SHEETS, lang, encoding)
    statements, rejects = load_files(target, tmp_path / "out")
    assert rejects == []
    assert _plain(statements) == _expected()


def test_an_empty_template_says_nothing_and_offends_nobody(tmp_path: Path) -> None:
    write_templates(default_model(), tmp_path / "book.xlsx", "xlsx", "zh")
    assert load_files(tmp_path / "book.xlsx", tmp_path / "out") == ([], [])


def test_formulas_are_read_as_the_values_they_had(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "book.xlsx")
    page = book.add_worksheet("agreements")
    page.write_row(0, 0, ["id", "Notice in months", "Signed on"])
    page.write_formula(1, 0, '="a"&"b"', None, "ab")
    page.write_formula(1, 1, "=2*3", None, 6)
    page.write_datetime(
        1, 2, __import__("datetime").datetime(2001, 5, 17), book.add_format({"num_format": "yyyy-mm-dd"})
    )
    book.close()
    statements, rejects = load_files(tmp_path / "book.xlsx", tmp_path / "out")
    assert rejects == []
    assert {("noticeMonths", "6"), ("signedOn", "2001-05-17")} <= {
        (row["predicate"], row["object"]) for row in statements
    }
    assert {row["subject"] for row in statements} == {"agr-own-ab"}


def test_a_wrong_cell_in_a_workbook_is_told_with_sheet_and_line(tmp_path: Path) -> None:
    rows = [["编号", "签署日期", "我的备注"], ["x", "2001-13-45", "…"]]
    save_book(tmp_path / "book.xlsx", {"协议": rows})
    with pytest.raises(SourceError, match="我的备注"):
        load_files(tmp_path / "book.xlsx", tmp_path / "out")
    rows[0][2] = "#我的备注"
    save_book(tmp_path / "book.xlsx", {"协议": rows, "notes": [["anything"]], "#draft": [["x"]]})
    _, rejects = load_files(tmp_path / "book.xlsx", tmp_path / "out")
    (reject,) = rejects
    assert (reject["file"], reject["locator"], reject["line"]) == ("book.xlsx", "协议!2", 2)
    assert (reject["column"], reject["value"]) == ("签署日期", "2001-13-45")
