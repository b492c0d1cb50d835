"""The environment enters; the application with one question more leaves: one that never comes to an end."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from fastapi import FastAPI

from api.app import make_app
from api.asker import Asker
from api.graphs import foreign_address
from api.pages.gathering import Shown
from api.pages.routes import page_router, pages
from api.pages.view import View
from api.serving import write_logs
from api.settings import read_settings
from graph.awaited import AwaitedGraph
from graph.question import load_questions

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
    return make_app(settings, graph, date.today, questions=questions, routers=[router])


async def _slow(asker: Asker, _view: View) -> Shown:
    await asker("slow", {})
    return Shown("sources.html")
