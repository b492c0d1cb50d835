"""`coopgraph network …` as a person types it enters; files, what was cut, and exit codes leave."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

from tests.api.terminal import Terminal

DAY = ("--as-of", "2015-06-30")


def test_an_ego_network_goes_to_stdout_and_what_was_cut_to_stderr(terminal: Terminal) -> None:
    run = terminal.run("network", "ego", "inst-own-fix-a", "--nodes", "3", *DAY)
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert [node["id"] for node in found["nodes"]] == ["inst-own-fix-a", "inst-own-fix-b", "inst-own-fix-b2"]
    assert "distance 1: 2 of 22 shown" in run.stderr
    chinese = terminal.run("network", "ego", "inst-own-fix-a", "--nodes", "3", *DAY, COOPGRAPH_LANG="zh")
    assert "距离 1" in chinese.stderr


def test_a_whole_network_becomes_a_file(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "网络.gexf"
    run = terminal.run("network", "whole", "--home", "QM", "--other", "QN", *DAY, "--output", str(file))
    assert run.returncode == 0, run.stderr
    assert run.stdout == ""
    assert nx.read_gexf(file).number_of_edges() > 10
    again = file.read_bytes()
    assert (
        terminal.run("network", "whole", "--home", "QM", "--other", "QN", *DAY, "-o", str(file)).returncode
        == 0
    )
    assert file.read_bytes() == again
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.name]


def test_a_path_that_is_not_there_says_why(terminal: Terminal) -> None:
    run = terminal.run("network", "path", "inst-own-fix-a", "inst-own-baita", "--quiet", *DAY)
    assert run.returncode == 0
    assert json.loads(run.stdout)["meta"]["why"][0]["reason"] in run.stdout
    assert "path" in run.stderr or "connected" in run.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [(("ego", "inst-own-nobody"), 3), (("ego", "inst-own-fix-a", "--depth", "9"), 2), (("ego",), 2),
     (("ego", "inst-own-fix-a", "--format", "gexff"), 2), (("whole", "--home", "XX"), 2),
     (("ego", "inst-own-fix-a", "--output", "/nowhere/at/all.json"), 2)],
)  # fmt: skip
def test_exit_codes(words: tuple[str, ...], code: int, terminal: Terminal) -> None:
    run = terminal.run("network", *words)
    assert run.returncode == code, run.stderr
    assert "Traceback" not in run.stderr


def test_help_speaks_both_languages(terminal: Terminal) -> None:
    for command in ("ego", "path", "whole"):
        shown = terminal.run("network", command, "--help").stdout
        assert "机构" in shown and "--format" in shown and "--output" in shown
