"""The bytes of a connection enter; requests with address and headers within bounds leave, any other is answered by a problem.

What reads HTTP has no bound of its own on headers: whoever never ended theirs would take all memory. What it cannot read it
would answer in plain text.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import Refusal
from api.problems import problem

MOST: Final = 65_535  # bytes of an address, and of all headers together


class BoundedHeads(HttpToolsProtocol):
    """A connection whose requests say so much at most before their bodies."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.open = False  # a request has begun, and its headers have not ended
        self.fed = 0  # bytes that came since, whole chunks of them
        self.kept = 0  # bytes of the headers that are complete
        self.refusal: Refusal | None = None

    def data_received(self, data: bytes) -> None:
        """Read on, as long as what is read has an end."""
        before = self.open
        super().data_received(data)
        self.fed = self.fed + len(data) if before and self.open else 0
        if (
            self.fed > MOST and not self.transport.is_closing()
        ):  # one header may never end, and none be complete
            self.refusal = _too_many()
            self.send_400_response("")

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
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read, and hang up."""
        error = self.refusal or Refusal(
            "bad-request", "what came is no HTTP request", "收到的内容不是 HTTP 请求"
        )
        # what was read so far may be a part of a header or of the address
        path = (getattr(self, "url", b"") or b"").partition(b"?")[0].decode("latin-1")
        scope: dict[str, Any] = {"type": "http", "path": path, "headers": self.headers or [], "state": {}}
        made = problem(error, scope)
        lines = [f"HTTP/1.1 {made.status_code} {HTTPStatus(made.status_code).phrase}".encode()]
        lines += [name + b": " + value for name, value in (*made.raw_headers, (b"connection", b"close"))]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + bytes(made.body))
        self.transport.close()


def _too_many() -> Refusal:
    return Refusal("bad-request", f"the headers of a request may have {MOST} bytes together",
                   f"请求头合计最多 {MOST} 字节")  # fmt: skip
