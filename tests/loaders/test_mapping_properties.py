"""Mapping under every input: nothing is invented, nothing is lost without a word."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.mapping import SourceMapping
from ontology.terms import is_id
from tests.loaders.making import mapping, stated

TEXT = """
[record]
key = ["id"]
[[thing]]
class = "Project"
name = "project"
key = ["id"]
[thing.set]
name = { path = "title", lang = "en" }
startDate = "start"
totalCost = "cost"
keyword = { path = "words", split = ";" }
programme = "programme"
[[each]]
path = "partners"
[[each.thing]]
class = "Participation"
key = ["/id", "pic"]
[each.thing.set]
project = { thing = "project" }
institution = { path = "pic", clean = "pic", class = "Institution", scheme = "pic" }
city = "city"
"""

cell = st.one_of(
    st.text(max_size=12), st.sampled_from(["2024", "12.5", "900000001", "-", "a;b", " "]), st.none()
)
partner = st.fixed_dictionaries({}, optional={"pic": cell, "city": cell, "@type": cell})
record = st.fixed_dictionaries(
    {"id": cell},
    optional={
        "title": st.one_of(cell, st.lists(cell, max_size=3)),
        "start": cell,
        "cost": cell,
        "words": cell,
        "programme": st.one_of(cell, st.lists(cell, max_size=3)),
        "partners": st.one_of(partner, st.lists(partner, max_size=4), cell),
    },
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SourceMapping:
    folder: Path = tmp_path_factory.mktemp("mapping")
    return mapping(folder, TEXT, flat=False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(record)
def test_every_record_gives_sound_statements_or_a_reason(run: SourceMapping, data: dict[str, object]) -> None:
    found, ledger = stated(run, data)
    if not found:
        assert ledger.rejects
    for name, value, language in found:
        assert value and "\x1f" not in value
        assert bool(language) == (name == "name")
        if name in ("project", "institution", "programme"):
            assert is_id(value)
    assert all(reject.reason and reject.remedy_zh for reject in ledger.rejects)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record)
def test_a_record_says_the_same_twice(run: SourceMapping, data: dict[str, object]) -> None:
    assert stated(run, data)[0] == stated(run, data)[0]
