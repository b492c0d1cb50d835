"""The commands of cases, as a person types them: what is said, exit codes, and that a reload of the data loses nothing."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from ontology.model import default_model
from tests.api import warm
from tests.world.build import World, build_world
from tests.world.fixture import built


class Shell:
    """Runs the command in a home of its own, asking the world's server."""

    def __init__(self, environ: dict[str, str], home: Path) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("COOPGRAPH_")}
        self.home = home
        self.environ = {
            **clean,
            **environ,
            "COOPGRAPH_HOME": str(home),
            "LANG": "C.UTF-8",
        }

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        found = warm.run(words, self.environ)
        assert found.returncode == code, found.stderr
        return found

    def json(self, *words: str) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = json.loads(self.run(*words, "--json").stdout)["results"]
        return rows


@pytest.fixture(scope="module")
def shell(environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(environ, tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build_world(tmp_path_factory.mktemp("files"))


def test_a_case_on_the_command_line(shell: Shell, files: World, tmp_path: Path) -> None:
    shell.run("case", "person", "nominator-1", "--name", "Somebody")
    row = shell.json(
        "case",
        "act",
        "open",
        "--candidate",
        "inst-own-yunhai",
        "--reason",
        "found in the pool",
        "--as",
        "nominator-1",
    )[0]
    assert (row["case"], row["actor"], row["state"]) == ("case-1", "nominator-1", "identified")
    known = shell.json("case", "show", "case-1")[0]["known_as"]
    assert known[0] == "inst-own-yunhai" and "inst-ror-0zzzy0129" in known  # type: ignore[index,operator]
    for given in known:  # type: ignore[attr-defined]
        again = ("case", "act", "open", "--candidate", given, "--reason", "once more")
        assert "case-1 is open" in shell.run(*again, code=4).stderr
    for expected in ("abc", "²", "-1", "1.5", "9" * 5000):  # what is no number must not pass for none
        error = shell.run(
            "case", "act", "gather", "case-1", "--reason", "begins", "--expected", expected, code=2
        ).stderr
        assert "is no position in the journal" in error and "expected" in error
    assert (
        "no rule set 'nonsense'"
        in shell.run(
            "case",
            "act",
            "open",
            "--candidate",
            "inst-own-yunhai",
            "--rules",
            "nonsense",
            "--reason",
            "found",
            code=2,
        ).stderr
    )
    shell.run("case", "act", "gather", "case-1", "--reason", "begins", "--expected", "2")
    refused = shell.run("case", "act", "recommend", "case-1", "--reason", "too early", code=4)
    assert "what can be done now: self_check" in refused.stderr
    assert "did you mean 'open'" in shell.run("case", "act", "opne", code=2).stderr
    assert (
        "there is nobody"
        in shell.run(
            "case", "act", "self_check", "case-1", "--reason", "x", "--as", "nobody-1", code=3
        ).stderr
    )
    assert "no scope" in shell.run("keys", "add", "nominator-1", "--scope", "king", code=2).stderr
    key = shell.run("keys", "add", "nominator-1", "--scope", "nominator").stdout.strip()
    assert key.startswith("coopgraph_")
    assert key.split("_", 2)[-1].encode() not in (shell.home / "journal.sqlite").read_bytes()
    before = shell.run("case", "show", "case-1", "--json").stdout
    built(files, shell.home, default_model())  # a whole reload of the data into the same home
    assert shell.run("case", "show", "case-1", "--json").stdout == before
    head = str(shell.json("case", "verify")[0]["head"])
    assert shell.json("case", "verify", "--head", head)[0]["whole"] is True
    written = tmp_path / "dossier.zip"
    shell.run(
        "dossier",
        "inst-own-yunhai",
        "--home",
        "QM",
        "--as-of",
        "2015-06-30",
        "--lang",
        "zh",
        "-o",
        str(written),
    )
    assert written.read_bytes()[:2] == b"PK"
    assert "no form" in shell.run("dossier", "inst-own-yunhai", "--format", "pdf", code=2).stderr
    shell.run("case", "erase", "nominator-1", "--reason", "asked to be forgotten")
    assert shell.json("case", "verify")[0]["whole"] is True
    one = sqlite3.connect(shell.home / "journal.sqlite")
    one.execute("DROP TRIGGER journal_never_update")
    one.execute("UPDATE journal SET reason = 'another' WHERE position = 2")
    one.commit()
    one.close()
    assert "2: changed" in shell.run("case", "verify", code=4).stderr


def test_a_setting_holds_for_cases_and_for_the_question_that_looks_at_the_same(shell: Shell) -> None:
    asked = ("ask", "support", "--home", "QM", "--as-of", "2015-06-30", "--json")
    before = json.loads(shell.run(*asked).stdout)["meta"]["params"]["tolerance"]
    found = warm.run(asked, {**shell.environ, "COOPGRAPH_SUPPORT_GAP_DAYS": "2"})
    named = warm.run((*asked, "--tolerance", "1"), {**shell.environ, "COOPGRAPH_SUPPORT_GAP_DAYS": "2"})
    said = [json.loads(one.stdout)["meta"]["params"]["tolerance"] for one in (found, named)]
    assert (before, said) == (0, [2, 1])
    for wrong in ("x", "-1", "101", "²", "1.5"):
        refused = warm.run(asked, {**shell.environ, "COOPGRAPH_CONFLICT_YEARS": wrong})
        assert refused.returncode == 2 and "COOPGRAPH_CONFLICT_YEARS" in refused.stderr
