"""Judgements as spreadsheet programs in China and elsewhere save them."""

from pathlib import Path

import pytest

from loaders.judgements import read_judgements
from ontology.errors import SourceError

TEXT = "左,右,判断,何人,何时,理由\ninst-own-a,inst-own-b,同一,王,2026-05-17,名称相同\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_both_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "judgements.csv"
    path.write_bytes(TEXT.encode(encoding))
    (found,) = read_judgements(path)
    assert (found.left, found.right, found.word, found.who, found.why) == (
        *("inst-own-a", "inst-own-b", "same", "王", "名称相同"),
    )


def test_a_damaged_file_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "judgements.csv"
    path.write_bytes(TEXT.encode()[:-2])
    with pytest.raises(SourceError, match="not UTF-8") as caught:
        read_judgements(path)
    assert caught.value.file == "judgements.csv"
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("typed", "when"), [("2026/5/17", "2026-05-17"), ("2026年5月17日", "2026-05-17"), ("2026-05", "2026-05")]
)
def test_days_in_the_forms_of_the_templates(tmp_path: Path, typed: str, when: str) -> None:
    path = tmp_path / "judgements.csv"
    path.write_text(TEXT.replace("2026-05-17", typed), "utf-8")
    (found,) = read_judgements(path)
    assert found.when == when


def test_a_wrong_month_is_told(tmp_path: Path) -> None:
    path = tmp_path / "judgements.csv"
    path.write_text(TEXT.replace("2026-05-17", "2026-13-01"), "utf-8")
    with pytest.raises(SourceError, match="there is no month 13") as caught:
        read_judgements(path)
    assert (caught.value.line, caught.value.column) == (2, "when")
