"""A request enters; the same request with an id leaves, and when it is answered a log line, figures and safe headers.

The outermost guard: whatever escapes from inside becomes one problem document here, and a log line with the traceback.
"""

from __future__ import annotations

import re
import time
from typing import Final
from uuid import uuid4

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refusal
from api.problems import problem

_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10, 30)
GONE: Final = 499  # as others call a request whose client hung up
_NO_ROUTE: Final = "none"
_METHODS: Final = {"GET", "HEAD", "POST", "OPTIONS"}
SAFE: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Figures:
    """The figures of this process, by route template: never by address, which has no bound."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route", "status")
        self.registry = registry
        self.requests = Counter("coopgraph_requests", "Requests answered", labels, registry=registry)
        self.seconds = Histogram(
            "coopgraph_request_seconds",
            "Seconds to the last byte",
            ("route",),
            registry=registry,
            buckets=_BUCKETS,
        )
        self.running = Gauge(
            "coopgraph_requests_running",
            "Requests being answered",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self.remembered = Counter(
            "coopgraph_answers_remembered", "Answers that were still at hand", registry=registry
        )
        self.refused = Counter(
            "coopgraph_refused", "Requests refused, by kind of problem", ("kind",), registry=registry
        )


class Watch:
    """The outermost guard."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self.app = app
        self.figures = figures
        self.log = structlog.get_logger("coopgraph.http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, and say in log and figures how."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = given.decode() if _ID.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        begun, status, size = time.perf_counter(), 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        self.figures.running.inc()
        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            status = status or GONE  # half a body, and then nobody
        except Exception:
            self.log.exception("failed", request_id=request_id, path=scope["path"])
            if status:
                raise  # half of an answer is out: the connection must break, not end well
            await problem(Refusal("internal"), scope)(scope, receive, sending)
        finally:
            self.figures.running.dec()
            self._tell(scope, request_id, status, size, time.perf_counter() - begun)

    def _tell(self, scope: Scope, request_id: str, status: int, size: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.figures.requests.labels(method, route, str(status)).inc()
        self.figures.seconds.labels(route).observe(seconds)
        self.log.info(
            "request",
            request_id=request_id,
            method=method,
            route=route,
            path=scope["path"][:500],
            status=status,
            ms=round(seconds * 1000, 1),
            bytes=size,
            gone=status in (0, GONE),
        )
