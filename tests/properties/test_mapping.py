"""Right cells under any accepted header enter the templates' mapping; exactly the values typed leave it."""

from __future__ import annotations

import random
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.cleaners import CLEANERS, Refused
from loaders.ledger import Ledger
from loaders.records.record import Record, Row
from loaders.templates.mapper import TemplateMapper
from loaders.templates.sheets import FRAME, Column, Sheet, derive_sheets
from ontology.model import Model, default_model
from ontology.terms import mint
from tests.properties.cells import Typed, cells


@cache
def ontology() -> Model:
    return default_model()


@cache
def sheets() -> list[Sheet]:
    return [sheet for _, sheet in sorted(derive_sheets(ontology()).items())]


def statements(sheet: Sheet, row: dict[str, str]) -> tuple[list[Row], Ledger]:
    mapper, sink = TemplateMapper(ontology(), "somebody"), Ledger()
    mapper.check_header("somebody.csv", sheet.key, tuple(row))
    record = Record("somebody", "somebody.csv", sheet.key, "line 2", 2, row)
    return list(mapper(record, sink)), sink


def headers(sheet: Sheet, column: Column) -> list[str]:
    """The ways to head a column that mean this column alone."""
    forms = [column.name, *(column.header(lang) for lang in ("zh", "en"))]
    return [
        form for form in forms if (found := sheet.column_of(form)) is not None and found.name == column.name
    ]


@st.composite
def typed_rows(draw: st.DrawFn) -> tuple[Sheet, dict[str, str], dict[str, Typed]]:
    """A sheet, a row under drawn headers, and for each column what it must state."""
    sheet = draw(st.sampled_from(sheets()))
    fitting = [
        (column, found) for column in sheet.columns if (found := cells(column, ontology())) is not None
    ]
    chosen = draw(st.lists(st.sampled_from(fitting), max_size=8, unique_by=lambda pair: pair[0].name))
    row = {draw(st.sampled_from(["id", FRAME["id"]["zh"], FRAME["id"]["en"]])): "row-1"}
    wanted: dict[str, Typed] = {}
    for column, strategy in chosen:
        value = draw(strategy)
        row[draw(st.sampled_from(headers(sheet, column)))] = value.cell
        wanted[column.name] = value
    return sheet, row, wanted


@settings(max_examples=300)
@given(typed_rows(), st.randoms(use_true_random=False))
def test_what_is_typed_is_stated(
    drawn: tuple[Sheet, dict[str, str], dict[str, Typed]], luck: random.Random
) -> None:
    sheet, row, wanted = drawn
    if sheet.kind.key_scheme != "own":
        row[next(iter(row))] = "CN"
    subject = mint(sheet.kind.prefix or "", sheet.kind.key_scheme, next(iter(row.values())))
    made, sink = statements(sheet, row)
    assert not sink.rejects
    assert {line[0] for line in made} == {subject}
    told = {line[1:5] for line in made if line[1] != "type"}
    assert told == {
        (name.partition("@")[0], value.text, value.datatype, value.lang) for name, value in wanted.items()
    }
    assert {line[5] for line in made} == {record.record for record in sink.records}
    # columns in another order, under another spelling of the same headers: the same statements
    items = [(header.upper() if "@" not in header else header, cell) for header, cell in row.items()]
    luck.shuffle(items)
    again, _ = statements(sheet, dict(items))
    assert set(again) == set(made)


@settings(max_examples=300)
@given(st.sampled_from(sorted(CLEANERS)), st.text(min_size=1, max_size=30))
def test_a_cleaned_value_is_clean(name: str, text: str) -> None:
    try:
        once = CLEANERS[name](text)
    except Refused as refused:
        assert refused.reason
        assert refused.reason_zh
        assert refused.remedy
        return
    assert CLEANERS[name](once[0]) == once
