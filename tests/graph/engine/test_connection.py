"""The driver's door: literals only, Python's own types out, errors in our tree, bookmarks, limits."""

import datetime
from pathlib import Path

import pytest

from graph.connection import Address, Connection, connect, shipped, translated, with_names
from graph.driver import Neo4jError
from graph.engine.private import Engine
from ontology.errors import BadParameter, GraphError, Overloaded, TimedOut, Unavailable


def test_values_come_back_as_pythons_own(clean_graph: Connection) -> None:
    clean_graph.write(
        "CREATE (:Thing {id: $id, day: date('2006-05-17'), names: ['a', '北京']}) "
        "-[:STATED_IN {n: 1}]->(:Record)",
        {"id": "inst-own-a"},
    )
    rows = clean_graph.read(
        "MATCH path = (n:Thing)-[r]->(m) RETURN n, r, n.day AS day, {x: n.day} AS map, path"
    )
    assert rows == [
        {
            "n": {"day": datetime.date(2006, 5, 17), "id": "inst-own-a", "names": ["a", "北京"]},
            "r": {"n": 1},
            "day": datetime.date(2006, 5, 17),
            "map": {"x": datetime.date(2006, 5, 17)},
            "path": [{"day": datetime.date(2006, 5, 17), "id": "inst-own-a", "names": ["a", "北京"]}, {}],
        }
    ]


def test_reading_cannot_write(clean_graph: Connection) -> None:
    with pytest.raises(GraphError, match="read access mode"):
        clean_graph.read("CREATE (:Thing)")
    assert clean_graph.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_several_queries_are_one_transaction(clean_graph: Connection) -> None:
    with pytest.raises(GraphError):
        clean_graph.write_all([("CREATE (:Thing)", {}), ("RETURN 1 / 0", {})])
    assert clean_graph.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    clean_graph.write_all([("CREATE (:Thing)", {}), ("CREATE (:Thing)", {})])
    assert clean_graph.read("MATCH (n) RETURN count(n) AS n") == [{"n": 2}]


def test_a_long_read_streams(connection: Connection) -> None:
    rows = connection.stream("UNWIND range(1, 50000) AS i RETURN i", fetch_size=1000)
    assert sum(row["i"] for row in rows) == 50000 * 50001 // 2


def test_names_are_quoted_and_checked(clean_graph: Connection) -> None:
    query = with_names("CREATE (n:%labels% {%property%: $value}) RETURN labels(n) AS labels, n.code AS code",
                       labels=["Thing", "Country"], property="code")  # fmt: skip
    assert clean_graph.write(query, {"value": "CN"}) == [{"labels": ["Thing", "Country"], "code": "CN"}]
    with pytest.raises(GraphError, match="not a name"):
        with_names("MATCH (n:%label%) RETURN n", label="Thing`) DETACH DELETE (n")


def test_shipped_text_passes_unchanged(connection: Connection) -> None:
    assert connection.read(shipped("RETURN $a AS a"), {"a": 1}) == [{"a": 1}]


def test_the_time_limit_ends_a_query(connection: Connection) -> None:
    with pytest.raises(TimedOut, match="longer than allowed"):
        connection.read(
            "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS n", timeout_s=0.5
        )


def test_a_missing_parameter_is_named(connection: Connection) -> None:
    with pytest.raises(BadParameter, match="home"):
        connection.read("RETURN $home AS home")


def test_wrong_cypher_is_a_graph_error(connection: Connection) -> None:
    with pytest.raises(GraphError, match="SyntaxError"):
        connection.read("MATCH (n RETURN n")


def test_bookmarks_pass_from_one_connection_to_another(clean_graph: Connection, engine: Engine) -> None:
    clean_graph.write("CREATE (:Thing {id: 'a'})")
    assert clean_graph.bookmarks
    with connect(engine.address(), bookmarks=clean_graph.bookmarks) as other:
        assert other.bookmarks == clean_graph.bookmarks
        assert other.read("MATCH (n:Thing) RETURN n.id AS id") == [{"id": "a"}]


def test_strict_connections_refuse_unknown_names(
    strict_connection: Connection, connection: Connection
) -> None:
    assert connection.read("MATCH (n:NoSuchLabel) RETURN n.noSuchProperty AS p") == []
    with pytest.raises(GraphError, match="NoSuchLabel"):
        strict_connection.read("MATCH (n:NoSuchLabel) RETURN n.noSuchProperty AS p")


def test_nobody_at_the_address_is_said_at_once(engine: Engine) -> None:
    right = engine.address()
    with pytest.raises(Unavailable, match="no server answers"):
        connect(Address("bolt://127.0.0.1:1", right.user, right.password))
    with pytest.raises(Unavailable, match="refuses user"):
        connect(Address(right.uri, right.user, "wrong-password"))
    with pytest.raises(Unavailable, match="no server answers"):
        connect(Address(right.uri, right.user, right.password, "nosuchdatabase"))
    with pytest.raises(Unavailable, match="begins with none of"):
        connect(Address("http://127.0.0.1", right.user, right.password))


def test_routing_addresses_work_on_one_server_too(engine: Engine) -> None:
    right = engine.address()
    with connect(Address(right.uri.replace("bolt://", "neo4j://"), right.user, right.password)) as routed:
        assert routed.read("RETURN 1 AS one") == [{"one": 1}]


def test_the_password_is_not_in_any_text(engine: Engine) -> None:
    address = engine.address()
    assert address.password not in repr(address)
    assert address.password not in Path(engine.home / "conf" / "neo4j.conf").read_text()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("Neo.TransientError.General.DatabaseUnavailable", Unavailable),
        ("Neo.TransientError.Transaction.MaximumTransactionLimitReached", Unavailable),
        ("Neo.TransientError.Transaction.Terminated", Unavailable),  # which the driver calls a client's error
        ("Neo.TransientError.Transaction.LockClientStopped", Unavailable),
        ("Neo.TransientError.General.MemoryPoolOutOfMemoryError", Overloaded),
        ("Neo.TransientError.General.TransactionOutOfMemoryError", Overloaded),
        ("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration", TimedOut),
        ("Neo.DatabaseError.General.UnknownError", GraphError),
    ],
)
def test_what_passes_by_itself_is_told_apart_from_what_is_broken(code: str, kind: type[GraphError]) -> None:
    address = Address("bolt://127.0.0.1:1", "neo4j", "")
    with pytest.raises(GraphError) as found, translated(address):
        raise Neo4jError._hydrate_neo4j(code=code, message="as the server says it")
    assert type(found.value) is kind
    assert kind is GraphError or found.value.message("zh") != found.value.message("en")
