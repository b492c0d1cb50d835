"""Every case of the world is asked on a real graph; the golden answer, resting on records, must leave."""

from __future__ import annotations

import pytest

from graph.ask import ask
from graph.connection import Connection
from graph.question import load_questions
from tests.route.answering import ANSWERS, answered, cases, golden
from tests.route.reading import rows
from tests.world.fixture import BuiltWorld


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
