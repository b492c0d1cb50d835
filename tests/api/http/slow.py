"""The environment enters; the application with one question more leaves: one that never comes to an end."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from api.app import make_app
from api.asker import Asker
from api.graphs import foreign_address
from api.pages.gathering import Shown
from api.pages.routes import page_router, pages
from api.pages.view import View as PageView
from api.queries.query import make_query
from api.routes.answering import Answering
from api.routes.asked import Asked, Reader, View
from api.routes.envelope import Written
from api.serving import write_logs
from api.settings import read_settings
from graph.ask import Answer
from graph.awaited import AwaitedGraph
from graph.question import find_question, load_questions

QUESTION = find_question("sources")
QUESTIONS = Path(__file__).parent / "questions"


def application() -> FastAPI:
    write_logs()
    settings = read_settings(os.environ)
    address = foreign_address(settings)
    questions = {**load_questions(), **load_questions(QUESTIONS)}
    graph = AwaitedGraph(
        lambda: address, timeout_s=settings.query_timeout, threads=settings.threads, questions=questions
    )
    shown = pages(graph, today=date.today)
    router = page_router(shown, (("/slow", _slow),))
    return make_app(settings, graph, date.today, questions=questions, routers=[router], publish=_drawing)


def _drawing(answering: Answering) -> list[APIRouter]:
    """A route that draws what it is answered for longer than anybody waits."""
    router = APIRouter(include_in_schema=False)
    reader = Reader(date.today, b"of the test")

    def write(asked: Asked, answer: Answer) -> Written:
        time.sleep(10)
        return Written(b"{}", "application/json", {})

    @router.get("/api/v1/drawn/{number}")
    async def drawn(request: Request, number: int) -> Response:
        asked = reader.whole(QUESTION, make_query(QUESTION, {}), View())
        return await answering.respond_with(request, asked, f"drawn {number}", write)

    return [router]


async def _slow(asker: Asker, _view: PageView) -> Shown:
    await asker("slow", {})
    return Shown("sources.html")
