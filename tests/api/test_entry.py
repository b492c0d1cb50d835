"""The command's first moments enter: interrupted, or asked only for help, it leaves no traceback and wastes no time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("neo4j", "pyarrow", "ibis", "duckdb", "rdflib", "graph.ask", "loaders.route")

# stands in for the person: the signal comes while this module is being imported
PRESSED = """
import importlib.abc, os, signal, sys
class Press(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
        return None
sys.meta_path.insert(0, Press())
sys.argv = ["coopgraph", "ask"]
from coopgraph import main
main()
"""


@pytest.mark.parametrize("name", ["typer", "orjson", "api.deps", "api.reports.answers", "neo4j"])
def test_interruption_while_importing_ends_in_a_hint(name: str, tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COOPGRAPH_")}
    run = subprocess.run(
        [sys.executable, "-c", PRESSED.format(name=name)],
        env={**environ, "COOPGRAPH_HOME": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 130, run.stderr
    assert "Traceback" not in run.stderr
    assert "topped" in run.stderr
    assert run.stdout == ""


def test_help_reads_none_of_the_large_libraries() -> None:
    script = "import sys, coopgraph\ntry:\n    coopgraph.main()\nfinally:\n    print(*sorted(sys.modules), file=sys.stderr)"
    run = subprocess.run(
        [sys.executable, "-c", script, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "candidates" in run.stdout
    assert not set(HEAVY) & set(run.stderr.split())


def test_every_report_is_found_where_it_is_said_to_be() -> None:
    from api import reports

    assert all(callable(getattr(reports, name)) for name in reports.__all__)
    assert sorted(reports.__all__) == sorted(name for names in reports._WHERE.values() for name in names)
    # a module that is called like its report would stand in its place once it was imported
    assert not set(reports.__all__) & set(reports._WHERE)


@pytest.mark.parametrize("form", ["", "--json", "--jsonl", "--csv"])
def test_a_reader_that_goes_away_is_no_failure(form: str, tmp_path: Path) -> None:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("COOPGRAPH_")}
    script = f"'{sys.executable}' -m coopgraph ask {form} | true; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(
        ["bash", "-c", script],
        env={**environ, "COOPGRAPH_HOME": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""


def test_candidates_takes_all_that_its_question_takes() -> None:
    from inspect import signature

    from coopgraph import candidates
    from graph.question import load_questions

    asked = {name for name, one in load_questions()["candidates"].params.items() if one.type != "internal"}
    assert asked <= set(signature(candidates).parameters)


def test_a_question_waits_for_no_library_that_it_does_not_use() -> None:
    heavy = {"duckdb", "ibis", "networkx", "scipy", "lxml", "openpyxl", "fastapi", "rdflib", "pandas"}
    asked = f"import sys, api.reports.answers; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
