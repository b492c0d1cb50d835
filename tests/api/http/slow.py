"""The environment enters; the application with one question more leaves: one that never comes to an end."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from fastapi import FastAPI

from api.app import make_app
from api.graphs import foreign_address
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
    return make_app(settings, graph, date.today, questions=questions)
