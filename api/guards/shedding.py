"""A request enters; it leaves to be answered where there is room for it, else it is told at once to come again."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import Refusal
from api.guards.fairness import is_free
from api.guards.watching import Figures
from api.problems import problem

_RETRY: Final = (("retry-after", "1"),)


class Shedding:
    """Bounds how many requests are answered at a time: more would only make all of them late."""

    def __init__(self, app: ASGIApp, room: int, figures: Figures) -> None:
        self.app = app
        self.room = room
        self.running = 0
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or shed it."""
        if scope["type"] != "http" or is_free(scope["path"]):
            await self.app(scope, receive, send)
            return
        if self.running >= self.room:
            self.figures.refused.labels("overloaded").inc()
            await problem(Refusal("overloaded", headers=_RETRY), scope)(scope, receive, send)
            return
        self.running += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.running -= 1
