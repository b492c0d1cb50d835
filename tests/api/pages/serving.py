"""The address of a graph enters; a running site that shows its pages leaves, as an address on the loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from api.app import make_app
from api.pages.routes import Kept, page_router, pages
from api.published.routes import published
from api.routes.remembered import Remembered
from api.settings import read_settings
from graph.awaited import AwaitedGraph
from graph.engine.address import Address


def site(address: Address, day: date) -> FastAPI:
    """The smallest application that pages run in, with all that makes them quick."""
    graph = AwaitedGraph(lambda: address, timeout_s=60, threads=4)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await graph.close()

    app = FastAPI(lifespan=lifespan)
    kept = Kept(graph, Remembered(64 * 2**20))
    app.include_router(page_router(pages(graph, today=lambda: day, kept=kept)))
    return app


def whole_site(address: Address, day: date, home: Path) -> FastAPI:
    """The whole application: pages, dossiers, comparison, ontology and the page of queries."""
    settings = read_settings({"COOPGRAPH_HOME": str(home), "COOPGRAPH_RATE_ADDRESS": "none"})
    graph = AwaitedGraph(lambda: address, timeout_s=60, threads=4)
    shown = pages(graph, today=lambda: day, kept=Kept(graph, Remembered(64 * 2**20)))
    return make_app(
        settings,
        graph,
        lambda: day,
        routers=(page_router(shown),),
        publish=lambda answering: published(settings, answering, shown),
        tell=shown.told,
    )


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application for the time of a test."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="on"))
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
