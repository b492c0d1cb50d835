"""What an envelope says of an answer is what it holds: lines of each kind, what was cut, and why it is too large."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest

from api.errors import Refusal
from api.queries.address import read_filter
from api.queries.query import make_query
from api.routes.asked import Asked, View
from api.routes.envelope import page_of, values_of, written
from graph.ask import Answer
from graph.question import load_questions

SECRET = b"of the test"


def asked(question: str, given: dict[str, object], conditions: str = "", **view: Any) -> Asked:
    one = load_questions()[question]
    clauses = read_filter(conditions, one) if conditions else ()
    return Asked(one, make_query(one, given, clauses), View(**view))


def answered(one: Asked, rows: list[dict[str, Any]], **meta: Any) -> Answer:
    said = {
        "question": one.question.name,
        "data_version": "abc",
        "loading": False,
        "as_of": "2015-06-30",
        **meta,
    }
    return Answer(one.question, dict(one.query.params), tuple(one.question.columns), rows, said, ())


def found(kind: str, number: int) -> dict[str, Any]:
    return {"kind": kind, "id": f"{kind}-{number}"}


def searched(counts: dict[str, int], rows: list[dict[str, Any]], *, at_least: bool = False) -> dict[str, Any]:
    return {
        "total": sum(counts.values()),
        "kinds": [
            {"kind": kind, "count": count, "at_least": at_least, "shown": 26, "cut": 0}
            for kind, count in counts.items()
        ],
    }


def test_kinds_say_what_the_page_shows_of_each() -> None:
    one = asked("search", {"text": "university"}, per_page=25)
    rows = [found(kind, number) for kind in ("institution", "project") for number in range(26)]
    page = orjson.loads(
        written(
            one, answered(one, rows, **searched({"institution": 40, "project": 30}, rows)), SECRET, 10**6
        ).body
    )
    assert [(kind["shown"], kind["cut"]) for kind in page["meta"]["kinds"]] == [(25, 15), (0, 30)]
    assert page["meta"]["limited"] == [{"what": "results", "by": "per_page", "shown": 25, "total": 70}]
    assert page["meta"]["next_cursor"]


@pytest.mark.parametrize(("at_least", "total"), [(False, 900), (True, None)])
def test_what_no_page_reaches_is_said(at_least: bool, total: int | None) -> None:
    one = asked("search", {"text": "university"}, per_page=10**9, form="csv")
    assert values_of(one)["limit"] == 500
    rows = [found("institution", number) for number in range(500)]
    told = searched({"institution": 900}, rows, at_least=at_least)
    one = asked("search", {"text": "university"}, per_page=600)
    page = orjson.loads(written(one, answered(one, rows, **told), SECRET, 10**6).body)
    assert page["meta"]["limited"] == [{"what": "institution", "by": "limit", "shown": 500, "total": total}]
    assert page["meta"]["next_cursor"] is None


def test_signs_of_a_condition_are_codes_in_a_link() -> None:
    one = asked(
        "partners",
        {"institution": "inst-own-a"},
        "country:CN|DE,events:>1,events:<=5",
        per_page=1,
        form="csv",
    )
    rows: list[dict[str, Any]] = [
        dict.fromkeys(one.question.columns)
        | {
            "partner": f"inst-own-{number}",
            "country": "CN",
            "first": "2001-01-01",
            "events": 2,
            "records": [],
        }
        for number in range(3)
    ]
    answer = answered(one, rows)
    assert page_of(one, answer).more
    link = written(one, answer, SECRET, 10**6).headers["link"]
    addresses = re.findall(r"<([^<>]*)>; rel=", link)
    assert len(addresses) == 2
    for address in addresses:
        assert not set(address) & set('<>|"\\^`{} ')
        assert "country:CN%7CDE,events:%3E1,events:%3C=5" in address


def test_what_stands_beside_the_rows_is_the_culprit_where_it_alone_is_too_large() -> None:
    one = asked("network_ego", {"institution": "inst-own-a"}, per_page=25)
    rows = [dict.fromkeys(one.question.columns) | {"records": ["rec-own-a"]} for _ in range(200)]
    answer = answered(one, rows, nodes=["x" * 100] * 1_000)
    with pytest.raises(Refusal, match=r"beside the rows.*nodes and edges") as refused:
        written(one, answer, SECRET, 50_000)
    assert "nodes" in refused.value.what_zh
    whole = len(written(one, answered(one, rows), SECRET, 10**6).body)
    fewer = orjson.loads(written(one, answered(one, rows), SECRET, whole - 500).body)
    assert 0 < fewer["meta"]["shown"] < 25
    assert fewer["meta"]["limited"][0]["by"] == "size"


def test_what_caps_cut_beside_the_rows_is_limited_too() -> None:
    one = asked("network_ego", {"institution": "inst-own-x"}, per_page=25)
    cut = {
        "nodes": {"shown": 3, "cap": 3, "complete": False},
        "edges": {"shown": 2, "of": 2, "cap": 1000},
        "evidence": {"shown": 4, "of": 9, "cap": 2},
    }
    page = orjson.loads(written(one, answered(one, [], cut=cut, total=0), SECRET, 10**6).body)
    assert page["meta"]["limited"] == [
        {"what": "nodes", "by": "nodes", "shown": 3, "total": None},
        {"what": "evidence", "by": "cited", "shown": 4, "total": 9},
    ]
    whole = {"nodes": {"shown": 3, "cap": 3, "complete": True}, "edges": {"shown": 2, "of": 2, "cap": 2}}
    page = orjson.loads(written(one, answered(one, [], cut=whole, total=0), SECRET, 10**6).body)
    assert page["meta"]["limited"] == []
