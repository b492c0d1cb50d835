"""A method that an address does not take enters; which methods it takes leaves, as 405 or as the answer to OPTIONS."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount

from api.errors import Refusal
from api.problems import problem


def allowed(request: Request) -> tuple[str, ...]:
    """Return the methods of every route at this address, sorted."""
    found: set[str] = set()
    # a folder of files changes what is left of the path below it
    scope = {
        **request.scope,
        "root_path": request.scope.get("app_root_path", request.scope.get("root_path", "")),
    }
    for route in request.app.routes:
        # a folder of files says nothing of methods: it is read
        methods = {"GET", "HEAD"} if isinstance(route, Mount) else getattr(route, "methods", None) or set()
        if methods and route.matches(scope)[0] is not Match.NONE:
            found |= methods
    return tuple(sorted({*found, "OPTIONS"})) if found else ()


def not_allowed(request: Request) -> Response:
    """Answer a method that no route of this address takes."""
    several = allowed(request)
    if request.method == "OPTIONS":
        return Response(None, 204, {"allow": ", ".join(several)})
    asked = f"{request.method[:20]} {request.url.path[:200]}"
    said = (
        f"{asked} cannot be done; it takes: {', '.join(several)}",
        f"不支持 {asked}；可用：{'、'.join(several)}",
    )
    return problem(
        Refusal("method-not-allowed", *said, headers=(("allow", ", ".join(several)),)), request.scope
    )
