"""Doubtful pairs enter and a spreadsheet leaves; filled, changed and damaged ones come back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from loaders.judgements import append_judgements, read_judgements
from loaders.matching.choice import Proposal
from loaders.matching.comparison import LEVELS
from loaders.matching.sheets import read_sheet, write_sheet
from ontology.errors import CoopgraphError, SourceError

PAIRS = [
    Proposal("inst-pic-1", "inst-ror-0aaaaaa01", "unsure", 0.4, tuple(0 for _ in LEVELS), ("apart",), ("foundation",)),
    Proposal("inst-pic-2", "inst-ror-0aaaaaa02", "related", 0.2, tuple(0 for _ in LEVELS), (), ()),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "word"), [("en", "not same"), ("zh", "不同")])
def test_a_filled_sheet_becomes_judgements(tmp_path: Path, lang: str, word: str) -> None:
    path = tmp_path / "pairs.xlsx"
    assert write_sheet(path, PAIRS, {}, {}, lang) == 2
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"] = word
    book.worksheets[0]["B2"] = "=1+1 stays text (fictional)"
    book.save(path)
    ((left, right, said, _),) = read_sheet(path)
    assert (left, right, said) == ("inst-pic-1", "inst-ror-0aaaaaa01", word)
    file = tmp_path / "judgements.csv"
    assert append_judgements(file, [(left, right, said, "A (fictional)", "2026-05-17", "")]) == 1
    assert [(one.left, one.word) for one in read_judgements(file)] == [("inst-pic-1", "not same")]


def test_a_changed_header_is_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.xlsx"
    write_sheet(path, PAIRS, {}, {}, "en")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["Q1"] = "identifier"
    book.save(path)
    with pytest.raises(SourceError) as wrong:
        read_sheet(path)
    assert "'left id'" in wrong.value.message("en")
    assert "identifier" in wrong.value.message("en")


def test_a_word_that_is_no_judgement_and_a_file_that_is_no_sheet_are_named(tmp_path: Path) -> None:
    path = tmp_path / "pairs.xlsx"
    write_sheet(path, PAIRS, {}, {}, "en")
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A3"] = "perhaps"
    book.save(path)
    with pytest.raises(SourceError) as wrong:
        read_sheet(path)
    assert "perhaps" in wrong.value.message("en")
    (tmp_path / "plain.xlsx").write_text("left,right\n", "utf-8")
    with pytest.raises(CoopgraphError):
        read_sheet(tmp_path / "plain.xlsx")


def test_a_wrong_line_leaves_the_file_of_judgements_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "judgements.csv"
    append_judgements(file, [("inst-pic-1", "inst-pic-2", "same", "A (fictional)", "2026-05-17", "一家")])
    before = file.read_bytes()
    with pytest.raises(SourceError):
        append_judgements(file, [("inst-pic-3", "inst-pic-4", "undo", "A (fictional)", "2026-05-17", "")])
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".judgements.csv.lock", "judgements.csv"]
