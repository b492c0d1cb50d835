"""Folders and workbooks with several mistakes enter; one error that names each, with what to do, leaves."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from api.inputs import requests_of
from loaders.extract import extract
from loaders.mistakes import SHOWN, joined
from ontology.errors import SourceError
from ontology.model import default_model
from tests.api.terminal import Terminal
from tests.loaders.templates.filling import save_book

TABLES = {
    "institutions": b"ID,Nam (en),website,Country,Country\na,b,c,CN,CN\n",
    "instituions": b"ID,Name (en)\nq,w\n",
    "agreements": b"ID,Name (en)\nx,\xff\xfe\xfa broken \xff\n",
    "projects": b"",
    "units": b"ID,Name (en)\nu,Unit\n",
}


def _folder(at: Path, **more: bytes) -> Path:
    at.mkdir()
    for name, content in {**TABLES, **more}.items():
        (at / f"{name}.csv").write_bytes(content)
    return at


def _refused(path: Path, out: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        for request in requests_of([str(path)]):
            extract(request.manifest, request.files, default_model(), out, processes=1)
    return caught.value


def test_all_mistakes_of_a_folder_are_told_at_once(tmp_path: Path) -> None:
    error = _refused(_folder(tmp_path / "mine"), tmp_path / "out")
    english, chinese = error.message("en"), error.message("zh")
    assert english.startswith("5 mistakes, so that nothing was read") and "有 5 处错误" in chinese
    assert (
        "工作表 机构 " in chinese and "institutions.csv，第 1 行" in chinese
    )  # as the reader's sheet is called
    assert not {word for word in ("line ", "column ", "value '", "工作表 institutions") if word in chinese}
    for said in (
        "agreements.csv, line 2, value '0xff'",
        "sheet 'instituions' is none of the templates' sheets; the nearest is 'institutions'",
        "two columns are named 'Country'",
        "no column 'website', the nearest is 'Web address'",
        "projects.csv, line 1: the table has no header",
    ):
        assert said in english
    assert english.count("what to do: ") == chinese.count("怎么办: ") == 6
    assert "机构" in chinese and "units.csv" not in english
    assert list((tmp_path / "out").glob("*/*")) == []


def test_what_the_about_table_says_wrongly_stands_among_them(tmp_path: Path) -> None:
    about = b"Item,Content\nFoo,bar\nRetrieved,2020-13\n"
    error = _refused(_folder(tmp_path / "mine", about=about), tmp_path / "out")
    assert error.message("en").startswith("7 mistakes")
    assert "'Foo' is no item of the about sheet" in str(error) and "there is no month 13" in str(error)


def test_all_mistakes_of_a_workbook_are_told_at_once(tmp_path: Path) -> None:
    book = tmp_path / "mine.xlsx"
    sheets = {
        "institutions": [["ID", "", "Name"], ["a", "", "b"]],
        "parties": [["Agreement", "Actr"], ["x", "country:CN"]],
        "widgets": [["ID"], ["a"]],
        "projects": [["ID", "Name (en)"], ["p", "Project"]],
    }
    save_book(book, sheets)
    said = _refused(book, tmp_path / "out").message("en")
    assert said.startswith("4 mistakes")
    assert "mine.xlsx!institutions, line 1, column 2: column 2 has no name" in said
    assert "has a column 'Name' that does not say its language" in said
    assert "mine.xlsx!parties, line 1, column Actr" in said and "sheet 'widgets'" in said


def test_one_mistake_is_told_as_before(tmp_path: Path) -> None:
    book = tmp_path / "mine.xlsx"
    save_book(book, {"widgets": [["ID"], ["a"]], "projects": [["ID", "Name (en)"], ["p", "Project"]]})
    assert _refused(book, tmp_path / "out").message("en").startswith("mine.xlsx!widgets, value 'widgets'")


def test_a_long_list_says_how_many_more_there_are() -> None:
    error = joined([SourceError(f"wrong {number}", f"错 {number}") for number in range(SHOWN + 3)])
    assert f"  {SHOWN}. wrong {SHOWN - 1}\n  … and 3 more" in error.message("en")
    assert "另有 3 处" in error.message("zh")
    assert joined([pickle.loads(pickle.dumps(error))]).message("zh") == error.message("zh")


def test_the_exit_code_is_that_of_one_mistake(tmp_path: Path) -> None:
    run = Terminal(tmp_path / "home").run("check", str(_folder(tmp_path / "mine")))
    assert run.returncode == 4 and "5 mistakes" in run.stderr
