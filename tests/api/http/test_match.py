"""Affiliation strings over HTTP, of the fictional world: answers, limits, what is refused, and what no log may hold."""

from __future__ import annotations

import concurrent.futures
from typing import Any

import pytest

from api.routes.match import MOST
from tests.api.http.serving import Served, served
from tests.api.http.test_problems import checked


def match(service: Served, *texts: str, **more: Any) -> dict[str, Any]:
    found = service.client.post("/api/v1/match", json={"texts": list(texts), **more})
    assert found.status_code == 200, found.text
    document: dict[str, Any] = found.json()
    return document


def test_a_department_is_told_with_its_host_in_both_languages(service: Served) -> None:
    found = match(
        service,
        "Dept. of Physics, Yunhai University (fictional), Yunhai 100084, Yunling",
        "云海大学（虚构）物理系，云海",
    )
    for row in found["results"]:
        assert row["answer"] == "match"
        assert [one["name_zh"] for one in row["matches"]] == ["云海大学（虚构）"]
        assert all(why["zh"] and why["en"] for one in row["matches"] for why in one["reasons"])
    assert found["results"][0]["matches"][0]["department"] == "Dept. of Physics"


def test_an_answer_says_what_it_stands_on(service: Served) -> None:
    meta = match(service, "x", as_of="2015-06-30")["meta"]
    held = service.get("/api/v1/find?text=yunhai").json()["meta"]
    assert meta["data_version"] == held["data_version"]
    assert (meta["as_of"], meta["shown"], meta["total"], meta["limited"]) == ("2015-06-30", 1, 1, [])
    assert meta["match_rules"]


def test_one_that_is_not_sure_says_what_would_decide(service: Served) -> None:
    (row,) = match(service, "White Pagoda University")["results"]
    (doubt,) = row["unsure"]
    assert row["answer"] == "unsure" and row["matches"] == []
    assert doubt["candidates"] and doubt["decides"]["zh"] and doubt["decides"]["en"] and doubt["reason"]["zh"]


def test_what_is_beyond_the_bounds_is_cut_and_told(service: Served) -> None:
    found = match(service, *["Yunhai University"] * (MOST + 3), "b")
    assert len(found["results"]) == MOST
    assert {"what": "texts", "by": "texts", "shown": MOST, "total": MOST + 4} in found["meta"]["limited"]
    (row,) = match(service, "Yunhai University (fictional), " + "x" * 10_000)["results"]
    assert row["left_out"]["characters"] > 7_000 and len(row["text"]) == 2_000


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({}, 422, "bad-body"), ({"texts": []}, 422, "bad-body"), ({"texts": "a"}, 422, "bad-body"), ({"texts": [1]}, 422, "bad-body"),
        ({"texts": ["a"], "as_of": "2015-02-30"}, 422, "bad-body"), ({"texts": ["a"], "as_of": 3}, 422, "bad-body"),
        ({"texts": ["a"], "more": 1}, 400, "bad-parameter"), ({"texts": ["a" * 300_000]}, 413, "too-large"),
    ],
)  # fmt: skip
def test_what_is_refused(service: Served, body: object, status: int, kind: str) -> None:
    assert checked(service.client.post("/api/v1/match", json=body), status, kind)


def test_what_is_no_json_is_refused(service: Served) -> None:
    assert checked(
        service.client.post("/api/v1/match", content=b"{", headers={"content-type": "application/json"}),
        400,
        "bad-request",
    )
    assert checked(service.client.post("/api/v1/match", content=b"texts=a"), 415, "not-json")
    assert checked(service.client.post("/api/v1/match?x=1", json={"texts": ["a"]}), 400, "bad-parameter")
    assert checked(service.client.get("/api/v1/match"), 405, "method-not-allowed")


HOSTILE = (
    "a" * 10_000, "\u202eYunhai University", "Yun\u200bhai University (fictional), Yunling", "'; MATCH (n) DETACH DELETE n; --",
    "<script>alert(1)</script>", "", "\x00", "\x00Yunhai\x00", "=HYPERLINK(\"http://x.invalid\")", "云" * 5_000, "{{7*7}}",
    "1ااا", "Yunhai, 12ـــ",
)  # fmt: skip


def test_hostile_strings_are_answered(service: Served) -> None:
    found = match(service, *HOSTILE)["results"]
    assert [row["answer"] for row in found[:1]] == ["nothing"] and len(found) == len(HOSTILE)
    assert found[2]["answer"] == "match"


def test_addresses_of_people_stand_in_no_log(environ: dict[str, str]) -> None:
    secret = "quite.private@yunhai.example.invalid"
    with served(environ) as service:
        (row,) = match(service, f"Yunhai University (fictional), Yunhai, {secret}")["results"]
        assert row["left_out"]["personal"] == 1
        service.client.post("/api/v1/match", json={"texts": [secret], "as_of": "never"})
        service.client.post("/reconcile", data={"queries": f'{{"q": {{"query": "{secret}"}}}}'})
        service.client.get("/reconcile", params={"queries": f'{{"q": {{"query": "{secret}"}}}}'})
        service.client.get("/reconcile/suggest/entity", params={"prefix": secret})
        service.get("/metrics")
    assert any(event.get("route") == "/api/v1/match" for event in service.events())
    assert "quite.private" not in "\n".join(service.lines)


def test_many_at_once_get_what_one_gets(service: Served) -> None:
    texts = [f"Yunhai University (fictional), Yunhai {number}" for number in range(40)]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: match(service, text)["results"][0]["matches"][0]["id"], texts))
    assert len(set(found)) == 1
