"""A command enters; it runs to its end, watched; its exit code leaves."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from graph.engine import process
from graph.engine.home import Home

_TICK_S = 0.05
_STOP_S = 20.0
_LOOK = 1 << 16


def run(home: Home, command: Sequence[str], log: Path, watch: Callable[[str], None]) -> int:
    """Run a program of the engine; `watch` gets the end of its log at times. Ctrl-C ends the program too."""
    pid = process.spawn(home, command, log)
    try:
        seen = -1
        while True:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            size = log.stat().st_size
            if size != seen:
                seen = size
                with log.open("rb") as stream:
                    stream.seek(max(0, size - _LOOK))
                    watch(stream.read().decode("utf-8", "replace"))
            time.sleep(_TICK_S)
    except BaseException:
        process.end(pid, _STOP_S)
        raise
