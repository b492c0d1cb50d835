"""What is dear to make enters; all processes of a test run share it: made once, and ended by whoever leaves last."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from filelock import FileLock

Act = Callable[[Path], object]


@contextmanager
def shared(
    factory: pytest.TempPathFactory, name: str, make: Act, end: Act = lambda folder: None
) -> Iterator[Path]:
    """The folder that `make` filled, in this process or in another one of the same run; `end` when nobody uses it."""
    root = _run(factory) / f"shared-{name}"
    root.mkdir(exist_ok=True)
    lock, made, folder = FileLock(root / "lock"), root / "made", root / name
    mine = root / f"user-{os.getpid()}"
    with lock:
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # another process tried, and failed half way
            folder.mkdir()
            try:
                make(folder)
            except BaseException:
                end(folder)
                raise
            made.touch()
        mine.touch()
    try:
        yield folder
    finally:
        with lock:
            mine.unlink()
            if not any(_runs(one) for one in root.glob("user-*")):
                end(folder)


def _run(factory: pytest.TempPathFactory) -> Path:
    """The folder of the whole run: that of a worker lies in it."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _runs(user: Path) -> bool:
    return psutil.pid_exists(int(user.name.partition("-")[2]))
