"""Problems become exceptions of their kind in both languages; what asks to wait is waited for, up to the client's patience."""

from __future__ import annotations

import pickle
import threading
import time
from collections.abc import Iterator
from hashlib import sha256

import pytest

from api.client import (
    Client,
    KeyRefusedError,
    NotFoundError,
    ProblemError,
    ServiceError,
    TimedOutError,
    TooManyRequestsError,
    UnavailableError,
    UnreachableError,
    WrongRequestError,
)
from api.client.problems import _KINDS
from api.client.wire import retry_after
from api.errors import KINDS
from tests.api.http.serving import Cable, Served, free_port, served
from tests.api.http.test_service import SLOW

KEY = "a-key-of-the-test"
# its slow queries are counted by the tests of the service: one at a time
pytestmark = pytest.mark.xdist_group("slow")


def test_a_problem_says_what_and_what_to_do_in_both_languages(service: Served) -> None:
    with Client(service.url) as english, Client(service.url, language="zh") as chinese:
        for client, title in ((english, "A name or value that cannot be"), (chinese, "名称或取值有误")):
            with pytest.raises(WrongRequestError) as found:
                client.candidates(hom="QM")
            error = found.value
            assert error.title == title
            assert error.status == 400
            assert error.type == "urn:coopgraph:problem:bad-parameter"
            assert error.instance == "/api/v1/candidates"
            assert error.request_id
            assert "did you mean 'home'" in error.en.remedy
            assert "是否要写 'home'" in error.zh.remedy
            assert error.remedy == (error.zh if client is chinese else error.en).remedy
            assert error.remedy in str(error)
            again = pickle.loads(pickle.dumps(error))
            assert (type(again), str(again), again.document) == (
                WrongRequestError,
                str(error),
                error.document,
            )


def test_each_kind_has_an_exception_of_its_own(service: Served) -> None:
    assert {one.status for one in KINDS} - set(_KINDS) == {500}
    with Client(service.url) as graph:
        with pytest.raises(NotFoundError, match="by name"):
            graph.institution("inst-own-nobody")
        with pytest.raises(NotFoundError, match="begin without a cursor"):
            graph.coverage(cursor="AAAA")
        with pytest.raises(WrongRequestError, match="within 1…3"):
            graph.network.ego("inst-own-fix-a", depth=9)
    with Client(service.url, key="guess") as stranger, pytest.raises(KeyRefusedError):
        stranger.sources()
    with Client(f"{service.url}/docs") as elsewhere, pytest.raises(NotFoundError):
        elsewhere.sources()


def test_what_does_not_answer_is_said_to_be_so() -> None:
    with Client(f"http://127.0.0.1:{free_port()}") as graph:
        with pytest.raises(UnreachableError, match="coopgraph serve") as found:
            graph.sources()
        assert "请启动服务" in found.value.zh.remedy
        assert "ask" in dir(graph)


def test_an_error_of_the_service_is_no_other(environ: dict[str, str]) -> None:
    broken = ["-m", "uvicorn", "tests.api.http.broken:application", "--factory", "--port", "{port}"]
    with served(environ, broken) as one, Client(one.url, patience=1.5) as graph:
        with pytest.raises(ServiceError) as found:
            graph._wire.get("/api/v1/broken", {})
        assert found.value.request_id
        with pytest.raises(UnavailableError):  # it has no graph; it asks to wait, and nothing comes of it
            graph.sources()


@pytest.fixture(scope="module")
def limited(environ: dict[str, str]) -> Iterator[Served]:
    rates = {
        "COOPGRAPH_RATE_ADDRESS": "4 per 2 second",
        "COOPGRAPH_RATE_KEY": "1000/minute",
        "COOPGRAPH_API_KEYS": sha256(KEY.encode()).hexdigest(),
    }
    with served({**environ, **rates}) as one:
        yield one


def test_an_allowance_is_waited_for(limited: Served) -> None:
    with Client(limited.url) as graph:
        begun = time.monotonic()
        for _ in range(9):
            assert graph.versions()
        assert 2 <= time.monotonic() - begun < 30


def test_who_has_no_patience_is_told_how_long(limited: Served) -> None:
    with Client(limited.url, patience=0) as graph:
        with pytest.raises(TooManyRequestsError) as found:
            for _ in range(9):
                graph.versions()
        assert found.value.status == 429
        assert 0 < (found.value.retry_after or 0) <= 3
        assert "Retry-After" in found.value.en.remedy


def test_a_key_has_an_allowance_of_its_own(limited: Served) -> None:
    with Client(limited.url, key=KEY, patience=0) as graph:
        for _ in range(9):
            assert graph.versions()


def test_a_database_that_comes_back_is_waited_for(environ: dict[str, str], service: Served) -> None:
    with Client(service.url) as other:
        expected = other.coverage(home="QM")
    cable = Cable(environ["COOPGRAPH_NEO4J_URI"])
    with served({**environ, "COOPGRAPH_NEO4J_URI": cable.uri}) as one, Client(one.url) as graph:
        assert graph.sources().results
        cable.cut()
        # what was not asked before: the service may still remember what was
        with pytest.raises(UnavailableError) as found, Client(one.url, patience=0) as hasty:
            hasty.coverage(home="QM")
        assert found.value.retry_after
        threading.Timer(2, cable.join).start()
        assert graph.coverage(home="QM").results == expected.results


def test_time_limits_of_both_sides(environ: dict[str, str]) -> None:
    with served({**environ, "COOPGRAPH_QUERY_TIMEOUT": "2"}, SLOW) as one:
        with Client(one.url) as graph, pytest.raises(TimedOutError) as found:
            graph.slow()
        assert isinstance(found.value, ProblemError)
        with Client(one.url, timeout=0.7) as hasty:
            assert hasty.questions
            with pytest.raises(UnreachableError, match=r"0\.7 s"):
                hasty.slow()


@pytest.mark.parametrize(
    ("told", "seconds"), [("3", 3.0), ("", None), ("soon", None), ("-1", None), ("1.5", None)]
)
def test_retry_after_is_read(told: str, seconds: float | None) -> None:
    assert retry_after(told) == seconds


def test_retry_after_may_be_a_day() -> None:
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert (retry_after("Wed, 21 Oct 2099 07:28:00 GMT") or 0) > 1e9
