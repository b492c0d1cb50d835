"""Bytes that were made whole enter; the response leaves, with a tag, or 304 where whoever asks has them already.

The tag is a weak one, since the bytes may be packed on their way: packed or not, they say the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from api.routes.answering import matches


def in_utf8(media: str) -> str:
    """A media type that says how its text is written; JSON is written in one way only."""
    return media if media.endswith("json") else f"{media}; charset=utf-8"


def tagged(request: Request, body: bytes, media: str, headers: Mapping[str, str]) -> Response:
    """Return the response to a request for these bytes."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    told = {"etag": f"W/{tag}", "cache-control": "no-cache", **headers}
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(None, 304, told)
    return Response(body, 200, told, media)
