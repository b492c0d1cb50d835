"""A look at the process enters; whether it lives, whether it can answer, and its figures leave."""

from __future__ import annotations

import os
from typing import Any

import orjson
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import Response

from api.asker import Graph
from api.problems import described
from api.routes.forms import JSON
from api.routes.questions import add
from ontology.errors import CoopgraphError, Unavailable

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


def health_router(graph: Graph, registry: CollectorRegistry) -> APIRouter:
    """Return the addresses that those who run the service look at."""
    router = APIRouter()

    async def healthz(_request: Request) -> Response:
        return Response(orjson.dumps({"status": "alive"}), 200, {"cache-control": "no-store"}, JSON.media)

    async def readyz(_request: Request) -> Response:
        try:
            state = await graph.state()
        except Unavailable:
            raise
        except CoopgraphError as error:
            raise Unavailable(error.what, error.what_zh, where=error.where) from error
        found = {"status": "ready", "data_version": state.data_version, "loading": state.loading}
        return Response(orjson.dumps(found), 200, {"cache-control": "no-store"}, JSON.media)

    async def metrics(_request: Request) -> Response:
        shown = registry
        if os.environ.get(MULTIPROCESS):  # several workers: the figures of all of them
            shown = CollectorRegistry()
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
        return Response(generate_latest(shown), 200, {"cache-control": "no-store"}, CONTENT_TYPE_LATEST)

    add(router, "/healthz", healthz, _about("healthz", "The process lives · 进程存活", _json("status"), ()))
    add(router, "/readyz", readyz, _about("readyz", "It can answer · 可以应答",
                                          _json("status", "data_version", "loading"), (503,)))  # fmt: skip
    add(router, "/metrics", metrics, _about("metrics", "Figures for Prometheus · 指标",
                                            {"text/plain": {"schema": {"type": "string"}}}, ()))  # fmt: skip
    return router


def _json(*names: str) -> dict[str, Any]:
    kinds = {name: {"type": "boolean" if name == "loading" else "string"} for name in names}
    return {JSON.media: {"schema": {"type": "object", "properties": kinds, "required": list(names)}}}


def _about(name: str, summary: str, content: dict[str, Any], statuses: tuple[int, ...]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["service"],
        "responses": {
            "200": {"description": summary, "content": content},
            **described((405, 413, 414, 500, *statuses)),
        },
    }
