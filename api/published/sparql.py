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

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.asker import Graph
from api.errors import Refusal, kind_of
from api.guards.watching import GONE
from api.linked import snapshot
from api.linked.queries import Example, examples
from api.pages.rendering import accepts_gzip
from api.pages.routes import Pages
from api.pages.view import View, preferred
from api.problems import accepted, problem
from api.published.negotiation import Offer, chosen, liked_best
from api.published.protocol import GRAPHS, TABLES, Asked, forms, read
from api.published.workers import Workers
from api.routes.answering import GoneError, unless_gone
from ontology.errors import BadParameter, CoopgraphError

_PAGE: Final = Offer("html", "text/html")
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
class Sparql:
    """What queries are answered with."""

    snapshots: Snapshots
    workers: Workers
    pages: Pages

    async def respond(self, request: Request) -> Response:
        """Answer one request of the protocol, or show the page where no query is given."""
        try:
            asked = await read(request)
            accept = accepted(request)
            as_page = (
                not asked.formed and liked_best(accept, (*TABLES, *GRAPHS, _PAGE)) == _PAGE and bool(accept)
            )
            if not asked.query and as_page:
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

    async def _found(self, request: Request, asked: Asked, accept: str) -> tuple[dict[str, Any], bytes, str]:
        if accept and not asked.formed:
            chosen(accept, (*TABLES, *GRAPHS))  # what could be had in no form is not worked at
        store, version = await self.snapshots.current()
        table, graph = forms(asked, accept)
        wanted = {
            "query": asked.query,
            "base": str(request.url.replace(query="", fragment="")),
            "default": asked.default,
            "named": asked.named,
            "table": table,
            "graph": graph,
        }
        told, body = await unless_gone(request, self.workers.ask(store, wanted))
        if told["status"] != "ok":
            raise Refusal(told["status"], told["what"], told["what_zh"])
        if accept and not asked.formed:
            chosen(accept, TABLES if told["form"] == table else GRAPHS)
        return told, body, version

    async def _shown(self, request: Request, asked: Asked) -> Response:
        try:
            told, body, _ = await self._found(request, asked, "")
        except CoopgraphError as error:
            return self._page(request, asked, error, "")
        return self._page(request, asked, None, body.decode(), told["form"])

    def _page(
        self, request: Request, asked: Asked, error: CoopgraphError | None, body: str, form: str = ""
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
        status = kind_of(error).status if error else 200
        made = self.pages.press.page("sparql.html", view, shown, status, zipped=zipped)
        made.headers["vary"] = f"Accept, {made.headers['vary']}"
        made.headers.update(dict(error.headers) if isinstance(error, Refusal) else {})
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
