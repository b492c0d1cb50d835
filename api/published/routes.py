"""Settings, the means to answer and the pages enter; the routers of all linked data leave."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from api.pages.routes import Pages
from api.published.documents import Documents, document_router
from api.published.ontology import ontology_router
from api.routes.answering import Answering
from api.settings import Settings
from ontology.model import default_model


def published(settings: Settings, answering: Answering, pages: Pages) -> Sequence[APIRouter]:
    """Return the routers under which linked data is published."""
    model = default_model()
    return (
        document_router(Documents(answering, pages, model, settings.base)),
        ontology_router(model, pages),
    )
