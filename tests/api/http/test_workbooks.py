"""The same answer as a workbook: rows under headings in both languages, what was asked of which data, licences; no formulas."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from api.formats import cell
from api.workbook import MEDIA, SOURCES, workbook
from graph.question import find_question
from tests.api.http.serving import Served
from tests.api.http.test_answers import HOME
from tests.api.http.test_files import PARTNERS, whole


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("path", ["/api/v1/candidates", PARTNERS])
def test_a_workbook_holds_all_rows_and_says_what_it_is_of(service: Served, path: str) -> None:
    rows = whole(service, path, HOME)
    found = service.get(path, params={**HOME, "format": "xlsx"})
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == MEDIA
    assert found.headers["content-disposition"].endswith('.xlsx"')
    answer, about, sources = read(found.content).worksheets
    head, *lines = answer.iter_rows(values_only=True)
    assert len(lines) == len(rows)
    assert all("·" in str(name) for name in head[:3])
    assert answer.freeze_panes == "B2"
    for line, row in zip(lines, rows, strict=True):
        for value, stated in zip(line, row.values(), strict=True):
            if isinstance(stated, bool | int | float):
                assert value == stated
            else:
                assert (value or "") == cell(stated)
    told = {str(name): str(value) for name, value in about.iter_rows(values_only=True) if name}
    version = service.api("/sources")["meta"]["data_version"]
    assert version in told.values()
    assert HOME["as_of"] in told.values()
    assert any("/api/v1/" in value for value in told.values())
    listed = [row[0] for row in sources.iter_rows(min_row=2, values_only=True)]
    assert listed == [row["source"] for row in service.api("/sources")["results"]]
    licence = next(value for name, value in told.items() if "许可" in name)
    assert licence


def test_the_same_answer_gives_the_same_bytes(service: Served) -> None:
    given = {**HOME, "format": "xlsx"}
    one = service.get("/api/v1/candidates", params={**given, "per_page": "2"}).content
    assert service.get("/api/v1/candidates", params={**given, "per_page": "2"}).content == one
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(one)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }
    accepted = service.get("/api/v1/candidates", params=HOME, headers={"accept": MEDIA})
    assert accepted.headers["content-type"] == MEDIA


def test_nothing_is_a_formula_and_what_is_cut_is_said() -> None:
    question = find_question("find")
    columns = list(question.columns)[:2]
    hostile = ["=1+1", "+SUM(A1)", "@cmd", "\t=1", "-2", "http://a.example", "x" * 40_000, "控制\x01符"]
    rows = [{columns[0]: text, columns[1]: -3} for text in hostile]
    meta = {"data_version": "0123456789abcdef", SOURCES: [{"source": "src-own-x", "licence": "CC0"}]}
    answer, about, _ = read(workbook(question, rows, columns, meta)).worksheets
    cells = [row[0] for row in answer.iter_rows(min_row=2)]
    assert all(one.data_type == "s" for one in cells)
    assert [one.value for one in cells[:6]] == hostile[:6]
    assert [one.quotePrefix for one in cells[:5]] == [True] * 5
    assert all(one.hyperlink is None for one in cells)
    assert len(str(cells[6].value)) <= 32_767
    assert any("32,767" in str(value) for row in about.iter_rows(values_only=True) for value in row)
