"""Settings, the means to answer and the pages enter; the routers of all linked data leave."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request

from api.erased import Listed
from api.pages.routes import Pages
from api.published.documents import Documents, document_router
from api.published.dumps import Dumps, dump_router
from api.published.feed import feed_router
from api.published.ontology import ontology_router
from api.published.sparql import Snapshots, Sparql, sparql_router
from api.published.workers import Limits, Workers
from api.routes.answering import Answering
from api.settings import Settings
from ontology.model import default_model


def published(settings: Settings, answering: Answering, pages: Pages) -> Sequence[APIRouter]:
    """Return the routers under which linked data is published."""
    model, refuse = default_model(), Listed(settings.home).refuse
    return (
        document_router(Documents(answering, pages, model, settings.base, refuse)),
        ontology_router(model, pages),
        dump_router(
            Dumps(settings.home, settings.base, model, answering.graph, refuse, settings.query_timeout),
            _site,
        ),
        feed_router(settings.home, model, settings.base, _site),
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


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")
