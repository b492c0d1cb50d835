"""The workflow and a case enter; what the commands print of them, in either language, is judged."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from api.deps import Desk
from api.formats import Form
from api.reports.cases import case_show, case_verify, workflow_table
from api.settings import read_settings
from api.values import code
from cases.journal import FILE, open_journal
from ontology.errors import ShapeError
from tests.cases.acted import NOW, WORKFLOW, peopled, supported

Printed = Callable[[Callable[[Desk], None], str], str]


@pytest.fixture
def printed(tmp_path: Path) -> Printed:
    """What a command prints in a home whose journal holds one case, from its opening to its support."""
    journal = peopled(open_journal("", tmp_path))
    supported(journal)
    journal.close()

    def printing(command: Callable[[Desk], None], lang: str) -> str:
        page = io.StringIO()
        console = Console(file=page, width=4000)
        command(
            Desk(read_settings({"COOPGRAPH_LANG": lang, "COOPGRAPH_HOME": str(tmp_path)}), console, console)
        )
        return page.getvalue()

    return printing


def test_the_workflow_is_read_in_the_readers_language(printed: Printed) -> None:
    chinese, english = (printed(lambda desk: workflow_table(desk, Form.TABLE), lang) for lang in ("zh", "en"))
    for act in WORKFLOW.acts.values():
        assert f"{act.word['zh']}（{act.name}）" in chinese and act.about["zh"] in chinese
        for scope in act.scopes:
            assert f"{WORKFLOW.words[scope]['zh']}（{scope}）" in chinese
        for one in act.fields.values():
            assert re.search(rf"[\u4e00-\u9fff]+（{one.name}）", chinese), one.name
    for name, state in WORKFLOW.states.items():
        assert state["zh"] in chinese and state["en"] in english
        assert not re.search(rf"(?<![（\w]){name}\b", chinese), name
    for name, need in WORKFLOW.needs.items():
        assert need["zh"] in chinese and need["en"] in english
        assert name == "reviews" or not re.search(rf"(?<![（\w]){name}\b", chinese), name
    assert re.search(r"│ self_check ", english) and "（" not in english


def test_a_case_is_read_in_the_readers_language(printed: Printed) -> None:
    def show(desk: Desk) -> None:
        case_show(desk, "case-1", "", NOW, Form.TABLE)

    chinese, english = (printed(show, lang) for lang in ("zh", "en"))
    for said in ("支持中", "评估（evaluate）", "科技主管部门: auth-own-qm-most", "引智主管部门: auth-own-qm-talent", "已满",
                 "签署（sign）", "意见: 符合", "结果: 批准", "与外方签署的合作协议文本", "支持起始日: 2010-06-01"):  # fmt: skip
        assert said in chinese, said
    for jargon in (
        "long_enough",
        "approved",
        "science",
        "judgement",
        "months",
        "supported",
        ": met",
        "items",
    ):
        assert jargon not in chinese, jargon
    for said in ("supported", "evaluate", "S&T authority: auth-own-qm-most", "long enough", "judgement: met"):
        assert said in english, said


def test_where_the_journal_was_changed_is_said_in_the_readers_language(
    printed: Printed, tmp_path: Path
) -> None:
    import sqlite3

    one = sqlite3.connect(tmp_path / FILE)
    one.execute("DROP TRIGGER journal_never_update")
    one.execute("UPDATE journal SET reason = 'another' WHERE position = 9")
    one.commit()
    one.close()
    with pytest.raises(ShapeError) as told:
        printed(lambda desk: case_verify(desk, [], Form.TABLE), "zh")
    assert "9: 内容被改动" in told.value.what_zh and "9: changed" in told.value.what


def test_codes_of_cases_are_words_wherever_answers_hold_them() -> None:
    assert (code("shared_project", "zh", "kind"), code("shared_project", "en", "kind")) == (
        "共同项目",
        "shared project",
    )
    assert (code("partner", "zh", "side"), code("candidate", "zh", "side")) == ("伙伴", "候选")
