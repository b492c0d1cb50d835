"""Every row of the error table is provoked by its culprit, asked in zh and in en: type, status, what exactly, what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter

from api.app import make_app
from api.errors import KINDS, PROBLEMS, kind_named
from api.pages.routes import pages
from api.problems import problem
from api.published import sparql
from api.published.routes import published
from api.queries.cursor import read_cursor, signing_key, write_cursor
from api.settings import read_settings
from graph.awaited import AwaitedGraph
from graph.connection import Address, Connection
from graph.meta import read_meta
from loaders.erased import Erasure, append, read_erasures
from tests.api.http.test_problems import MEMBERS
from tests.graph.questions.test_awaited import QUESTIONS
from tests.world.fixture import BuiltWorld

API = "/api/v1"
TODAY = date(2015, 6, 30)
KEY = "a-key-of-the-settings"
CURSORS = "0123456789abcdef0123456789abcdef"
JSON = {"content-type": "application/json"}
OPENS = {"candidate": "inst-own-yunhai", "reason": "found in the pool"}
PAGED = f"{API}/coverage?home=QM&per_page=2"
Answer = Awaitable[httpx.Response]
Ask = Callable[["Site"], Answer]


@dataclass(frozen=True)
class Site:
    """A client of the application, in the language that is asked for, and what the test may touch behind it."""

    client: httpx.AsyncClient
    graph: Connection
    home: Path

    def get(self, path: str, **headers: str) -> Answer:
        return self.client.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def post(self, path: str, content: bytes, kind: str = "application/json") -> Answer:
        return self.client.post(path, content=content, headers={"content-type": kind})

    def json(self, path: str, **body: Any) -> Answer:
        return self.client.post(path, json=body)


def get(path: str, **headers: str) -> Ask:
    return lambda site: site.get(path, **headers)


def post(path: str, content: bytes, kind: str = "application/json") -> Ask:
    return lambda site: site.post(path, content, kind)


async def not_now(site: Site) -> httpx.Response:
    await site.json(f"{API}/cases", **OPENS)
    return await site.json(f"{API}/cases/case-1/recommend", reason="as the test asks")


async def incomplete(site: Site) -> httpx.Response:
    await site.json(f"{API}/cases", **OPENS)
    return await site.json(f"{API}/cases", **OPENS)


async def gone(site: Site) -> httpx.Response:
    replaced = {"0ld": "new"}
    append(
        site.home,
        read_erasures(site.home),
        Erasure(1, (), TODAY.isoformat(), "reviewer-7", "request", 0, replaced),
    )
    return await site.get("/dumps/0ld/coopgraph-0ld.nq")


async def older(site: Site) -> httpx.Response:
    cursor = (await site.get(PAGED)).json()["meta"]["next_cursor"]
    secret = signing_key(CURSORS, site.home)
    old = write_cursor(replace(read_cursor(cursor, secret), data_version="0ld"), secret)
    return await site.get(f"{PAGED}&cursor={old}")


async def loading(site: Site) -> httpx.Response:
    cursor = (await site.get(PAGED)).json()["meta"]["next_cursor"]
    before = read_meta(site.graph)
    assert before is not None
    try:
        site.graph.write("MATCH (m:Meta) SET m.loading = true")
        await asyncio.sleep(0.3)
        return await site.get(f"{PAGED}&cursor={cursor}")
    finally:
        site.graph.write("MATCH (m:Meta) SET m.loading = false")


async def too_many(site: Site) -> httpx.Response:
    await site.get(f"{API}/versions")
    return await site.get(f"{API}/versions")


async def overloaded(site: Site) -> httpx.Response:
    held = asyncio.ensure_future(site.get(f"{API}/endless"))
    await asyncio.sleep(0.3)
    found = await site.get(f"{API}/sources")
    await held
    return found


async def being_made(site: Site) -> httpx.Response:
    first = await site.get("/sparql?query=ASK{}", accept="application/json")
    async with asyncio.timeout(120):
        while (await site.get("/sparql?query=ASK{}", accept="application/json")).status_code == 503:
            await asyncio.sleep(0.2)
    return first


def queried(query: str) -> Ask:
    async def ask(site: Site) -> httpx.Response:
        await being_made(site)
        return await site.get(f"/sparql?query={query}", accept="application/json")

    return ask


@dataclass(frozen=True)
class Row:
    """How a problem is provoked, what its detail names in en and in zh, and under which settings."""

    ask: Ask
    en: str
    zh: str
    settings: tuple[tuple[str, str], ...] = ()


def named(both: str, *settings: tuple[str, str]) -> Callable[[Ask], Row]:
    return lambda ask: Row(ask, both, both, settings)


ROWS = {
    "bad-request": Row(post(f"{API}/candidates", b"{"), "the body is no JSON", "请求体不是 JSON"),
    "bad-parameter": named("'hom'")(get(f"{API}/candidates?hom=QM")),
    "bad-query": named("SELEKT")(queried("SELEKT")),
    "unknown-key": named("x-api-key")(get(f"{API}/sources", x_api_key="guess")),
    "key-needed": named("GET /api/v1/cases")(get(f"{API}/cases", forwarded="for=10.0.0.1")),
    "not-allowed": named("reader, nominator")(get(f"{API}/cases", x_api_key=KEY)),
    "refused-query": named("SERVICE")(queried("SELECT * WHERE { SERVICE <http://a.invalid/> { ?s ?p ?o } }")),
    "no-such-address": named("'/api/v1/nothing'")(get(f"{API}/nothing")),
    "not-found": named("inst-own-nobody")(get(f"{API}/institutions/inst-own-nobody")),
    "gone": Row(gone, "this data version held somebody who was erased", "此数据版本含有已被删除的人员"),
    "method-not-allowed": named("DELETE /api/v1/candidates")(lambda site: site.client.delete(f"{API}/candidates")),
    "not-now": named("case-1")(not_now),
    "incomplete": named("open")(incomplete),
    "not-acceptable": named("image/png")(get("/doc/inst-own-yunhai", accept="image/png")),
    "cursor-of-older-data": named("0ld")(older),
    "too-large": named("262144")(post(f"{API}/candidates", b" " * 300_000)),
    "address-too-long": named("8190")(get(f"{API}/candidates?filter=label:{'a' * 9000}")),
    "not-json": named("text/plain")(post(f"{API}/candidates", b"{}", "text/plain")),
    "not-sparql": named("text/plain")(post("/sparql", b"ASK{}", "text/plain")),
    "bad-body": named("/params/home")(post(f"{API}/candidates", b'{"params": {"home": "QM"}}')),
    "too-many-requests": named("1 per 1 minute", ("COOPGRAPH_RATE_ADDRESS", "1/minute"))(too_many),
    "internal": Row(get(f"{API}/broken"), "An error of ours", "系统内部错误"),
    "unavailable": Row(get(f"{API}/sources"), "no server answers", "服务器没有应答", (("COOPGRAPH_NEO4J_URI", "bolt://127.0.0.1:1"),)),
    "load-under-way": named("cursor")(loading),
    "snapshot-under-way": Row(being_made, "SPARQL", "SPARQL"),
    "overloaded": Row(overloaded, "More is asked", "服务繁忙", (("COOPGRAPH_CONCURRENCY", "1"), ("COOPGRAPH_QUERY_TIMEOUT", "2"))),
    "timed-out": Row(get(f"{API}/endless"), "longer than allowed", "超过时限", (("COOPGRAPH_QUERY_TIMEOUT", "0.5"),)),
}  # fmt: skip


def answered(graph: Connection, home: Path, row: Row, lang: str) -> httpx.Response:
    """Make the application, provoke the problem, and end the application."""
    address = graph.address
    settings = read_settings({
        "COOPGRAPH_HOME": str(home), "COOPGRAPH_API_KEYS": sha256(KEY.encode()).hexdigest(), "COOPGRAPH_CURSOR_KEY": CURSORS,
        "COOPGRAPH_NEO4J_URI": address.uri, "COOPGRAPH_RATE_ADDRESS": "none", **dict(row.settings),
    })  # fmt: skip
    where = Address(settings.neo4j_uri, address.user, address.password, address.database)
    router = APIRouter()

    @router.get(f"{API}/broken")
    async def broken() -> None:
        raise RuntimeError("secret")

    async def run() -> httpx.Response:
        asker = AwaitedGraph(lambda: where, timeout_s=settings.query_timeout, threads=2, questions=QUESTIONS)
        shown = pages(asker, today=lambda: TODAY)
        app = make_app(
            settings, asker, lambda: TODAY, questions=QUESTIONS, routers=[router],
            publish=lambda answering: published(settings, answering, shown),
        )  # fmt: skip
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
        headers = {"accept-language": lang}
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client,
        ):
            return await row.ask(Site(client, graph, home))

    return asyncio.run(run())


@pytest.fixture
def home(world_canon: BuiltWorld, tmp_path: Path) -> Path:
    """A home with the world's canon and nothing else."""
    (tmp_path / "canon").symlink_to(world_canon.home / "canon")
    return tmp_path


