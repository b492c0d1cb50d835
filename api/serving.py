"""A desk, a host and a port enter; the HTTP service runs until it is told to stop, and lets answers under way end."""

from __future__ import annotations

import atexit
import gc
import logging
import os
import shutil
import socket
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
import structlog
import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.app import make_app
from api.deps import Desk
from api.erased import Listed
from api.graphs import awaited, foreign_address, start
from api.guards.heads import BoundedHeads
from api.pages.routes import Kept, page_router, pages, warm
from api.published.routes import published
from api.routes.health import MULTIPROCESS
from api.routes.remembered import Remembered
from api.settings import Settings
from graph.connection import connect
from ontology.errors import UsageError

PAGES_SHARE = 2**20 // 4  # of each MB that answers may take, pages may take so many bytes more
FACTORY = "coopgraph:application"
# A worker that has not answered its supervisor by then is replaced; a busy machine starts slowly.
WORKER_START_S = 60


def serve(desk: Desk, host: str, port: int, workers: int) -> None:
    """Run the service; the private server is started where it does not run."""
    settings = desk.settings
    if settings.neo4j_uri:
        connect(foreign_address(settings)).close()
    else:
        start(desk)
    listening = _listen(host, port)
    bound = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    figures = settings.home / "service" / f"figures-{os.getpid()}"
    if workers > 1:
        figures.mkdir(parents=True)
        os.environ[MULTIPROCESS] = str(figures)
    desk.say(f"coopgraph answers at http://{shown}:{bound}/ — Ctrl-C stops it.",
             f"coopgraph 已在 http://{shown}:{bound}/ 应答，按 Ctrl-C 停止。")  # fmt: skip
    if host not in ("127.0.0.1", "::1", "localhost"):
        desk.say(
            "Everybody who reaches this machine can read what is loaded.",
            "能访问本机的人都可以读取已载入的数据。",
        )
    if (
        workers > 1
        and settings.rate_storage.startswith("memory:")
        and (settings.rate_address or settings.rate_key)
    ):
        desk.say(
            "Each worker counts requests for itself, and limits hold for each; COOPGRAPH_RATE_STORAGE says where all count.",
            "各工作进程各自计数，因此限额分别适用；可用 COOPGRAPH_RATE_STORAGE 指定共同计数之处。",
        )
    config = uvicorn.Config(
        FACTORY,
        factory=True,
        http=BoundedHeads,
        ws="none",  # nothing here speaks it, and no guard would see it
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or "",
        timeout_graceful_shutdown=settings.stop_seconds,
        timeout_worker_healthcheck=WORKER_START_S,
    )
    try:
        if workers > 1:
            Multiprocess(config, sockets=[listening]).run()
        else:
            uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # that is how it is stopped
    finally:
        listening.close()
        shutil.rmtree(figures, ignore_errors=True)


def application(settings: Settings, today: Callable[[], date]) -> FastAPI:
    """Return the application of one worker, asking the live graph."""
    write_logs()
    graph = awaited(settings)
    room = Remembered(settings.remember_mb * PAGES_SHARE)
    shown = pages(graph, today=today, kept=Kept(graph, room, Listed(settings.home).refuse_in))
    made = make_app(
        settings,
        graph,
        today,
        routers=(page_router(shown),),
        publish=lambda answering: published(settings, answering, shown),
        warm=lambda: warm(shown),
        tell=shown.told,
    )
    gc.collect()
    atexit.register(gc.unfreeze)  # at the end nothing is to be held back from being taken down
    gc.freeze()  # what is there now stays for good, so no collection need look at it while somebody waits
    return made


def write_logs() -> None:
    """Write one JSON object a line to stderr: our own events, and what libraries log."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(
            # without the values of variables: among them are keys and whatever people asked
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_json)],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.INFO)


def _json(event: Any, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise UsageError(
            f"cannot listen at {host}:{port}: {error.strerror or error}",
            f"无法监听 {host}:{port}：{error.strerror or error}",
            remedy="name another port (0 = any free one) or an address of this machine",
            remedy_zh="请换一个端口（0 为任一空闲端口）或本机地址",
        ) from error
    listening.set_inheritable(True)
    return listening
