"""The bytes of a connection enter; requests with address and headers within bounds leave, any other is answered by a problem.

What reads HTTP has no bound of its own on headers: whoever never ended theirs would take all memory, or a connection for
good. What it cannot read it would answer in plain text.
"""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from http import HTTPStatus
from typing import Any, Final
from uuid import uuid4

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import Refusal
from api.guards.watching import SAFE
from api.problems import problem

MOST: Final = 65_535  # bytes of an address, and of all headers together
LONGEST_S: Final = (
    20.0  # that the headers of a request may take to come, from its first byte or the connection on
)


class BoundedHeads(HttpToolsProtocol):
    """A connection whose requests say so much at most before their bodies, and in time."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.open = False  # a request has begun, and its headers have not ended
        self.fed = 0  # bytes that came since, whole chunks of them
        self.kept = 0  # bytes of the headers that are complete
        self.refusal: Refusal | None = None
        self.late: TimerHandle | None = None  # ends the patience with headers that do not come

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin to wait."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, as long as what is read has an end."""
        before = self.open
        super().data_received(data)
        self.fed = self.fed + len(data) if before and self.open else 0
        if self.transport.is_closing():
            return
        if self.fed > MOST:  # one header may never end, and none be complete
            self.refusal = _too_many()
            self.send_400_response("")
        elif self.open:
            self._wait()

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        self.open, self.kept = True, 0

    def on_url(self, url: bytes) -> None:
        """Take a piece of the address."""
        super().on_url(url)
        if len(self.url) > MOST:
            self.refusal = Refusal(
                "address-too-long", f"an address may have {MOST} bytes", f"地址最多 {MOST} 字节"
            )
            raise self.refusal  # which ends the reading

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        super().on_header(name, value)
        self.kept += len(name) + len(value)
        if self.kept > MOST:
            self.refusal = _too_many()
            raise self.refusal

    def on_headers_complete(self) -> None:
        """Count no more: how long a body may be is said elsewhere."""
        self.open = False
        self._wait_no_longer()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read, and hang up."""
        error = self.refusal or Refusal(
            "bad-request", "what came is no HTTP request", "收到的内容不是 HTTP 请求"
        )
        # what was read so far may be a part of a header or of the address
        path = (getattr(self, "url", b"") or b"").partition(b"?")[0].decode("latin-1")
        request_id = uuid4().hex
        scope: dict[str, Any] = {"type": "http", "path": path, "headers": self.headers or [],
                                 "state": {"request_id": request_id}}  # fmt: skip
        made = problem(error, scope)
        more = {"x-request-id": request_id, **SAFE, "connection": "close"}
        lines = [f"HTTP/1.1 {made.status_code} {HTTPStatus(made.status_code).phrase}".encode()]
        lines += [name + b": " + value for name, value in made.raw_headers]
        lines += [f"{name}: {value}".encode() for name, value in more.items()]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(made.body))
        self.transport.close()
        # no guard has seen it, so the log is written here
        log = structlog.get_logger("coopgraph.http")
        log.info("unread", request_id=request_id, path=path[:500], status=made.status_code, reason=error.what)

    def _wait(self) -> None:
        if self.late is None:
            self.late = self.loop.call_later(LONGEST_S, self.too_late)

    def _wait_no_longer(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None

    def too_late(self) -> None:
        """Hang up on whoever did not end the headers; on who said nothing at all, without a word."""
        self.late = None
        if self.transport.is_closing():
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait()  # an answer is on its way out, and must not be cut
        elif self.open:
            self.refusal = Refusal("bad-request", f"the headers of a request may take {LONGEST_S:g} seconds",
                                   f"请求头须在 {LONGEST_S:g} 秒内送达")  # fmt: skip
            self.send_400_response("")
        else:
            self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: whoever asks for another protocol is answered in this one, as HTTP allows."""


def _too_many() -> Refusal:
    return Refusal("bad-request", f"the headers of a request may have {MOST} bytes together",
                   f"请求头合计最多 {MOST} 字节")  # fmt: skip
