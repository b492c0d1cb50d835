"""The canon enters a real Neo4j; read back from there, no statement may be missing, new or changed."""

from __future__ import annotations

from graph.connection import Connection
from graph.read import statements
from tests.route.reading import expected, rows
from tests.world.fixture import BuiltWorld


def test_the_graph_gives_every_statement_back(world_canon: BuiltWorld, world_graph: Connection) -> None:
    columns = ("subject", "predicate", "object", "datatype", "lang", "record", "stated_subject")
    back = sorted(
        tuple(row[name] for name in columns) for table in statements(world_graph) for row in table.to_pylist()
    )
    assert back == sorted(
        tuple(row[name] for name in columns) for row in rows(world_canon.canon.folder, "statements")
    )


def test_the_graph_says_what_it_is(world_canon: BuiltWorld, world_graph: Connection) -> None:
    (meta,) = world_graph.read("MATCH (m:Meta) RETURN m.data_version AS version, m.loading AS loading")
    assert meta == {"version": world_canon.canon.data_version, "loading": False}


def test_every_old_id_leads_to_the_thing(world_graph: Connection) -> None:
    told = world_graph.read("MATCH (r:Redirect)-[:REDIRECT]->(t:Thing) RETURN r.id AS id, t.id AS canonical")
    assert {row["id"]: row["canonical"] for row in told} == expected("redirects")


def test_placeholders_are_no_things_of_a_class(world_graph: Connection) -> None:
    told = world_graph.read("MATCH (p:Placeholder) RETURN p.id AS id, labels(p) AS labels")
    assert {row["id"] for row in told} == set(expected("placeholders"))
    assert all(sorted(row["labels"]) == ["Placeholder", "Thing"] for row in told)


def test_every_thing_is_marked_fictional(world_graph: Connection) -> None:
    (row,) = world_graph.read(
        "MATCH (t:Thing) WHERE NOT t:Placeholder AND NOT 'concepts' IN t.sources "
        "AND NOT coalesce(t.fictional, false) RETURN collect(t.id) AS ids"
    )
    assert row["ids"] == []


def test_every_record_leads_to_its_source(world_canon: BuiltWorld, world_graph: Connection) -> None:
    told = world_graph.read(
        "MATCH (r:Record)-[:FROM_SOURCE]->(s:Source) RETURN r.id AS record, s.id AS source"
    )
    assert len(told) == len({row["record"] for row in told})
    assert {row["record"] for row in told} == {
        row["record"] for row in rows(world_canon.canon.folder, "records")
    }
