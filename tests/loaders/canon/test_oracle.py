"""Our set-based checks and pySHACL say the same of the same statements, inherited shapes included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.backend import Tables, open_tables
from loaders.violations import Violation, violations
from ontology.model import default_model
from ontology.statements import STATEMENTS, Statement
from tests.loaders.canon.oracle import as_shacl, shacl_violations
from tests.loaders.canon.scene import say, thing


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    with open_tables("duckdb", tmp_path_factory.mktemp("tables") / "work") as opened:
        yield opened


def ours(tables: Tables, rows: list[Statement]) -> list[Violation]:
    columns = list(zip(*sorted(set(rows)), strict=True)) or [()] * len(STATEMENTS)
    table = pa.table([pa.array(column, pa.string()) for column in columns], schema=STATEMENTS)
    return violations(tables, tables.rows(table), default_model())


GOOD = [
    *thing("country-iso-CN", "Country", code="CN"),
    *thing("inst-own-a", "Institution", name="A@en", country="country-iso-CN", ror="03rc6as71"),
    *thing("unit-own-u", "Unit", host="inst-own-a", established="1907"),
    *thing("proj-own-p", "Project", startDate="2020-01-31", totalCost="1.5"),
    *thing("part-own-1", "Participation", project="proj-own-p", institution="inst-own-a", order="0"),
]

CASES = {
    "conforms": ([], set()),
    "inherited datatype": ([say("unit-own-u", "latitude", "north", kind="decimal")], {("latitude", "value")}),
    "inherited pattern": ([say("unit-own-u", "ror", "03rc6as7")], {("ror", "value")}),
    "inherited unique language": ([say("inst-own-a", "name", "B", lang="en")], {("name", "languages")}),
    "same text in another language": ([say("inst-own-a", "name", "A", lang="zh")], set()),
    "too many": ([say("inst-own-a", "city", "X"), say("inst-own-a", "city", "Y")], {("city", "most")}),
    "datatype": ([say("proj-own-p", "totalCost", "a lot", kind="string")], {("totalCost", "value"), ("totalCost", "most")}),
    "day that does not exist": ([say("inst-own-a", "established", "2023-02-29")], {("established", "value")}),
    "leap day": ([say("inst-own-a", "established", "2024-02-29")], set()),
    "century": ([say("inst-own-a", "established", "1900-02-29")], {("established", "value")}),
    "month": ([say("inst-own-a", "established", "1907-05", kind="gYearMonth")], set()),
    "out of bounds": ([say("inst-own-a", "latitude", "90.5")], {("latitude", "value")}),
    "on the bound": ([say("inst-own-a", "latitude", "-90")], set()),
    "reference to another class": ([say("part-own-1", "project", "inst-own-a")], {("project", "value"), ("project", "most")}),
    "reference to a subclass": ([say("inst-own-a", "otherCountry", "country-iso-CN")], set()),
    "literal for a reference": ([say("inst-own-a", "otherCountry", "CN", kind="string")], {("otherCountry", "value")}),
    "reference for a literal": ([say("inst-own-a", "city", "country-iso-CN", kind="id")], {("city", "value")}),
    "missing": (thing("unit-own-v", "Unit"), {("host", "missing")}),
    "dangling": ([say("inst-own-a", "otherCountry", "country-iso-ZZ")], set()),
    "pattern of one class only": (
        [*thing("prog-own-x", "Programme", code="free text"), say("country-iso-CN", "code", "China")],
        {("code", "value"), ("code", "most")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES))
def test_hand_made_cases(tables: Tables, name: str) -> None:
    extra, expected = CASES[name]
    rows = [*GOOD, *extra]
    mine = as_shacl(ours(tables, rows))
    assert {(row.path, row.component) for row in mine} == expected
    assert mine == shacl_violations(rows)


KINDS = (
    "Institution",
    "Unit",
    "Country",
    "Project",
    "Participation",
    "Agreement",
    "Party",
    "Person",
    "Programme",
)
VALUES = {
    "string": ["x", "CN", "03rc6as71", "999", "EUR", "0000-0002-1825-0097", "Q1", "a b"],
    "langString": ["名", "name", "other"],
    "decimal": ["0", "-1", "1.5", "90", "181", "n/a"],
    "integer": ["0", "7", "-3", "1.5", "many"],
    "boolean": ["true", "false"],
    "date": ["2020-01-31", "2020-02-29", "2019-02-29", "2020-13-01", "31.1.2020"],
    "gYear": ["1907"],
    "gYearMonth": ["1907-05"],
    "anyURI": ["https://example.org"],
}
IDS = [
    f"{kind.prefix}-own-{key}" for name in KINDS for kind in [default_model().classes[name]] for key in "abcd"
]


@st.composite
def graphs(draw: st.DrawFn) -> list[Statement]:
    """Things of several classes with right, wrong, too many and too few values."""
    model = default_model()
    rows: list[Statement] = []
    for identifier in draw(st.lists(st.sampled_from(IDS), min_size=5, max_size=30, unique=True)):
        found = model.by_prefix(identifier.partition("-")[0])
        assert found is not None
        kinds = (
            {found.name} | draw(st.sets(st.sampled_from(KINDS), max_size=1))
            if draw(st.booleans())
            else {found.name}
        )
        rows += [say(identifier, "type", kind) for kind in sorted(kinds)]
        names = sorted(found.properties)
        likely = [name for name in names if found.properties[name].min_count]
        chosen = draw(st.lists(st.sampled_from(names), max_size=8)) + [
            name for name in likely if draw(st.booleans())
        ]
        for name in chosen:
            prop = found.properties[name]
            datatype = draw(st.sampled_from([*prop.datatypes] or ["id"]))
            if draw(st.integers(0, 9)) == 0:
                datatype = draw(st.sampled_from(["id", *VALUES]))
            value = draw(st.sampled_from(IDS if datatype == "id" else VALUES[datatype]))
            lang = draw(st.sampled_from(["en", "zh"])) if datatype == "langString" else ""
            rows.append(say(identifier, name, value, kind=datatype, lang=lang))
    return rows


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_generated_graphs(tables: Tables, rows: list[Statement]) -> None:
    assert as_shacl(ours(tables, rows)) == shacl_violations(rows)


def test_the_model_decides_not_the_names(tables: Tables, tmp_path: Path) -> None:
    """A constraint that a class adds to an inherited property holds for that class alone."""
    rows = [
        *thing("prog-own-x", "Programme", code="free text"),
        *thing("country-iso-CN", "Country", code="free text"),
    ]
    assert {row.focus for row in ours(tables, rows)} == {"country-iso-CN"}
