"""A request from a page of another site enters; what may be shared with such pages leaves with the headers that allow it.

The reconciliation service, SPARQL and the ontology are shared, since those who use them ask from pages of their own: read-only
answers, no cookies, no credentials.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

EVERYBODY: Final = "*"
_ALLOW: Final = "access-control-allow-origin"
_SHARED: Final = ("/reconcile", "/sparql", "/ontology")
_TOLD: Final = "Coopgraph-Data-Version, Coopgraph-As-Of, Coopgraph-Match-Rules, X-Request-Id, Retry-After"


class Sharing:
    """Lets pages of other sites read answers, where the settings say so."""

    def __init__(self, app: ASGIApp, *, origins: str) -> None:
        self.app = app
        self.origins = frozenset(
            one.strip() for one in origins.split(",") if one.strip() and one.strip() != "none"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and mark the answer."""
        path = scope["path"] if scope["type"] == "http" else ""
        if not self.origins or not any(path == one or path.startswith(f"{one}/") for one in _SHARED):
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        allowed = self._allowed(asked.get("origin", ""))
        if scope["method"] == "OPTIONS" and allowed and "access-control-request-method" in asked:
            told = {
                _ALLOW: allowed,
                **({} if allowed == EVERYBODY else {"vary": "Origin"}),
                "access-control-allow-methods": "GET, POST, OPTIONS",
                "access-control-allow-headers": "Accept-Language, Content-Type, X-API-Key",
                "access-control-max-age": "600",
            }
            await Response(None, 204, told)(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if allowed != EVERYBODY:
                    headers.add_vary_header("Origin")
                if allowed:
                    headers[_ALLOW] = allowed
                    headers["access-control-expose-headers"] = _TOLD
            await send(message)

        await self.app(scope, receive, sending)

    def _allowed(self, origin: str) -> str:
        """Who may read an answer that a page of this origin asks for; "" = nobody."""
        if EVERYBODY in self.origins:
            return EVERYBODY
        return origin if origin in self.origins else ""
