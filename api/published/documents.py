"""The graph enters; routes leave under which every id answers: `/id/…` leads to `/doc/…`, which is what is asked for.

A document about a thing, or about what a record states, is made from the graph alone. What a browser gets is the page of
that thing. A suffix (`.ttl`) or the Accept header says the form; an id that gave way to another leads there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.linked.document import FORMS, document, written
from api.linked.rows import DATASET_ID
from api.pages.rendering import accepts_gzip
from api.pages.routes import Pages, Wanted, gather_of
from api.problems import problem
from api.published.negotiation import Offer, chosen
from api.queries.query import make_query, unknown_name
from api.routes.answering import Answering, while_there
from api.routes.asked import Asked, View
from api.routes.envelope import Written, told_headers
from graph.ask import Answer
from graph.question import find_question
from ontology.errors import CoopgraphError, NotFound
from ontology.model import Model
from ontology.terms import is_id

HTML: Final = Offer("html", "text/html")
OFFERS: Final = (HTML, *(Offer(form.name, form.media, form.also) for form in FORMS.values()))
_SUFFIXES: Final[Mapping[str, str]] = {".html": "html"} | {form.suffix: form.name for form in FORMS.values()}
_RECORD: Final = "rec"


class MovedError(Exception):
    """The id gave way to another."""


@dataclass(frozen=True)
class Documents:
    """What documents are made with."""

    answering: Answering
    pages: Pages
    model: Model
    base: str
    refuse: Callable[[str], None]

    async def respond(self, request: Request, name: str) -> Response:
        """Answer `/doc/…`."""
        identifier, form = self._named(request, name)
        lang = "lang" if form == HTML.name else ""
        for given in request.query_params:
            if given != lang:
                raise unknown_name(given, [lang] if lang else [], "parameter", "参数")
        if identifier.startswith(DATASET_ID):
            return RedirectResponse("/.well-known/void", 303)
        alternates = ", ".join(
            f'</doc/{quote(identifier, safe="~")}{one.suffix}>; rel="alternate"; type="{one.media}"'
            for one in FORMS.values()
        )
        if form == HTML.name:
            found = await self._page(request, identifier)
        else:
            found = await self._data(request, identifier, form)
        found.headers["link"] = ", ".join(filter(None, [found.headers.get("link", ""), alternates]))
        if "accept" not in found.headers.get("vary", "").lower().replace("accept-", ""):
            found.headers["vary"] = ", ".join(filter(None, ["Accept", found.headers.get("vary", "")]))
        return found

    def _named(self, request: Request, name: str) -> tuple[str, str]:
        stem, dot, ending = name.rpartition(".")
        form = _SUFFIXES.get(dot + ending, "") if stem else ""
        identifier = stem if form else name
        if not is_id(identifier):
            raise _no_id(identifier)
        return identifier, form or chosen(request.headers.get("accept", ""), OFFERS).name

    async def _page(self, request: Request, identifier: str) -> Response:
        wanted = Wanted(
            request.url.path,
            tuple(request.query_params.multi_items()),
            request.headers.get("accept-language", ""),
            accepts_gzip(request.headers.get("accept-encoding", "")),
            request.headers.get("if-none-match", ""),
        )
        return await while_there(request, self.pages.page(gather_of(identifier), (identifier,), wanted))

    async def _data(self, request: Request, identifier: str, form: str) -> Response:
        of_record = identifier.startswith(f"{_RECORD}-")
        question = find_question("record" if of_record else "statements")
        given = {"record" if of_record else "thing": identifier}
        asked = Asked(question, make_query(question, given), View(form=form))
        try:
            return await self.answering.respond_with(request, asked, "doc", self._write)
        except MovedError as moved:
            suffix = FORMS[form].suffix if request.url.path.endswith(FORMS[form].suffix) else ""
            return RedirectResponse(f"/doc/{quote(str(moved), safe='~')}{suffix}", 301)

    def _write(self, asked: Asked, answer: Answer) -> Written:
        for new in answer.meta.get("redirected", {}).values():
            raise MovedError(new)
        if not answer.rows:
            raise NotFound(
                "no record describes this thing; others only refer to it",
                "没有记录描述此事物；仅有其他记录提及",
                remedy="its page shows who refers to it",
                remedy_zh="其页面列出提及它的记录",
            )
        form = FORMS[asked.view.form]
        told = document(answer.rows, str(answer.meta["data_version"]), self.model)
        media = form.media if form.name == "jsonld" else f"{form.media}; charset=utf-8"
        return Written(written(told, form, self.model, self.base), media, told_headers(answer.meta))


def document_router(made: Documents) -> APIRouter:
    """Return the routes of ids and documents."""
    router = APIRouter(include_in_schema=False)

    async def identified(request: Request, name: str) -> Response:
        try:
            if not is_id(name):
                raise _no_id(name)
            made.refuse(name)
        except CoopgraphError as error:
            return problem(error, request.scope)
        target = f"/doc/{quote(name, safe='~')}"
        return RedirectResponse(target, 303, {"vary": "Accept"})

    async def documented(request: Request, name: str) -> Response:
        try:
            return await made.respond(request, name)
        except CoopgraphError as error:
            found = problem(error, request.scope)
            if found.status_code == 500:
                raise
            return found

    router.add_api_route("/id/{name}", identified, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route("/doc/{name}", documented, methods=["GET", "HEAD"], response_model=None)
    return router


def _no_id(name: str) -> NotFound:
    return NotFound(
        f"{name[:120]!r} is not an id",
        f"{name[:120]!r} 不是编号",
        remedy="ids look like inst-ror-03cve4549; look one up by name at /search",
        remedy_zh="编号形如 inst-ror-03cve4549；可在 /search 按名称检索",
    )
