"""A request and its key or address enter; it leaves with headers that say what is left, or is asked to wait.

How many requests a window holds is counted by `limits`, in a moving window: at most so many in any stretch of that length,
so an allowance refills as requests grow old. With `memory://` each process counts for itself, so N workers allow up to N
times as much; `redis://…` (or any storage that `limits` knows) counts for all workers and machines together.
"""

from __future__ import annotations

import asyncio
import hmac
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from limits import RateLimitItem
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.util import parse_many
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Refusal
from api.guards.access import HOLDER, OF_SETTINGS
from api.guards.watching import Figures
from api.problems import problem
from cases.keys import Holder
from ontology.errors import CoopgraphError, UsageError

FREE: Final = ("/healthz", "/readyz", "/metrics", "/static")
KEY_HEADER: Final = "x-api-key"

Holders = Callable[[str], Holder | None]


def is_free(path: str) -> bool:
    """Whether a path is one of those that are never limited, or lies below one."""
    return any(path == one or path.startswith(f"{one}/") for one in FREE)


@dataclass(frozen=True)
class Rates:
    """How much each address and each key may ask, and where it is counted."""

    address: tuple[RateLimitItem, ...]
    key: tuple[RateLimitItem, ...]
    keys: tuple[str, ...]  # SHA-256 of each key: a key itself is never kept
    storage: Storage


def read_rates(address: str, key: str, keys: Iterable[str], storage: str) -> Rates:
    """Read rates as the settings write them: `6000/minute`, several joined by `;`, none = no limit."""
    try:
        counted = storage_from_string(f"async+{storage}", wrap_exceptions=True)
        assert isinstance(counted, Storage)  # noqa: S101
        return Rates(
            tuple(parse_many(address)) if address else (),
            tuple(parse_many(key)) if key else (),
            tuple(keys),
            counted,
        )
    except Exception as error:
        raise UsageError(
            f"these rate limits cannot be read: {error}",
            f"无法读取限流设置：{error}",
            remedy="write 6000/minute, several joined by ';', and a storage such as memory:// or redis://host:6379",
            remedy_zh="请写作 6000/minute，多个以 ; 连接；存储如 memory:// 或 redis://host:6379",
        ) from error


class Fairness:
    """Counts requests by key, or by address where there is none."""

    def __init__(self, app: ASGIApp, rates: Rates, figures: Figures, holders: Holders) -> None:
        self.app = app
        self.rates = rates
        self.holders = holders
        self.figures = figures
        self.limiter = MovingWindowRateLimiter(rates.storage)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with what is left, or refuse it."""
        if scope["type"] != "http" or is_free(scope["path"]):
            await self.app(scope, receive, send)
            return
        address = ("address", (scope.get("client") or ("unknown", 0))[0])
        key = Headers(scope=scope).get(KEY_HEADER)
        try:
            known, held = await self._holder(key, address) if key is not None else ("", None)
            if held is not None:
                scope.setdefault("state", {})[HOLDER] = held
            who = ("key", known) if known else address
            headers = await self._counted(self.rates.key if known else self.rates.address, who)
        except CoopgraphError as error:  # one too many, a wrong key, or the journal cannot be read
            await problem(error, scope)(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(dict(headers))
            await send(message)

        await self.app(scope, receive, sending)

    async def _holder(self, key: str, address: tuple[str, str]) -> tuple[str, Holder]:
        """Return who holds a key, by its name; a wrong one counts as a request from its address, and as a wrong one.

        Whoever sent as many wrong ones as an address may send requests is not looked up any more: to look up costs a hash.
        """
        if known := self._known(key):
            return known, OF_SETTINGS
        wrong = ("wrong-key", address[1])
        if self.rates.address and not await self._open(wrong):
            await self._counted(self.rates.address, wrong)  # which refuses it, and says until when
        held = await asyncio.to_thread(self.holders, key)
        if held is not None:
            return held.key, held
        await self._counted(self.rates.address, wrong)
        headers = await self._counted(self.rates.address, address)
        self.figures.refused.labels("unknown-key").inc()
        raise Refusal(
            "unknown-key",
            f"nobody has the key in {KEY_HEADER}, or it is no longer good",
            f"{KEY_HEADER} 中的密钥不存在或已失效",
            headers=headers,
        )

    def _known(self, key: str) -> str:
        digest = sha256(key.encode("utf-8", "replace")).hexdigest()
        return next((one for one in self.rates.keys if hmac.compare_digest(one, digest)), "")

    async def _open(self, who: tuple[str, str]) -> bool:
        """Whether one more would be allowed; nothing is counted."""
        try:
            return all([await self.limiter.test(item, *who) for item in self.rates.address])
        except StorageError:
            return True

    async def _counted(
        self, items: tuple[RateLimitItem, ...], who: tuple[str, str]
    ) -> tuple[tuple[str, str], ...]:
        """Count one request and return the headers that say so; one too many is refused."""
        if not items:
            return ()
        try:
            headers, wait = await self._count(items, who)
        except StorageError:  # better no limit for a while than no answer; the figures tell
            self.figures.refused.labels("rate-storage-down").inc()
            return ()
        if wait:
            self.figures.refused.labels("too-many-requests").inc()
            allowed = "; ".join(str(one) for one in items)
            of, of_zh = ("key", "此密钥") if who[0] == "key" else ("address", "此地址")
            raise Refusal(
                "too-many-requests",
                f"this {of} may ask {allowed}; ask again in {wait} s",
                f"{of_zh}的限额为 {allowed}；请 {wait} 秒后再试",
                headers=(*headers, ("retry-after", str(wait))),
            )
        return headers

    async def _count(
        self, items: tuple[RateLimitItem, ...], who: tuple[str, str]
    ) -> tuple[tuple[tuple[str, str], ...], int]:
        """Count one request; the headers that say so, and the seconds to wait where it is one too many."""
        policies, lefts, waits = [], [], []
        for item in items:
            allowed = await self.limiter.hit(item, *who)
            reset, left = await self.limiter.get_window_stats(item, *who)
            seconds = max(1, math.ceil(reset - time.time()))
            name = f'"{item.multiples}{item.GRANULARITY.name}"'
            policies.append(f"{name};q={item.amount};w={item.get_expiry()}")
            lefts.append(f"{name};r={max(0, left)};t={seconds}")
            if not allowed:
                waits.append(seconds)
        return (
            (("ratelimit-policy", ", ".join(policies)), ("ratelimit", ", ".join(lefts))),
            max(waits, default=0),
        )
