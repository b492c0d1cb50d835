"""Constraints and indexes derived from the ontology, made and proven on a real server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.connection import Connection
from graph.schema import apply, await_online, indexes
from ontology.errors import GraphError
from ontology.model import Model, default_model


def _present(server: Connection) -> dict[str, list[str]]:
    rows = server.read(
        "SHOW INDEXES YIELD name, properties, type WHERE type <> 'LOOKUP' RETURN name, properties"
    )
    return {row["name"]: row["properties"] for row in rows}


def test_every_wanted_index_is_there_and_answers(clean_graph: Connection) -> None:
    model = default_model()
    apply(clean_graph, model)
    await_online(clean_graph, model)
    assert _present(clean_graph) == {index.name: list(index.properties) for index in indexes(model)}


def test_both_full_text_indexes_exist(clean_graph: Connection) -> None:
    model = default_model()
    apply(clean_graph, model)
    await_online(clean_graph, model)
    clean_graph.write(
        "CREATE (:Thing {id: 'x', names: ['Université de Genève', '清华大学'], label_zh: '清华大学'})"
    )
    clean_graph.write_alone("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    query = "CALL db.index.fulltext.queryNodes($index, $text) YIELD node RETURN node.id AS id"
    assert clean_graph.read(query, {"index": "names_folded", "text": "universite geneve"}) == [{"id": "x"}]
    assert clean_graph.read(query, {"index": "names_cjk", "text": "清华"}) == [{"id": "x"}]


def test_a_second_time_changes_nothing(clean_graph: Connection) -> None:
    apply(clean_graph, default_model())
    before = _present(clean_graph)
    apply(clean_graph, default_model())
    assert _present(clean_graph) == before


def test_an_index_that_was_defined_otherwise_is_made_anew(clean_graph: Connection) -> None:
    clean_graph.write("CREATE INDEX thing_event_kind FOR (n:Thing) ON (n.kind)")
    clean_graph.write("CREATE INDEX of_somebody_else FOR (n:Other) ON (n.kind)")
    apply(clean_graph, default_model())
    await_online(clean_graph, default_model())
    present = _present(clean_graph)
    assert present["thing_event_kind"] == ["event_kind"]
    assert "of_somebody_else" in present


def test_a_missing_index_is_an_error(clean_graph: Connection) -> None:
    with pytest.raises(GraphError, match="missing"):
        await_online(clean_graph, default_model())


def test_a_class_added_on_the_fly_gets_its_index() -> None:
    model = default_model()
    name = next(
        name for name, one in model.classes.items() if any(p.indexed for p in one.properties.values())
    )
    added = replace(model.classes[name], name="Added", ancestors=(name, *model.classes[name].ancestors))
    wider = Model({**model.classes, "Added": added}, model.properties)
    assert {index.label for index in indexes(wider)} - {index.label for index in indexes(model)} == {"Added"}
