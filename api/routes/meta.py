"""A request for what is no question enters; what every answer says beside its rows leaves, of the same shape as of questions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request

from api.asker import Graph
from ontology.errors import CoopgraphError

_PATIENCE_S: Final = 2.0  # these addresses answer without the graph too
_VIEW: Final = frozenset({"per_page", "cursor"})


async def held(graph: Graph) -> dict[str, Any]:
    """Which data version the graph holds and whether a load changes it; unknown where it does not answer."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            state = await graph.state(old_s=0.25)
    except (CoopgraphError, TimeoutError):
        return {"data_version": None, "loading": None}
    return {"data_version": state.data_version, "loading": state.data_version if state.loading else None}


def beside(
    request: Request,
    version: Mapping[str, Any],
    rows: Sequence[object],
    *,
    as_of: str | None = None,
    total: int | None = None,
    limited: Sequence[Mapping[str, Any]] = (),
    next_cursor: str | None = None,
) -> dict[str, Any]:
    """Return what is said beside the rows; home and reading apply to no such address."""
    about = request.scope["route"].openapi_extra
    english, _, chinese = str(about["summary"]).partition(" · ")
    params = {**dict(request.query_params), **request.path_params}
    params = {name: str(params[name]) for name in sorted(params) if name not in _VIEW}
    inside = {name: one for name, one in params.items() if name not in request.path_params}
    said = ", ".join(f"{name} = {one}" for name, one in params.items())
    return {
        **version,
        "as_of": as_of,
        "home": None,
        "reading": None,
        "query": {
            "address": request.url.path + (f"?{urlencode(inside)}" if inside else ""),
            "json": {"operation": about["operationId"], "params": params},
            "sentence": {
                "zh": f"{chinese or english}{f'：{said}' if said else ''}",
                "en": f"{english}{f': {said}' if said else ''}",
            },
        },
        "shown": len(rows),
        "total": len(rows) if total is None else total,
        "limited": list(limited),
        "next_cursor": next_cursor,
    }
