"""Every option that names a file to write enters, with a folder that is not there; an error before any work leaves, and no folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.terminal import Terminal

# the words of each command, and the option that names its file; none of them gets as far as to ask for anything
OPTIONS = [
    (("candidates",), "--xlsx", "a.xlsx"),
    (("search", "university"), "--xlsx", "a.xlsx"),
    (("ask", "coverage"), "--xlsx", "a.xlsx"),
    (("show", "inst-own-a"), "--xlsx", "a.xlsx"),
    (("sources",), "--xlsx", "a.xlsx"),
    (("match", "Somewhere"), "--xlsx", "a.xlsx"),
    (("export", "rdf"), "--output", "a.nq"),
    (("export", "rdf", "--profile", "eurio"), "--report", "left.csv"),
    (("export", "feed"), "-o", "a.atom"),
    (("network", "ego", "inst-own-a"), "--output", "a.json"),
    (("network", "whole"), "-o", "a.gexf"),
    (("dossier", "inst-own-a"), "--output", "a.html"),
    (("identity", "review"), "--output", "a.xlsx"),
    (("template",), "--output", "a.xlsx"),
    (("template",), "-o", "folder"),
]


@pytest.mark.parametrize(("words", "option", "name"), OPTIONS)
@pytest.mark.parametrize("below", ["not there", "not there/nor this", "a file"])
def test_a_missing_folder_is_told_and_not_made(
    words: tuple[str, ...], option: str, name: str, below: str, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("no folder", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    file = tmp_path / below / name
    for lang, said, remedy in (
        (
            "en",
            f"usage error: there is no folder {file.parent} to write {name} into\n",
            "what to do: make it",
        ),
        ("zh", f"用法错误: 没有文件夹 {file.parent}，无法写入 {name}\n", "怎么办: 请先建立该文件夹"),
    ):
        run = Terminal(tmp_path / "home").run(*words, option, str(file), COOPGRAPH_LANG=lang)
        assert (run.returncode, run.stdout) == (2, ""), run.stderr
        assert run.stderr.startswith(said)
        assert remedy in run.stderr
        assert f"mkdir -p '{file.parent}'" in run.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_is_asked_for_is_made_and_its_files_are_told(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home")
    for name in (str(tmp_path / "plain.xlsx"), str(tmp_path / "made")):
        run = terminal.run("template", "--output", name, "--sheet", "institutions")
        assert run.returncode == 0, run.stderr
        assert all(Path(line).is_file() for line in run.stdout.splitlines())
        assert run.stdout
