"""A request enters; one whose address and body are within bounds leaves, any other is answered by a problem."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect
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


class Whole:
    """Reads the body of a request whole, or refuses it: whoever sends slowly takes no place from others meanwhile."""

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body at hand."""
        if scope["type"] != "http" or not _has_body(scope):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                body: bytes | None = await _read(receive)
        except TimeoutError:
            await problem(self._too_slow(), scope)(scope, receive, send)
            return
        except Refusal as error:  # what is longer than allowed shows only as it comes
            await problem(error, scope)(scope, receive, send)
            return

        async def receiving() -> Message:
            nonlocal body
            if body is None:
                return await receive()
            read, body = body, None
            return {"type": "http.request", "body": read, "more_body": False}

        await self.app(scope, receiving, send)

    def _too_slow(self) -> Refusal:
        return Refusal(
            "bad-request",
            f"the body of a request may take {self.seconds:g} seconds",
            f"请求体须在 {self.seconds:g} 秒内送达",
            headers=(("connection", "close"),),
        )


def _has_body(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value.strip(b"0"))
        for name, value in scope["headers"]
    )


async def _read(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect  # half a body, and then nobody
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
