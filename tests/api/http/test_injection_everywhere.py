"""Every string field of every route, as the service's own description names them, takes strings that try to be more than text.

Those that the description leaves out (pages, linked data, dumps, SPARQL) are read from the routes themselves. Each field meets
some string and each string some field; `make fuzz` puts every string into every field.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.app import make_app
from api.journals import Journals
from api.pages.routes import page_router, pages
from api.published.dumps import _NARROWED
from api.published.protocol import _NAMES
from api.published.routes import published
from api.settings import read_settings
from graph.awaited import AwaitedGraph
from graph.connection import Connection
from tests.api.http.test_injection import REFUSED, STRINGS, _Quiet, unwritten
from tests.world.fixture import BuiltWorld

__all__ = ["unwritten"]

TODAY = date(2015, 6, 30)
WITHIN = {
    "institution": "inst-own-yunhai", "institutions": ["inst-own-yunhai", "inst-own-baita"], "one": "inst-own-fix-a",
    "other": "inst-own-fix-b", "thing": "inst-own-yunhai", "things": ["inst-own-yunhai"], "case": "case-9", "person": "nobody-9",
    "key": "0123456789ab", "record": "rec-worldror-0zzzy0129", "records": ["rec-worldror-0zzzy0129"], "country": "country-iso-QM",
    "agreement": "agr-own-ag-star", "lab": "lab-own-lab-in", "project": "proj-own-p-stated", "home": ["QM"], "text": "yunhai",
}  # fmt: skip
ANSWERED = {200, 301, 303, 304, 409, 415, *REFUSED}
NAMES = sorted(
    {*_NARROWED, *_NAMES, "q", "kind", "home", "reading", "limit", "rules", "institutions"}
)  # of what is not described


@dataclass(frozen=True)
class Place:
    """One field of one request: where the string goes, and whatever else the request needs."""

    method: str
    path: str
    within: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
    where: tuple[str, Any]  # path, query, header or body, and the name there, or the way to it

    def request(self, text: str) -> dict[str, Any]:
        """The arguments of the request that carries a string."""
        kind, name = self.where
        within, query, headers, body = dict(self.within), dict(self.query), {"accept": "*/*"}, self.body
        if kind == "path":
            within[name] = text
        elif kind == "query":
            query[name] = text
        elif kind == "header":
            headers[name] = text.encode("utf-8", "replace").replace(b"\n", b" ").replace(b"\r", b" ")  # type: ignore[assignment]
        else:
            body = placed(body, name, text)
        url = re.sub(
            r"\{(\w+)\}", lambda one: quote(str(within[one[1]]), safe="", errors="replace"), self.path
        )
        safe = {key: [one.encode("utf-8", "replace").decode() for one in value] if isinstance(value, list)
                else value.encode("utf-8", "replace").decode() for key, value in query.items()}  # fmt: skip
        sent = (
            {"content": json.dumps(body).encode(), "headers": {**headers, "content-type": "application/json"}}
            if body is not None
            else {"headers": headers}
        )
        return {"method": self.method, "url": url, "params": safe, **sent}


def placed(body: Any, way: tuple[str | int, ...], text: str) -> Any:
    """A body with a string at a place that may not be there yet."""
    if not way:
        return text
    if isinstance(way[0], int):
        return [placed(None, way[1:], text)]
    return {**(body or {}), way[0]: placed((body or {}).get(way[0]), way[1:], text)}


def example(schema: Mapping[str, Any], name: str, all_of: Mapping[str, Any]) -> Any:
    """Something that fits a schema: what the world knows by that name, or the first that is allowed."""
    schema = resolved(schema, all_of)
    if name in WITHIN:
        known = WITHIN[name]
        return [known] if schema.get("type") == "array" and not isinstance(known, list) else known
    for key, pick in (("const", lambda one: one), ("enum", lambda one: one[0]), ("default", lambda one: one)):
        if key in schema:
            return pick(schema[key])
    if schema.get("type") == "object":
        return {one: example(schema["properties"][one], one, all_of) for one in schema.get("required", ())}
    if schema.get("type") == "array":
        return [example(schema["items"], name.removesuffix("s"), all_of)]
    if schema.get("type") == "integer":
        return schema.get("minimum", 1)
    return "2015-06-30" if schema.get("format") == "date" else "some words here"


def resolved(schema: Mapping[str, Any], all_of: Mapping[str, Any]) -> Mapping[str, Any]:
    return all_of[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def strings(
    schema: Mapping[str, Any], all_of: Mapping[str, Any], way: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    """The ways to all strings in a body."""
    schema = resolved(schema, all_of)
    for one in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from strings(one, all_of, way)
    if schema.get("type") == "object":
        for name, one in schema.get("properties", {}).items():
            yield from strings(one, all_of, (*way, name))
    elif schema.get("type") == "array":
        yield from strings(schema["items"], all_of, (*way, 0))
    elif "string" in str(schema.get("type", "")) or "const" in schema:
        yield way


def described(description: Mapping[str, Any]) -> Iterator[Place]:
    """Every string field of every operation of the description."""
    all_of = description["components"]["schemas"]
    for path, item in description["paths"].items():
        for method, operation in item.items():
            given = operation.get("parameters", [])
            within = {
                one["name"]: example(one["schema"], one["name"], all_of)
                for one in given
                if one["in"] == "path"
            }
            query = {one["name"]: example(one["schema"], one["name"], all_of) for one in given
                     if one["in"] == "query" and (one.get("required") or one["name"] == "home")}  # fmt: skip
            schema = (
                operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            )
            alternatives = (schema or {}).get("oneOf", [schema])
            body = example(alternatives[0], "", all_of) if schema else None
            common = (method.upper(), path, within, query, body)
            yield from (Place(*common, (one["in"], one["name"])) for one in given)
            for one in alternatives if schema else ():
                filled = example(one, "", all_of)
                for way in dict.fromkeys(strings(one, all_of)):
                    yield Place(method.upper(), path, within, query, filled, ("body", way))


def undescribed(app: Any) -> Iterator[Place]:
    """The routes that stand in no description: each part of their paths, and each name that any of them takes."""
    for route in app.routes:
        if getattr(route, "include_in_schema", True) or "GET" not in (getattr(route, "methods", None) or ()):
            continue
        parts = re.findall(r"\{(\w+)", route.path)
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
        within = {one: WITHIN.get(one, "x") for one in parts}
        yield from (Place("GET", path, within, {}, None, ("path", one)) for one in parts)
        if not path.startswith(("/assets", "/static", "/docs")):
            names = (
                NAMES
                if path in ("/", "/search", "/sparql", "/compare", "/dumps/{version}/{name}")
                else NAMES[:2]
            )
            yield from (Place("GET", path, within, {}, None, ("query", one)) for one in names)


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_every_field_of_every_route_takes_them_as_text(
    world_graph: Connection, world_canon: BuiltWorld, tmp_path: Path, whole: bool
) -> None:
    (tmp_path / "canon").symlink_to(world_canon.home / "canon")
    address = world_graph.address
    settings = read_settings({"COOPGRAPH_HOME": str(tmp_path), "COOPGRAPH_RATE_ADDRESS": "none"})

    async def run() -> None:
        graph = AwaitedGraph(lambda: address, timeout_s=60, threads=4)
        shown = pages(graph, today=lambda: TODAY)
        app = make_app(settings, graph, lambda: TODAY, routers=(page_router(shown),),
                       publish=lambda answering: published(settings, answering, shown))  # fmt: skip
        places = [*described(app.openapi()), *undescribed(app)]
        assert {one.path.split("/")[1] for one in places} >= {
            "api",
            "doc",
            "id",
            "links",
            "dumps",
            "sparql",
            "compare",
            "things",
        }
        assert {one.path.split("/")[3] for one in places if one.path.startswith("/api/v1/")} >= {
            "cases", "dossiers", "people", "keys", "journal", "networks", "query", "statements", "verdicts", "changes"}  # fmt: skip
        turns = cycle(STRINGS)
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
        ):
            for place in places:
                for text in STRINGS if whole else [next(turns)]:
                    await _harmless(client, place, text)

    asyncio.run(run())
    journals = Journals(settings)
    assert not journals.doorkeeper().any_keys()  # so the machine's user was believed to the end
    journals.journal.close()


async def _harmless(client: httpx.AsyncClient, place: Place, text: str) -> None:
    told = f"{place.method} {place.path} {place.where} {text!r}"
    try:
        found = await client.request(**place.request(text))
    except httpx.InvalidURL:  # no client sends it
        return
    allowed = (
        {*ANSWERED, 503} if place.path.startswith("/sparql") else ANSWERED
    )  # a snapshot that is being made
    assert found.status_code in allowed, f"{told}: {found.status_code} {found.text[:300]}"
    assert found.headers["x-content-type-options"] == "nosniff", told
    assert "set-cookie" not in found.headers, told
    assert found.headers.get("location", "/").startswith("/"), told
    if found.headers.get("content-type", "").startswith("text/html"):
        assert (
            "script-src 'self'" in found.headers["content-security-policy"]
            or "default-src 'none'" in found.headers["content-security-policy"]
        )
        _Quiet(told).feed(found.text)
