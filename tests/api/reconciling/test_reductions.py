"""The reductions themselves: they accept what is one, and refuse what is none; our reader refuses the same queries."""

from __future__ import annotations

import json

import pytest

from api.errors import Refusal
from api.reconciling.queries import BATCH, FEW, MOST, read_batch
from ontology.errors import CoopgraphError
from tests.api.reconciling import reductions

GOOD: dict[str, list[object]] = {
    "manifest": [
        {"versions": ["0.1", "0.2"], "name": "a", "identifierSpace": "b", "schemaSpace": "c"},
        {"versions": ["0.2"], "name": "a", "identifierSpace": "b", "schemaSpace": "c", "view": {"url": "x{{id}}"},
         "preview": {"url": "x{{id}}", "width": 1, "height": 2}, "defaultTypes": [{"id": "a", "name": "b"}]},
    ],
    "query_batch": [
        {}, {"q": {"query": "a"}}, {"q": {"query": "a", "type": ["b"], "limit": 3, "type_strict": "any"}},
        {"q": {"properties": [{"pid": "p", "v": ["a", 1, True, {"id": "x"}]}]}},
    ],
    "result_batch": [{"q": {"result": []}}, {"q": {"result": [{"id": "a", "name": "b", "score": 1, "match": False, "type": ["x"]}]}}],
    "suggested": [{"result": [{"id": "a", "name": "b"}]}],
    "extension": [{"meta": [{"id": "a", "name": "b"}], "rows": {"x": {"a": [{}, {"str": "v"}, {"int": 1}, {"id": "i", "name": "n"}]}}}],
    "proposal": [{"properties": [{"id": "a", "name": "b"}]}],
    "suggested_types": [{"result": [{"id": "a", "name": "b", "broader": [{"id": "c", "name": "d"}]}]}],
}  # fmt: skip
BAD: dict[str, list[object]] = {
    "manifest": [
        {"name": "a", "identifierSpace": "b", "schemaSpace": "c"}, {"versions": ["0.1"], "name": "a", "identifierSpace": "b", "schemaSpace": "c"},
        {"versions": ["0.2"], "name": "a", "schemaSpace": "c"},
        {"versions": ["0.2"], "name": "a", "identifierSpace": "b", "schemaSpace": "c", "view": {"url": "x"}},
        {"versions": ["0.2"], "name": "a", "identifierSpace": "b", "schemaSpace": "c", "preview": {"url": "x{{id}}"}},
    ],
    "query_batch": [[], {"q": {}}, {"q": {"properties": []}}, {"q": {"query": "a", "props": []}}, {"q": {"properties": [{"id": "p", "v": "a"}]}}],
    "result_batch": [[], {"q": []}, {"q": {"results": []}}, {"q": {"result": [{"name": "b", "score": 1}]}}],
    "suggested": [{}, {"result": [{"id": "a"}]}],
    "extension": [{"rows": {}}, {"meta": [], "rows": {"x": {"a": [{"str": 1}]}}}, {"meta": [], "rows": {"x": {"a": [{"str": "a", "x": 1}]}}}],
    "proposal": [{}, {"properties": [{"name": "b"}]}],
    "suggested_types": [{"result": [{"id": "a"}]}],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(GOOD))
def test_valid_ones_are_accepted_and_invalid_ones_refused(name: str) -> None:
    check = getattr(reductions, name)
    assert all(check(one) for one in GOOD[name])
    assert not any(check(one) for one in BAD[name])


@pytest.mark.parametrize("batch", GOOD["query_batch"])
def test_our_reader_takes_what_is_valid(batch: object) -> None:
    assert set(read_batch(json.dumps(batch))) == set(batch)  # type: ignore[call-overload]


@pytest.mark.parametrize("batch", BAD["query_batch"])
def test_our_reader_refuses_what_is_not(batch: object) -> None:
    with pytest.raises(CoopgraphError) as caught:
        read_batch(json.dumps(batch))
    assert caught.value.what_zh


def test_bounds_of_a_batch() -> None:
    one = read_batch('{"q": {"query": "a", "limit": 1000}, "r": {"query": "b"}}')
    assert (one["q"].limit, one["r"].limit) == (MOST, FEW)
    with pytest.raises(Refusal) as caught:
        read_batch(json.dumps({str(at): {"query": "a"} for at in range(BATCH + 1)}))
    assert caught.value.kind == "too-large"


@pytest.mark.parametrize("limit", [0, -1, 1.5, True, "3"])
def test_a_limit_is_a_positive_whole_number(limit: object) -> None:
    with pytest.raises(Refusal):
        read_batch(json.dumps({"q": {"query": "a", "limit": limit}}))
