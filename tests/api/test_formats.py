"""Values enter, text for programs and spreadsheets leaves: nothing runs, nothing is lost."""

from __future__ import annotations

import csv
import io
from datetime import date

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.formats import FORMULA_STARTS, Form, cell, to_csv, to_json, to_jsonl, written
from ontology.errors import UsageError


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_would_be_a_formula_is_guarded(start: str) -> None:
    row = next(csv.reader(io.StringIO(to_csv([{"a": f"{start}HYPERLINK()"}], ["a"]).split("\r\n", 1)[1])))
    assert row[0].startswith("'")


def test_negative_numbers_stay_numbers() -> None:
    assert to_csv([{"a": -5, "b": -0.5}], ["a", "b"]) == "a,b\r\n-5,-0.5\r\n"


def test_lists_and_nested_values_in_cells() -> None:
    assert cell(["清华大学", "b"]) == "清华大学; b"
    assert orjson.loads(cell([{"a": 1}])) == [{"a": 1}]
    assert cell(None) == ""
    assert cell(True) == "true"
    assert cell(date(2006, 5, 17)) == "2006-05-17"


@given(
    st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.text(st.characters(exclude_categories=["Cs"]))))
)
def test_csv_gives_back_every_text(rows: list[dict[str, str]]) -> None:
    read = list(csv.reader(io.StringIO(to_csv(rows, ["a", "b"]), newline="")))[1:]
    for row, (a, b) in zip(rows, read, strict=True):
        for wanted, found in ((row.get("a", ""), a), (row.get("b", ""), b)):
            assert found in (wanted, f"'{wanted}")


def test_json_is_the_envelope_and_jsonl_one_line_a_row() -> None:
    rows = [{"name": "中国"}, {"name": "b\nc"}]
    assert orjson.loads("".join(written(Form.JSON, rows, ["name"], {"total": 2}))) == {
        "meta": {"total": 2},
        "results": rows,
    }
    lines = list(to_jsonl(rows))
    assert [orjson.loads(line) for line in lines] == rows
    assert all(line.count("\n") == 1 for line in lines)
    assert to_json({"a": {3, 1}}) == to_json({"a": [1, 3]})


def test_two_forms_at_once_are_refused() -> None:
    with pytest.raises(UsageError, match="exclude"):
        Form.of(json=True, csv=True)
    assert Form.of() is Form.TABLE
