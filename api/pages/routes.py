"""An asker enters; a router of pages leaves: the first page, search, and a page for each kind of thing.

Paths of things are those of the questions that answer them. An error becomes a page too, with the status of its kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.asker import Asker
from api.errors import kind_of
from api.pages import gathering
from api.pages.gathering import Gather, Shown
from api.pages.rendering import Printer, accepts_gzip, printer
from api.pages.view import View, preferred, read_view
from graph.question import find_question
from ontology.errors import CoopgraphError
from ontology.model import Model, default_model

FIRST: Final = "/"
SEARCH: Final = "/search"
_ENTITIES: Final[tuple[tuple[str, Gather], ...]] = (
    ("institution", gathering.institution),
    ("pair", gathering.pair),
    ("agreement", gathering.agreement),
    ("lab", gathering.lab),
    ("project", gathering.project),
    ("country", gathering.country),
    ("record", gathering.record),
    ("sources", gathering.sources),
    ("show", gathering.show),
)


def page_router(
    asker: Asker, *, today: Callable[[], date], model: Callable[[], Model] = default_model
) -> APIRouter:
    """Return the routes of all pages. `today` gives the day that is asked for where the address names none."""
    router = APIRouter(include_in_schema=False)
    press = printer(model())
    routes: list[tuple[str, Gather]] = [(FIRST, gathering.first), (SEARCH, gathering.search)]
    routes += [(find_question(name).path, gather) for name, gather in _ENTITIES]
    for path, gather in routes:
        handler = partial(_serve, asker, press, today, gather)
        router.add_route(path, handler, methods=["GET"], include_in_schema=False)

    @router.get("/assets/{digest}/{name}")
    def asset(request: Request, digest: str, name: str) -> Response:
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        return press.asset(digest, name, zipped=zipped) or Response(status_code=404)

    return router


async def _serve(
    asker: Asker, press: Printer, today: Callable[[], date], gather: Gather, request: Request
) -> Response:
    languages = request.headers.get("accept-language", "")
    path = request.url.path
    view = View(preferred(languages), path, {}, today())
    try:
        view = read_view(path, request.query_params.multi_items(), languages, view.today)
        shown = await gather(asker, view, *request.path_params.values())
    except CoopgraphError as error:
        shown = problem(error)
        if shown.status == 500:
            raise  # whoever serves logs it and says so
    # a big page takes longer to write than the event loop may be held up
    zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
    return await run_in_threadpool(
        press.page, shown.template, view, shown.values, shown.status, zipped=zipped
    )


def problem(error: CoopgraphError) -> Shown:
    """Return the page that says what went wrong and what to do."""
    return Shown("problem.html", {"error": error, "answers": [], "fictional": False}, kind_of(error).status)
