"""Every culprit has its problem: one shape, a status, what to do, in the language that is asked for."""

from __future__ import annotations

import json
import re
import socket
import time
from contextlib import suppress
from typing import Any

import httpx
import pytest

from api.errors import EXIT_CODES, KINDS, PROBLEMS, Refusal, kind_of
from api.problems import language
from ontology import errors
from ontology.errors import CoopgraphError
from tests.api.http.serving import Served, served

MEMBERS = {"type", "title", "status", "detail", "remedy", "instance", "request_id", "languages"}


def checked(found: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = found.json()
    assert set(document) == MEMBERS
    assert document["type"] == f"urn:coopgraph:problem:{kind}"
    assert document["status"] == status
    assert document["request_id"] == found.headers["x-request-id"]
    assert document["remedy"]
    for lang, said in document["languages"].items():
        assert set(said) == {"title", "detail", "remedy"}
        assert lang != found.headers["content-language"] or all(document[name] == said[name] for name in said)
    return document


@pytest.mark.parametrize(
    ("path", "status", "kind", "said"),
    [
        ("/candidates?hom=QM", 400, "bad-parameter", "did you mean 'home'"),
        ("/candidates?reading=programm", 400, "bad-parameter", "did you mean 'programme'"),
        ("/candidates?filter=contry:CN", 400, "bad-parameter", "did you mean 'country'"),
        ("/candidates?filter=status:inn", 400, "bad-parameter", "did you mean 'in'"),
        ("/candidates?sort=contry", 400, "bad-parameter", "did you mean 'country'"),
        ("/candidates?as_of=2015-02-30", 400, "bad-parameter", "write a day as"),
        ("/candidates?per_page=201", 400, "bad-parameter", "1…200"),
        ("/candidates?per_page=", 400, "bad-parameter", "give a value"),
        ("/candidates?gap=1&gap=2", 400, "bad-parameter", "give it once"),
        ("/candidates?limit=0", 400, "bad-parameter", "there are"),
        ("/candidates?home=QMM", 404, "not-found", "did you mean"),
        ("/candidates?cursor=AAAA", 404, "not-found", "begin without a cursor"),
        ("/institutions/inst-own-nobody", 404, "not-found", "by name"),
        ("/institutions/agr-own-none", 404, "not-found", "by name"),
        ("/institutions/Yunhai University", 400, "bad-parameter", "an id looks like"),
        ("/nothing", 404, "no-such-address", "/openapi.json"),
        ("/candidates/", 404, "no-such-address", "/openapi.json"),
    ],
)
def test_what_is_wrong_with_an_address(service: Served, path: str, status: int, kind: str, said: str) -> None:
    document = checked(service.get(f"/api/v1{path}"), status, kind)
    assert said in document["remedy"]
    chinese = checked(
        service.get(f"/api/v1{path}", headers={"Accept-Language": "zh-CN,en;q=0.5"}), status, kind
    )
    assert chinese["title"] != document["title"]
    assert chinese["remedy"] != document["remedy"]


@pytest.mark.parametrize("other", ["/candidates?home=QN&per_page=1", "/pool?home=QM&per_page=1"])
def test_a_cursor_used_elsewhere_is_told_from_one_made_elsewhere(service: Served, other: str) -> None:
    """It was made here, for other values or another question; nobody who reads that is sent to look for another service."""
    page = service.get("/api/v1/candidates?home=QM&per_page=1").json()
    cursor = page["meta"]["next_cursor"]
    document = checked(service.get(f"/api/v1{other}&cursor={cursor}"), 404, "not-found")
    assert "belongs to another question, or to the same with other values" in document["detail"]
    assert document["title"] == "Nothing has this id or value"
    guessed = checked(service.get("/api/v1/candidates?cursor=abc"), 404, "not-found")
    assert "not made by this service" in guessed["detail"]


@pytest.mark.parametrize(
    ("content", "kind_of_body", "status", "kind"),
    [
        (b"{", "application/json", 400, "bad-request"),
        (b'"\\ud800"', "application/json", 400, "bad-request"),
        (b"[]", "application/json", 422, "bad-body"),
        (b"{}", "text/plain", 415, "not-json"),
        (b'{"home": ["QM"]}', "application/json", 400, "bad-parameter"),
        (b'{"params": {"home": "QM"}}', "application/json", 422, "bad-body"),
        (
            b'{"params": {"as_of": "2015-06-30"}, "filter": [{"field": "country"}]}',
            "application/json",
            422,
            "bad-body",
        ),
        (b'{"question": "pool"}', "application/json", 422, "bad-body"),
        (b" " * 300_000, "application/json", 413, "too-large"),
        (b"[" * 600 + b"]" * 600, "application/json", 400, "bad-request"),
        (b'{"params": ' + b'{"home": ' * 700 + b"1" + b"}" * 701, "application/json", 400, "bad-request"),
    ],
)
def test_what_is_wrong_with_a_body(
    service: Served, content: bytes, kind_of_body: str, status: int, kind: str
) -> None:
    headers = {"Content-Type": kind_of_body}
    checked(service.client.post("/api/v1/candidates", content=content, headers=headers), status, kind)


def test_a_body_that_does_not_say_how_long_it_is(service: Served) -> None:
    found = service.client.post(
        "/api/v1/candidates",
        content=(b" " * 10_000 for _ in range(40)),
        headers={"Content-Type": "application/json"},
    )
    checked(found, 413, "too-large")


def test_methods_and_long_addresses(service: Served) -> None:
    found = service.client.delete("/api/v1/candidates")
    checked(found, 405, "method-not-allowed")
    assert found.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    checked(service.get(f"/api/v1/candidates?filter=label:{'a' * 9000}"), 414, "address-too-long")


def test_a_key_that_nobody_knows(service: Served) -> None:
    found = service.get("/api/v1/sources", headers={"X-API-Key": "guess"})
    checked(found, 401, "unknown-key")
    assert found.headers["www-authenticate"]


def test_every_error_has_a_problem_and_an_exit_code() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CoopgraphError)
    ]
    for kind in kinds:
        assert kind_of(kind("what")).status >= 400
    assert {name for _, name in PROBLEMS} <= {one.name for one in KINDS}
    assert len({one.name for one in KINDS}) == len(KINDS)
    assert {404, 405, 413, 414, 422, 429, 500, 503, 504} <= {one.status for one in KINDS}
    assert all(one.title_zh and one.remedy_zh for one in KINDS)
    assert [kind for kind, _ in EXIT_CODES]
    assert kind_of(Refusal("overloaded")).status == 503


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("", "en"), ("zh", "zh"), ("zh-TW", "zh"), ("en,zh;q=0.9", "en"), ("fr,zh;q=0.2", "zh"), ("zh;q=0,en", "en"),
     ("*", "en"), ("zh;q=x", "en"), (";;;,", "en")],
)  # fmt: skip
def test_the_language_is_the_one_that_is_preferred(accepted: str, lang: str) -> None:
    assert language(accepted) == lang


