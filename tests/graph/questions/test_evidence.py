"""An answer's evidence holds the records of what it shows, and an answer that is empty or cut says why."""

from collections import defaultdict
from typing import Any

import duckdb
import pytest

from graph.presets import load_reasons
from ontology.terms import is_id
from tests.graph.questions.conftest import Asked
from tests.world.fixture import BuiltWorld

DAY = "2015-06-30"


@pytest.fixture(scope="module")
def stated(world_canon: BuiltWorld) -> dict[str, set[str]]:
    """The records that state each thing, from canon itself."""
    found: dict[str, set[str]] = defaultdict(set)
    for subject, record in duckdb.sql(
        f"SELECT DISTINCT subject, record FROM '{world_canon.canon.folder}/statements.parquet'"
    ).fetchall():
        found[subject].add(record)
    return found


def ids(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value} if is_id(value) and not value[0].isdigit() else set()  # a date has the form of an id
    if isinstance(value, dict):
        return {one for inner in value.values() for one in ids(inner)}
    return {one for inner in value for one in ids(inner)} if isinstance(value, list) else set()


@pytest.mark.parametrize(
    ("question", "given", "columns"),
    [
        ("project", {"project": "proj-own-p-stated"}, ["programmes", "agreements", "fields", "project"]),
        ("project", {"project": "proj-cordis-900000001"}, ["programmes", "call", "fields", "project"]),
        ("country", {"country": "QM"}, ["parties", "memberships", "country"]),
        ("country", {"country": "QT"}, ["parties", "memberships", "country"]),
        ("institution", {"institution": "inst-own-yunhai", "home": "QM"}, ["pool", "agreements", "relations", "designations"]),
        ("institution", {"institution": "unit-own-yunhai-matlab", "home": "QM"}, ["pool", "designations"]),
    ],
)  # fmt: skip
def test_what_is_shown_is_in_the_evidence(
    question: str, given: dict[str, Any], columns: list[str], asked: Asked, stated: dict[str, set[str]]
) -> None:
    answer = asked(question, as_of=DAY, **given)
    (row,) = answer.rows
    # organisations that relations and participants name have pages of their own; here the tie is what is stated
    shown = {
        one for name in columns for one in ids(row[name]) if one.split("-")[0] not in ("inst", "unit", "auth")
    }
    assert shown
    assert [one for one in sorted(shown) if not stated[one] & set(answer.evidence)] == []


def test_every_participation_of_a_project_is_in_its_evidence(
    asked: Asked, stated: dict[str, set[str]]
) -> None:
    answer = asked("project", project="proj-own-p-mega", as_of=DAY)
    ties = [one[-1] for one in answer.rows[0]["participants"]]
    assert len(ties) == 50
    assert all(stated[one] <= set(answer.evidence) for one in ties)


def test_what_is_only_counted_is_cited_as_far_as_said(asked: Asked) -> None:
    whole = asked("country", country="QM", as_of=DAY)
    assert sum(number for _, number in whole.rows[0]["events"]) < 100
    assert "evidence_cut" not in whole.meta
    page = asked("institution", institution="inst-own-yunhai", home="QM", as_of=DAY)
    assert page.meta["evidence_cut"] == {"reason": "counts_not_cited", "cited": 0, "total": 10}


@pytest.mark.parametrize(
    ("question", "given", "invented"),
    [
        ("country", {"country": "QM", "as_of": DAY}, True),
        ("pair", {"one": "inst-own-fix-a", "other": "inst-own-baita", "as_of": "1950-01-01"}, True),
        ("candidates", {"home": "QM", "as_of": DAY}, True),
        ("find", {"text": "Yunhai"}, True),
        ("sources", {}, True),
        ("find", {"text": "Manufacturing"}, False),
        ("show", {"thing": "concept-mlp2006-KA05"}, False),
        ("record", {"record": "rec-concepts-concept-mlp2006-KA05"}, False),
        ("records", {"records": ["rec-concepts-concept-mlp2006-KA05"]}, False),
    ],
)
def test_an_answer_says_whether_anything_in_it_is_invented(
    question: str, given: dict[str, Any], invented: bool, asked: Asked
) -> None:
    assert asked(question, **given).meta["fictional"] is invented


@pytest.mark.parametrize(
    ("question", "given", "entry", "reason"),
    [
        ("partners", {"institution": "inst-own-yunhai", "home": "QM", "as_of": "1900-01-01"}, "empty", "no_channel_known"),
        ("pair", {"one": "inst-own-fix-a", "other": "inst-own-baita", "as_of": DAY}, "empty", "nothing_shared_known"),
        ("coverage", {"home": "QM", "since": 2020, "as_of": DAY}, "empty", "no_year_asked_for"),
        ("project", {"project": "proj-own-p-future", "as_of": DAY}, "hidden", "later_than_the_day"),
        ("agreement", {"agreement": "agr-own-fix-e4", "as_of": "2005-06-30"}, "hidden", "later_than_the_day"),
        ("find", {"text": "zzzzqq"}, "empty", "no_such_name"),
        ("conflicts", {"thing": "inst-own-baita"}, "empty", "no_contradiction"),
        ("agreements_in_force", {"country": "QR", "on": "1990-01-01", "as_of": DAY}, "empty", "nothing_known"),
    ],
)  # fmt: skip
def test_an_empty_answer_says_why(
    question: str, given: dict[str, Any], entry: str, reason: str, asked: Asked
) -> None:
    answer = asked(question, **given)
    assert answer.rows == []
    assert answer.meta[entry] == {"reason": reason}
    assert set(load_reasons()[reason]) == {"zh", "en"}


def test_a_day_before_every_agreement_is_not_taken_for_a_missing_programme(asked: Asked) -> None:
    fill = asked("candidates", home="QM", as_of="1900-01-01").meta["fill"]
    assert {"reason": "no_agreement_binds_home"} in fill
    assert {"reason": "later_than_the_day", "things": ["agr-own-ag-north"]} in fill
    assert not {"no_programme_named", "framework_not_stated"} & {one["reason"] for one in fill}
