"""A question and raw values enter on an event loop; an answer leaves, and nothing outlives whoever asked.

The compositions are plain functions that read several times and compute in between. Each runs in a thread of a bounded
pool, and hands its reads to the driver on the loop: sockets, time limits and cancelling live there. Whoever gives up
(a time limit, a client that has gone) ends the running query in the database too, and the thread at its next read.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError as ReadCancelled
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, LiteralString, TypeVar

from graph.ask import Answer, ask
from graph.connection import USER_AGENT, Address, Parameters, Row, plain_row, shipped, translated
from graph.driver import (
    READ_ACCESS,
    AsyncDriver,
    AsyncGraphDatabase,
    AsyncManagedTransaction,
    NotificationMinimumSeverity,
    Record,
    unit_of_work,
)
from graph.question import Question, find_question, load_parts, load_questions
from graph.verdict_shape import Judgement
from ontology.errors import Overloaded, TimedOut, Unavailable

_CONNECT_S: Final = 3.0  # a server that is there accepts at once
_RETRY_S: Final = 1.0  # who waits for an answer would rather know
_STATE_S: Final = 2.0  # patience with a sign of life
_CHECK_IDLE_S: Final = 5.0  # a connection that rested this long is tried before it is used
T = TypeVar("T")
_ALONE: Final = nullcontext()
# what gives the place of a party back, once it has one; None where whoever asks asks alone
_PARTY: Final[ContextVar[list[Callable[[], None]] | None]] = ContextVar("party", default=None)


@dataclass(frozen=True)
class State:
    """Which data the graph holds; `loading`: it is on its way from one version to another."""

    data_version: str
    loading: bool


@dataclass
class _Server:
    """One server that is or was asked, closed when it is left and the last answer from it is made."""

    address: Address
    driver: AsyncDriver
    bookmarks: Any
    using: int = 0
    left: bool = False

    async def release(self) -> None:
        self.using -= 1
        if self.left and not self.using:
            await self.driver.close()


@dataclass
class _LoopReads:
    """What a composition reads through: called in a thread, carried out on the loop, ended by `stop`.

    All reads of an answer stand in one transaction: to begin and to end one costs as much as to read.
    """

    loop: asyncio.AbstractEventLoop
    transaction: AsyncManagedTransaction
    _running: Future[list[Record]] | None = None
    _stopped: bool = False
    _lock: Lock = field(default_factory=Lock)

    def read(
        self, query: LiteralString, parameters: Parameters | None = None, *, tag: str = "", raw: bool = False
    ) -> list[Row]:
        work = _fetched(self.transaction, query, dict(parameters or {}))
        with self._lock:
            if self._stopped:
                work.close()
                raise timed_out()
            self._running = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return _rows(self._running.result(), raw=raw)
        except (ReadCancelled, asyncio.CancelledError):
            raise timed_out() from None

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._running is not None:
                self._running.cancel()


async def _fetched(
    transaction: AsyncManagedTransaction, query: LiteralString, parameters: dict[str, Any]
) -> list[Record]:
    result = await transaction.run(query, parameters)
    return [one async for one in result]


def _rows(records: Iterable[Record], *, raw: bool) -> list[Row]:
    if raw:
        return [dict(zip(one.keys(), one.values(), strict=True)) for one in records]
    return [plain_row(one) for one in records]


async def _carried_out(
    server: _Server, work: Callable[[AsyncManagedTransaction], Awaitable[T]], left: float, tag: str
) -> T:
    """Run the work in a transaction that the driver repeats where the server asks for it."""
    if left <= 0:
        raise timed_out()
    limited = unit_of_work(metadata={"app": USER_AGENT, "tag": tag}, timeout=left)(work)
    with translated(server.address):
        async with server.driver.session(
            database=server.address.database,
            default_access_mode=READ_ACCESS,
            bookmark_manager=server.bookmarks,
            fetch_size=20_000,
        ) as session:
            return await session.execute_read(limited)


@contextmanager
def one_party() -> Iterator[None]:
    """What is asked within takes one place in the room, from its first question to the end: it is answered whole or refused."""
    leave: list[Callable[[], None]] = []
    token = _PARTY.set(leave)
    try:
        yield
    finally:
        _PARTY.reset(token)
        for one in leave:
            one()


def _stays() -> None:
    """Give nothing back: others of the party go on."""


class AwaitedGraph:
    """Asks the graph that is live; where a load has switched to another server, it follows.

    `where` gives the address of the server that is live now and must be quick: it is called for every answer. At most
    `threads` answers are made at a time and `waiting` more wait for their turn; who comes then is told so at once.
    """

    def __init__(
        self,
        where: Callable[[], Address],
        *,
        timeout_s: float,
        threads: int,
        waiting: int = 1_000,
        questions: Mapping[str, Question] | None = None,
    ) -> None:
        self._where = where
        self._timeout_s = timeout_s
        self._questions = load_questions() if questions is None else questions
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="answer")
        self._threads = threads
        self._free = asyncio.Semaphore(threads)
        self._looking = asyncio.Lock()
        self._waiting = waiting
        self._asking = 0
        self._server: _Server | None = None
        self._seen: tuple[_Server, float, State] | None = None  # what was seen last, of which server and when

    async def close(self) -> None:
        """Close the sockets and let the threads end."""
        server, self._server = self._server, None
        if server is not None:
            await server.driver.close()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def __call__(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
    ) -> Answer:
        """Answer a question; a server that was switched away meanwhile is left, and its successor asked."""
        asked = find_question(question, self._questions)
        until = time.monotonic() + self._timeout_s
        server = await self._live()
        try:
            return await self._asked(server, asked, params, until, judgements)
        except Unavailable:
            if self._where() == server.address:
                raise
        return await self._asked(await self._live(), asked, params, until, judgements)

    async def state(self, *, old_s: float = 0) -> State:
        """Say which data the graph holds, or held at most `old_s` ago; a server that is silent is an error."""
        server = await self._live()
        seen = self._recent(server, old_s)
        if seen is not None:
            return seen
        server.using += 1
        try:
            # who asks for the very latest wants a sign of life, and soon; others can wait as long as for an answer,
            # and one of them looks for all
            async with (
                asyncio.timeout(self._timeout_s if old_s else _STATE_S),
                self._looking if old_s else _ALONE,
            ):
                seen = self._recent(server, old_s)
                if seen is not None:
                    return seen
                now = time.monotonic()
                row = await _carried_out(server, _look, self._timeout_s, "state")
        except TimeoutError:
            raise Unavailable(
                "the server does not answer",
                "服务器没有应答",
                where=server.address.uri,
                remedy="is it running (coopgraph db status)? It is asked again by itself",
                remedy_zh="服务器是否在运行（coopgraph db status）？系统会自动重试",
            ) from None
        finally:
            await server.release()
        found = State(row["data_version"] or "", bool(row["loading"]))
        self._seen = (server, now, found)
        return found

    def _recent(self, server: _Server, old_s: float) -> State | None:
        seen = self._seen
        fresh = seen is not None and seen[0] is server and time.monotonic() - seen[1] < old_s
        return seen[2] if seen is not None and fresh else None

    async def _asked(
        self,
        server: _Server,
        question: Question,
        params: Mapping[str, object],
        until: float,
        judgements: Sequence[Judgement],
    ) -> Answer:
        loop = asyncio.get_running_loop()

        working: list[Future[Answer]] = []

        async def work(transaction: AsyncManagedTransaction) -> Answer:
            reads = _LoopReads(loop, transaction)
            made = self._pool.submit(ask, reads, question, dict(params), judgements)
            working.append(made)
            try:
                return await asyncio.wrap_future(made)
            finally:
                reads.stop()

        leave = self._admitted()
        server.using += 1
        try:
            # A transaction is begun only when a thread is free: none stands open in a queue.
            async with asyncio.timeout(until - time.monotonic()):
                await self._free.acquire()
                try:
                    return await _carried_out(server, work, until - time.monotonic(), question.name)
                finally:
                    _when_done(working, lambda: loop.call_soon_threadsafe(self._free.release))
        except TimeoutError:
            if not working:  # its turn never came
                raise busy() from None
            raise timed_out() from None
        finally:
            leave()
            await server.release()

    def _admitted(self) -> Callable[[], None]:
        """Take a place in the room, where the party that asks has none yet; return what gives it back."""
        party = _PARTY.get()
        if party:
            return _stays
        if self._asking >= self._threads + self._waiting:
            raise busy()
        self._asking += 1
        if party is None:
            return self._left
        party.append(self._left)  # at its end
        return _stays

    def _left(self) -> None:
        self._asking -= 1

    async def _live(self) -> _Server:
        address = self._where()
        before = self._server
        if before is not None and before.address == address:
            return before
        with translated(address):
            driver = AsyncGraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                user_agent=USER_AGENT,
                connection_timeout=_CONNECT_S,
                connection_acquisition_timeout=self._timeout_s,
                max_connection_pool_size=self._threads + 4,
                max_transaction_retry_time=_RETRY_S,
                liveness_check_timeout=_CHECK_IDLE_S,
                notifications_min_severity=NotificationMinimumSeverity.OFF,
            )
        manager = AsyncGraphDatabase.bookmark_manager()
        self._server = _Server(address, driver, manager)
        if before is not None:
            before.left = True
            if not before.using:
                await before.driver.close()
        return self._server


async def _look(transaction: AsyncManagedTransaction) -> Record:
    return (await _fetched(transaction, shipped(load_parts()["mark"].text), {}))[0]


def _when_done(working: Sequence[Future[Answer]], then: Callable[[], object]) -> None:
    """Call when no thread works any longer: one that was given up goes on until its next read."""
    if not working or working[-1].done():
        then()
    else:
        working[-1].add_done_callback(lambda _: _told(then))


def _told(then: Callable[[], object]) -> None:
    with suppress(RuntimeError):  # the loop is closed already
        then()


def busy() -> Overloaded:
    """Return the error that says that there is no room."""
    return Overloaded(
        "more is asked than can be answered in time",
        "请求过多，无法及时回答",
        remedy="ask again in a second",
        remedy_zh="请一秒后重试",
    )


def timed_out() -> TimedOut:
    """Return the error that says that the time is over."""
    return TimedOut(
        "the answer took longer than allowed",
        "查询超过时限",
        remedy="ask for less (a country, a period, a limit), or allow more time in the settings",
        remedy_zh="缩小问题范围（国家、时间、条数），或在设置中放宽时限",
    )
