"""Reports of progress enter; plain words with a unit, and no line without news, must leave."""

from __future__ import annotations

import io
import re

from rich.console import Console

from api.progress import plain_lines
from api.stages import how_far, stage_words, stages
from graph import inplace, load_check, network_snapshot, project_files
from graph.engine import archive, importer, jars, readiness

Said = list[tuple[float, str, int, int | None]]


def lines(lang: str, said: Said) -> list[str]:
    """What is printed of reports at given seconds."""
    now = [0.0]
    out = io.StringIO()
    report = plain_lines(Console(file=out, width=200), lang, lambda: now[0])
    for at, stage, done, total in said:
        now[0] = at
        report(stage, done, total)
    return out.getvalue().splitlines()


def test_every_stage_is_in_both_languages_with_a_unit() -> None:
    for name, entry in stages().items():
        assert set(entry) == {"en", "zh", "unit"}, name
        assert entry["en"].count("{}") == entry["zh"].count("{}") == name.count("{}"), name
        assert entry["unit"] in ("bytes", "megabytes", "percent", "count", "seconds", "none"), name


def test_every_stage_of_a_load_has_words() -> None:
    parts = (inplace, load_check, network_snapshot, project_files, archive, importer, jars, readiness)
    for stage in (*(part.STAGE for part in parts), "read facts", "sort facts", "index", "switch", "union"):
        assert re.search(r"[\u4e00-\u9fff]", stage_words(stage, "zh")), stage
        assert stage_words(stage, "en") != stage


def test_what_counts_nothing_is_one_line_without_numbers() -> None:
    said: Said = [(0, "union", 0, None), (1, "union", 1, 1), (1, "switch", 0, 1), (2, "switch", 1, 1)]
    assert lines("en", said) == ["joining all sources", "switching to the new graph"]
    assert lines("zh", said) == ["汇总各来源", "切换到新图"]


def test_what_takes_long_says_how_far_it_is_with_the_unit() -> None:
    said: Said = [
        (0, "read facts", 0, 10_000_000), (2, "read facts", 1_000_000, 10_000_000),
        (6, "read facts", 5_000_000, 10_000_000), (12, "read facts", 10_000_000, 10_000_000),
    ]  # fmt: skip
    assert lines("en", said) == [
        "reading source facts",
        "reading source facts: 50% (5.0 of 10.0 MB), 0.8 MB/s, about 6 s to go",
        "reading source facts: done, 12 s",
    ]
    assert lines("zh", said)[1] == "读取来源 facts：50%（5.0 / 10.0 MB），0.8 MB/s，约剩 6 秒"


def test_seconds_are_seconds_and_shares_are_shares() -> None:
    assert how_far(readiness.STAGE, 25, None, "en") == "25 s"
    assert how_far(importer.STAGE, 100, 400, "zh") == "25%"
    assert how_far("ror-x – own-y", 3, 7, "en") == "3 of 7"
    assert stage_words("ror – own", "en") == "comparing organisations of ror and own"


def test_a_stage_that_comes_again_is_said_again() -> None:
    said: Said = [
        (0, "index", 0, 2),
        (1, "index", 2, 2),
        (1, "index", 2, 2),
        (9, "index", 0, 2),
        (10, "index", 2, 2),
    ]
    assert lines("en", said) == ["building indexes", "building indexes"]
