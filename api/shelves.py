"""A home and a graph enter; the names of the data that the graph holds leave, made once and exchanged when the data change.

All workers read one file, so a worker more costs no more memory. While the names of new data are being made, answers are
given from those before, and say so by their data version.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar

import structlog

from api.aside import Aside
from api.asker import Graph
from loaders.affiliation.keeping import check_kept, is_ready, shelf_of
from loaders.affiliation.shelf import Shelf
from ontology.errors import CoopgraphError, NotFound, Unavailable
from ontology.model import default_model

T = TypeVar("T")
STATE_OLD_S: Final = 1.0
_WAIT_S: Final = 25.0  # how long a request waits for names that are being made
MAKER: Final = "loaders.affiliation.keeping"
_AT_ONCE: Final = 2  # pieces of work that read names at a time in one process
_WAITING: Final = 16  # pieces of work that may wait for their turn
_PAST: Final = 2  # names of older data that stay open: somebody may still be reading them


@dataclass
class Shelves:
    """The names of the current data."""

    home: Path
    graph: Graph
    seconds: float  # that a piece of work may take, its wait included
    _held: Shelf | None = None
    _past: list[Shelf] = field(default_factory=list)
    _aside: Aside | None = None
    _making: dict[str, asyncio.Task[Shelf]] = field(default_factory=dict)
    _begun: asyncio.Task[None] | None = None

    async def current(self) -> Shelf:
        """Return the names of the current data, or of those before while the newer ones are being made."""
        version = await self._version()
        if self._held is not None and self._held.data_version == version:
            return self._held
        if not version:
            raise Unavailable("nothing is loaded yet", "尚未载入任何数据",
                              remedy="coopgraph load FILE…", remedy_zh="coopgraph load 文件…")  # fmt: skip
        task = self._making.get(version)
        if task is None:
            task = self._making[version] = asyncio.create_task(self._open(version))
        if self._held is not None and not is_ready(self.home, version) and not task.done():
            return self._held
        done, _ = await asyncio.wait({task}, timeout=_WAIT_S)
        if not done:
            raise Unavailable("the names of the data are being made ready", "正在整理数据中的名称",
                              remedy="ask again in a minute", remedy_zh="请一分钟后再问")  # fmt: skip
        self._making.pop(version, None)
        try:
            found = task.result()
        except NotFound as error:  # what is loaded elsewhere
            raise Unavailable(
                error.what, error.what_zh, remedy=error.remedy, remedy_zh=error.remedy_zh
            ) from error
        if self._held is not found:
            if self._held is not None:
                self._past.append(self._held)
            self._held = found
            while len(self._past) > _PAST:
                self._past.pop(0).close()
        return found

    async def _version(self) -> str:
        """The data of the graph; while a load changes it in place it is between two versions, of which the older is whole."""
        return (await self.graph.state(old_s=STATE_OLD_S)).data_version.partition("→")[0]

    async def _open(self, version: str) -> Shelf:
        """Open the names; where they are not there yet, a process of its own makes them, so that this one stays small."""
        if not is_ready(self.home, version):
            check_kept(self.home, version)
            command = (sys.executable, "-m", MAKER, str(self.home), version)
            maker = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
            try:
                await maker.wait()
            finally:
                if maker.returncode is None:
                    maker.kill()
            if not is_ready(self.home, version):  # it failed; this process must not do that work itself
                raise Unavailable("the names of the data could not be made ready", "数据中的名称未能整理完成",
                                  remedy="see the memory and the disk of the machine, then ask again",
                                  remedy_zh="请检查内存与磁盘后重试")  # fmt: skip
        return await asyncio.to_thread(shelf_of, self.home, default_model(), version)

    async def close(self) -> None:
        """End what is being made, and close the files."""
        begun = [self._begun] if self._begun is not None else []
        for task in (*begun, *self._making.values()):
            task.cancel()
        await asyncio.gather(*begun, *self._making.values(), return_exceptions=True)
        if self._aside is not None:
            self._aside.close()
        for one in (self._held, *self._past):
            if one is not None:
                one.close()

    async def aside(self, work: Callable[[Shelf], T]) -> T:
        """Do work on the current names in a thread of a bounded pool, in time or never."""
        if self._aside is None:
            self._aside = Aside(self.graph, _AT_ONCE, _WAITING, self.seconds)
        shelf = await self.current()
        return await self._aside.run(lambda _look: work(shelf))

    async def warm(self) -> None:
        """Open the names before anybody asks, where they are there; making them waits until somebody does ask."""
        try:
            if is_ready(self.home, await self._version()):
                await self.current()
        except CoopgraphError as error:  # who asks first will be told the same
            structlog.get_logger("coopgraph.http").info("names not ready", reason=error.what)

    def begin(self) -> None:
        """Begin to make the names ready, aside: somebody is about to ask."""
        if self._held is None and (self._begun is None or self._begun.done()):
            self._begun = asyncio.create_task(self._tried())

    async def _tried(self) -> None:
        with suppress(CoopgraphError):  # who asks will be told
            await self.current()
