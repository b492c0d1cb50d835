"""A command that is written wrongly: said as every other error, in both languages, with the nearest right name."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata

import pytest

CASES = [
    (("candidates", "--hom", "CN"), "No such option: --hom", "没有选项 --hom", "--home"),
    (("candidate",), "No such command 'candidate'", "没有命令“candidate”", "candidates"),
    (("db", "statu"), "No such command 'statu'", "没有命令“statu”", "status"),
    (
        ("changes",),
        "two data versions are needed, the older one first",
        "需要两个数据版本，旧的在前",
        "coopgraph sources --versions",
    ),
    (
        ("serve", "--port", "70000"),
        "Invalid value for '--port': Input should be less than or equal to 65535",
        "--port 的取值有误：应不大于 65535",
        "serve --help",
    ),
    (
        ("candidates", "--limit", "x"),
        "Invalid value for '--limit': Input should be a valid integer, unable to parse string as an integer",
        "--limit 的取值有误：应为整数",
        "candidates --help",
    ),
    (
        ("candidates", "--limit"),
        "Option '--limit' requires an argument",
        "选项 --limit 之后须有一个值",
        "--help",
    ),
    (
        ("ask", "candidates", "--csv", "--xlsx", "a.xlsx"),
        "--xlsx excludes --json, --jsonl and --csv",
        "--xlsx 不能与 --json、--jsonl、--csv 同用",
        "--xlsx",
    ),
    (
        ("doctor", "a", "b"),
        "Got unexpected extra argument(s) (a b)",
        "多余的参数：a b",
        "coopgraph doctor --help",
    ),
    (
        ("candidates", "--rules", "key-institutions", "--gap", "0", "--channels", "3"),
        "--gap, --channels would change nothing together with --rules",
        "--gap、--channels 与 --rules 同用时不起作用",
        "--rules",
    ),
    (
        ("load", "--dry-run", "--drop", "facts"),
        "--drop would change nothing together with --dry-run",
        "--drop 与 --dry-run 同用时不起作用",
        "--dry-run",
    ),
]


@pytest.mark.parametrize(("words", "en", "zh", "remedy"), CASES)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_wrong_use_is_told(words: tuple[str, ...], en: str, zh: str, remedy: str, lang: str) -> None:
    environ = {**os.environ, "COOPGRAPH_LANG": lang}
    run = subprocess.run(
        [sys.executable, "-m", "coopgraph", *words], env=environ, capture_output=True, text=True, check=False
    )
    said = {"en": f"usage error: {en}\n", "zh": f"用法错误: {zh}\n"}[lang]
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(said)
    assert remedy in run.stderr


def test_no_command_shows_the_help() -> None:
    run = subprocess.run([sys.executable, "-m", "coopgraph"], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "candidates" in run.stdout + run.stderr


def test_help_on_a_question_says_what_it_takes() -> None:
    words = [sys.executable, "-m", "coopgraph", "ask"]
    run = subprocess.run([*words, "pair", "--help"], capture_output=True, text=True, check=True)
    for said in ("--one", "--other", "--as-of", "needed · 必填", "default 1 · 默认 1", "一方编号"):
        assert said in run.stdout
    general = subprocess.run([*words, "--help"], capture_output=True, text=True, check=True)
    assert "--data-version" in general.stdout


def test_it_says_its_version() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "coopgraph", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout == f"coopgraph {metadata.version('coopgraph')}\n"