def test_every_row_has_its_culprit() -> None:
    assert set(ROWS) == {one.name for one in KINDS}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", list(ROWS))
def test_a_culprit_is_told(
    own_graph: Connection, home: Path, monkeypatch: pytest.MonkeyPatch, name: str, lang: str
) -> None:
    monkeypatch.setattr(sparql, "_WAIT_S", 0.0)  # nobody waits here for a snapshot that is being made
    row, kind = ROWS[name], kind_named(name)
    found = answered(own_graph, home, row, lang)
    assert found.status_code == kind.status, found.text
    assert found.headers["content-type"] == "application/problem+json"
    assert found.headers["content-language"] == lang
    document = found.json()
    assert set(document) - {"errors"} == MEMBERS
    assert (document["type"], document["status"]) == (f"urn:coopgraph:problem:{name}", kind.status)
    assert document["title"] == (kind.title_zh if lang == "zh" else kind.title)
    culprit = row.zh if lang == "zh" else row.en
    assert culprit.casefold() in document["detail"].casefold(), document["detail"]
    assert document["remedy"] and document["languages"][lang]["remedy"] == document["remedy"]
    assert document["languages"]["en"]["remedy"] != document["languages"]["zh"]["remedy"]
    if kind.status in (429, 503):
        assert int(found.headers["retry-after"]) >= 1
    assert "secret" not in found.text


@pytest.mark.parametrize(("culprit", "name"), PROBLEMS)
def test_every_error_of_ours_has_its_row(culprit: type[Any], name: str) -> None:
    error = culprit("this thing", "此物", remedy="do that", remedy_zh="请那样做")
    for lang, said in (("en", ("this thing", "do that")), ("zh", ("此物", "请那样做"))):
        scope = {"type": "http", "path": "/x", "headers": [(b"accept-language", lang.encode())]}
        document = httpx.Response(200, content=bytes(problem(error, scope).body)).json()
        assert document["type"] == f"urn:coopgraph:problem:{name}"
        assert document["remedy"] == said[1]
        assert (
            document["detail"] == (kind_named(name).title_zh if lang == "zh" else kind_named(name).title)
            if name == "internal"
            else document["detail"] == said[0]
        )
