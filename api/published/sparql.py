"""Requests of the SPARQL 1.1 protocol enter; answers over a snapshot of the current data version leave. Only queries."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.asker import Graph
from api.errors import Refusal
from api.guards.watching import GONE
from api.linked import snapshot
from api.linked.queries import Example, examples
from api.pages.rendering import accepts_gzip
from api.pages.routes import Pages
from api.pages.view import View, preferred
from api.problems import problem
from api.published.negotiation import Offer, chosen, liked_best
from api.published.workers import Workers
from api.routes.answering import GoneError, unless_gone
from ontology.errors import BadParameter, CoopgraphError

_TABLES: Final = (
    Offer("json", "application/sparql-results+json", ("application/json",)),
    Offer("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Offer("csv", "text/csv"),
    Offer("tsv", "text/tab-separated-values"),
)
_GRAPHS: Final = (
    Offer("turtle", "text/turtle"),
    Offer("ntriples", "application/n-triples"),
    Offer("jsonld", "application/ld+json"),
    Offer("rdfxml", "application/rdf+xml"),
    Offer("trig", "application/trig"),
    Offer("nquads", "application/n-quads"),
)
_PAGE: Final = Offer("html", "text/html")
_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_NAMES: Final = ("query", "default-graph-uri", "named-graph-uri", "format", "lang")
_WAIT_S: Final = 5.0  # how long a request waits for a snapshot that is being made


@dataclass
class Snapshots:
    """The snapshot of the version that answers are given from; one is made at a time, in a process of its own."""

    home: Path
    base: str
    graph: Graph
    _making: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def current(self) -> tuple[Path, str]:
        """Where it stands, and of which version it is; where it must be made first, whoever asks is told to come again."""
        version = (await self.graph.state(old_s=1.0)).data_version
        found = snapshot.place(self.home, version, self.base)
        if found.is_dir():
            return found, version
        if not snapshot.kept(self.home, version):
            raise Refusal("unavailable", "canon of the current data version is not in this home, so SPARQL has nothing to ask",
                          "此目录中没有当前数据版本的底稿，SPARQL 无从查询")  # fmt: skip
        task = self._making.get(version)
        if task is None:
            task = self._making[version] = asyncio.create_task(self._make(version))
        await asyncio.wait({task}, timeout=_WAIT_S)
        if not task.done():
            raise Refusal("snapshot-under-way", headers=(("retry-after", "5"),))
        self._making.pop(version, None)
        if not found.is_dir():
            raise Refusal("unavailable", "the snapshot for SPARQL could not be made", "未能生成 SPARQL 快照")
        return found, version

    async def _make(self, version: str) -> None:
        made = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api.linked.snapshot", str(self.home), version, self.base,
            cwd=Path(__file__).resolve().parents[2],
        )  # fmt: skip
        await made.wait()


@dataclass(frozen=True)
class _Asked:
    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    form: str


@dataclass(frozen=True)
class Sparql:
    """What queries are answered with."""

    snapshots: Snapshots
    workers: Workers
    pages: Pages

    async def respond(self, request: Request) -> Response:
        """Answer one request of the protocol, or show the page where no query is given."""
        try:
            asked = await _read(request)
            accept = request.headers.get("accept", "")
            as_page = (
                not asked.form and liked_best(accept, (*_TABLES, *_GRAPHS, _PAGE)) == _PAGE and bool(accept)
            )
            if asked.query is None or (not asked.query and as_page):
                return self._page(request, asked, None, "")
            if not asked.query:
                raise BadParameter("query is needed", "缺少 query", remedy="give a SPARQL query as `query`",
                                   remedy_zh="请以 query 给出 SPARQL 查询")  # fmt: skip
            if as_page:
                return await self._shown(request, asked)
            told, body, version = await self._found(request, asked, accept)
            return Response(
                body,
                200,
                {"vary": "Accept", "cache-control": "no-cache", "coopgraph-data-version": version},
                told["media"],
            )
        except GoneError:
            return Response(None, GONE)
        except CoopgraphError as error:
            return problem(error, request.scope)

    async def _found(self, request: Request, asked: _Asked, accept: str) -> tuple[dict[str, Any], bytes, str]:
        store, version = await self.snapshots.current()
        table, graph = _forms(asked.form, accept)
        wanted = {
            "query": asked.query,
            "default": asked.default,
            "named": asked.named,
            "table": table,
            "graph": graph,
        }
        told, body = await unless_gone(request, self.workers.ask(store, wanted))
        if told["status"] != "ok":
            raise Refusal(told["status"], told["what"], told["what_zh"])
        if accept and not asked.form:
            chosen(accept, _TABLES if told["form"] == table else _GRAPHS)
        return told, body, version

    async def _shown(self, request: Request, asked: _Asked) -> Response:
        try:
            told, body, _ = await self._found(
                request, _Asked(asked.query, asked.default, asked.named, ""), ""
            )
        except CoopgraphError as error:
            return self._page(request, asked, error, "")
        return self._page(request, asked, None, body.decode(), told["form"])

    def _page(
        self, request: Request, asked: _Asked, error: CoopgraphError | None, body: str, form: str = ""
    ) -> Response:
        lang = request.query_params.get("lang") or preferred(request.headers.get("accept-language", ""))
        given = {"lang": (lang,)} if request.query_params.get("lang") else {}
        view = View(lang if lang in ("en", "zh") else "en", "/sparql", given, self.pages.today())
        several: tuple[Example, ...] = examples()
        shown: dict[str, Any] = {
            "typed": asked.query or several[0].text, "examples": several, "error": error, "found": _table(body, form),
            "text": body if form not in ("", "json") else "", "asked": bool(asked.query), "answers": [], "fictional": False,
        }  # fmt: skip
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        made = self.pages.press.page("sparql.html", view, shown, zipped=zipped)
        made.headers["vary"] = f"Accept, {made.headers['vary']}"
        return made


def sparql_router(made: Sparql) -> APIRouter:
    """Return the routes of the endpoint."""

    @asynccontextmanager
    async def living(_app: object) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await made.workers.close()

    router = APIRouter(include_in_schema=False, lifespan=living)
    router.add_api_route("/sparql", made.respond, methods=["GET", "HEAD", "POST"], response_model=None)
    return router


async def _read(request: Request) -> _Asked:
    pairs = request.query_params.multi_items()
    query = ""
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await request.body()
        if kind == _QUERY:
            query = _text(body)
        elif kind == _FORM:
            pairs = [*pairs, *parse_qsl(_text(body), keep_blank_values=True, max_num_fields=50)]
        elif kind == _UPDATE:
            raise Refusal(
                "refused-query", "this is an update; here one can only read", "这是更新操作；此处只能查询"
            )
        else:
            raise Refusal(
                "not-sparql",
                f"the body is no SPARQL query but {kind[:120]!r}",
                f"请求体不是 SPARQL 查询，而是 {kind[:120]!r}",
            )
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name == "update":
            raise Refusal(
                "refused-query", "this is an update; here one can only read", "这是更新操作；此处只能查询"
            )
        if name not in _NAMES:
            raise BadParameter(f"there is no parameter {name[:80]!r}", f"没有参数 {name[:80]!r}",
                               remedy=f"they are: {', '.join(_NAMES)}", remedy_zh=f"可用：{'、'.join(_NAMES)}")  # fmt: skip
        given.setdefault(name, []).append(value)
    several = given.get("query", [])
    if len(several) + bool(query) > 1:
        raise BadParameter(
            "query is given more than once", "query 给出了多次", remedy="give it once", remedy_zh="只给出一次"
        )
    form = next(iter(given.get("format", [])), "")
    if form and form not in {offer.name for offer in (*_TABLES, *_GRAPHS)}:
        listed = ", ".join(offer.name for offer in (*_TABLES, *_GRAPHS))
        raise BadParameter(f"format cannot be {form[:40]!r}", f"format 不能为 {form[:40]!r}",
                           remedy=f"it is one of: {listed}", remedy_zh=f"可选值：{listed}")  # fmt: skip
    return _Asked(
        query or next(iter(several), ""),
        tuple(given.get("default-graph-uri", ())),
        tuple(given.get("named-graph-uri", ())),
        form,
    )


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Refusal("bad-query", "the query is not UTF-8", "查询不是 UTF-8") from None


def _forms(form: str, accept: str) -> tuple[str, str]:
    """The forms for a table and for a graph: which one it is shows only when the query is read."""
    tables, graphs = ({offer.name for offer in offers} for offers in (_TABLES, _GRAPHS))
    table = liked_best(accept, _TABLES) or _TABLES[0]
    graph = liked_best(accept, _GRAPHS) or _GRAPHS[0]
    return (form if form in tables else table.name), (form if form in graphs else graph.name)


def _table(body: str, form: str) -> dict[str, Any] | None:
    if form != "json":
        return None
    told = json.loads(body)
    if "boolean" in told:
        return {"names": ["ASK"], "rows": [[{"value": str(told["boolean"]).lower(), "type": "literal"}]]}
    names = told["head"]["vars"]
    rows = told["results"]["bindings"]
    return {
        "names": names,
        "rows": [[row.get(name) for name in names] for row in rows[:500]],
        "total": len(rows),
    }
