"""A request for a route enters; it passes to the route, or is refused for who asks.

Without any key in the journal, the machine's own user is believed: a request from loopback, by a loopback name and through
no proxy that says so, may do everything, and says as whom in the header Coopgraph-As. Once there was a key, only keys count.
"""

from __future__ import annotations

import asyncio
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import Refusal
from api.problems import problem
from cases.keys import OWNER, SCOPES, Doorkeeper, Holder
from cases.workflow import load_workflow

AS_HEADER: Final = "coopgraph-as"
HOLDER: Final = "holder"  # where a request's state holds who asks
_GUARDED: Final = (
    "/api/v1/workflow",
    "/api/v1/cases",
    "/api/v1/journal",
    "/api/v1/people",
    "/api/v1/keys",
    "/api/v1/dossiers",
)
_OF_A_CASE: Final = "/api/v1/cases/{case}/"
_FREE: Final = ("/healthz", "/readyz", "/metrics", "/static", "/assets", "/docs", "/openapi.json")
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_PERSON: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_ANYBODY: Final = Holder("", frozenset())
GRAPH: Final = "graph"  # reading the graph and nothing else: no scope of the journal's keys
# whoever holds a key that the settings know: an allowance of their own, and no person of the journal
OF_SETTINGS: Final = Holder("settings", frozenset({GRAPH}))


@cache
def load_access() -> Mapping[str, tuple[str, ...]]:
    """Return the scopes of every route that stands in the table, by method and path."""
    said = tomllib.loads((Path(__file__).parents[1] / "access.toml").read_text("utf-8"))
    return {name: tuple(row["scopes"]) for name, row in said.items()}


@dataclass(frozen=True)
class Access:
    """Who may read, and who knows keys."""

    doorkeeper: Callable[[], Doorkeeper]
    reading: str  # anyone or keys
    owner: bool = True  # whether the machine's own user is believed where there are no keys

    def guard(self, route: BaseRoute) -> None:
        """Put a guard before a route's own application."""
        path = getattr(route, "path", "")
        if path.startswith(_FREE) or not hasattr(route, "app"):
            return
        scopes = {method: self.scopes(method, path) for method in getattr(route, "methods", None) or ("GET",)}
        route.app = _Guarded(route.app, self, scopes)

    def scopes(self, method: str, path: str) -> tuple[str, ...] | None:
        """The scopes of which one is needed; nothing: anybody may."""
        table = load_access()
        name = f"{'GET' if method == 'HEAD' else method} {path}"
        if name in table:
            return table[name]
        act = load_workflow().acts.get(path.removeprefix(_OF_A_CASE)) if path.startswith(_OF_A_CASE) else None
        if act is not None and method == "POST":
            return act.scopes
        if path.startswith(_GUARDED):
            return ()  # forgotten in the table, so for nobody
        return (*SCOPES, GRAPH) if self.reading == "keys" else None

    async def who(self, scope: Scope) -> Holder | None:
        """Who asks; nothing where that is not known and must be."""
        held = scope.get("state", {}).get(HOLDER)
        if isinstance(held, Holder):
            return held
        headers = Headers(scope=scope)
        if (
            not self.owner
            or not _at_home(scope, headers)
            or await asyncio.to_thread(self.doorkeeper().any_keys)
        ):
            return None
        return replace(OWNER, person=headers.get(AS_HEADER) or OWNER.person)


@dataclass(frozen=True)
class _Guarded:
    app: ASGIApp
    access: Access
    scopes: Mapping[str, tuple[str, ...] | None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        needed = self.scopes.get(scope["method"])
        named = Headers(scope=scope).get(AS_HEADER)
        if needed is not None and named is not None and not _PERSON.fullmatch(named):
            refusal = Refusal(
                "bad-parameter", f"{AS_HEADER}: this is no id of a person", f"{AS_HEADER}：不是人员编号"
            )
            await problem(refusal, scope)(scope, receive, send)
            return
        if needed is not None:
            who = await self.access.who(scope)
            if who is None:
                await problem(_key_needed(scope), scope)(scope, receive, send)
                return
            if not who.may(needed):
                wanted = ", ".join(needed) or "nobody"
                refusal = Refusal("not-allowed", f"this is for: {wanted}", f"仅限：{wanted}")
                await problem(refusal, scope)(scope, receive, send)
                return
            scope.setdefault("state", {})[HOLDER] = who
        await self.app(scope, receive, send)


def _key_needed(scope: Scope) -> Refusal:
    asked = f"{scope['method']} {scope['path'][:200]}"
    return Refusal("key-needed", f"{asked} needs an API key", f"{asked} 需要 API 密钥")


def _at_home(scope: Scope, headers: Headers) -> bool:
    """Whether a request comes from this machine, by its own name: no proxy, no page elsewhere that names us."""
    client = (scope.get("client") or ("", 0))[0]
    return (
        _is_loopback(client)
        and _is_loopback(headers.get("host", "").rpartition(":")[0] or headers.get("host", ""))
        and not any(name in headers for name in _FORWARDED)
        and headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    )


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def holder_of(scope: Any) -> Holder:
    """Return who asks, as the guards of keys and of routes have found."""
    found = scope.get("state", {}).get(HOLDER)
    return found if isinstance(found, Holder) else _ANYBODY
