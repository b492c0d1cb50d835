"""Names of the current data enter; the route leaves that reads affiliation strings, many at a time.

What stands in the strings is answered and not kept: no log, figure or file of ours holds any of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.affiliations import row_of
from api.errors import Refusal
from api.guards.watching import GONE
from api.openapi.matching import about_match
from api.queries.address import API
from api.queries.document import misfit
from api.queries.query import unknown_name
from api.routes.answering import GoneError, responded, unless_gone
from api.routes.asked import body_of
from api.shelves import Shelves
from loaders.affiliation.reading import VERSION, read_affiliation
from loaders.affiliation.shelf import Shelf
from loaders.affiliation.splitting import LONGEST

MOST: Final = (
    200  # strings of one request that are read; further ones are left out, and the answer says how many
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def match_router(shelves: Shelves, today: Callable[[], date], largest: int) -> APIRouter:
    """Return the route."""
    router = APIRouter(prefix=API)

    async def match(request: Request) -> Response:
        for name in request.query_params:
            raise unknown_name(name, (), "parameter", "参数")
        document = await body_of(request, ("texts", "as_of"))
        texts, day = _texts(document), _day(document, today)
        try:
            body = await unless_gone(request, shelves.aside(lambda shelf: _answer(texts, day, shelf)))
        except GoneError:
            return Response(None, GONE)
        if len(body) > largest:
            raise Refusal("too-large", f"this answer has more than {largest} bytes; send fewer strings",
                          f"回答超过 {largest} 字节；请减少字符串")  # fmt: skip
        return await responded(request, body)

    router.add_api_route(
        "/match",
        match,
        methods=["POST"],
        openapi_extra=about_match(MOST, LONGEST),
        operation_id="match",
        response_model=None,
    )
    return router


def _texts(document: Mapping[str, Any]) -> list[str]:
    texts = document.get("texts")
    if not isinstance(texts, list) or not texts:
        raise misfit("/texts", "it is a list of at least one string", "应为至少含一个字符串的列表")
    for at, one in enumerate(texts):
        if not isinstance(one, str):
            raise misfit(f"/texts/{at}", "it is text", "应为文本")
    return texts


def _day(document: Mapping[str, Any], today: Callable[[], date]) -> str:
    if "as_of" not in document:
        return today().isoformat()
    day = document["as_of"]
    try:
        if not isinstance(day, str) or not _DAY.fullmatch(day):
            raise ValueError
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise misfit("/as_of", "it is a day, such as 2026-11-26", "应为日期，例如 2026-11-26") from None


def _answer(texts: Sequence[str], day: str, shelf: Shelf) -> bytes:
    rows = [row_of(text, read_affiliation(text, shelf, day), shelf) for text in texts[:MOST]]
    left = len(texts) - len(rows)
    cut = sum(1 for row in rows if row["left_out"]["characters"])
    limited: list[dict[str, Any]] = []
    if left:
        limited.append({"what": "texts", "by": "texts", "shown": len(rows), "total": len(texts)})
    if cut:
        limited.append(
            {"what": "characters", "by": "characters", "shown": len(rows) - cut, "total": len(rows)}
        )
    meta = {
        **meta_of(shelf, day),
        "shown": len(rows),
        "total": len(texts),
        "limited": limited,
        "next_cursor": None,
    }
    return orjson.dumps({"meta": meta, "results": rows})


def meta_of(shelf: Shelf, day: str) -> dict[str, Any]:
    """Return what every answer of this kind stands on."""
    return {"data_version": shelf.data_version, "match_rules": VERSION, "as_of": day}
