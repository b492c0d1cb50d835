"""The address of a graph enters; a running site that shows its pages leaves, as an address on the loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date

import uvicorn
from fastapi import FastAPI

from api.pages.routes import Kept, page_router, pages
from api.routes.remembered import Remembered
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
