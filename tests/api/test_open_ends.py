"""Tables of a person with what is easily wrong in them enter; each place that is wrong leaves, told with its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from api.inputs import base_requests, requests_of
from api.ledger import read_rejects, write_rejects
from loaders.canon import CanonVersion
from loaders.open_ends import contradictions, open_ends
from loaders.route import build
from loaders.unsettled import unsettled
from ontology.model import default_model
from tests.api.terminal import Terminal
from tests.loaders.templates.filling import save_book

TABLES = {
    "institutions": (
        "ID,Name (en),Country",
        "deu,German institute,DE",
        "cn-uni,Chinese university,CN",
        "cn-uni,Chinese univ,CN",
        "deu,German institute,DE",
        "both,One of two,CN",
    ),
    "units": ("ID,Name (en)", "both,The other of two"),
    "agreements": (
        "ID,Name (en),Level,Signed on",
        "cn-de,Agreement,intergovernmental,2001-05-17",
        "cn-de,Agreement,intergovernmental,2001-05-18",
    ),
    "parties": (
        "Agreement,Actor",
        "cn-dx,country:CN",
        "cn-dx,inst:deu",
        "cn-de,inst:nobody-at-all",
        "cn-de,deu",
        "cn-de,both",
        "cn-de,none",
    ),
    "projects": ("ID,Name (en),Start date,End date", "p1,Project,2009,2006-05"),
    "organisation_relations": (
        "From organisation,To organisation,Relation",
        "deu,cn-uni,parent",
        "cn-uni,deu,parent",
    ),
}
Rows = list[dict[str, Any]]


def _folder(at: Path) -> Path:
    at.mkdir()
    for name, lines in TABLES.items():
        (at / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return at


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _folder(tmp_path_factory.mktemp("open") / "mine")


@pytest.fixture(scope="module")
def canon(mine: Path, tmp_path_factory: pytest.TempPathFactory) -> CanonVersion:
    requests = requests_of([str(mine)]) + base_requests()
    return build(tmp_path_factory.mktemp("home"), requests, None, default_model(), processes=1)


@pytest.fixture(scope="module")
def listed(canon: CanonVersion) -> Rows:
    model = default_model()
    return open_ends(canon.folder, unsettled(canon.folder, model), model, {"own_mine"})


def _of(rows: Rows, stage: str) -> list[tuple[str, str, str, str]]:
    return [
        (row["file"], row["locator"], row["column"], row["value"]) for row in rows if row["stage"] == stage
    ]


def test_every_dangling_reference_has_its_place_and_the_nearest_key(listed: Rows) -> None:
    assert _of(listed, "dangling") == [
        ("parties.csv", "row 2", "Agreement · 协议", "cn-dx"),
        ("parties.csv", "row 3", "Agreement · 协议", "cn-dx"),
        ("parties.csv", "row 4", "Actor · 主体", "nobody-at-all"),
    ]
    first, _, last = (row for row in listed if row["stage"] == "dangling")
    assert "nobody describes agr-own-cn-dx (references to it: 2)" in first["reason"]
    assert "没有来源描述" in first["reason_zh"]
    assert "did you mean agr-own-cn-de?" in first["remedy"] and "是否指 agr-own-cn-de" in first["remedy_zh"]
    assert "did you mean" not in last["remedy"]


def test_dates_and_circles_have_their_places(listed: Rows) -> None:
    assert _of(listed, "backward") == [
        ("projects.csv", "row 2", "End date · 结束日期", "2006-05"),
        ("projects.csv", "row 2", "Start date · 开始日期", "2009"),
    ]
    assert [(file, place, value) for file, place, _, value in _of(listed, "circle")] == [
        ("organisation_relations.csv", "row 2", "cn-uni"),
        ("organisation_relations.csv", "row 3", "deu"),
    ]


def test_contradictions_name_both_rows(canon: CanonVersion) -> None:
    rows = contradictions(canon.folder, default_model(), {"own_mine"})
    assert _of(rows, "conflict") == [
        ("agreements.csv", "row 2", "Signed on · 签署日期", "2001-05-17"),
        ("agreements.csv", "row 3", "Signed on · 签署日期", "2001-05-18"),
        ("institutions.csv", "row 3", "Name · 名称 (en)", "Chinese university"),
        ("institutions.csv", "row 4", "Name · 名称 (en)", "Chinese univ"),
    ]
    assert "agr-own-cn-de" in rows[0]["reason"] and "2001-05-18 (agreements.csv, row 3)" in rows[0]["reason"]
    assert "2001-05-17（agreements.csv，第 2 行）" in rows[1]["reason_zh"]
    assert contradictions(canon.folder, default_model(), {"countries"}) == []


def test_a_key_alone_means_the_one_thing_that_the_files_describe(canon: CanonVersion) -> None:
    stated = pq.read_table(canon.folder / "statements.parquet").to_pylist()
    actors = {row["object"] for row in stated if row["predicate"] == "actor"}
    assert actors == {"country-iso-CN", "inst-own-deu", "inst-own-nobody-at-all"}
    rejects = read_rejects(canon.folder, {"own_mine"})
    refused = {row["value"]: row for row in rejects if row["stage"] == "mapping"}
    assert set(refused) == {"both", "none"}
    assert refused["both"]["remedy"] == "write one of: inst:both | unit:both"
    assert "inst:none" in refused["none"]["remedy"] and "country:none" in refused["none"]["remedy"]


def test_what_a_key_alone_means_hangs_on_no_order_of_sheets(tmp_path: Path) -> None:
    sheets = {name: [line.split(",") for line in lines] for name, lines in TABLES.items()}
    stated = []
    for name, order in (("first", sorted(sheets)), ("last", sorted(sheets, reverse=True))):
        book = tmp_path / name / "mine.xlsx"
        book.parent.mkdir()
        save_book(book, {sheet: sheets[sheet] for sheet in order})
        made = build(tmp_path / name / "home", requests_of([str(book)]), None, default_model(), processes=1)
        rows = pq.read_table(made.folder / "statements.parquet").to_pylist()
        stated.append([(row["subject"], row["object"]) for row in rows if row["predicate"] == "actor"])
    assert stated[0] == stated[1]
    assert "inst-own-deu" in {actor for _, actor in stated[0]}


def test_a_row_that_repeats_another_is_told_and_counted_once(canon: CanonVersion) -> None:
    (told,) = (row for row in read_rejects(canon.folder, {"own_mine"}) if "repeats" in row["reason"])
    assert (told["file"], told["line"], told["stage"]) == ("institutions.csv", 5, "record")
    assert "row 5 repeats row 2" in told["reason"] and "第 5 行与第 2 行" in told["reason_zh"]


def test_the_file_of_rejects_ends_with_what_is_open(canon: CanonVersion, tmp_path: Path) -> None:
    rejected = write_rejects(canon.folder, tmp_path / "rejects.csv")
    lines = (tmp_path / "rejects.csv").read_text("utf-8-sig").splitlines()
    assert rejected == len(read_rejects(canon.folder))
    assert len(lines) > rejected + 1 and "backward" in lines[-3] + lines[-4] + lines[-5]


def test_check_lists_them_in_both_languages_and_asks_for_nothing_that_is_not_loaded(
    mine: Path, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "home")
    told = terminal.json("check", str(mine))["results"]
    assert isinstance(told, list)
    assert {row["stage"] for row in told} >= {"dangling", "backward", "circle", "conflict", "record"}
    run = terminal.run("check", str(mine), COOPGRAPH_LANG="zh", COLUMNS="250")
    assert "已保留，但请查看" in run.stdout and "无人描述 3" in run.stdout
    assert "ask conflicts" not in run.stderr and "记录之间有 2 处矛盾" in run.stderr
