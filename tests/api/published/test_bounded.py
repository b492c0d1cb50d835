"""What is made of canon while somebody waits has few places and the time of an answer: no more, and it says so."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from api.app import Silent
from api.aside import Aside
from api.published.dumps import Dumps, dump_router
from api.published.feed import feed_router
from graph.awaited import State
from ontology.model import Model
from ontology.terms import ID_BASE
from tests.world.fixture import BuiltWorld

ADDRESSES = ("/changes.atom", "/links/ror.nt", "/catalog", "/.well-known/void")


@dataclass(frozen=True)
class Standing(Silent):
    """A graph that says of which data version it is, and no more."""

    version: str

    async def state(self, *, old_s: float = 0) -> State:
        return State(self.version, loading=False)


def _client(world: BuiltWorld, model: Model, aside: Aside) -> httpx.AsyncClient:
    app = FastAPI()
    dumps = Dumps(world.home, ID_BASE, model, aside.graph, lambda _: None, seconds=30)  # type: ignore[arg-type]
    for router in (dump_router(dumps, _site, aside), feed_router(world.home, model, ID_BASE, _site, aside)):
        app.include_router(router)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


def _site(request: Request) -> str:
    return str(request.base_url)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_takes_too_long_says_so_and_what_finds_no_place_too(
    world_canon: BuiltWorld, model: Model, address: str
) -> None:
    graph = Standing(world_canon.canon.data_version)

    async def asked(seconds: float, *, full: bool) -> httpx.Response:
        aside, over = Aside(graph, 1, 0, seconds), threading.Event()
        held = asyncio.ensure_future(aside.run(lambda _: over.wait(60))) if full else None
        await asyncio.sleep(0)
        try:
            async with _client(world_canon, model, aside) as client:
                return await client.get(address)
        finally:
            over.set()
            if held is not None:
                await held
            aside.close()

    assert asyncio.run(asked(60, full=False)).status_code == 200
    slow = asyncio.run(asked(0, full=False))
    assert slow.status_code == 504
    assert slow.json()["type"] == "urn:coopgraph:problem:timed-out"
    busy = asyncio.run(asked(60, full=True))
    assert busy.status_code == 503
    assert busy.headers["retry-after"]
