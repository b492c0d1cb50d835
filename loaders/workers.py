"""A model enters; processes that map the shards of any source leave, started when needed and ended with their parent."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, get_context
from pathlib import Path
from types import ModuleType, TracebackType

from loaders.extract_shard import Facts, Mapped, Mappers, map_shard, mappers_of
from loaders.manifest import SourceManifest
from loaders.records.shard import Shard
from ontology.errors import SourceError
from ontology.model import Model

# In a worker only: the model it was started with, and the mappings compiled so far by folder and name of their source.
_models: list[Model] = []
_mappers: dict[tuple[Path, str], tuple[frozenset[str], Mappers]] = {}


class Workers:
    """A pool that several sources share, so that its processes start once; use it as a context."""

    def __init__(self, model: Model, processes: int | None = None) -> None:
        """Nothing starts before the first shard; no count means one for each processor."""
        self.model = model
        self.processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def send(
        self,
        manifest: SourceManifest,
        jobs: Sequence[tuple[Shard, Facts]],
        folder: Path,
        described: frozenset[str] = frozenset(),
    ) -> Sent:
        """Begin to map shards; what they leave is taken from what this gives back, whose end must be called."""
        with _told(manifest):
            return Sent(manifest, self._submit(manifest, jobs, folder, described))

    def _submit(
        self,
        manifest: SourceManifest,
        jobs: Sequence[tuple[Shard, Facts]],
        folder: Path,
        described: frozenset[str],
    ) -> list[Future[Mapped]]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.processes,
                mp_context=get_context("spawn"),  # a fork would copy locked threads of DuckDB and Arrow
                initializer=_start,
                initargs=(self.model,),
            )
        with _without_main():
            return [
                self._pool.submit(_map, manifest, shard, facts, folder, number, described)
                for number, (shard, facts) in enumerate(jobs, 1)
            ]


class Sent:
    """Shards of one source on their way through the processes."""

    def __init__(self, manifest: SourceManifest, futures: Sequence[Future[Mapped]]) -> None:
        """`futures` in the order of the shards."""
        self._manifest = manifest
        self._futures = futures

    def results(self) -> Iterator[Mapped]:
        """What each shard left, in order, so that of several faulty shards the first is reported."""
        with _told(self._manifest):
            for future in self._futures:
                yield future.result()

    def end(self) -> None:
        """Whoever still writes is done after this, so that the folder may be removed; what has not begun never does."""
        for future in self._futures:
            future.cancel()
        wait(self._futures)


@contextmanager
def _told(manifest: SourceManifest) -> Iterator[None]:
    """A process that is gone is an error which says so."""
    try:
        yield
    except BrokenProcessPool:
        raise SourceError(
            "a process that read the files was ended from outside, perhaps for want of memory",
            "读取文件的进程被外部终止，可能是内存不足",
            file=manifest.name,
            remedy="close other programs or load with one process",
            remedy_zh="请关闭其他程序，或只用一个进程载入",
        ) from None


@contextmanager
def _without_main() -> Iterator[None]:
    """A spawned process imports its parent's main module, for a command all of coopgraph; it needs none of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _start(model: Model) -> None:
    """Called once in each process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()
    _models[:] = [model]


def _end_with(sentinel: int) -> None:
    """A killed parent must not leave its workers behind."""
    connection.wait([sentinel])
    os._exit(1)


def _map(
    manifest: SourceManifest,
    shard: Shard,
    facts: Facts,
    folder: Path,
    number: int,
    described: frozenset[str],
) -> Mapped:
    # people's own workbooks share the folder of one description: only the name tells them apart
    key = (manifest.folder, manifest.name)
    known, mappers = _mappers.get(key, (None, None))
    if mappers is None or known != described:
        mappers = mappers_of(manifest, _models[0], described)
        _mappers[key] = (described, mappers)
    return map_shard(manifest, mappers, shard, facts, folder, number)
