"""`coopgraph identity …` as a person types it enters; what is proposed, scored, decided, explained and undone leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl

from tests.api.terminal import ROOT
from tests.loaders.matching.world import home, truth


def _run(folder: Path, *words: str, typed: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COOPGRAPH_")}
    environ |= {"COOPGRAPH_HOME": str(folder), "COOPGRAPH_LANG": "en", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "coopgraph", "identity", *words],
        input=typed, env=environ, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done


def test_the_way_of_a_person_through_the_doubtful_pairs(tmp_path: Path) -> None:
    place = home(tmp_path)
    scored = json.loads(_run(place, "score", str(truth(tmp_path)), "--json").stdout)
    whole = next(row for row in scored["results"] if row["group"] == "all")
    assert whole["f1"] == 1
    assert whole["false_merges"] == 0

    # one key a pair: not the same, related, skip, stop
    said = _run(place, "review", "--all", "--who", "A (fictional)", typed="nr q").stderr
    assert "2 judgements added" in said
    lines = (place / "judgements.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == ["not same", "related"]
    left, right = lines[1].split(",")[:2]

    told = json.loads(_run(place, "explain", left, right, "--json").stdout)
    assert told["judgements"][0]["judgement"] == "not same"
    assert {one["feature"]["en"] for one in told["features"]} >= {"names", "place", "web site"}
    assert "A (fictional)" in _run(place, "explain", left, right).stdout

    _run(place, "undo", left, right, "--who", "A (fictional)")
    assert (place / "judgements.csv").read_text("utf-8").splitlines()[-1].split(",")[2] == "undo"

    sheet = tmp_path / "pairs.xlsx"
    _run(place, "review", "--all", "--output", str(sheet))
    book = openpyxl.load_workbook(sheet)
    book.worksheets[0]["A2"] = "same"
    book.save(sheet)
    assert (
        "1 judgements added" in _run(place, "review", "--input", str(sheet), "--who", "B (fictional)").stderr
    )


def test_what_is_wrong_is_said_with_what_to_do(tmp_path: Path) -> None:
    place = home(tmp_path)
    assert "--who" in _run(place, "review", code=2).stderr
    assert (
        "no loaded source states" in _run(place, "explain", "inst-pic-1", "inst-ror-0aaaaaa01", code=2).stderr
    )
    _run(place, "undo", "inst-pic-900000001", "inst-ror-0aaaaaa01", "--who", "A", code=4)
    (tmp_path / "bad.csv").write_text("name\nx\n", "utf-8")
    assert "header" in _run(place, "score", str(tmp_path / "bad.csv"), code=4).stderr
    assert "nothing is loaded" in _run(tmp_path / "empty", "propose", code=2).stderr
