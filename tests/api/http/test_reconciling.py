"""The reconciliation service of the fictional world, as OpenRefine asks it: manifest, batches, suggestions, preview, extension."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.reconciling.queries import BATCH
from tests.api.http.serving import Served, served
from tests.api.http.test_problems import checked
from tests.api.reconciling import reductions

YUNHAI = "inst-ror-0zzzy0129"


def asked(service: Served, **queries: Any) -> dict[str, Any]:
    found = service.client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert found.status_code == 200, found.text
    assert reductions.query_batch(queries) and reductions.result_batch(found.json())
    return {key: one["result"] for key, one in found.json().items()}


def test_the_manifest_is_one_and_leads_where_it_says(service: Served) -> None:
    found = service.get("/reconcile")
    said = found.json()
    assert reductions.manifest(said) and said["versions"] == ["0.2"] and said["batchSize"] == BATCH
    for name in ("entity", "property", "type"):
        part = said["suggest"][name]
        answer = httpx.get(part["service_url"] + part["service_path"], params={"prefix": "c"})
        assert (reductions.suggested_types if name == "type" else reductions.suggested)(answer.json())
    part = said["extend"]["propose_properties"]
    assert reductions.proposal(
        httpx.get(part["service_url"] + part["service_path"], params={"type": "x", "limit": 2}).json()
    )
    assert httpx.get(said["preview"]["url"].replace("{{id}}", YUNHAI)).status_code == 200
    assert httpx.get(said["view"]["url"].replace("{{id}}", YUNHAI)).status_code == 303
    zh = service.get("/reconcile", headers={"accept-language": "zh"}).json()
    assert "机构" in zh["name"] and zh["defaultTypes"][0]["name"] != said["defaultTypes"][0]["name"]


def test_a_batch_by_get_and_by_post_is_the_same(service: Served) -> None:
    queries = {
        "q0": {"query": "Yunhai University (fictional)"},
        "q1": {"query": "云海大学（虚构）", "limit": 1},
    }
    by_post = asked(service, **queries)
    by_get = service.get("/reconcile", params={"queries": json.dumps(queries)}).json()
    assert {key: one["result"] for key, one in by_get.items()} == by_post
    for one in by_post.values():
        assert (one[0]["id"], one[0]["match"]) == (YUNHAI, True)
    assert len(by_post["q1"]) == 1


def test_an_answer_says_of_which_data_it_is(service: Served) -> None:
    found = service.client.post("/reconcile", data={"queries": '{"q": {"query": "x"}}'})
    assert {"coopgraph-data-version", "coopgraph-as-of", "coopgraph-match-rules"} <= set(found.headers)


def test_scores_fall_and_only_one_is_a_match(service: Served) -> None:
    for result in asked(
        service, q={"query": "Yunhai University", "limit": 20}, r={"query": "University", "limit": 50}
    ).values():
        scores = [one["score"] for one in result]
        assert scores == sorted(scores, reverse=True)
        assert sum(one["match"] for one in result) <= 1
        for one in result:
            assert one["features"] and all(
                isinstance(feature["value"], bool | float | int) for feature in one["features"]
            )


def test_the_match_flag_is_honest(service: Served) -> None:
    found = asked(
        service, both={"query": "Yunhai University (fictional); Northlake University (fictional)"},
        bare={"query": "White Pagoda University"}, elsewhere={"query": "Yunhai University (fictional)", "properties": [{"pid": "country", "v": "QN"}]},
        here={"query": "Yunhai University (fictional)", "properties": [{"pid": "country", "v": ["QM", {"id": "country-iso-QM", "name": "x"}]}]},
    )  # fmt: skip
    assert not any(one["match"] for key in ("both", "bare", "elsewhere") for one in found[key])
    assert found["here"][0]["match"] and {"id": "country", "value": True} in found["here"][0]["features"]
    assert {"id": "country", "value": False} in found["elsewhere"][0]["features"]


def test_types_narrow(service: Served) -> None:
    query = "Yunhai University (fictional)"
    found = asked(
        service, right={"query": query, "type": "concept-kind-education"}, wrong={"query": query, "type": ["concept-kind-company"]},
        either={"query": query, "type": ["concept-kind-company", "concept-kind-education"], "type_strict": "any"},
        both={"query": query, "type": ["concept-kind-company", "concept-kind-education"], "type_strict": "all"},
        every={"query": query, "type": "Institution"},
    )  # fmt: skip
    assert [bool(found[key]) for key in ("right", "wrong", "either", "both", "every")] == [
        True,
        False,
        True,
        False,
        True,
    ]


def test_an_id_is_found_as_a_query_and_as_a_property(service: Served) -> None:
    found = asked(service, a={"query": YUNHAI}, b={"query": "https://ror.org/0zzzy0129"}, c={"query": "700000001"},
                  d={"properties": [{"pid": "ror", "v": "0zzzy0129"}]})  # fmt: skip
    assert [(one[0]["id"], one[0]["match"]) for one in found.values()] == [(YUNHAI, True)] * 4


def test_suggestions_begin_so_and_go_on(service: Served) -> None:
    found = service.get("/reconcile/suggest/entity", params={"prefix": "yunhai un"}).json()
    assert YUNHAI in [one["id"] for one in found["result"]]
    assert [
        one["id"]
        for one in service.get("/reconcile/suggest/entity", params={"prefix": "云海大学"}).json()["result"]
    ][:1] == [YUNHAI]
    assert [
        one["id"]
        for one in service.get("/reconcile/suggest/entity", params={"prefix": YUNHAI}).json()["result"]
    ] == [YUNHAI]
    first = service.get("/reconcile/suggest/entity", params={"prefix": "institute"}).json()["result"]
    second = service.get("/reconcile/suggest/entity", params={"prefix": "institute", "cursor": "1"}).json()[
        "result"
    ]
    assert first[1]["id"] == second[0]["id"]
    assert [
        one["id"]
        for one in service.get("/reconcile/suggest/property", params={"prefix": "country"}).json()["result"]
    ] == ["country"]
    assert "concept-kind-education" in [
        one["id"]
        for one in service.get("/reconcile/suggest/type", params={"prefix": "教育"}).json()["result"]
    ]


def test_properties_are_fetched(service: Served) -> None:
    wanted = {
        "ids": [YUNHAI, "inst-own-nobody"],
        "properties": [
            {"id": "country"},
            {"id": "ror"},
            {"id": "founded"},
            {"id": "name", "settings": {"limit": "1"}},
        ],
    }
    for found in (
        service.client.post("/reconcile", data={"extend": json.dumps(wanted)}), service.get("/reconcile", params={"extend": json.dumps(wanted)}),
    ):  # fmt: skip
        said = found.json()
        assert reductions.extension(said)
        assert said["rows"][YUNHAI]["country"] == [{"str": "QM"}]
        assert said["rows"][YUNHAI]["ror"] == [{"str": "https://ror.org/0zzzy0129"}]
        assert all(cells == [] for cells in said["rows"]["inst-own-nobody"].values())


def test_the_preview_stands_alone_and_may_be_framed(service: Served) -> None:
    found = service.get("/reconcile/preview", params={"id": YUNHAI})
    policy = found.headers["content-security-policy"]
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors *" in policy and "default-src 'none'" in policy and "script-src" not in policy
    assert (
        YUNHAI in found.text
        and "(fictional)" in found.text
        and not re.search(r"<script|src=|<link", found.text)
    )
    assert (
        "云海大学（虚构）"
        in service.get("/reconcile/preview", params={"id": YUNHAI}, headers={"accept-language": "zh"}).text
    )
    assert checked(
        service.get("/reconcile/preview", params={"id": '"><img src=x onerror=alert(1)>'}), 404, "not-found"
    )


def test_pages_of_other_sites_may_read_it_and_nothing_else(service: Served) -> None:
    origin = {"origin": "http://127.0.0.1:3333"}
    for path in ("/reconcile", "/sparql?query=ASK{}", "/ontology", "/reconcile/suggest/type?prefix=a", "/reconcile/properties?type=x", f"/reconcile/preview?id={YUNHAI}",
                 "/reconcile?queries=x", "/reconcile/nowhere"):  # fmt: skip
        found = service.get(path, headers=origin)
        assert (
            found.headers["access-control-allow-origin"] == "*"
            and "access-control-allow-credentials" not in found.headers
        )
    ahead = service.client.options("/reconcile", headers={**origin, "access-control-request-method": "POST"})
    assert ahead.status_code == 204 and "POST" in ahead.headers["access-control-allow-methods"]
    for path in ("/api/v1/find?text=a", "/", "/api/v1/match", "/reconciled"):
        assert "access-control-allow-origin" not in service.get(path, headers=origin).headers


def test_a_callback_is_a_name_and_nothing_more(service: Served) -> None:
    found = service.get("/reconcile?callback=jQuery_1.done")
    assert found.text.startswith("/**/jQuery_1.done({") and found.text.endswith("});")
    assert (
        found.headers["content-type"] == "text/javascript; charset=utf-8"
        and found.headers["x-content-type-options"] == "nosniff"
    )
    for bad in ("alert(1)", "a;b", "a b", "<x>", "1a", "a" * 300, "a.b.c.d.e.f", "a[0]", "\u2028a", "a\n"):
        assert checked(service.get(f"/reconcile?callback={quote(bad)}"), 400, "bad-parameter")


def test_an_operator_may_share_with_some_or_nobody(environ: dict[str, str]) -> None:
    with served({**environ, "COOPGRAPH_ORIGINS": "https://refine.example.org"}) as service:
        found = service.get("/reconcile", headers={"origin": "https://refine.example.org"})
        assert (
            found.headers["access-control-allow-origin"] == "https://refine.example.org"
            and "Origin" in found.headers["vary"]
        )
        assert (
            "access-control-allow-origin"
            not in service.get("/reconcile", headers={"origin": "https://other.example.org"}).headers
        )
        assert checked(service.get("/reconcile?callback=f"), 400, "bad-parameter")
    with served({**environ, "COOPGRAPH_ORIGINS": "none"}) as service:
        for path in ("/reconcile", "/sparql?query=ASK{}", "/ontology.ttl"):
            found = service.get(path, headers={"origin": "https://a.example.org"})
            assert "access-control-allow-origin" not in found.headers


@pytest.mark.parametrize(
    ("form", "status", "kind"),
    [
        ({}, 400, "bad-parameter"), ({"queries": "{"}, 400, "bad-request"), ({"queries": "[]"}, 422, "bad-body"),
        ({"queries": '{"q": {}}'}, 422, "bad-body"), ({"queries": '{"q": {"query": 1}}'}, 422, "bad-body"), ({"extend": "{}"}, 422, "bad-body"),
        ({"extend": '{"ids": [], "properties": [{"id": "nothing"}]}'}, 422, "bad-body"), ({"other": "x"}, 400, "bad-parameter"),
        ({"queries": json.dumps({str(at): {"query": "a"} for at in range(BATCH + 1)})}, 413, "too-large"),
        ({"queries": "{}", "extend": "{}"}, 400, "bad-parameter"),
        ({"extend": json.dumps({"ids": ["a"] * 201, "properties": []})}, 413, "too-large"),
    ],
)  # fmt: skip
def test_what_is_refused(service: Served, form: dict[str, str], status: int, kind: str) -> None:
    assert checked(service.client.post("/reconcile", data=form or {"x": ""}), status, kind)


def test_hostile_queries_are_answered(service: Served) -> None:
    texts = [
        "a" * 10_000,
        "\u202e",
        "\x00",
        "%",
        "_",
        "'; DROP TABLE key; --",
        "",
        "云" * 3_000,
        "[[[[",
        "🦄",
    ]
    found = asked(service, **{f"q{at}": {"query": text} for at, text in enumerate(texts)})
    assert len(found) == len(texts)
    for text in texts:
        if text:
            assert service.get("/reconcile/suggest/entity", params={"prefix": text[:300]}).status_code == 200
