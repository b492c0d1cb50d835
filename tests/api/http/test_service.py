"""The service lives, answers in time or says that it cannot, tells what it does, and ends well."""

from __future__ import annotations

import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from cases.journal import open_journal
from cases.keys import add_key
from cases.people import Somebody, add_somebody
from graph.connection import Connection
from tests.api.http.serving import Cable, Served, served
from tests.api.http.test_problems import checked

SLOW = [
    "-m",
    "uvicorn",
    "tests.api.http.slow:application",
    "--factory",
    "--port",
    "{port}",
    "--log-level",
    "warning",
]

# slow queries are counted in the database that all processes of a run share: one at a time
pytestmark = pytest.mark.xdist_group("slow")


def within(seconds: float, check: object) -> float:
    """Wait until a check holds; how long it took."""
    assert callable(check)
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if check():
            return time.monotonic() - begun
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")


def slow_queries(connection: Connection) -> int:
    rows = connection.read("SHOW TRANSACTIONS YIELD metaData, status RETURN metaData, status")
    return sum(
        1 for row in rows if row["metaData"].get("tag") == "slow" and "Terminated" not in row["status"]
    )


def test_ready_follows_the_database_and_health_does_not(environ: dict[str, str]) -> None:
    cable = Cable(environ["COOPGRAPH_NEO4J_URI"])
    with served({**environ, "COOPGRAPH_NEO4J_URI": cable.uri}) as one:
        assert one.get("/readyz").json()["status"] == "ready"
        assert one.get("/api/v1/sources").status_code == 200
        cable.cut()
        within(20, lambda: one.get("/readyz").status_code == 503)
        checked(one.get("/readyz"), 503, "unavailable")
        found = one.get("/api/v1/sources")
        checked(found, 503, "unavailable")
        assert int(found.headers["retry-after"]) >= 1
        assert one.get("/healthz").status_code == 200
        cable.join()
        within(20, lambda: one.get("/readyz").status_code == 200)
        assert one.get("/api/v1/sources").status_code == 200


def test_a_time_limit_ends_the_query_in_the_database_too(
    environ: dict[str, str], world_graph: Connection
) -> None:
    with served({**environ, "COOPGRAPH_QUERY_TIMEOUT": "1"}, SLOW) as one:
        begun = time.monotonic()
        checked(one.get("/api/v1/slow"), 504, "timed-out")
        assert time.monotonic() - begun < 20
        within(20, lambda: slow_queries(world_graph) == 0)
        assert one.get("/api/v1/sources").status_code == 200


def test_to_draw_an_answer_has_a_time_limit_and_few_places(environ: dict[str, str]) -> None:
    few = {"COOPGRAPH_QUERY_TIMEOUT": "3", "COOPGRAPH_THREADS": "1", "COOPGRAPH_WAITING": "1"}
    with served({**environ, **few}, SLOW) as one:
        within(60, lambda: one.get("/api/v1/sources").status_code == 200)  # a cold database takes its time
        begun = time.monotonic()
        checked(one.get("/api/v1/drawn/1"), 504, "timed-out")
        assert time.monotonic() - begun < 9
        assert one.get("/api/v1/sources").status_code == 200  # others are answered meanwhile
        with ThreadPoolExecutor(5) as pool:
            several = list(pool.map(lambda at: one.get(f"/api/v1/drawn/{at}").status_code, range(2, 7)))
        assert set(several) <= {503, 504}
        assert 503 in several
        within(20, lambda: one.get("/readyz").status_code == 200)


@pytest.fixture(scope="module")
def patient(environ: dict[str, str]) -> Iterator[Served]:
    with served({**environ, "COOPGRAPH_CONCURRENCY": "3", "COOPGRAPH_THREADS": "2"}, SLOW) as one:
        yield one


