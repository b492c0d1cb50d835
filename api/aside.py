"""Work that waits for disks and databases enters; what it gives leaves, made in a thread of a bounded pool, in time or never.

What the work asks of the graph is asked on the event loop and ends with it. As with questions, whoever comes where there is
no room is told so at once, and whoever waits longer than allowed is told that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from api.asker import Judged
from graph.ask import Answer
from graph.awaited import busy, timed_out
from graph.verdict_shape import Judgement

T = TypeVar("T")


@dataclass
class Look:
    """A way to ask the graph from a thread, until it is stopped."""

    graph: Judged
    loop: asyncio.AbstractEventLoop
    _running: Future[Answer] | None = None
    _stopped: bool = False
    _lock: Lock = field(default_factory=Lock)

    def __call__(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
    ) -> Answer:
        """Answer a question by name."""
        with self._lock:
            if self._stopped:
                raise timed_out()
            self._running = asyncio.run_coroutine_threadsafe(
                self._asked(question, params, judgements), self.loop
            )
        try:
            return self._running.result()
        except (CancelledError, asyncio.CancelledError):
            raise timed_out() from None

    async def _asked(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement]
    ) -> Answer:
        return await self.graph(question, params, judgements)

    def stop(self) -> None:
        """End what is being asked; nothing more is."""
        with self._lock:
            self._stopped = True
            if self._running is not None:
                self._running.cancel()


@dataclass
class Aside:
    """A pool of `threads`, for whose work `waiting` more may wait."""

    graph: Judged
    threads: int
    waiting: int
    seconds: float
    _held: int = 0
    _pool: ThreadPoolExecutor | None = None

    async def run(self, work: Callable[[Look], T], *, writes: bool = False) -> T:
        """Do work; where it writes, its end is waited for, so that nobody is left not knowing whether it was done."""
        if self._held >= self.threads + self.waiting:
            raise busy()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="aside")
        loop = asyncio.get_running_loop()
        look = Look(self.graph, loop)
        self._held += 1
        made = self._pool.submit(work, look)
        # a thread that nobody waits for any longer still holds its place
        made.add_done_callback(lambda _: _told(loop, self._done))
        waiting = asyncio.wrap_future(made)
        waiting.add_done_callback(
            lambda one: one.cancelled() or one.exception()
        )  # nobody may be left to hear
        try:
            async with asyncio.timeout(self.seconds):
                return await asyncio.shield(waiting)
        except TimeoutError:
            look.stop()
            if writes and not made.cancel():
                return await waiting
            raise timed_out() from None
        finally:
            look.stop()
            made.cancel()  # where its turn has not come

    def _done(self) -> None:
        self._held -= 1

    def close(self) -> None:
        """Let the threads end."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _told(loop: asyncio.AbstractEventLoop, done: Callable[[], object]) -> None:
    with suppress(RuntimeError):  # the loop is closed already
        loop.call_soon_threadsafe(done)
