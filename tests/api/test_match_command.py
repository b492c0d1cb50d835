"""`coopgraph match` as a person types it: forms, files, languages, exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.api.terminal import Terminal
from tests.world.fixture import BuiltWorld

TEXT = "Dept. of Physics, Yunhai University (fictional), 云海, Yunling"


@pytest.fixture(scope="module")
def shell(world_canon: BuiltWorld) -> Terminal:
    """Reading strings needs canon alone, and no server."""
    return Terminal(world_canon.home)


def test_a_table_says_what_and_why_in_either_language(shell: Terminal) -> None:
    run = shell.run("match", TEXT, "White Pagoda University", "", "--as-of", "2015-06-30")
    assert run.returncode == 0, run.stderr
    for said in (
        "match",
        "Yunhai University (fictional)",
        "department: Dept. of Physics",
        "unsure",
        "what would decide",
        "as of: 2015-06-30",
    ):
        assert said in run.stdout
    zh = shell.run("match", "云海大学（虚构）物理系，云海", COOPGRAPH_LANG="zh").stdout
    for said in ("匹配", "云海大学（虚构）", "部门: 物理系", "数据版本"):
        assert said in zh


def test_forms_hold_the_same(shell: Terminal) -> None:
    found = shell.json("match", TEXT, "--as-of", "2015-06-30")
    (row,) = found["results"]  # type: ignore[misc]
    name = row["matches"][0]["id"]
    assert found["meta"]["as_of"] == "2015-06-30" and found["meta"]["data_version"]  # type: ignore[index]
    line = json.loads(shell.run("match", TEXT, "--jsonl").stdout)
    assert line["matches"][0]["id"] == name and line["data_version"] and line["match_rules"]
    (cells,) = csv.DictReader(io.StringIO(shell.run("match", TEXT, "--csv").stdout))
    assert (cells["id"], cells["answer"], cells["department"]) == (name, "match", "Dept. of Physics")


def test_files_of_lines_and_of_columns(shell: Terminal, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_bytes("云海大学（虚构），云海\r\n\r\n=1+1\n".encode("gb18030"))
    rows = list(csv.DictReader(io.StringIO(shell.run("match", "--input", str(lines), "--csv").stdout)))
    assert [(row["answer"], row["text"]) for row in rows] == [
        ("match", "云海大学（虚构），云海"),
        ("nothing", "'=1+1"),
    ]
    table = tmp_path / "table.csv"
    table.write_text(f'who,where\na,"{TEXT}"\nb,\n', "utf-8")
    found = shell.json("match", "--input", str(table), "--column", "where")
    assert [row["answer"] for row in found["results"]] == ["match", "nothing"]  # type: ignore[index, union-attr]


def test_wrong_use_is_told_with_what_to_do(shell: Terminal, tmp_path: Path) -> None:
    for words in (
        (),
        ("a", "--input", "b"),
        ("--input", str(tmp_path / "none")),
        ("a", "--as-of", "never"),
        ("a", "--column", "b"),
        ("a", "--json", "--csv"),
    ):
        run = shell.run("match", *words)
        assert run.returncode == 2 and run.stdout == "" and run.stderr.strip(), words
    empty = Terminal(tmp_path / "home").run("match", "a")
    assert empty.returncode == 2 and "coopgraph load" in empty.stderr


def test_hostile_strings_end_well(shell: Terminal) -> None:
    run = shell.run(
        "match", "x" * 10_000, "\u202eYunhai", "[red]bold[/red] %s {0}", "'; DROP TABLE key; --", "--json"
    )
    assert run.returncode == 0, run.stderr
    assert len(json.loads(run.stdout)["results"]) == 4
