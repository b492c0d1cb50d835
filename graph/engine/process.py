"""A command enters; a process that outlives us leaves, known again by pid, start time and boot."""

import json
import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psutil

from graph.engine.home import Home, write_private
from graph.engine.java import environment, mark

_TICK_S = 0.05
_KILL_S = 10.0
_START_TOLERANCE_S = (
    2.0  # the kernel's boot time, which a start time is counted from, moves when a clock is set
)


@dataclass(frozen=True)
class Record:
    """What is written down about a started server."""

    pid: int
    started: float
    boot: str
    port: int
    version: str
    ready: bool
    log_start: int = 0  # bytes of the console log before this start
    debug_start: int = 0

    def as_ready(self) -> "Record":
        """Return the record of the same server once it has answered."""
        return replace(self, ready=True)


def boot_id() -> str:
    """Name of this run of the machine: a pid from another run means nothing."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return str(round(psutil.boot_time() / 60))


def record_file(home: Home) -> Path:
    """File that holds the record of the running server."""
    return home.run / "server.json"


def read_record(home: Home) -> Record | None:
    """Return the record of the last start, if it was not stopped since."""
    try:
        return Record(**json.loads(record_file(home).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):  # a record that cannot be read tells nothing
        return None


def write_record(home: Home, record: Record) -> None:
    """Write the record, whole or not at all."""
    write_private(record_file(home), json.dumps(asdict(record), sort_keys=True) + "\n")


def spawn(home: Home, command: Sequence[str], log: Path) -> int:
    """Start a process in a session of its own, so that it survives the command that started it."""
    write = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return os.posix_spawn(
        command[0],
        list(command),
        environment(home),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), write, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
        setsigmask=[],
        setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGHUP],
    )


def started_at(pid: int) -> float:
    """Start time of a process that has just been started."""
    return psutil.Process(pid).create_time()


def alive(pid: int) -> bool:
    """Whether a process runs; a child of ours that has ended is taken leave of first."""
    with suppress(OSError):  # not a child of ours
        os.waitpid(pid, os.WNOHANG)
    try:
        process = psutil.Process(pid)
        # The first thread of a killed server may be gone while others still hold its files and its port.
        return process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1
    except psutil.NoSuchProcess:
        return False


def is_ours(home: Home, record: Record) -> bool:
    """Whether the process of the record still runs, and is not a stranger that was given its pid."""
    if record.boot != boot_id() or not alive(record.pid):
        return False
    try:
        process = psutil.Process(record.pid)
        if abs(process.create_time() - record.started) > _START_TOLERANCE_S:
            return False
        return _marked(process, home)
    except psutil.NoSuchProcess:
        return False


def _marked(process: psutil.Process, home: Home) -> bool:
    try:
        return f"-D{mark(home)}" in process.cmdline()
    except psutil.Error:  # ended meanwhile, or another user's
        return False


def strays(home: Home) -> list[int]:
    """Processes of this home that no record tells of: the command that started them was killed."""
    return sorted(
        process.pid for process in psutil.process_iter() if _marked(process, home) and alive(process.pid)
    )


def end(pid: int, deadline_s: float) -> bool:
    """Ask a process to end and wait; after the deadline end it by force. True: it ended when asked."""
    for kind, patience_s in ((signal.SIGTERM, deadline_s), (signal.SIGKILL, _KILL_S)):
        try:
            os.kill(pid, kind)
        except ProcessLookupError:
            return True
        until = time.monotonic() + patience_s
        while alive(pid):
            if time.monotonic() > until:
                break
            time.sleep(_TICK_S)
        else:
            return kind is signal.SIGTERM
    return False
