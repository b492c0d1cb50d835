"""A desk enters: what it prints is what was given, whatever signs a name holds; what a disk refuses is told."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import typer

from api.deps import desk
from api.errors import DONE, DOWN, FAILURE, INTERRUPTED, NOT_FOUND, REFUSED, WRONG_USE
from api.storage import storage_error
from api.terminal import show_rows

NAME = "Treaty [with Protocol] on [bold]science[/bold] [/x] :smile:"


def test_brackets_in_a_name_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with desk() as one:
        one.out.print(NAME)
        show_rows(one.out, [{"label": NAME}], {"label": NAME})
    assert capsys.readouterr().out.count("[with Protocol] on [bold]science[/bold] [/x] :smile:") == 3


@pytest.mark.parametrize(
    ("number", "said", "said_zh"),
    [
        (errno.ENOSPC, "disk is full", "磁盘已满"),
        (errno.EACCES, "may not read or write", "没有读写权限"),
        (errno.ENOTDIR, "Not a directory", "操作系统提示"),
    ],
)
def test_what_a_disk_refuses_is_told(
    number: int, said: str, said_zh: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang, wanted in (("en", said), ("zh", said_zh)):
        monkeypatch.setenv("COOPGRAPH_LANG", lang)
        with pytest.raises(typer.Exit) as ended, desk():
            raise OSError(number, os.strerror(number), "/some/folder")
        assert ended.value.exit_code == FAILURE
        told = " ".join(capsys.readouterr().err.split())
        assert wanted in told
        assert "/some/folder" in told


def test_a_defect_of_ours_is_no_matter_of_disks() -> None:
    assert storage_error(OSError("no file is named")) is None
    with pytest.raises(OSError, match="no file is named"), desk():
        raise OSError("no file is named")


def test_a_real_refusal_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(typer.Exit), desk():
        (tmp_path / "file" / "below").mkdir()
    assert "COOPGRAPH_HOME" in capsys.readouterr().err


def test_every_exit_code_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exit-codes.md").read_text("utf-8")
    told = [
        int(line.split("|")[1]) for line in page.splitlines() if line.startswith("| ") and line[2].isdigit()
    ]
    assert told == [DONE, FAILURE, WRONG_USE, NOT_FOUND, REFUSED, DOWN, INTERRUPTED]
