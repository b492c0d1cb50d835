"""An environment enters; typed settings or an error that names the setting leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import SETTINGS, read_settings
from ontology.errors import UsageError


def test_defaults_hold_without_any_setting() -> None:
    settings = read_settings({})
    assert settings.home.is_absolute()
    assert settings.home.name == "coopgraph"
    assert settings.lang == "en"
    assert settings.neo4j_uri == ""


@pytest.mark.parametrize(
    ("system", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"),
        ({"COOPGRAPH_LANG": "zh"}, "zh"),
    ],
)
def test_language_comes_from_the_setting_or_the_system(system: dict[str, str], lang: str) -> None:
    assert read_settings(system).lang == lang


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COOPGRAPH_QUERY_TIMEOUT", "soon"),
        ("COOPGRAPH_QUERY_TIMEOUT", "0"),
        ("COOPGRAPH_PROCESSES", "-1"),
        ("COOPGRAPH_BACKEND", "mysql"),
        ("COOPGRAPH_LANG", "fr"),
        ("COOPGRAPH_IN_PLACE_SHARE", "3"),
        ("COOPGRAPH_HOEM", "/somewhere"),
        ("COOPGRAPH_NEO4J_HEAP", "lots"),
        ("COOPGRAPH_NEO4J_PAGECACHE", "0"),
        ("COOPGRAPH_NEO4J_URI", "http://somewhere:7474"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=name) as caught:
        read_settings({name: value})
    assert name in caught.value.message("zh")
    assert "怎么办" in caught.value.message("zh")
    assert caught.value.what_zh


def test_home_is_what_was_said(tmp_path: Path) -> None:
    assert read_settings({"COOPGRAPH_HOME": str(tmp_path)}).home == tmp_path


def test_every_setting_is_told_in_both_languages() -> None:
    assert all(one.help_en and one.help_zh for one in SETTINGS)
    assert {one.name for one in SETTINGS if one.secret} == {
        "COOPGRAPH_NEO4J_PASSWORD",
        "COOPGRAPH_API_KEYS",
        "COOPGRAPH_CURSOR_KEY",
        "COOPGRAPH_JOURNAL",
    }
