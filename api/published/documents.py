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

from api.guards.watching import GONE
from api.linked.document import FORMS, document, serialized, written
from api.linked.undescribed import kind_of, referred
from api.pages.rendering import accepts_gzip
from api.pages.routes import Pages, Wanted, gather_of
from api.problems import accepted, problem
from api.published.negotiation import Offer, chosen
from api.published.origins import Origins
from api.published.tagged import in_utf8
from api.queries.query import make_query, unknown_name
from api.routes.answering import Answering, GoneError, while_there
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


class _ReferredToError(Exception):
    """No record describes the thing; others refer to it."""


@dataclass(frozen=True)
class Documents:
    """What documents are made with."""

    answering: Answering
    pages: Pages
    model: Model
    base: str
    refuse: Callable[[str], None]
    origins: Origins

    async def respond(self, request: Request, name: str) -> Response:
        """Answer `/doc/…`."""
        identifier, form = self._named(request, name)
        lang = "lang" if form == HTML.name else ""
        for given in request.query_params:
            if given != lang:
                raise unknown_name(given, [lang] if lang else [], "parameter", "参数")
        alternates = ", ".join(
            f'</doc/{quote(identifier, safe="~")}{one.suffix}>; rel="alternate"; type="{one.media}"'
            for one in FORMS.values()
        )
        if kind_of(identifier):
            self.refuse(identifier)
            found = await self.origins.respond(request, identifier, form)
        elif form == HTML.name:
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
        return identifier, form or chosen(accepted(request), OFFERS).name

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
            # an identity may be divided again, so nobody keeps this without asking
            headers = {"cache-control": "no-cache", "vary": "Accept"}
            return RedirectResponse(f"/doc/{quote(str(moved), safe='~')}{suffix}", 301, headers)
        except _ReferredToError:
            question = find_question("show")
            asked = Asked(question, make_query(question, {"thing": identifier}), View(form=form))
            return await self.answering.respond_with(request, asked, "referred", self._write_referrers)

    def _write(self, asked: Asked, answer: Answer) -> Written:
        for new in answer.meta.get("redirected", {}).values():
            raise MovedError(new)
        if not answer.rows:
            raise _ReferredToError
        form = FORMS[asked.view.form]
        told = document(answer.rows, str(answer.meta["data_version"]), self.model)
        content = written(told, form, self.model, self.base)
        return Written(content, in_utf8(form.media), told_headers(answer.meta))

    def _write_referrers(self, asked: Asked, answer: Answer) -> Written:
        form, thing = FORMS[asked.view.form], str(answer.meta["thing"])
        told = answer.meta.get("placeholder", {"label": thing, "referred_to_by": ()})
        said = referred(thing, told["label"], told["referred_to_by"], self.base, graphs=form.graphs)
        content = serialized(said, form.name, self.base)
        return Written(content, in_utf8(form.media), told_headers(answer.meta))


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
        except GoneError:
            return Response(None, GONE)

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
