"""Names of people's own sources: one a workbook or folder, by its name wherever it lies."""

import json
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from api.inputs import base_requests, dated, moved, requests_of, undated
from loaders.current import Current, read_current
from loaders.route import Request, build
from ontology.errors import UsageError
from ontology.model import default_model
from tests.loaders.templates.filling import save_book

TABLE = "ID,Name (en)\na,A\n"


def _own(folder: Path, stem: str = "institutes", table: str = TABLE, about: str = "") -> Request:
    path = folder / stem
    path.mkdir(parents=True, exist_ok=True)
    (path / "institutions.csv").write_text(table, encoding="utf-8")
    if about:
        (path / "about.csv").write_text(f"Item,Content\n{about}\n", encoding="utf-8")
    (request,) = requests_of([str(path)])
    return request


def _name(folder: Path, stem: str = "institutes", about: str = "") -> str:
    return _own(folder, stem, about=about).manifest.name


def test_the_name_is_that_of_the_folder_wherever_it_lies(tmp_path: Path) -> None:
    assert _name(tmp_path / "a") == _name(tmp_path / "b") == "own_institutes"


def test_two_of_one_name_in_one_command_are_told(tmp_path: Path) -> None:
    paths = [_own(tmp_path / name).place for name in ("a", "b")]
    with pytest.raises(UsageError) as caught:
        requests_of(paths)
    assert all(path in caught.value.what and path in caught.value.what_zh for path in paths)
    assert "Rename" in caught.value.remedy and "来源名称" in caught.value.remedy_zh
    assert len(requests_of([paths[0], paths[0]])) == 1


def test_a_name_on_the_about_sheet_keeps_both(tmp_path: Path) -> None:
    assert _name(tmp_path / "b", about="Source name,second") == "own_second"
    assert _name(tmp_path / "c", about="来源名称,第二") != _name(tmp_path / "c", about="来源名称,第三")


def test_chinese_and_long_names(tmp_path: Path) -> None:
    assert _name(tmp_path, "机构") != _name(tmp_path, "单位")
    long = _name(tmp_path, "x" * 200)
    assert len(long) < 64 and long != _name(tmp_path, "x" * 201)


def test_where_a_folder_lies_changes_no_data_and_moving_it_replaces(tmp_path: Path) -> None:
    model, home, other = default_model(), tmp_path / "home", tmp_path / "other"
    here, there = _own(tmp_path / "a"), _own(tmp_path / "b")
    first = build(home, [here], None, model, processes=1)
    assert moved([here], read_current(home)) == []
    assert moved([there], Current()) == []
    elsewhere = build(other, [there], None, model, processes=1)
    assert elsewhere.data_version == first.data_version

    ((said, said_zh),) = moved([there], read_current(home))
    assert here.place in said and there.place in said and "Source name" in said
    assert here.place in said_zh and there.place in said_zh and "来源名称" in said_zh
    changed = _own(tmp_path / "b", table="ID,Name (en)\na,B\n")
    build(home, [changed], None, model, processes=1)
    current = read_current(home)
    assert list(current.sources) == ["own_institutes"]
    assert current.places == {"own_institutes": changed.place}
    build(home, [_own(tmp_path / "c", "rest")], None, model, drop=["own_institutes"], processes=1)
    assert list(read_current(home).places) == ["own_rest"]


def test_names_that_differ_in_an_underscore_share_no_record(tmp_path: Path) -> None:
    both = [_own(tmp_path, name) for name in ("a_b", "ab")]
    canon = build(tmp_path / "home", both, None, default_model(), processes=1)
    records = pq.read_table(canon.folder / "records.parquet").to_pylist()
    assert len(records) == len({row["record"] for row in records}) == 4


def test_the_source_says_what_its_about_sheet_says(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    rows = [
        ["Item", "Content"],
        ["Publisher (en)", "Bureau"],
        ["Licence", "internal"],
        ["Retrieved", "2026-11"],
    ]
    save_book(path, {"about": rows, "institutions": [["ID", "Name (en)"], ["a", "A"]]})
    silent = _own(tmp_path, "silent")
    canon = build(tmp_path / "home", [*requests_of([str(path)]), silent], None, default_model(), processes=1)
    statements = pq.read_table(canon.folder / "statements.parquet").to_pylist()
    sources = {
        row["subject"] for row in statements if (row["predicate"], row["object"]) == ("type", "Source")
    }
    told = {
        row["predicate"]: (row["object"], row["record"])
        for row in statements
        if row["subject"] in sources and "own_mine" in row["subject"] and row["lang"] != "zh"
    }
    assert len(sources) == 2
    assert {name: value for name, (value, _) in told.items()} == {
        "type": "Source",
        "name": "mine",
        "publisher": "Bureau",
        "licence": "internal",
        "retrieved": "2026-11",
    }
    records = pq.read_table(canon.folder / "records.parquet").to_pylist()
    (record,) = [row for row in records if row["record"] == told["publisher"][1]]
    assert (record["file"], record["locator"]) == ("mine.xlsx", "about!1")
    assert record["sha256"] == sha256(path.read_bytes()).hexdigest()


def test_who_loads_says_when_files_were_fetched_where_nothing_else_does(tmp_path: Path) -> None:
    (facts,), (published,) = requests_of(["facts"]), requests_of(["country_codes"])
    assert facts.manifest.retrieved and not published.manifest.retrieved
    told = dated([facts, published], "2026年5月17日")
    assert [one.manifest.retrieved for one in told] == [facts.manifest.retrieved, "2026-05-17"]
    assert dated([published], "") == [published]
    with pytest.raises(UsageError, match="--retrieved: 'yesterday' is not a date"):
        dated([published], "yesterday")
    sources = {
        "country_codes": {"retrieved": ""},
        "facts": {"retrieved": "2026"},
        "own_institutes": {"retrieved": ""},
    }
    (tmp_path / "version.json").write_text(json.dumps({"sources": sources}), "utf-8")
    named = [facts, published, _own(tmp_path / "mine"), *base_requests()]
    assert undated(named, tmp_path) == ["country_codes"]
