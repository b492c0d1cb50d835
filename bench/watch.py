"""A command enters; how long it took and the most memory that its processes held together leave."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

EVERY_S: Final = 0.25  # each look takes the processor some 20 ms, of which what is measured has the less
JAVA: Final = "java"


@dataclass(frozen=True)
class Watched:
    """What one run cost; memory is proportional set size, so shared pages count once."""

    seconds: float
    cpu_seconds: float  # of all processes that were waited for, so not of a server that stays
    python_mib: float  # coopgraph's own processes together
    java_mib: float  # the server and its import tool
    stdout: str
    stderr: str


def watch(command: Sequence[str], environ: Mapping[str, str]) -> Watched:
    """Run a command to its end and sample the memory of it and all its children; a failure is an error."""
    started, used = time.monotonic(), _cpu()
    with subprocess.Popen(
        command,
        env=dict(environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        sampler = _Sampler(process.pid)
        sampler.start()
        try:
            out, err = process.communicate()
        except BaseException:
            process.terminate()  # Ctrl-C: what was started for a measurement ends with it
            raise
        finally:
            seconds = time.monotonic() - started
            sampler.done.set()
            sampler.join()
    if process.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command)} ended with {process.returncode}\n{out[-4000:]}\n{err[-4000:]}"
        )
    return Watched(seconds, _cpu() - used, sampler.python / 2**20, sampler.java / 2**20, out, err)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Sampler(threading.Thread):
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.done = threading.Event()
        self.python = 0
        self.java = 0

    def run(self) -> None:
        """Sample until told to stop."""
        while not self.done.wait(EVERY_S):
            python = java = 0
            for process in self._all():
                try:
                    if process.name() == JAVA:
                        java += _held(process)
                    else:
                        python += _held(process)
                except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
                    continue  # it ended between being listed and being asked
            self.python, self.java = max(self.python, python), max(self.java, java)

    def _all(self) -> list[psutil.Process]:
        try:
            return [self.root, *self.root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _held(process: psutil.Process) -> int:
    """Bytes of proportional set size; the kernel's own sum is ten times cheaper than adding up its parts."""
    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    if not rollup.exists():
        return int(process.memory_full_info().pss)
    for line in rollup.read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