def test_an_error_of_ours_says_no_more_than_its_id(environ: dict[str, str]) -> None:
    """A key of cursors that is no file breaks the application from inside; the answer does not tell how."""
    with served(
        environ, ["-m", "uvicorn", "tests.api.http.broken:application", "--factory", "--port", "{port}"]
    ) as one:
        document = checked(one.get("/api/v1/broken"), 500, "internal")
        assert "secret" not in str(document)
        assert any("secret" in str(event) for event in one.events())


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(("language", "said"), [("en", "there is nothing at"), ("zh", "没有内容")])
def test_a_mistyped_address_of_a_page_is_told_by_a_page(service: Served, language: str, said: str) -> None:
    asked = {"Accept": BROWSER, "Accept-Language": language}
    found = service.get("/insitutions/inst-own-yunhai", headers=asked)
    assert found.status_code == 404
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["content-language"] == language
    assert "accept" in found.headers["vary"].lower().split(", ")
    assert said in found.text
    assert "/insitutions/inst-own-yunhai" in found.text
    hostile = service.get("/<script>alert(1)</script>", headers=asked)
    assert "<script>alert" not in hostile.text
    for accept in ("*/*", "application/json", "text/html;q=0.5,application/json", "text/html;q=0"):
        checked(service.get("/insitutions/x", headers={"Accept": accept}), 404, "no-such-address")
    checked(service.get("/api/v1/nothing", headers=asked), 404, "no-such-address")


