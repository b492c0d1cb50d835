"""A key and how to make its value enter; the value leaves, made once for all who ask for it at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Work(Generic[T]):
    """What is being made, and how many wait for it."""

    task: asyncio.Task[T]
    waiting: int = 0


@dataclass
class Together(Generic[T]):
    """Work that is under way, by key. When the last who waits has gone, the work ends too."""

    running: dict[str, _Work[T]] = field(default_factory=dict)

    async def once(self, key: str, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what `make` gives, or what it will give to somebody who asked before."""
        work = self.running.get(key)
        if work is None:
            work = self.running[key] = _Work(asyncio.ensure_future(make()))
            work.task.add_done_callback(lambda _: self._drop(key, work))
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
