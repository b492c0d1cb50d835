"""Commands of rule sets as a person types them enter; verdicts, gaps and errors leave on the terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from api.history_list import show_history
from api.rule_commands import rule_readings
from tests.api.terminal import Terminal
from tests.route.answering import golden

DAY = ("--home", "QM", "--as-of", "2015-06-30")


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        (None, []),
        (["C3=all"], ["C3=all"]),
        (["stated", "programme"], ["link=programme"]),
        (["copresence", "C3=any"], ["C3=any", "link=copresence"]),
    ],
)
def test_readings_of_the_pool_are_modes_of_a_rule_set(asked: list[str] | None, read: list[str]) -> None:
    assert rule_readings(asked) == read


def test_candidates_by_a_rule_set(terminal: Terminal) -> None:
    found = terminal.json("candidates", *DAY, "--rules", "key-institutions", "--reading", "C3=all")
    meta, rows = found["meta"], found["results"]
    assert isinstance(meta, dict)
    assert isinstance(rows, list)
    assert meta["rules"]["name"] == "key-institutions"
    assert meta["modes"]["C3"] == {**meta["modes"]["C3"], "value": "all", "origin": "caller"}
    assert rows
    assert all(
        row["records"] and set(row["conditions"]) == {"C1", "C2", "C3", "C4", "C5", "C6"} for row in rows
    )


def test_gaps_say_who_could_supply_what(terminal: Terminal) -> None:
    found = terminal.json("gaps", "inst-own-qingshi", *DAY)
    rows = found["results"]
    assert isinstance(rows, list)
    assert all(row["who_zh"] and row["why_en"] for row in rows)


def test_compare_stands_side_by_side_in_chinese(terminal: Terminal) -> None:
    told = terminal.run("compare", "inst-own-qingshi", "inst-own-baita", *DAY, COOPGRAPH_LANG="zh")
    assert told.returncode == 0, told.stderr
    assert "待人判断" in told.stdout


def test_a_mode_that_is_not_there_is_wrong_use(terminal: Terminal) -> None:
    told = terminal.run(
        "candidates", *DAY, "--rules", "key-institutions", "--reading", "C3=most", COOPGRAPH_LANG="en"
    )
    assert told.returncode == 2
    assert "C3 is read as one of: all, ab_and_c, any" in " ".join(told.stderr.split())


def test_conditions_stand_as_a_grid_with_signs_in_words_too(terminal: Terminal) -> None:
    rows = terminal.json("candidates", *DAY, "--rules", "key-institutions")["results"]
    assert isinstance(rows, list)
    for lang, said in (("en", "for a person to judge"), ("zh", "待人判断")):
        shown = terminal.run("candidates", *DAY, "--rules", "key-institutions", COOPGRAPH_LANG=lang).stdout
        assert said in shown
        assert all(f" {clause} " in shown for clause in rows[0]["conditions"])
        assert all(row["institution"] in shown for row in rows)
        first = next(row["flips"][0] for row in rows if row["flips"])
        assert f"{first['what']}={first['value']}: " in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_place_in_the_pool_that_is_not_known_is_shown_as_unknown(lang: str) -> None:
    """Holders whom no project puts in the pool: clause 4.1 is UNKNOWN of them, which is no finding that they were outside."""
    answer = golden("history")
    assert {(row["place"], row["pool"]) for row in answer["rows"]} == {("out", "UNKNOWN")}
    console = Console(file=io.StringIO(), width=400)
    show_history(console, answer["rows"], answer["meta"], lang)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "not in the pool" not in shown and "不在池内" not in shown
    cells = [[cell.strip() for cell in line.split("│")] for line in shown.splitlines()]
    assert [one[7] for one in cells if len(one) > 12 and one[1].isdigit()] == ["?"] * len(answer["rows"])


def test_the_history_check_says_in_words_what_it_found(terminal: Terminal) -> None:
    given = ("history", *DAY, "--title", "stateKeyLaboratory", "-k", "3")
    meta = terminal.json(*given)["meta"]
    assert isinstance(meta, dict)
    finding = meta["finding"]
    for lang, words in (
        (
            "en",
            ("2 grants checked", f"{finding['unknown']} are unknown", "for a person to judge", "no accuracy"),
        ),
        ("zh", ("已核对 2 项授予", f"{finding['unknown']} 个为未知", "待人判断", "不算准确率")),
    ):
        told = terminal.run(*given, COOPGRAPH_LANG=lang)
        assert told.returncode == 0, told.stderr
        assert all(one in "".join(told.stdout.split("\n")) for one in words)
    wrong = terminal.run("history", *DAY, "--title", "nobel", COOPGRAPH_LANG="en")
    assert wrong.returncode == 2
    assert "there is no title 'nobel'" in wrong.stderr
