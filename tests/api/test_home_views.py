"""A home with a canon enters; the tables of its versions and of what differs are read in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from rich.console import Console

from api import reports
from api.deps import Desk
from api.formats import BOM, Book, Form
from api.settings import read_settings
from loaders.current import read_current
from ontology.errors import UsageError
from tests.world.fixture import BuiltWorld


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_versions_and_changes_are_tables_a_person_can_read(world_canon: BuiltWorld, lang: str) -> None:
    page = io.StringIO()
    console = Console(file=page, width=300)
    settings = read_settings({"COOPGRAPH_HOME": str(world_canon.home), "COOPGRAPH_LANG": lang})
    desk = Desk(settings, console, console)
    reports.versions(desk, Form.TABLE)
    version = world_canon.canon.data_version
    reports.changes(desk, version, version, Form.TABLE)
    told = page.getvalue()
    assert "{" not in told
    assert "'" not in told
    for said in ("statements: 5", "redirects", "what became of the thing", "new 0, gone 0") if lang == "en" else (
        "陈述: 5", "并入的编号", "事物变化", "新增 0, 不再 0"
    ):  # fmt: skip
        assert said in told, said


def test_rejects_of_a_source_that_is_not_loaded_are_not_said_to_be_none(world_canon: BuiltWorld) -> None:
    console = Console(file=io.StringIO(), width=300)
    desk = Desk(read_settings({"COOPGRAPH_HOME": str(world_canon.home)}), console, console)
    with pytest.raises(UsageError, match="'world_registri' is loaded") as told:
        reports.rejects(desk, "world_registri", Form.TABLE)
    assert "world_registry" in told.value.remedy and "world_registry" in told.value.remedy_zh
    reports.rejects(desk, "world_registry", Form.TABLE)


def test_what_a_home_holds_goes_to_spreadsheets_as_answers_do(
    world_canon: BuiltWorld, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = world_canon.canon.data_version
    console = Console(file=io.StringIO(), width=300)
    desk = Desk(read_settings({"COOPGRAPH_HOME": str(world_canon.home)}), console, console)
    lists: dict[str, Callable[[Form | Book], None]] = {
        "sources": lambda form: reports.sources(desk, form, date(2026, 1, 1)),
        "versions": lambda form: reports.versions(desk, form),
        "rejects": lambda form: reports.rejects(desk, "", form),
        "changes": lambda form: reports.changes(desk, version, version, form),
        "questions": lambda form: reports.questions(desk, form),
    }
    for name, listed in lists.items():
        page = io.StringIO()
        console.file = page
        listed(Form.CSV)
        head, *lines = csv.reader(io.StringIO(page.getvalue(), newline=""))
        assert not page.getvalue().startswith(BOM)  # for programs
        marked = io.StringIO()
        console.file = marked
        listed(Form.MARKED)
        assert marked.getvalue() == BOM + page.getvalue()

        book = tmp_path / f"{name}.xlsx"
        listed(Book(book))
        first = book.read_bytes()
        listed(Book(book))
        assert book.read_bytes() == first
        answer, about, sources = openpyxl.load_workbook(book).worksheets
        heading, *rows = answer.iter_rows(values_only=True)
        assert len(rows) == len(lines), name
        assert len(heading) == len(head)
        assert all(heading)
        for row, line in zip(rows, lines, strict=True):
            for value, text in zip(row, line, strict=True):
                assert value is None or isinstance(value, bool | int) or text in (value, f"'{value}")
        told = {str(value) for row in about.iter_rows(values_only=True) for value in row}
        if name != "questions":  # these are of no data version
            assert version in told
            assert sources.max_row == len(read_current(world_canon.home).sources) + 1
            assert all(
                str(row[0]).startswith("src-") for row in sources.iter_rows(min_row=2, values_only=True)
            )
    assert not capsys.readouterr().out


def test_a_mark_is_one_of_csv_and_no_form_beside_another() -> None:
    assert Form.of(bom=True) is Form.of(csv=True, bom=True) is Form.MARKED
    with pytest.raises(UsageError):
        Form.of(json=True, bom=True)
    with pytest.raises(UsageError):
        Form.asked(bom=True, xlsx=Path("a.xlsx"))
