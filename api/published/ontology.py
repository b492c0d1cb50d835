"""The model enters; routes leave under which the ontology and its context are read, by people and by programs."""

from __future__ import annotations

from typing import Final

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.linked.document import FORMS
from api.linked.ontology import context_of, drawn, ontology_in
from api.pages.rendering import accepts_gzip
from api.pages.routes import Pages
from api.pages.view import read_view
from api.problems import accepted, problem
from api.published.negotiation import Offer, chosen
from api.published.tagged import in_utf8, tagged
from ontology.errors import CoopgraphError, NotFound
from ontology.model import Model
from ontology.terms import ID_BASE

HTML: Final = Offer("html", "text/html")
# What the ontology says fits into triples, so the forms with graphs are not among them.
_FORMS: Final = {name: FORMS[name] for name in ("turtle", "jsonld", "ntriples", "rdfxml")}
_OFFERS: Final = (HTML, *(Offer(form.name, form.media, form.also) for form in _FORMS.values()))
_SUFFIXES: Final = {".html": "html"} | {form.suffix: form.name for form in _FORMS.values()}
_DAY: Final = "public, max-age=86400"
_EVER: Final = "public, max-age=31536000, immutable"


def ontology_router(model: Model, pages: Pages) -> APIRouter:
    """Return the routes of the ontology; a version in the address stays what it is for good."""
    router = APIRouter(include_in_schema=False)

    async def answered(request: Request, suffix: str = "", version: str = "") -> Response:
        try:
            if version not in ("", model.fingerprint):
                raise _other_version(model)
            if suffix and suffix not in _SUFFIXES:
                raise NotFound(
                    "there is no such form", "没有此格式", remedy=", ".join(_SUFFIXES), remedy_zh=""
                )
            name = _SUFFIXES[suffix] if suffix else chosen(accepted(request), _OFFERS).name
            return await _said(request, model, pages, name)
        except CoopgraphError as error:
            return problem(error, request.scope)

    async def plain(request: Request) -> Response:
        return await answered(request)

    async def suffixed(request: Request, suffix: str) -> Response:
        return await answered(request, f".{suffix}")

    async def versioned(request: Request, version: str) -> Response:
        return await answered(request, version=version)

    async def contexts(request: Request, version: str = "") -> Response:
        if version not in ("", model.fingerprint):
            return problem(_other_version(model), request.scope)
        body = orjson.dumps(context_of(model, ID_BASE), option=orjson.OPT_INDENT_2)
        kept = {"cache-control": _EVER if version else _DAY}
        return tagged(request, body, "application/ld+json", kept)

    for path, handler in (
        ("/ontology", plain),
        ("/ontology.{suffix}", suffixed),
        ("/ontology/{version}", versioned),
        ("/context.jsonld", contexts),
        ("/context/{version}.jsonld", contexts),
    ):
        router.add_api_route(path, handler, methods=["GET", "HEAD"], response_model=None)
    return router


async def _said(request: Request, model: Model, pages: Pages, name: str) -> Response:
    if name != HTML.name:
        body = await run_in_threadpool(ontology_in, name, model)
        headers = {"cache-control": _DAY, "vary": "Accept"}
        return tagged(request, body, in_utf8(_FORMS[name].media), headers)
    given = request.query_params.multi_items()
    view = read_view(request.url.path, given, request.headers.get("accept-language", ""), pages.today())
    shown = {"model": model, "boxes": drawn(model), "answers": [], "fictional": False}
    zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
    made = await run_in_threadpool(pages.press.page, "ontology.html", view, shown, zipped=zipped)
    made.headers["vary"] = f"Accept, {made.headers['vary']}"
    return made


def _other_version(model: Model) -> NotFound:
    return NotFound(
        "this service has another version of the ontology",
        "本服务使用本体的另一版本",
        remedy=f"it is /ontology/{model.fingerprint}",
        remedy_zh=f"其地址为 /ontology/{model.fingerprint}",
    )
