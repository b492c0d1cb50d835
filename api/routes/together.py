"""A key and how to make its value enter; the value leaves, made once for all who ask for it at the same time.

Each who asks has the whole of the time that is allowed: where the work of somebody who came earlier runs out of its own,
those who joined it begin anew, together, and wait as long as each of them may.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from graph.awaited import timed_out
from ontology.errors import Overloaded, TimedOut

T = TypeVar("T")


@dataclass
class _Work(Generic[T]):
    """What is being made, and how many wait for it."""

    task: asyncio.Task[T]
    waiting: int = 0


@dataclass
class Together(Generic[T]):
    """Work that is under way, by key. When the last who waits has gone, the work ends too."""

    seconds: float = 30.0  # that each may wait; the work itself ends as soon for the one who began it
    running: dict[str, _Work[T]] = field(default_factory=dict)

    async def once(self, key: str, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what `make` gives, or what it will give to somebody who asked before."""
        if key not in self.running:
            return await self._wait(key, self._begin(key, make))
        try:
            async with asyncio.timeout(self.seconds):
                while True:
                    joined = key in self.running
                    try:
                        return await self._wait(key, self.running.get(key) or self._begin(key, make))
                    except (TimedOut, Overloaded):  # the time of the one who began it; ours goes on
                        if not joined:
                            raise
        except TimeoutError:
            raise timed_out() from None

    def _begin(self, key: str, make: Callable[[], Coroutine[Any, Any, T]]) -> _Work[T]:
        work = self.running[key] = _Work(asyncio.ensure_future(make()))
        work.task.add_done_callback(lambda _: self._drop(key, work))
        return work

    async def _wait(self, key: str, work: _Work[T]) -> T:
        work.waiting += 1
        try:
            return await asyncio.shield(work.task)
        finally:
            work.waiting -= 1
            if not work.waiting and not work.task.done():
                self._drop(key, work)  # who comes now begins anew
                work.task.cancel()

    def _drop(self, key: str, work: _Work[T]) -> None:
        if self.running.get(key) is work:
            del self.running[key]
