"""Settings, the means to answer and the pages enter; the routers of all linked data leave."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter
from starlette.requests import Request

from api.aside import Aside
from api.erased import Listed
from api.pages.routes import Pages
from api.published.documents import Documents, document_router
from api.published.dumps import WAITING, Dumps, dump_router
from api.published.feed import feed_router
from api.published.ontology import ontology_router
from api.published.origins import Origins
from api.published.sparql import Snapshots, Sparql, sparql_router
from api.published.workers import Limits, Workers
from api.routes.answering import Answering
from api.settings import Settings
from ontology.model import default_model


def published(settings: Settings, answering: Answering, pages: Pages) -> Sequence[APIRouter]:
    """Return the routers under which linked data is published."""
    model, refuse = default_model(), Listed(settings.home).refuse
    made, counted = (_aside(settings, answering, threads) for threads in (2, 1))
    dumps = Dumps(settings.home, settings.base, model, answering.graph, refuse, settings.query_timeout)
    return (
        _closing(made, counted),
        document_router(
            Documents(answering, pages, model, settings.base, refuse, Origins(dumps, made, pages))
        ),
        ontology_router(model, pages),
        dump_router(dumps, _site, made),
        feed_router(settings.home, model, settings.base, _site, counted),
        sparql_router(
            Sparql(
                Snapshots(settings.home, settings.base, answering.graph),
                Workers(
                    Limits(
                        settings.sparql_seconds,
                        settings.sparql_mb,
                        settings.max_answer,
                        settings.sparql_workers,
                    )
                ),
                pages,
            )
        ),
    )


def _aside(settings: Settings, answering: Answering, threads: int) -> Aside:
    """A place for work on canon, apart from that for answers, so that neither keeps the other waiting."""
    return Aside(answering.graph, threads, WAITING, settings.query_timeout)


def _closing(*several: Aside) -> APIRouter:
    """A router without routes, at whose end the threads end."""

    @asynccontextmanager
    async def living(_app: object) -> AsyncIterator[None]:
        try:
            yield
        finally:
            for one in several:
                one.close()

    return APIRouter(lifespan=living)


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")
