"""A home and an act enter; the right to work on the home leaves, for one coopgraph at a time."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout

from graph.engine.home import Home
from ontology.errors import EngineError


@contextmanager
def held(home: Home, act: str, wait_s: float, same_wait_s: float = 0.0) -> Iterator[None]:
    """Hold a home while something is done to it; a second coopgraph waits a little, then says who has it.

    Where the other does the same thing (two starts at once), waiting longer is worth it: its end is ours too.
    """
    home.run.mkdir(parents=True, exist_ok=True)
    holder = home.run / "holder.json"
    try:
        lock = FileLock(home.run / "holder.lock", timeout=wait_s)
        try:
            lock.acquire()
        except Timeout:
            if not same_wait_s or _holder(home).get("act") != act:
                raise
            lock.acquire(timeout=same_wait_s)
    except Timeout as error:
        raise _busy(home, act) from error
    try:
        with suppress(OSError):  # on a full disk a server must still be stopped; only the message is poorer
            holder.write_text(json.dumps({"pid": os.getpid(), "act": act}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _holder(home: Home) -> dict[str, str | int]:
    try:
        known: dict[str, str | int] = json.loads((home.run / "holder.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def _busy(home: Home, act: str) -> EngineError:
    known = _holder(home)
    who = f"process {known.get('pid', 'unknown')}, act: {known.get('act', 'unknown')}"
    who_zh = f"进程 {known.get('pid', '未知')}，操作：{known.get('act', '未知')}"
    return EngineError(
        f"another coopgraph works on this engine home ({who}); nothing was done",
        f"另一个 coopgraph 正在使用该引擎目录（{who_zh}）；未做任何操作",
        where=str(home.root),
        remedy=f"wait for it to end, or end it, then {act} again",
        remedy_zh="等待其结束或终止它，然后重试",
    )
