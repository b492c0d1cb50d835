"""A command with a file whose ending is that of another form enters; both ways to put it right leave, and no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.endings import form_for
from ontology.errors import UsageError
from tests.api.terminal import Terminal

ENDINGS = {".json": "json", ".csv": "csv", ".vosviewer.json": "vosviewer"}


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        (("export", "rdf", "--output", "all.ttl", "--format", "nquads"), ("all.nq", "--format turtle")),
        (("export", "rdf", "--output", "all.ttl.gz", "--format", "nquads"), ("all.nq", "--format turtle")),
        (("dossier", "inst-own-a", "--output", "d2.json", "--format", "html"), ("d2.html", "--format json")),
        (("network", "ego", "inst-own-a", "--output", "n.foo"), (".gexf", "--format")),
        (("network", "ego", "inst-own-a", "--output", "n.csv", "--format", "gexf"), ("n.gexf", "--format csv")),
        (("template", "--output", "a.ods"), (".xlsx",)),
        (("candidates", "--xlsx", "a.csv"), (".xlsx",)),
    ],
)  # fmt: skip
def test_a_misfit_is_told_with_both_ways(
    words: tuple[str, ...], ways: tuple[str, ...], tmp_path: Path
) -> None:
    terminal, at = (
        Terminal(tmp_path / "home"),
        words.index("--output" if "--output" in words else "--xlsx") + 1,
    )
    file = tmp_path / words[at]
    for lang in ("en", "zh"):
        run = terminal.run(*words[:at], str(file), *words[at + 1 :], COOPGRAPH_LANG=lang)
        assert run.returncode == 2, run.stderr
        assert all(way in run.stderr for way in ways), run.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("asked", "file", "form"),
    [("", "", "json"), ("", "a", "json"), ("", "A.CSV", "csv"), ("csv", "a.txt", "csv"), ("csv", "some.json/a", "csv"),
     ("vosviewer", "a.json", "vosviewer"), ("json", "a.vosviewer.json", "json"), ("", "a.vosviewer.json", "vosviewer")],
)  # fmt: skip
def test_the_form_is_the_one_asked_for_or_that_of_the_ending(asked: str, file: str, form: str) -> None:
    assert form_for(asked, file, ENDINGS, default="json") == form


def test_an_ending_that_means_nothing_needs_the_form() -> None:
    with pytest.raises(UsageError, match=r"\.foo tells no form"):
        form_for("", "n.foo", ENDINGS, default="json")
