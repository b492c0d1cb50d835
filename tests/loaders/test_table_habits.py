"""Habits of Excel and of people: what stands above a header, and rows that no reader can take."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from ontology.errors import SourceError
from tests.loaders.making import Anything, records


def _csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    "before", ["", "sep=;\r\n", "\ufeffsep=;\n", "SEP=;\n\n;;;\n", "\n\n", " \r\n;;\r\n"]
)
def test_what_stands_above_a_header_is_passed_over(tmp_path: Path, before: str) -> None:
    path = _csv(tmp_path / "a.csv", before + 'id;name\na;"x\ny"\nb;z\n')
    found, ledger = records(path, "csv")
    assert [dict(row.data) for row in found] == [{"id": "a", "name": "x\ny"}, {"id": "b", "name": "z"}]
    above = before.count("\n")
    assert [row.line for row in found] == [above + 2, above + 4]
    assert [row.locator for row in found] == [f"row {above + 2}", f"row {above + 3}"]
    assert not ledger.rejects


def test_a_declared_delimiter_wins_over_the_commas_of_a_header(tmp_path: Path) -> None:
    found, _ = records(_csv(tmp_path / "a.csv", "sep=|\na,b|c,d\n1|2\n"), "csv")
    assert dict(found[0].data) == {"a,b": "1", "c,d": "2"}


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no header"):
        records(_csv(tmp_path / "a.csv", "\n\n"), "csv")


def test_the_line_of_the_header_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        records(_csv(tmp_path / "a.csv", "\n\nid,,x\n"), "csv")
    assert (caught.value.line, caught.value.column) == (3, "2")


def test_two_remarks_need_no_names_of_their_own(tmp_path: Path) -> None:
    found, _ = records(_csv(tmp_path / "a.csv", "id,#,#,＃,＃\na,b,c,d,e\n"), "csv")
    assert found[0].data["id"] == "a"
    with pytest.raises(SourceError, match="two columns are named 'id'"):
        records(_csv(tmp_path / "b.csv", "id,id\na,b\n"), "csv")


def test_a_wrong_quote_shows_where_it_stands(tmp_path: Path) -> None:
    _, ledger = records(_csv(tmp_path / "a.csv", 'id,name\nB,"Be"ta\nC,c\n'), "csv")
    (reject,) = ledger.rejects
    assert (reject.line, reject.value) == (2, 'B,"Be"ta')
    assert "','" in reject.remedy and "','" in reject.remedy_zh
    with pytest.raises(SourceError, match="a quote opens") as caught:
        records(_csv(tmp_path / "b.csv", 'id,name\na,b\nA,"Alpha\nB,b\n'), "csv")
    assert (caught.value.line, caught.value.value) == (3, 'A,"Alpha')


def test_a_cell_over_the_limit_is_told_as_that(tmp_path: Path) -> None:
    found, ledger = records(_csv(tmp_path / "a.csv", f"id,name\nA,{'x' * 5_000_000}\nB,b\n"), "csv")
    (reject,) = ledger.rejects
    assert "longer than" in reject.reason and "shorten" in reject.remedy and "缩短" in reject.remedy_zh
    assert reject.value.startswith("A,xxx") and len(reject.value) == 200
    assert [row.data["id"] for row in found] == ["B"]


def test_the_row_of_a_workbooks_header_is_named(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A3"], sheet["C3"], sheet["A4"] = "id", "x", "a"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(SourceError) as caught:
        records(tmp_path / "a.xlsx", "xlsx")
    assert (caught.value.line, caught.value.column) == (3, "2")


def test_remarks_and_notes_are_not_even_read(tmp_path: Path) -> None:
    assert Anything().reads("# mine") is False
    found, ledger = records(_csv(tmp_path / "# mine.csv", 'id,id\na,"b\n'), "csv")
    assert (found, ledger.rejects) == ([], [])
