"""A look at the process enters; whether it lives, whether it can answer, and its figures leave."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from starlette.requests import Request
from starlette.responses import Response

from api.asker import Graph
from api.problems import described
from api.routes.forms import JSON
from api.routes.questions import add
from api.routes.together import Together
from graph.awaited import State
from ontology.errors import CoopgraphError, Unavailable

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


def health_router(graph: Graph, registry: CollectorRegistry) -> APIRouter:
    """Return the addresses that those who run the service look at."""
    router = APIRouter()
    # these addresses have no limits, so however many look at a time, the database is looked at once
    looking = Together[State]()

    async def healthz(_request: Request) -> Response:
        return Response(orjson.dumps({"status": "alive"}), 200, {"cache-control": "no-store"}, JSON.media)

    async def readyz(_request: Request) -> Response:
        try:
            state = await looking.once("state", graph.state)
        except Unavailable:
            raise
        except CoopgraphError as error:
            raise Unavailable(error.what, error.what_zh, where=error.where) from error
        if not state.data_version:
            raise Unavailable("nothing is loaded yet", "尚未载入任何数据",
                              remedy="coopgraph load FILE…", remedy_zh="coopgraph load 文件…")  # fmt: skip
        found = {"status": "ready", "data_version": state.data_version, "loading": state.loading}
        return Response(orjson.dumps(found), 200, {"cache-control": "no-store"}, JSON.media)

    async def metrics(_request: Request) -> Response:
        shown = registry
        if folder := os.environ.get(MULTIPROCESS):  # several workers: the figures of all of them
            _forget_ended(Path(folder))
            shown = CollectorRegistry()
            MultiProcessCollector(shown)  # type: ignore[no-untyped-call]
        return Response(generate_latest(shown), 200, {"cache-control": "no-store"}, CONTENT_TYPE_LATEST)

    add(router, "/healthz", healthz, _about("healthz", "The process lives · 进程存活", _json("status"), ()))
    add(router, "/readyz", readyz, _about("readyz", "It can answer · 可以应答",
                                          _json("status", "data_version", "loading"), (503,)))  # fmt: skip
    add(router, "/metrics", metrics, _about("metrics", "Figures for Prometheus · 指标",
                                            {"text/plain": {"schema": {"type": "string"}}}, ()))  # fmt: skip
    return router


def _forget_ended(folder: Path) -> None:
    """Leave out what a worker was doing when it was ended from outside: it does it no longer."""
    for file in folder.glob("gauge_live*_*.db"):
        process = file.stem.rpartition("_")[2]
        if process.isdigit() and not _lives(int(process)):
            with suppress(FileNotFoundError):  # another worker was asked at the same time
                mark_process_dead(int(process), str(folder))  # type: ignore[no-untyped-call]


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


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
