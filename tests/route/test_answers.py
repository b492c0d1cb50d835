"""Every case of the world is asked on a real graph; the golden answer, resting on records, must leave."""

from __future__ import annotations

import pytest

from graph.ask import ask
from graph.connection import Connection
from graph.question import load_questions
from ontology.errors import NotFound
from tests.route.answering import ANSWERS, answered, cases, golden
from tests.route.reading import expected, rows
from tests.world.fixture import BuiltWorld

PLACE = ("file", "sha256", "locator", "line", "url", "seen", "quality", "retrieved", "source")


@pytest.mark.parametrize("name", cases())
def test_answer(name: str, world_graph: Connection) -> None:
    assert answered(world_graph, cases()[name]) == golden(name)


@pytest.mark.parametrize("name", cases())
def test_evidence_leads_to_records_of_the_world(
    name: str, world_graph: Connection, world_canon: BuiltWorld
) -> None:
    case = cases()[name]
    answer = ask(world_graph, case["question"], case["params"])
    records = {row["record"] for row in rows(world_canon.canon.folder, "records")}
    assert set(answer.evidence) <= records
    assert bool(answer.evidence) == bool(answer.rows and answer.question.evidence)
    assert answer.meta["data_version"] == world_canon.canon.data_version


def test_every_question_has_a_golden_answer() -> None:
    asked = {case["question"] for case in cases().values()}
    assert asked == {question for question in load_questions() if question not in {"record", "records"}}
    assert {path.stem for path in ANSWERS.glob("*.json")} == set(cases())


def test_a_record_tells_where_it_stands_and_what_it_states(
    world_graph: Connection, world_canon: BuiltWorld
) -> None:
    for row in rows(world_canon.canon.folder, "records")[::25]:
        (told,) = ask(world_graph, "records", {"records": [row["record"]]}).rows
        assert (told["file"], told["locator"]) == (row["file"], row["locator"])
        stated = {
            (one["subject"], one["predicate"], one["object"])
            for one in rows(world_canon.canon.folder, "statements")
            if one["record"] == row["record"]
        }
        answer = ask(world_graph, "record", {"record": row["record"]})
        assert {(one["subject"], one["predicate"], one["object"]) for one in answer.rows} == stated
        for place in (answer.meta["record"], *answer.rows):
            # an empty word and a line 0 stand in the graph as nothing
            assert {name: place[name] or "" for name in PLACE} == {name: row[name] or "" for name in PLACE}
        assert {"publisher", "licence", "address"} <= set(answer.columns)


def test_contradicted_values_are_marked_where_they_stand(world_graph: Connection) -> None:
    for key, values in expected("conflicts").items():
        thing, _, name = key.partition("|")
        answer = ask(world_graph, "show", {"thing": thing})
        marks = {row["object"]: row["conflict"] for row in answer.rows if row["predicate"] == name}
        assert {value: marks[value] for value in values} == {
            value: "contradicted" if at else "chosen" for at, value in enumerate(values)
        }
        assert name in answer.meta["conflicts"]["properties"]
        assert answer.meta["conflicts"]["question"] == "conflicts"
    plain = ask(world_graph, "show", {"thing": "inst-own-baita"})
    assert {row["conflict"] for row in plain.rows} == {None}
    assert "conflicts" not in plain.meta


def test_what_no_source_describes_says_who_refers_to_it(world_graph: Connection) -> None:
    for thing, count in expected("placeholders").items():
        answer = ask(world_graph, "show", {"thing": thing})
        told = answer.meta["placeholder"]
        assert answer.rows == []
        assert told["reason"] == "described_by_no_source"
        assert len(told["referred_to_by"]) == count
        assert all(one["records"] and one["name_zh"] for one in told["referred_to_by"])
    assert "placeholder" not in ask(world_graph, "show", {"thing": "inst-own-baita"}).meta


def test_a_record_that_is_not_there_is_not_an_empty_answer(world_graph: Connection) -> None:
    with pytest.raises(NotFound, match="rec-world~0"):
        ask(world_graph, "record", {"record": "rec-world~0"})
