"""A request enters; one whose address and body are within bounds leaves, any other is answered by a problem."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refusal
from api.problems import problem


class Bounds:
    """Refuses addresses and bodies that are too long, the latter also where they do not say how long they are."""

    def __init__(self, app: ASGIApp, *, address: int, body: int) -> None:
        self.app = app
        self.address = address
        self.body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > self.address:
            most = self.address
            refusal = Refusal(
                "address-too-long", f"an address may have {most} bytes", f"地址最多 {most} 字节"
            )
            await problem(refusal, scope)(scope, receive, send)
            return
        told = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not told.isdigit() or int(told) > self.body:
            await problem(self._too_large(), scope)(scope, receive, send)
            return
        seen = 0

        async def receiving() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.body:
                raise self._too_large()
            return message

        await self.app(scope, receiving, send)

    def _too_large(self) -> Refusal:
        return Refusal("too-large", f"a body may have {self.body} bytes", f"请求体最多 {self.body} 字节")
