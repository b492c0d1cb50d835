"""A connection to a graph enters; a running site that shows its pages leaves, as an address on the loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from api.pages.routes import page_router, pages
from graph.ask import Answer, ask
from graph.connection import Connection


def site(connection: Connection, day: date) -> FastAPI:
    """The smallest application that pages run in."""

    async def asker(question: str, params: Mapping[str, object]) -> Answer:
        return await run_in_threadpool(ask, connection, question, params)

    app = FastAPI()
    app.include_router(page_router(pages(asker, today=lambda: day)))
    return app


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application for the time of a test."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)
