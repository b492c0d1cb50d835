"""`coopgraph identity …` as a person types it enters; what is proposed, scored, decided, explained and undone leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl

from api.reports.identity_reviewing import to_ask
from loaders.judgements import UNSURE
from loaders.matching.choice import LEAST, Proposal
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


def test_a_rules_merge_can_be_undone_and_the_undoing_too(tmp_path: Path) -> None:
    place = home(tmp_path)
    _run(place, "propose")
    pair = ("inst-pic-900000001", "inst-ror-0aaaaaa01")
    said = _run(place, "undo", *pair, "--who", "A (fictional)", "--why", "another house").stderr
    assert "not the same" in said
    lines = (place / "judgements.csv").read_text("utf-8").splitlines()
    assert lines[-1].split(",")[2] == "not same"
    assert "another house; undoes names-" in lines[-1]
    again = _run(place, "undo", *pair, "--who", "A (fictional)").stderr
    assert "in force again" in again
    assert (place / "judgements.csv").read_text("utf-8").splitlines()[-1].split(",")[2] == "undo"
    # what the rule left to people has nothing that could be undone
    _run(place, "undo", "inst-pic-900000002", "inst-ror-0aaaaaa01", "--who", "A", code=4)


def test_commands_that_read_write_nothing_and_say_how_old_it_is(tmp_path: Path) -> None:
    place = home(tmp_path)
    pair = ("inst-pic-900000001", "inst-ror-0aaaaaa01")
    for words in (
        ("score", str(truth(tmp_path))),
        ("explain", *pair),
        ("review", "--output", str(tmp_path / "p.xlsx")),
    ):
        assert "not kept" in _run(place, *words).stderr
    assert not list(place.glob("proposals.*"))
    _run(place, "propose")
    kept = {path.name: path.read_bytes() for path in place.glob("proposals.*")}
    assert "not kept" not in _run(place, "score", str(truth(tmp_path))).stderr
    about = json.loads(kept["proposals.json"]) | {"sources": {"numbers": "an older version"}}
    (place / "proposals.json").write_text(json.dumps(about), "utf-8")
    older = _run(place, "explain", *pair)
    assert "older than the sources" in older.stderr
    assert "same" in older.stdout
    assert "not kept" in _run(place, "review", "--output", str(tmp_path / "q.xlsx")).stderr
    assert (place / "proposals.csv").read_bytes() == kept["proposals.csv"]


def test_pairs_nearest_to_the_threshold_are_asked_first(tmp_path: Path) -> None:
    scores = {"far": 0.99, "near": LEAST + 0.01, "below": LEAST - 0.02, "low": 0.1}
    pairs = [
        Proposal(f"inst-pic-{at}", f"inst-own-{name}", UNSURE, score, (), ("apart",), ())
        for at, (name, score) in enumerate(scores.items())
    ]
    asked = to_ask(pairs, tmp_path / "judgements.csv", every=False)
    assert [one.right.rpartition("-")[2] for one in asked] == ["near", "below", "low", "far"]
