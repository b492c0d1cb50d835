"""Settings and an asker enter; the HTTP application leaves: routes, guards around them, one shape for every problem."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import structlog
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

import api as api_package
import graph as graph_package
import ontology as ontology_package
from api.aside import Aside
from api.asker import Graph
from api.dossier.people import People
from api.dossier.routes import Compiler, dossier_router
from api.erased import Listed
from api.errors import Refusal, nothing_at
from api.guards.access import Access
from api.guards.bounds import Bounds, Whole
from api.guards.fairness import Fairness, Holders, read_rates
from api.guards.sharing import Sharing
from api.guards.shedding import Shedding
from api.guards.watching import Figures, Watch
from api.journals import Journals
from api.openapi.operations import components
from api.problems import problem, problem_responses, reads_pages
from api.queries.address import API
from api.queries.cursor import signing_key
from api.reconciling.routes import reconciling_router
from api.routes.answering import Answering
from api.routes.asked import Reader
from api.routes.cases import case_router
from api.routes.changes import changes_router
from api.routes.docs import add_docs
from api.routes.health import health_router
from api.routes.match import match_router
from api.routes.methods import not_allowed
from api.routes.network import kept_snapshots, network_router
from api.routes.questions import question_router
from api.routes.remembered import Remembered
from api.routes.together import Together
from api.settings import Settings
from api.shelves import Shelves
from cases.acting import moment
from graph.question import Question, load_questions
from graph.verdict_shape import Judgement
from ontology.errors import CoopgraphError

# What callers rely on: raised when, and only when, a change of the interface breaks them.
INTERFACE = "1.0.0"
Tell = Callable[[Request, CoopgraphError], Response]  # a request and what is wrong, to a page that says so
_MAKES_ANSWERS: Final = (".py", ".cypher", ".toml", ".ttl", ".html")
_ABOUT = """Who cooperates with whom in science, under which agreement, since when, and on what evidence.
谁与谁开展科技合作，依据哪项协定，始于何时，凭什么证据。

Every answer is `{meta, results}`; `meta.evidence` names the records behind it, at `/api/v1/records/{record}`."""


def make_app(
    settings: Settings,
    graph: Graph,
    today: Callable[[], date],
    *,
    questions: Mapping[str, Question] | None = None,
    routers: Sequence[APIRouter] = (),
    publish: Callable[[Answering], Sequence[APIRouter]] | None = None,
    warm: Callable[[], Coroutine[Any, Any, None]] | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    tell: Tell | None = None,
) -> FastAPI:
    """Return the application; `routers` are taken in as they are, after ours and with the same guards.

    `publish` makes more of them, which answer by the same means. `warm` is begun when the application is: what it asks is
    asked before anybody comes. `tell` makes pages of problems, for whoever mistyped the address of one.
    """
    asked = load_questions() if questions is None else questions
    figures = Figures(CollectorRegistry())
    secret = signing_key(settings.cursor_key, settings.home)
    journals = Journals(settings)
    # behind a proxy everybody comes from loopback
    owner = settings.owner == "loopback" and not settings.trusted_proxies
    access = Access(journals.doorkeeper, settings.reading, owner=owner)
    aside = Aside(graph, settings.threads, settings.waiting, settings.query_timeout)
    workflow = journals.workflow
    people = People(journals, workflow, access, aside)
    answering = Answering(
        graph,
        secret,
        settings.max_answer,
        _program(asked, settings.base, settings.max_answer),
        Remembered(settings.remember_mb * 2**20),
        figures,
        aside,
        Together(settings.query_timeout),
        people,
        Listed(settings.home).refuse_in,
    )
    several: list[APIRouter] = []
    shelves = Shelves(settings.home, graph, settings.query_timeout)
    app = FastAPI(
        title="coopgraph",
        version=INTERFACE,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=_living(graph, aside, shelves, several, warm),
        redirect_slashes=False,
    )
    # Routes stand side by side, not nested: each keeps its whole template, and a method can be looked up at once.
    reader = Reader(today, secret, workflow.chosen())
    several += [
        question_router(answering, reader, asked),
        network_router(answering, reader, asked, kept_snapshots(settings.home)),
        changes_router(settings.home, secret, graph, aside),
        match_router(shelves, today, settings.max_answer),
        reconciling_router(settings, shelves, today),
        case_router(journals, aside, graph, workflow, now),
        dossier_router(Compiler(aside, journals, workflow, now, people)),
        health_router(graph, figures.registry),
        *routers,
        *(publish(answering) if publish else ()),
    ]
    for router in several:
        app.router.routes.extend(router.routes)
    for route in app.router.routes:
        access.guard(route)
    add_docs(app)
    _add_handlers(app, tell)
    _add_guards(app, settings, figures, lambda key: journals.holder(key, moment(now())))
    _describe(app, asked)
    return app


def _program(questions: Mapping[str, Question], *settings: object) -> str:
    """What makes answers: another version of it, or another setting of them, may say the same data differently."""
    said = sha256(repr(settings).encode())
    for one in questions.values():
        said.update(one.digest.encode())
    said.update(_files())
    return f"{INTERFACE}-{said.hexdigest()[:16]}"


@cache
def _files() -> bytes:
    """What all files say that make answers, read once."""
    found = sha256()
    for folder in (graph_package, ontology_package, api_package):
        root = Path(next(iter(folder.__path__)))
        for file in sorted(root.rglob("*")):
            if file.is_file() and file.suffix in _MAKES_ANSWERS:
                found.update(file.relative_to(root).as_posix().encode() + file.read_bytes())
    return found.digest()


def _living(
    graph: Graph,
    aside: Aside,
    shelves: Shelves,
    routers: Sequence[APIRouter],
    warm: Callable[[], Coroutine[Any, Any, None]] | None,
) -> Any:
    """Return what happens when the application begins and ends: routers may have a life of their own."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as ending:
            ending.push_async_callback(graph.close)
            ending.push_async_callback(shelves.close)
            ending.callback(aside.close)
            for router in routers:
                await ending.enter_async_context(router.lifespan_context(app))
            # what serves nobody, such as what only describes the interface, makes nothing ready
            warming = [asyncio.create_task(_tried(one)) for one in (warm, shelves.warm)] if warm else []
            yield
            for one in warming:
                one.cancel()

    return lifespan


