"""What the terminal answers stands at an address, with the query in three forms, page by page."""

from __future__ import annotations

import gzip
from collections import Counter
from typing import Any

import httpx
import pytest

from graph.ask import ask
from graph.connection import Connection
from graph.question import load_questions
from tests.api.http.serving import Served

DAY = {"as_of": "2015-06-30"}
HOME = {"home": "QM", **DAY}


@pytest.mark.parametrize(
    ("path", "question", "params"),
    [
        ("/candidates", "candidates", HOME),
        ("/institutions/inst-own-yunhai", "institution", HOME),
        ("/institutions/inst-own-fix-a/partners", "partners", HOME),
        ("/pairs/inst-own-fix-a/inst-own-fix-b", "pair", DAY),
        ("/countries/country-iso-QM/country-iso-QN", "country_pair", DAY),
        ("/agreements", "agreements_in_force", DAY),
        ("/labs", "labs", HOME),
        ("/coverage", "coverage", HOME),
        ("/sources", "sources", {}),
    ],
)
def test_the_answer_is_that_of_the_question(
    service: Served, world_graph: Connection, path: str, question: str, params: dict[str, str]
) -> None:
    found = service.api(path, **params, per_page="200")
    inside = load_questions()[question].path.split("/")
    given: dict[str, Any] = dict(params)
    for name, value in zip(inside, path.split("/"), strict=True):
        if name.startswith("{"):
            given[name.strip("{}")] = value
    if "limit" in load_questions()[question].params:
        given["limit"] = 200
    expected = ask(world_graph, question, given)
    assert found["results"] == expected.rows
    assert found["meta"]["evidence"] == list(expected.evidence)
    assert found["meta"]["data_version"] == expected.meta["data_version"]
    assert found["meta"]["loading"] is None
    assert found["meta"]["limited"] == [] or {"channels", "projects", "things"} >= {
        one["what"] for one in found["meta"]["limited"]
    }


def test_three_forms_ask_the_same_again(service: Served) -> None:
    asked = {**HOME, "filter": "country:QN|QP,!fictional:false", "per_page": "3"}
    found = service.api("/institutions/inst-own-fix-a/partners", **asked)
    query = found["meta"]["query"]
    assert query["sentence"]["en"].startswith("Foreign partners (partners): ")
    assert "国家是QN或QP" in query["sentence"]["zh"]
    again = service.get(f"{query['address']}&per_page=3")
    assert again.json()["results"] == found["results"]
    posted = service.client.post("/api/v1/query", json={**query["json"], "per_page": 3})
    assert posted.json()["results"] == found["results"]
    body = {"params": {"home": ["QM"], **DAY}, "filter": query["json"]["filter"], "per_page": 3}
    posted = service.client.post("/api/v1/institutions/inst-own-fix-a/partners", json=body)
    assert posted.json()["results"] == found["results"]
    assert posted.json()["meta"]["query"] == query
    assert posted.headers["etag"] == again.headers["etag"]


def test_a_copied_address_gives_the_same_rows_in_the_same_order(service: Served) -> None:
    asked = {**HOME, "sort": "-country,partner", "filter": "!country:QN"}
    found = service.api("/institutions/inst-own-fix-a/partners", **asked)
    query = found["meta"]["query"]
    again = service.get(query["address"])
    assert again.json()["results"] == found["results"]
    assert again.json()["meta"]["query"] == query
    posted = service.client.post("/api/v1/query", json=query["json"])
    assert posted.json()["results"] == found["results"]
    plain = service.api("/institutions/inst-own-fix-a/partners", **{**asked, "sort": "country"})
    assert plain["results"] != found["results"]
    assert plain["meta"]["query"]["sentence"] == query["sentence"]


@pytest.mark.parametrize("per_page", [1, 3, 7])
@pytest.mark.parametrize("more", [{}, {"sort": "-country"}, {"filter": "!country:QN"}])
def test_pages_join_to_the_whole(service: Served, per_page: int, more: dict[str, str]) -> None:
    path = "/institutions/inst-own-fix-a/partners"
    whole = service.api(path, **HOME, **more, per_page="200")
    assert whole["meta"]["next_cursor"] is None
    rows: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = service.api(path, **HOME, **more, **cursor, per_page=str(per_page))
        rows += page["results"]
        assert len(page["results"]) <= per_page
        assert page["meta"]["limited"][0]["total"] == len(whole["results"])
        if page["meta"]["next_cursor"] is None:
            break
        cursor = {"cursor": page["meta"]["next_cursor"]}
    assert rows == whole["results"]


def test_a_cursor_carries_the_day_and_is_of_one_query(service: Served) -> None:
    page = service.api("/coverage", home="QM", per_page="5")
    cursor = page["meta"]["next_cursor"]
    following = service.api("/coverage", home="QM", cursor=cursor, per_page="5")
    assert following["meta"]["as_of"] == page["meta"]["as_of"]
    other = service.get("/api/v1/coverage", params={"home": "QN", "cursor": cursor})
    assert other.status_code == 404
    assert "cursor" in other.json()["detail"]


def test_records_of_evidence_can_be_had(service: Served) -> None:
    found = service.api("/candidates", **HOME, per_page="1")
    record = found["meta"]["evidence"][0]
    told = service.api(f"/records/{record}")
    assert told["results"]
    assert told["meta"]["record"]["file"]
    assert service.get("/api/v1/records/rec-own-none").status_code == 404


