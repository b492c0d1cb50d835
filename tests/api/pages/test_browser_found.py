"""Environments enter; the browser that tests use, or what to do to get one, must leave."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.api.pages.browser import find_chromium

SCRIPT = Path(__file__).parents[3] / ".ci" / "browser"


def _program(path: Path) -> Path:
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)
    return path


def test_the_environment_names_the_browser(tmp_path: Path) -> None:
    named = _program(tmp_path / "my-browser")
    _program(tmp_path / "chromium")
    assert find_chromium({"COOPGRAPH_CHROMIUM": str(named), "PATH": str(tmp_path)}) == str(named)


def test_else_the_path_is_searched(tmp_path: Path) -> None:
    found = _program(tmp_path / "google-chrome")
    assert find_chromium({"PATH": str(tmp_path)}) == str(found)


@pytest.mark.parametrize("named", ["", "/nowhere/chromium"])
def test_without_a_browser_the_remedy_is_said(tmp_path: Path, named: str) -> None:
    _program(tmp_path / "chromium") if named else None
    with pytest.raises(FileNotFoundError, match="make browser"):
        find_chromium({"COOPGRAPH_CHROMIUM": named, "PATH": str(tmp_path)})


def test_the_make_target_finds_the_same_browser() -> None:
    run = subprocess.run(
        ["sh", str(SCRIPT)], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert run.stdout.strip() == find_chromium(os.environ)


def test_the_make_target_refuses_a_browser_that_is_none() -> None:
    wrong = {**os.environ, "COOPGRAPH_CHROMIUM": "/nowhere/chromium"}
    run = subprocess.run(["sh", str(SCRIPT)], capture_output=True, text=True, check=False, env=wrong)
    assert run.returncode == 1
    assert "COOPGRAPH_CHROMIUM=/nowhere/chromium" in run.stderr
