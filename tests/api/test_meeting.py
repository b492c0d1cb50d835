"""Tables whose keys the shipped facts, or another row, bear already enter; what `check` tells of each before anything is loaded leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.inputs import base_requests, requests_of
from loaders.current import CANONS
from loaders.meeting import meetings, repeated
from loaders.route import build
from ontology.model import default_model
from tests.api.terminal import Terminal
from tests.loaders.templates.filling import save_book

ROWS = (
    ("ID", "Name (en)", "Name (zh)", "Country", "ROR id"),
    ("nwu", "Northwestern University", "", "US", ""),  # the facts call 西北大学 so
    ("thu", "Tsinghua University", "清华大学", "CN", "https://ror.org/03cve4549"),
    ("pku", "", "北京大学", "CN", "02v51f717"),  # the same key, identifier and name
    ("ours", "Institute of ours", "", "CN", ""),
    ("中科院一所", "First institute", "", "CN", ""),
    ("ours", "Institute of ours, branch", "", "CN", ""),
    ("fudan-x", "Somebody else", "", "DE", "02v51f717"),
    ("中科院一所", "Institute no. 1", "", "CN", ""),
)
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("meeting")


@pytest.fixture(scope="module")
def book(folder: Path) -> Path:
    path = folder / "mine.xlsx"
    save_book(path, {"institutions": ROWS})
    return path


@pytest.fixture(scope="module")
def home(folder: Path) -> Path:
    build(folder / "home", requests_of(["facts"]) + base_requests(), None, default_model(), processes=1)
    return folder / "home"


@pytest.fixture(scope="module")
def listed(home: Path, book: Path) -> Rows:
    told = Terminal(home).json("check", str(book))
    assert not (home / "journal.sqlite").exists()
    rows: Rows = told["results"]  # type: ignore[assignment]
    return rows


def _of(rows: Rows, stage: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["locator"], row["value"]): row for row in rows if row["stage"] == stage}


def test_rows_that_meet_the_facts_are_told_with_both_names_and_places(listed: Rows) -> None:
    met = _of(listed, "taken")
    assert list(met) == [
        ("institutions!2", "nwu"),
        ("institutions!3", "03cve4549"),
        ("institutions!4", "pku"),
        ("institutions!8", "02v51f717"),
    ]
    nwu = met["institutions!2", "nwu"]
    assert nwu["column"] == "ID · 编号"
    assert nwu["reason_zh"].startswith("该编号已属于西北大学（facts，institutions.csv，row 46")
    assert nwu["reason_zh"].endswith("而此处名称为Northwestern University")
    assert "belongs to Northwest University (facts, institutions.csv, row 46" in nwu["reason"]
    assert "give each a key of its own" in nwu["remedy"] and "请各给一个编号" in nwu["remedy_zh"]
    same = met["institutions!3", "03cve4549"]
    assert "清华大学（facts" in same["reason_zh"] and "此处名称" not in same["reason_zh"]
    assert "though it is called" not in met["institutions!4", "pku"]["reason"]
    other = met["institutions!8", "02v51f717"]
    assert "Peking University" in other["reason"] and "called Somebody else here" in other["reason"]
    assert "correct the identifier" in other["remedy"]


def test_keys_that_stand_twice_on_a_sheet_are_told_as_such(listed: Rows) -> None:
    twice = _of(listed, "twice")
    assert [place for place, _ in twice] == [f"institutions!{row}" for row in (5, 6, 7, 9)]
    assert [value for _, value in twice] == ["ours", "中科院一所", "ours", "中科院一所"]
    first = twice["institutions!5", "ours"]
    assert "bears the same key (institutions!7)" in first["reason"] and "编号" in first["reason_zh"]


def test_a_name_where_a_reference_is_expected_is_shown_as_it_was_typed(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "parts.xlsx"
    heads = (("ID", "Name (zh)"), ("ours", "我们的项目"))
    typed = (("Project", "Institution"), ("ours", "清华大学"), ("ours", "inst: 北京大学"))
    save_book(path, {"projects": heads, "participations": typed})
    terminal = Terminal(home)
    rows: Rows = terminal.json("check", str(path))["results"]  # type: ignore[assignment]
    dangling = _of(rows, "dangling")
    assert list(dangling) == [("participations!2", "清华大学"), ("participations!3", "北京大学")]
    one = dangling["participations!2", "清华大学"]
    assert "“清华大学” (references to it: 1)" in one["reason"] and "inst-own~" in one["reason"]
    assert "“清华大学”（引用 1 处）" in one["reason_zh"]
    assert "“清华大学” ×1" in " ".join(terminal.run("check", str(path)).stderr.split())


def test_a_home_is_as_it_was_and_an_earlier_version_of_the_same_file_is_no_stranger(
    home: Path, book: Path, listed: Rows, tmp_path: Path
) -> None:
    assert listed
    assert set(json.loads((home / "current.json").read_text("utf-8"))["sources"]) >= {"facts"}
    assert "own_mine" not in (home / "current.json").read_text("utf-8")
    model, requests = default_model(), requests_of([str(book)]) + base_requests()
    mine = build(tmp_path / "home", requests, None, model, processes=1)
    assert meetings(mine.folder, mine.folder, model, {"own_mine"}) == []
    assert repeated(mine.folder, model, {"countries"}) == []
    assert mine.folder.parent.name == CANONS


def test_a_new_home_meets_nobody(book: Path, tmp_path: Path) -> None:
    run = Terminal(tmp_path / "new").run("check", str(book), COOPGRAPH_LANG="zh")
    assert run.returncode == 0 and "编号重复 4" in run.stdout and "已被使用" not in run.stdout
