"""The address of a graph enters by the environment; a plain service of one handler and one hand-written query leaves.

The peer of coopgraph's service, as somebody would write it in an afternoon: FastAPI, the driver, the query of
`institution_page.cypher`. It has no checks, no redirects, no data version, no evidence beyond record ids, no limits.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import neo4j
from fastapi import FastAPI, Request


@asynccontextmanager
async def _driver(app: FastAPI) -> AsyncIterator[None]:
    auth = (os.environ["PEER_USER"], os.environ["PEER_PASSWORD"])
    uri = os.environ["PEER_URI"]
    async with neo4j.AsyncGraphDatabase.driver(uri, auth=auth, notifications_min_severity="OFF") as driver:
        app.state.driver = driver
        app.state.text = Path(__file__).with_name("institution_page.cypher").read_text("utf-8")
        yield


def make_app() -> FastAPI:
    """The application; uvicorn calls this."""
    app = FastAPI(lifespan=_driver)

    @app.get("/institutions/{institution}")
    async def institution(request: Request, institution: str, as_of: str) -> Any:
        found = await request.app.state.driver.execute_query(
            request.app.state.text,
            {"institution": institution, "as_of": as_of},
            routing_=neo4j.RoutingControl.READ,
        )
        return _plain([dict(record) for record in found.records])

    return app


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.iso_format() if hasattr(value, "iso_format") else value