def test_a_client_that_goes_away_ends_the_query(patient: Served, world_graph: Connection) -> None:
    with pytest.raises(httpx.ReadTimeout):
        patient.get("/api/v1/slow", timeout=1.5)
    within(5, lambda: slow_queries(world_graph) == 0)
    within(5, lambda: any(event.get("status") == 499 for event in patient.events()))
    with pytest.raises(httpx.ReadTimeout):
        patient.get("/slow", timeout=1.5)  # a page, and not an answer
    within(5, lambda: slow_queries(world_graph) == 0)
    within(
        5, lambda: [one.get("path") for one in patient.events() if one.get("status") == 499][-1] == "/slow"
    )


def test_too_much_at_once_is_shed_and_the_rest_answered(patient: Served, world_graph: Connection) -> None:
    def ask(_: int) -> int:
        try:
            return patient.get("/api/v1/slow", timeout=8).status_code
        except httpx.ReadTimeout:
            return 0

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(ask, range(12)))
    assert statuses.count(503) == 9
    within(5, lambda: slow_queries(world_graph) == 0)
    assert patient.get("/api/v1/sources").status_code == 200
    assert patient.get("/healthz").status_code == 200


def test_a_body_that_does_not_come_takes_no_place_and_is_not_waited_for(environ: dict[str, str]) -> None:
    few = {"COOPGRAPH_QUERY_TIMEOUT": "5", "COOPGRAPH_CONCURRENCY": "2"}
    head = b"POST /api/v1/query HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    begun = head + b"Content-Length: 20\r\n\r\n{", head + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
    with served({**environ, **few}) as one:
        within(60, lambda: one.get("/api/v1/sources").status_code == 200)  # a cold database takes its time
        lines = [
            socket.create_connection((one.client.base_url.host, one.client.base_url.port or 80))
            for _ in range(6)
        ]
        for number, line in enumerate(lines):
            line.sendall(begun[number % 2])
        time.sleep(0.5)
        assert one.get("/api/v1/sources").status_code == 200
        for line in lines:
            line.settimeout(20)
            told = b""
            while piece := line.recv(4_000):  # until it hangs up
                told += piece
            line.close()
            assert told.startswith(b"HTTP/1.1 400 ")
            assert b"the body of a request may take 5 seconds" in told
        late = one.client.post(
            "/api/v1/query",
            content=(piece for piece in (b"{", b"}")),
            headers={"Content-Type": "application/json"},
        )
        checked(late, 422, "bad-body")  # whoever sends in pieces is read as before


def test_rates_are_counted_exactly_and_said_honestly(environ: dict[str, str]) -> None:
    key = "a-key-of-the-test"
    rates = {
        "COOPGRAPH_RATE_ADDRESS": "5/minute",
        "COOPGRAPH_RATE_KEY": "7/minute",
        "COOPGRAPH_API_KEYS": sha256(key.encode()).hexdigest(),
    }
    with served({**environ, **rates}) as one:
        several = [one.get("/api/v1/versions") for _ in range(8)]
        assert [found.status_code for found in several] == [200] * 5 + [429] * 3
        left = [int(re.search(r"r=(\d+)", found.headers["ratelimit"])[1]) for found in several]  # type: ignore[index]
        assert left == [4, 3, 2, 1, 0, 0, 0, 0]
        assert several[0].headers["ratelimit-policy"] == '"1minute";q=5;w=60'
        checked(several[-1], 429, "too-many-requests")
        assert 1 <= int(several[-1].headers["retry-after"]) <= 60
        with_key = [one.get("/api/v1/versions", headers={"X-API-Key": key}) for _ in range(8)]
        assert [found.status_code for found in with_key] == [200] * 7 + [429]
        assert one.get("/healthz").status_code == 200  # those who run it are not counted
        assert 'coopgraph_refused_total{kind="too-many-requests"} 4.0' in one.get("/metrics").text


def test_wrong_keys_are_counted_and_leave_the_journal_as_it_is(
    environ: dict[str, str], tmp_path: Path
) -> None:
    address = f"sqlite:///{tmp_path / 'journal.sqlite'}"
    journal = open_journal(address, Path())
    add_somebody(journal, Somebody("admin-1"), "local", "2015-06-30T12:00:00Z")
    right = add_key(journal, "admin-1", ["administrator"], "local", "2015-06-30T12:00:00Z")[1]
    before = journal.head()
    wrong = f"{right[:-20]}{'x' * 20}"  # of a key that there is: the dearest to look up
    with served({**environ, "COOPGRAPH_JOURNAL": address, "COOPGRAPH_RATE_ADDRESS": "5/minute"}) as one:
        several = [one.get("/api/v1/versions", headers={"X-API-Key": wrong}) for _ in range(8)]
        assert [found.status_code for found in several] == [401] * 5 + [429] * 3
        left = [int(re.search(r"r=(\d+)", found.headers["ratelimit"])[1]) for found in several]  # type: ignore[index]
        assert left == [4, 3, 2, 1, 0, 0, 0, 0]
        checked(several[0], 401, "unknown-key")
        assert 1 <= int(several[-1].headers["retry-after"]) <= 60
        assert one.get("/api/v1/versions").status_code == 429  # wrong keys are requests of this address
        assert 'coopgraph_refused_total{kind="unknown-key"} 5.0' in one.get("/metrics").text
    assert journal.head() == before
    journal.close()


def test_request_ids_are_taken_if_they_are_safe(service: Served) -> None:
    given = service.get("/healthz", headers={"X-Request-Id": "from-me.1"})
    assert given.headers["x-request-id"] == "from-me.1"
    for bad in ("a b", "x" * 65, '{"a":1}'):
        made = service.get("/healthz", headers={"X-Request-Id": bad}).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{32}", made)
    within(5, lambda: any(event.get("request_id") == "from-me.1" for event in service.events()))
    line = next(event for event in service.events() if event.get("request_id") == "from-me.1")
    assert (line["route"], line["status"], line["method"]) == ("/healthz", 200, "GET")


def test_figures_are_by_route_and_never_by_address(service: Served) -> None:
    for name in ("inst-own-nobody1", "inst-own-nobody2"):
        service.get(f"/api/v1/institutions/{name}")
    figures = service.get("/metrics").text
    assert re.search(
        r'coopgraph_requests_total\{method="GET",route="/api/v1/institutions/\{institution\}",status="404"\}',
        figures,
    )
    assert "nobody" not in figures


def test_headers_for_browsers_are_on_every_answer(service: Served) -> None:
    for path in ("/api/v1/sources", "/nothing", "/docs", "/healthz"):
        headers = service.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_stop_lets_answers_under_way_end(environ: dict[str, str]) -> None:
    with served({**environ, "COOPGRAPH_QUERY_TIMEOUT": "3"}, SLOW) as one, ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(httpx.get, f"{one.url}/api/v1/slow", timeout=30)
        within(20, lambda: "coopgraph_requests_running 2.0" in one.get("/metrics").text)
        one.process.send_signal(signal.SIGTERM)
        assert under_way.result().status_code == 504  # its own time limit, not the stop
        assert one.process.wait(20) in (0, -signal.SIGTERM)


def test_several_workers_answer_and_count_together(environ: dict[str, str]) -> None:
    workers = ["-m", "coopgraph", "serve", "--port", "{port}", "--workers", "2"]
    with served(environ, workers) as one:
        for _ in range(6):
            assert httpx.get(f"{one.url}/api/v1/versions").status_code == 200
        cursor = one.api("/coverage", home="QM", per_page="2")["meta"]["next_cursor"]
        for _ in range(4):  # each connection may meet another worker
            assert httpx.get(f"{one.url}/api/v1/coverage?home=QM&cursor={cursor}").status_code == 200
        found = re.search(r'route="/api/v1/versions",status="200"\} (\d+)', one.get("/metrics").text)
        assert found
        assert int(found[1]) == 6
        assert any("Each worker counts requests for itself" in line for line in one.lines)


def test_it_says_where_it_answers(service: Served) -> None:
    assert any(f"coopgraph answers at {service.url}/" in line for line in service.lines)
