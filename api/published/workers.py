"""A SPARQL request enters; the answer of a worker process leaves, or the worker is killed at its limit and replaced.

Several workers answer side by side, so a query that runs away takes one of them at most until its time is over.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from api.errors import Refusal
from ontology.errors import TimedOut

_START_S: Final = 30.0
_STARTS: Final = 2  # a machine that is short of memory for a moment may refuse the first
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Limits:
    """What a query may take."""

    seconds: float
    memory_mb: int
    bytes: int
    workers: int


@dataclass
class _Worker:
    process: asyncio.subprocess.Process
    store: Path


@dataclass
class Workers:
    """The workers of one service process; they are started when they are needed."""

    limits: Limits
    arguments: Sequence[str] = ()
    _idle: list[_Worker] = field(default_factory=list)
    _room: asyncio.Semaphore | None = None

    async def ask(self, store: Path, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Answer over a snapshot within the limits."""
        if self._room is None:
            self._room = asyncio.Semaphore(self.limits.workers)
        try:
            await asyncio.wait_for(self._room.acquire(), self.limits.seconds)
        except TimeoutError:
            raise Refusal("overloaded", headers=(("retry-after", "2"),)) from None
        try:
            worker = await self._worker(store)
            try:
                found = await asyncio.wait_for(self._talk(worker, request), self.limits.seconds)
            except TimeoutError:
                await _kill(worker)
                raise _too_slow(self.limits.seconds) from None
            except asyncio.IncompleteReadError:
                await _kill(worker)
                raise _too_big(self.limits.memory_mb) from None
            except BaseException:  # whoever asked has gone: what it was working at is of no use
                await _kill(worker)
                raise
            self._idle.append(worker)
            return found
        finally:
            self._room.release()

    async def close(self) -> None:
        """End all workers."""
        while self._idle:
            await _kill(self._idle.pop())

    async def _worker(self, store: Path) -> _Worker:
        while self._idle:
            held = self._idle.pop()
            if held.store == store and held.process.returncode is None:
                return held
            await _kill(held)
        for _ in range(_STARTS):
            if (made := await self._started(store)) is not None:
                return made
        raise Refusal(
            "unavailable",
            "the SPARQL worker cannot be started with its network shut and its memory bounded",
            "SPARQL 工作进程无法在断网与限制内存的条件下启动",
        )

    async def _started(self, store: Path) -> _Worker | None:
        """A new worker; None where it ended, or said nothing for too long, before it was ready."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "api.linked.sparql_worker",
            str(store),
            str(self.limits.memory_mb),
            str(self.limits.bytes),
            *self.arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            limit=2**20,
        )
        made = _Worker(process, store)
        try:
            told = await asyncio.wait_for(_line(process), _START_S)
        except (TimeoutError, asyncio.IncompleteReadError):
            await _kill(made)
            return None
        except BaseException:  # whoever asked has gone: nobody else knows of this process
            await _kill(made)
            raise
        assert told["status"] == "ready"  # noqa: S101
        return made

    async def _talk(self, worker: _Worker, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        assert worker.process.stdin is not None  # noqa: S101
        assert worker.process.stdout is not None  # noqa: S101
        worker.process.stdin.write(orjson.dumps(request) + b"\n")
        with contextlib.suppress(ConnectionError):
            await worker.process.stdin.drain()
        told = await _line(worker.process)
        return told, await worker.process.stdout.readexactly(told["bytes"])


async def _line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None  # noqa: S101
    line = await process.stdout.readuntil(b"\n")
    told: dict[str, Any] = orjson.loads(line)
    return told


async def _kill(worker: _Worker) -> None:
    with contextlib.suppress(ProcessLookupError):
        worker.process.kill()
    await worker.process.wait()


def _too_slow(seconds: float) -> TimedOut:
    return TimedOut(
        f"the query ran longer than {seconds:g} s and was ended",
        f"查询超过 {seconds:g} 秒，已终止",
        remedy="ask for less: name what is sought, add LIMIT; or take a dump and ask it yourself",
        remedy_zh="请缩小范围：指明所找内容、加 LIMIT；或下载导出文件自行查询",
    )


def _too_big(memory_mb: int) -> Refusal:
    return Refusal(
        "too-large",
        f"the query needs more than {memory_mb} MB of memory and was ended",
        f"查询所需内存超过 {memory_mb} MB，已终止",
    )
