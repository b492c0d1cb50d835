"""A disk that fills up under a running server: said clearly, and nothing that was committed is lost."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from graph.connection import connect
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
from ontology.errors import EngineError, Unavailable

DISK_MB = 48
CAP_SYS_ADMIN = 21


def may_mount() -> bool:
    """Whether this user may make a small disk in memory."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    effective = next(line.split()[1] for line in lines if line.startswith("CapEff:"))
    return bool(int(effective, 16) >> CAP_SYS_ADMIN & 1)


@contextmanager
def disk_of_its_own(place: Path) -> Iterator[Callable[[int], Callable[[], None]]]:
    """A real small disk; filling it returns how to free it."""
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(place)], check=True)

    def fill(_pid: int) -> Callable[[], None]:
        filler = place / "filler"
        with filler.open("wb", buffering=0) as stream, pytest.raises(OSError, match="No space left"):
            while True:
                stream.write(bytes(1 << 16))
        return filler.unlink

    try:
        yield fill
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def limited_files(place: Path) -> Iterator[Callable[[int], Callable[[], None]]]:
    """Without the right to mount: the server's files may not grow, which it is told in much the same way."""
    place.mkdir()

    def fill(pid: int) -> Callable[[], None]:
        most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        psutil.Process(pid).rlimit(psutil.RLIMIT_FSIZE, (1 << 12, most))
        return lambda: None  # the limit goes with the process

    yield fill


def test_a_disk_that_fills_up(tmp_path: Path, jars: Path, engine_settings: EngineSettings) -> None:
    place = tmp_path / "disk"
    mounting = may_mount() and os.uname().sysname == "Linux"
    with (disk_of_its_own if mounting else limited_files)(place) as fill:
        own = Engine(place / "home", replace(engine_settings, min_free_mb=8))
        try:
            with connect(own.start()) as connection:
                connection.write("CREATE (:Thing {id: 'kept'})")
                free = fill(own.status().pid or 0)
                with pytest.raises(Unavailable, match="could not write") as told:
                    for _ in range(200):
                        connection.write(
                            "UNWIND range(1, 2000) AS i CREATE (:Thing {id: 'lost', text: $text})",
                            {"text": "x" * 300},
                        )
            assert "腾出空间" in told.value.message("zh")
            status = own.status()
            assert status.state == "silent"
            assert "needs to be restarted" in status.said
            if mounting:  # a start says what is missing and leaves everything as it is
                with pytest.raises(EngineError, match=r"disk is full: 0 MB are free, 8 MB are needed"):
                    own.start()
                assert own.status().pid == status.pid
            free()
            with connect(own.start()) as connection:
                rows = connection.read("MATCH (n:Thing) RETURN n.id AS id, count(*) AS n")
            assert own.status().pid != status.pid
            assert rows == [{"id": "kept", "n": 1}]
            own.stop()
            assert own.check().consistent
        finally:
            own.remove()