async def _tried(warm: Callable[[], Coroutine[Any, Any, None]]) -> None:
    log = structlog.get_logger("coopgraph.http")
    try:
        await warm()
    except CoopgraphError as error:  # who comes first will be told the same
        log.info("not warmed", reason=error.what)
    except Exception:  # a defect of ours, which must not pass unseen in a task that nobody waits for
        log.exception("not warmed")


def _add_handlers(app: FastAPI, tell: Tell | None) -> None:
    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, CoopgraphError)  # noqa: S101
        found = problem(error, request.scope)
        if found.status_code == 500:
            raise error  # the outermost guard logs it and says so
        return found

    async def theirs(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        if error.status_code == 405:
            return not_allowed(request)
        if error.status_code == 404:
            nothing = nothing_at(request.url.path)
            page = tell is not None and not request.url.path.startswith(f"{API}/") and reads_pages(request)
            return tell(request, nothing) if tell and page else problem(nothing, request.scope)
        if error.status_code == 413:
            return problem(Refusal("too-large", "the body is too large", "请求体过大"), request.scope)
        return problem(Refusal("bad-request", str(error.detail)[:300]), request.scope)

    async def unfit(request: Request, error: Exception) -> Response:
        return problem(Refusal("bad-body", str(error)[:300]), request.scope)

    app.add_exception_handler(CoopgraphError, ours)
    app.add_exception_handler(HTTPException, theirs)
    app.add_exception_handler(RequestValidationError, unfit)


def _add_guards(app: FastAPI, settings: Settings, figures: Figures, holders: Holders) -> None:
    """The one that is added last stands outermost."""
    rates = read_rates(settings.rate_address, settings.rate_key, settings.api_keys, settings.rate_storage)
    app.add_middleware(
        GZipMiddleware, minimum_size=1_000, compresslevel=4
    )  # what is not packed yet: pages, files
    app.add_middleware(Shedding, room=settings.concurrency, figures=figures)
    app.add_middleware(Whole, seconds=settings.query_timeout)
    app.add_middleware(Fairness, rates=rates, figures=figures, holders=holders)
    app.add_middleware(Bounds, address=settings.max_address, body=settings.max_body)
    app.add_middleware(Sharing, origins=settings.origins)
    app.add_middleware(Watch, figures=figures)


def _describe(app: FastAPI, questions: Mapping[str, Question]) -> None:
    """Put the schemas that the operations refer to into the description, once."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        schema = made()
        schema.setdefault("components", {}).setdefault("schemas", {}).update(components(questions.values()))
        schema["components"]["responses"] = problem_responses()
        schema["components"]["securitySchemes"] = _KEYS
        schema["security"] = [{}, {"key": []}]
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


_KEYS = {
    "key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
        "description": "Optional; a key has an allowance of its own · 可选",
    }
}


@dataclass(frozen=True)
class Silent:
    """A graph that nobody asks: for making the description of the interface without a server."""

    async def __call__(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
    ) -> Any:
        """Refuse to answer."""
        raise Refusal("unavailable")

    async def state(self, *, old_s: float = 0) -> Any:
        """Refuse to answer."""
        raise Refusal("unavailable")

    async def close(self) -> None:
        """Nothing is held."""