def test_a_file_that_is_none_is_a_problem(service: Served) -> None:
    checked(service.get("/assets/000000000000/style.css"), 404, "no-such-address")


@pytest.mark.parametrize(
    "path", ["/static/docs/favicon.png", "/static/docs/docs", "/static/docs/sources/none"]
)
def test_files_are_read_and_nothing_else(service: Served, path: str) -> None:
    found = service.client.post(path)
    checked(found, 405, "method-not-allowed")
    assert found.headers["allow"] == "GET, HEAD, OPTIONS"
    options = service.client.options(path)
    assert (options.status_code, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def sent(service: Served, *pieces: bytes) -> bytes:
    """Send bytes as they are; what comes back, or nothing where it was lost with the connection."""
    url = service.client.base_url
    with socket.create_connection((url.host, url.port or 80)) as one:
        one.settimeout(20)
        with suppress(OSError):  # who is hung up on cannot go on
            for piece in pieces:
                one.sendall(piece)
        found = b""
        with suppress(OSError):
            while piece := one.recv(4_000):
                found += piece
        return found


@pytest.mark.parametrize("size", [9_000, 60_000, 70_000, 1_000_000])
def test_an_address_is_too_long_at_any_length(service: Served, size: int) -> None:
    pieces = [b"GET /api/v1/search?text=", b"a" * size, b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]
    told, _, document = sent(service, *pieces).partition(b"\r\n\r\n")
    if told or size < 100_000:  # after as much as that the answer may be lost
        assert told.startswith(b"HTTP/1.1 414 ")
        assert b"content-type: application/problem+json" in told
        assert b"urn:coopgraph:problem:address-too-long" in document


def test_headers_have_an_end(service: Served) -> None:
    begin = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    assert b" 200 " in sent(service, begin, b"X-A: " + b"a" * 30_000, b"\r\n\r\n")
    several = sent(service, begin + b"X-A: aaaa\r\n" * 12_000 + b"\r\n")
    assert b" 400 " in several.partition(b"\r\n")[0]
    assert b"the headers of a request may have" in several
    piece = b"a" * 1_000_000
    for endless in (b"X-B: ", b"X-B: a\r\nX-C: "):
        found = sent(service, begin + endless, *[piece] * 50)
        assert found == b"" or b" 400 " in found.partition(b"\r\n")[0]
    assert b" 400 " in sent(service, b"nonsense\r\n\r\n").partition(b"\r\n")[0]
    assert service.get("/healthz").status_code == 200


def test_what_cannot_be_read_has_an_id_and_stands_in_the_log(service: Served) -> None:
    told, _, document = sent(service, b"nonsense\r\n\r\n").partition(b"\r\n\r\n")
    said = json.loads(document)
    assert set(said) == MEMBERS
    assert re.fullmatch(r"[0-9a-f]{32}", said["request_id"])
    assert f"x-request-id: {said['request_id']}".encode() in told.splitlines()
    assert b"content-security-policy: " in told
    assert b"\nconnection: close" in told.replace(b"\r", b"")
    until = time.monotonic() + 5
    while not any(event.get("request_id") == said["request_id"] for event in service.events()):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(("path", "status"), [("/api/v1/versions", b"200"), ("/nothing", b"404")])
def test_who_asks_for_another_protocol_is_answered_in_this_one(
    service: Served, path: str, status: bytes
) -> None:
    head = (
        f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n"
    )
    told, _, document = sent(service, head.encode()).partition(b"\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 " + status)
    assert b"x-request-id: " in told  # the guards have seen it like any other
    assert json.loads(document)
