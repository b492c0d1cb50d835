"""A home with a canon enters; the tables of its versions and of what differs are read in both languages."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from api import reports
from api.deps import Desk
from api.formats import Form
from api.settings import read_settings
from tests.world.fixture import BuiltWorld


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_versions_and_changes_are_tables_a_person_can_read(world_canon: BuiltWorld, lang: str) -> None:
    page = io.StringIO()
    console = Console(file=page, width=300)
    settings = read_settings({"COOPGRAPH_HOME": str(world_canon.home), "COOPGRAPH_LANG": lang})
    desk = Desk(settings, console, console)
    reports.versions(desk, Form.TABLE)
    version = world_canon.canon.data_version
    reports.changes(desk, version, version, Form.TABLE)
    told = page.getvalue()
    assert "{" not in told
    assert "'" not in told
    for said in ("statements: 5", "redirects", "what became of the thing", "new 0, gone 0") if lang == "en" else (
        "陈述: 5", "并入的编号", "事物变化", "新增 0, 不再 0"
    ):  # fmt: skip
        assert said in told, said