def test_an_etag_is_strong_and_saves_the_answer(service: Served) -> None:
    first = service.get("/api/v1/candidates", params=HOME)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["content-encoding"] == "gzip"
    again = service.get("/api/v1/candidates", params=HOME, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    plain = service.get("/api/v1/candidates", params=HOME, headers={"Accept-Encoding": "identity"})
    assert plain.headers["etag"] != tag
    assert plain.content == first.content
    other = service.get("/api/v1/candidates", params={**HOME, "per_page": 2}, headers={"If-None-Match": tag})
    assert other.status_code == 200
    with service.client.stream("GET", "/api/v1/candidates", params=HOME) as raw:
        assert gzip.decompress(b"".join(raw.iter_raw())) == first.content


def test_an_answer_at_hand_is_the_same_answer(service: Served) -> None:
    def at_hand() -> float:
        text = service.get("/metrics").text
        return float(
            next(line for line in text.splitlines() if line.startswith("coopgraph_answers_rem")).split()[1]
        )

    given = {**HOME, "per_page": "4"}
    first = service.get("/api/v1/candidates", params=given)
    before = at_hand()
    again = service.get("/api/v1/candidates", params=given)
    assert at_hand() == before + 1
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]


def test_head_and_options(service: Served) -> None:
    head = service.client.head("/api/v1/sources")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == service.get("/api/v1/sources").headers["etag"]
    options = service.client.options("/api/v1/sources")
    assert options.status_code == 204
    assert options.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_versions_and_changes(service: Served) -> None:
    versions = service.api("/versions")["results"]
    version = service.api("/sources")["meta"]["data_version"]
    assert version in [one["data_version"] for one in versions]
    found = service.api("/changes", before=version, after=version)
    assert found["results"] == []
    assert found["meta"]["total"] == 0
    assert service.get("/api/v1/changes", params={"before": "0000", "after": version}).status_code == 404


def test_the_description_and_its_page_come_from_here(service: Served) -> None:
    page = service.get("/docs")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert "://" not in page.text
    for asset in ("/docs/start.js", "/static/docs/swagger-ui-bundle.js", "/static/docs/swagger-ui.css"):
        assert service.get(asset).status_code == 200
    assert service.get("/openapi.json").json()["openapi"].startswith("3.1")


def test_rows_are_as_the_description_says(service: Served) -> None:
    """Columns hold values of the types that their headers declare, for every question that needs no id."""
    kinds = {"text": str, "id": str, "date": str, "integer": int, "number": (int, float), "boolean": bool}
    for question in load_questions().values():
        if "{" in question.path or any(one.required for one in question.params.values()):
            continue
        given = {"home": "QM"} if "home" in question.params else {}
        for row in service.api(question.path, **given, per_page="200")["results"]:
            for name, field in question.fields.items():
                value = row[name]
                values = value if field.many and value is not None else [value]
                for one in values:
                    assert one is None or isinstance(one, kinds[field.type]), (question.name, name, one)
                    assert one is None or not field.options or one in field.options


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_days_like_others(service: Served, day: str) -> None:
    partners, pair = "/institutions/inst-own-fix-a/partners", "/pairs/inst-own-fix-a/inst-own-fix-b"
    sideless = ("/agreements", "/agreements/ending", pair)
    for path in ("/candidates", "/pool", "/labs", "/coverage", partners, *sideless):
        home = {"home": "QM"} if path not in sideless else {}
        assert service.api(path, as_of=day, **home)["meta"]["as_of"] == day


def test_the_size_of_an_answer_is_bounded_and_said(service: Served, environ: dict[str, str]) -> None:
    from tests.api.http.serving import served

    with served({**environ, "COOPGRAPH_MAX_ANSWER": "30000"}) as small:
        found = small.api("/candidates", **HOME, per_page="200")
        cut = found["meta"]["limited"][0]
        assert (cut["what"], cut["by"]) == ("results", "size")
        rows = found["results"]
        while found["meta"]["next_cursor"]:
            found = small.api("/candidates", **HOME, per_page="200", cursor=found["meta"]["next_cursor"])
            rows += found["results"]
    assert rows == service.api("/candidates", **HOME, per_page="200")["results"]


def test_a_client_that_trusts_nothing_gets_json(service: Served) -> None:
    assert httpx.get(f"{service.url}/api/v1/sources").headers["content-type"] == "application/json"


@pytest.mark.parametrize("text", ["university", "Yunhia Universty fictional", "institute of nowhere"])
def test_a_search_says_of_each_kind_what_the_page_shows_and_pages_join(service: Served, text: str) -> None:
    whole = service.api("/search", text=text, per_page="200")
    size = str(max(1, len(whole["results"]) // 4))
    rows: list[Any] = []
    cursor: dict[str, str] = {}
    shown: Counter[str] = Counter()
    while True:
        found = service.api("/search", text=text, per_page=size, **cursor)
        rows += found["results"]
        told = {one["kind"]: one for one in found["meta"]["kinds"]}
        assert {kind: one["shown"] for kind, one in told.items() if one["shown"]} == Counter(
            row["kind"] for row in found["results"]
        )
        assert all(one["cut"] == one["count"] - one["shown"] for one in told.values())
        shown.update({kind: one["shown"] for kind, one in told.items()})
        if found["meta"]["next_cursor"] is None:
            break
        cursor = {"cursor": found["meta"]["next_cursor"]}
    assert len(rows) > int(size)
    assert rows[: len(whole["results"])] == whole["results"]
    assert len({row["id"] for row in rows}) == len(rows) == found["meta"]["total"]
    assert {kind: one["count"] for kind, one in told.items()} == shown
