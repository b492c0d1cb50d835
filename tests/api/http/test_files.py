"""The same answer as CSV and JSON Lines: all rows, or page by page, with the data version in name and headers."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from api.formats import cell
from tests.api.http.serving import Served, served
from tests.api.http.test_answers import HOME
from tests.api.http.test_problems import checked

PARTNERS = "/api/v1/institutions/inst-own-fix-a/partners"


def whole(service: Served, path: str, given: dict[str, str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = service.get(path, params={**given, **cursor, "per_page": "200"}).json()
        rows += page["results"]
        if not page["meta"]["next_cursor"]:
            return rows
        cursor = {"cursor": page["meta"]["next_cursor"]}


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("path", ["/api/v1/candidates", "/api/v1/coverage", PARTNERS, "/api/v1/labs"])
def test_a_file_holds_all_rows(service: Served, path: str) -> None:
    rows = whole(service, path, HOME)
    assert len(rows) > 3
    found = service.get(path, params={**HOME, "format": "csv"})
    assert found.headers["content-type"] == "text/csv; charset=utf-8"
    assert found.content.startswith(b"\xef\xbb\xbf")  # else a spreadsheet takes Chinese for something else
    lines = read(found.content.decode())
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert list(line) == list(row)
        assert {name: value.removeprefix("'") for name, value in line.items()} == {
            name: cell(value).removeprefix("'") for name, value in row.items()
        }
    asked = service.get(path, params={**HOME, "format": "jsonl"})
    assert asked.headers["content-type"] == "application/x-ndjson"
    assert [json.loads(line) for line in asked.text.splitlines()] == rows


def test_name_and_headers_say_what_it_is_of(service: Served) -> None:
    found = service.get("/api/v1/candidates", params={**HOME, "format": "csv"})
    version = service.api("/sources")["meta"]["data_version"]
    told = found.headers
    assert (
        told["content-disposition"] == f'attachment; filename="coopgraph-candidates-{version}-2015-06-30.csv"'
    )
    assert (told["coopgraph-data-version"], told["coopgraph-as-of"]) == (version, "2015-06-30")
    shown, of = told["coopgraph-rows"].split("/")
    assert shown == of == str(len(read(found.text)))
    beside = service.get(told["link"].partition(">")[0].removeprefix("<")).json()
    assert beside["meta"]["question"] == "candidates"
    assert beside["meta"]["total"] == int(of)
    plain = service.get("/api/v1/candidates", params=HOME)
    assert "content-disposition" not in plain.headers
    assert plain.headers["coopgraph-data-version"] == version


@pytest.mark.parametrize("more", [{}, {"sort": "-country"}, {"filter": "!country:QN"}])
def test_pages_of_a_file_join_to_the_whole(service: Served, more: dict[str, str]) -> None:
    given = {**HOME, **more, "format": "csv"}
    everything = read(service.get(PARTNERS, params=given).text)
    found = service.get(PARTNERS, params={**given, "per_page": "2"})
    rows = read(found.text)
    assert "partners-from-1-" in found.headers["content-disposition"]
    while "coopgraph-next-cursor" in found.headers:
        following = found.links["next"]["url"]
        found = service.get(following)
        assert found.headers["content-type"] == "text/csv; charset=utf-8"
        rows += read(found.text)
    assert rows == everything


def test_accept_chooses_the_form(service: Served) -> None:
    def kind(accept: str, **more: str) -> str:
        found = service.get(PARTNERS, params={**HOME, **more}, headers={"Accept": accept})
        assert "Accept" in found.headers["vary"]
        return found.headers["content-type"].partition(";")[0]

    assert kind("text/csv") == "text/csv"
    assert kind("application/x-ndjson") == kind("application/jsonl") == "application/x-ndjson"
    assert kind("text/html,application/xhtml+xml,*/*;q=0.8") == "application/json"
    assert kind("application/json;q=0.5, text/csv;q=0.9") == "text/csv"
    assert kind("text/csv;q=0") == "application/json"
    assert kind("text/csv", format="json") == "application/json"  # what the address says is meant
    tags = {service.get(PARTNERS, params=HOME, headers={"Accept": one}).headers["etag"]
            for one in ("*/*", "text/csv", "application/x-ndjson")}  # fmt: skip
    assert len(tags) == 3


def test_a_file_is_held_and_headed_like_any_answer(service: Served) -> None:
    given = {**HOME, "format": "csv"}
    first = service.get(PARTNERS, params=given)
    again = service.get(PARTNERS, params=given)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    assert again.headers["content-disposition"] == first.headers["content-disposition"]
    held = service.get(PARTNERS, params=given, headers={"If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    head = service.client.head(PARTNERS, params=given)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-disposition"] == first.headers["content-disposition"]


def test_a_body_asks_for_a_file_too(service: Served) -> None:
    expected = service.get(PARTNERS, params={**HOME, "format": "csv"}).content
    body = {"params": {"home": ["QM"], "as_of": "2015-06-30"}}
    assert service.client.post(PARTNERS, json={**body, "format": "csv"}).content == expected
    assert service.client.post(PARTNERS, json=body, headers={"Accept": "text/csv"}).content == expected
    query = service.get(PARTNERS, params=HOME).json()["meta"]["query"]["json"]
    assert service.client.post("/api/v1/query", json={**query, "format": "csv"}).content == expected


def test_a_form_that_is_none_is_refused(service: Served) -> None:
    document = checked(service.get("/api/v1/candidates?format=cvs"), 400, "bad-parameter")
    assert "did you mean 'csv'" in document["remedy"]
    checked(service.get("/api/v1/candidates?format=csv&format=csv"), 400, "bad-parameter")
    checked(service.client.post("/api/v1/candidates", json={"format": 1}), 422, "bad-body")
    checked(service.client.post("/api/v1/candidates", json={"format": "cvs"}), 400, "bad-parameter")


def test_search_gives_a_file_of_all_it_may_show(service: Served) -> None:
    found = service.get("/api/v1/search", params={"text": "fixture", "format": "csv"})
    assert found.status_code == 200
    asked = service.get("/api/v1/search", params={"text": "fixture", "per_page": "200"}).json()
    assert len(read(found.text)) == len(asked["results"])


def test_a_file_is_whole_or_refused(environ: dict[str, str]) -> None:
    with served({**environ, "COOPGRAPH_MAX_ANSWER": "10000"}) as small:
        given = {**HOME, "format": "csv"}
        document = checked(small.get("/api/v1/candidates", params=given), 413, "too-large")
        assert "per_page" in document["detail"]
        found = small.get("/api/v1/candidates", params={**given, "per_page": "200"})
        rows = read(found.text)
        while "next" in found.links:
            found = small.get(found.links["next"]["url"])
            rows += read(found.text)
        assert len(rows) == small.api("/candidates", **HOME)["meta"]["total"]
