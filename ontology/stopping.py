"""Work inside a library that has threads of its own enters; Ctrl-C ends that work first, and the command when it has ended."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol, TypeVar, cast

Item = TypeVar("Item")
_END: Final = object()


class Work(Protocol):
    """What can be asked to stop from outside: a connection of DuckDB."""

    def interrupt(self) -> None:
        """Ask; the call that works then fails, soon."""


@contextmanager
def stoppable(work: Work) -> Iterator[None]:
    """Ctrl-C in the block asks the work to stop, and is a KeyboardInterrupt as soon as it has; a second one is so at once.

    Left to itself DuckDB throws out of the middle of its query while its threads are still at it, and that has ended the
    whole process (`pure virtual method called`). Where Ctrl-C is somebody else's, or ignored, nothing changes here; nor in
    another thread than the main one, which no signal reaches.
    """
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is not signal.default_int_handler:
        yield
        return
    asked = False

    def ask(_number: int, _frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        work.interrupt()

    signal.signal(signal.SIGINT, ask)
    try:
        yield
    except Exception:
        if not asked:
            raise
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def stoppable_steps(work: Work, steps: Iterator[Item]) -> Iterator[Item]:
    """The same items, each made in a block of `stoppable`."""
    while True:
        with stoppable(work):
            item = next(steps, _END)
        if item is _END:
            return
        yield cast("Item", item)
