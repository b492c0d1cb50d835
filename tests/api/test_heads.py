"""A connection whose headers do not come is answered and closed; one that is being answered is left alone."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from unittest.mock import Mock

from uvicorn import Config
from uvicorn.server import ServerState

from api.guards.heads import LONGEST_S, BoundedHeads


async def _empty(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def sent(*pieces: bytes, over: bool = True) -> tuple[BoundedHeads, bytes, bool]:
    """Send pieces, and be out of patience (`over`); the connection, what it answers, and whether it hangs up."""

    async def talk() -> tuple[BoundedHeads, bytes, bool]:
        line = Mock(**{"get_extra_info.return_value": None, "is_closing.return_value": False})
        config = Config(_empty, http=BoundedHeads, ws="none", log_config=None, lifespan="off")
        config.load()
        heads = BoundedHeads(config, ServerState(), {})
        heads.connection_made(line)
        assert heads.late is not None
        assert 0 < heads.late.when() - asyncio.get_running_loop().time() <= LONGEST_S
        for piece in pieces:
            heads.data_received(piece)
        if over:
            heads.too_late()
        return heads, b"".join(one.args[0] for one in line.write.call_args_list), bool(line.close.called)

    return asyncio.run(talk())


def test_headers_that_do_not_end_are_waited_for_only_so_long() -> None:
    _, told, closed = sent(b"GET /api/v1/sources HTTP/1.1\r\n", b"Host: x\r\nX-A: a")
    head, _, document = told.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    said = json.loads(document)
    assert (said["type"], said["status"]) == ("urn:coopgraph:problem:bad-request", 400)
    assert said["instance"] == "/api/v1/sources"
    assert f"x-request-id: {said['request_id']}".encode() in head
    assert closed


def test_who_says_nothing_is_hung_up_on_without_a_word() -> None:
    assert sent()[1:] == (b"", True)


def test_nobody_waits_once_the_headers_are_there() -> None:
    whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    heads, _, closed = sent(whole, over=False)
    assert (heads.late, closed) == (None, False)
    heads, told, closed = sent(whole, b"GET /next HTTP/1.1\r\n")  # the first is not answered yet
    assert (told, closed) == (b"", False)
    assert heads.late is not None
