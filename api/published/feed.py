"""A home enters; the route of the feed of changes between data versions leaves, in either language, with an ETag."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.aside import Aside
from api.guards.watching import GONE
from api.linked.feed import ADDRESS, MEDIA, entries, feed
from api.problems import language, problem
from api.published.tagged import in_utf8, tagged
from api.queries.query import not_offered, unknown_name
from api.routes.answering import GoneError, unless_gone
from api.routes.asked import one, several
from ontology.errors import CoopgraphError
from ontology.model import Model

_LANG: Final = "lang"
_LANGUAGES: Final = ("en", "zh")


def feed_router(
    home: Path, model: Model, base: str, site: Callable[[Request], str], aside: Aside
) -> APIRouter:
    """Return the route; `site` says at which address the service was asked, and `aside` has one thread.

    What is counted once lies ready for all who come after, also where whoever asked for it waited too long.
    """
    router = APIRouter(include_in_schema=False)

    async def fed(request: Request) -> Response:
        try:
            lang = _language(request)
            found, older = await unless_gone(request, aside.run(lambda _: entries(home)))
        except GoneError:
            return Response(None, GONE)
        except CoopgraphError as error:
            return problem(error, request.scope)
        body = feed(found, older, model, base, site(request), lang)
        return tagged(request, body, in_utf8(MEDIA), {"vary": "Accept-Language", "content-language": lang})

    router.add_api_route(ADDRESS, fed, methods=["GET", "HEAD"], response_model=None)
    return router


def _language(request: Request) -> str:
    given = {name: one(name, values) for name, values in several(request).items()}
    for name in given:
        if name != _LANG:
            raise unknown_name(name, (_LANG,), "parameter", "参数")
    lang = given.get(_LANG) or language(request.headers.get("accept-language", ""))
    if lang not in _LANGUAGES:
        raise not_offered(_LANG, lang, _LANGUAGES)
    return lang
