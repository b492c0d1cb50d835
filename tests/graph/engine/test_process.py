"""The private server's life: started by a command that ends, killed, found again, and never in two hands."""

import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from graph.connection import connect
from graph.engine.home import Home
from graph.engine.private import Engine
from graph.engine.process import Record, alive, boot_id, write_record
from graph.engine.settings import EngineSettings
from ontology.errors import EngineError, Unavailable
from tests.graph.engine.waiting import ROOT, wait_for

START = """
import sys
from pathlib import Path
from graph.engine.private import Engine
from graph.engine.settings import EngineSettings
settings = EngineSettings(heap="512m", page_cache="64m", quick_compiler=True, min_free_mb=int(sys.argv[2]))
print(Engine(Path(sys.argv[1]), settings).start().uri, flush=True)
"""


@pytest.fixture
def own(tmp_path: Path, engine_settings: EngineSettings, jars: Path) -> Iterator[Engine]:
    """Return an engine with a home of its own, not started; its name tests quoting. The cache is warm."""
    mine = Engine(tmp_path / "engine home 引擎", engine_settings)
    try:
        yield mine
    finally:
        mine.remove()


def command(home: Path, min_free_mb: int = 64) -> list[str]:
    return [sys.executable, "-c", START, str(home), str(min_free_mb)]


def started_elsewhere(home: Path) -> "subprocess.Popen[str]":
    """Start the server of a home from another process, as the command line does."""
    return subprocess.Popen(
        command(home), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def server_pid(home: Path) -> int:
    try:
        return int(json.loads((home / "run" / "server.json").read_text())["pid"])
    except (FileNotFoundError, ValueError):
        return 0


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    """Return a process that has nothing to do with us."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process
        process.kill()


def test_a_life(own: Engine) -> None:
    """Started by a command that ends, asked, killed, recovered, stopped; the password is never seen."""
    assert own.status().state == "absent"
    assert own.stop() is False
    seen: set[str] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            for process in psutil.process_iter():
                try:
                    seen.update(process.cmdline())
                    seen.update(process.environ().values())
                except psutil.Error:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with started_elsewhere(own.home) as cli:
            out, err = cli.communicate(timeout=100)
    finally:
        over.set()
        watcher.join()
    assert cli.returncode == 0, err
    address = own.address()
    assert out.strip() == address.uri
    assert address.uri.startswith("bolt://127.0.0.1:")

    # The password: a file that only this user can read, and nowhere else.
    password = own.home / "password"
    assert password.stat().st_mode & 0o777 == 0o600
    assert own.home.stat().st_mode & 0o777 == 0o700
    assert any("CommunityEntryPoint" in text for text in seen)
    assert not [text for text in seen if address.password in text]
    others = [path for path in own.home.rglob("*") if path.is_file() and path != password]
    assert not [path for path in others if address.password.encode() in path.read_bytes()]

    # It listens on loopback only, to Bolt only.
    status = own.status()
    assert status.state == "running"
    assert status.pid is not None
    listening = [one for one in psutil.Process(status.pid).net_connections("inet") if one.status == "LISTEN"]
    assert {(one.laddr.ip.removeprefix("::ffff:"), one.laddr.port) for one in listening} == {
        ("127.0.0.1", status.port)
    }
    assert own.start() == address
    assert own.status().pid == status.pid
    assert any("Started." in line for line in own.logs())
    assert any("5.26" in line for line in own.logs(4000, debug=True))
    assert own.logs(0) == []

    # Killed: what was committed is there again, though the port is taken and the password lost.
    with connect(address) as connection:
        connection.write("CREATE (:Thing {id: 'a'})")
    os.kill(status.pid, signal.SIGKILL)
    wait_for(lambda: own.status().state == "killed")
    assert own.status().last_lines
    with pytest.raises(Unavailable, match="was killed"):
        own.address()
    password.unlink()
    with _taken(status.port or 0):
        again = own.start()
    assert again.uri != address.uri
    assert again.password != address.password
    with connect(again) as connection:
        assert connection.read("MATCH (n:Thing) RETURN n.id AS id") == [{"id": "a"}]
    assert own.stop() is True
    assert own.status().state == "stopped"
    with pytest.raises(Unavailable, match="not running"):
        own.address()
    assert own.stop() is False


@contextmanager
def _taken(port: int) -> Iterator[None]:
    """This test listens on the port, as whoever was given it since the server died would.

    Another process may hold it for a moment (a connection that it makes outwards); taken by that one it
    would be free again before the server starts, so the port is waited for.
    """
    with ExitStack() as held:

        def listening() -> bool:
            try:
                held.enter_context(socket.create_server(("127.0.0.1", port)))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                return False
            return True

        wait_for(listening)
        yield


def test_two_starts_at_once_make_one_server(own: Engine) -> None:
    with started_elsewhere(own.home) as one, started_elsewhere(own.home) as other:
        results = [one.communicate(timeout=100), other.communicate(timeout=100)]
    assert [one.returncode, other.returncode] == [0, 0], results
    assert results[0][0] == results[1][0]
    marked = [process for process in psutil.process_iter() if _runs(process, own.home)]
    assert len(marked) == 1
    assert own.stop() is True


def _runs(process: psutil.Process, home: Path) -> bool:
    try:
        return f"--home-dir={home}" in process.cmdline()
    except psutil.Error:
        return False


def test_an_interrupted_start_leaves_nothing(own: Engine) -> None:
    with started_elsewhere(own.home) as cli:
        pid = wait_for(lambda: server_pid(own.home))
        cli.send_signal(signal.SIGINT)
        cli.communicate(timeout=60)
    assert cli.returncode != 0
    assert not alive(pid)
    assert own.status().state == "stopped"


def test_a_start_whose_command_was_killed_is_taken_over(own: Engine) -> None:
    with started_elsewhere(own.home) as cli:
        pid = wait_for(lambda: server_pid(own.home))
        cli.kill()
        cli.communicate()
    assert own.status().state == "starting"
    own.start()
    assert own.status().pid == pid
    # And if not even a record was written: the process is found by its mark and ended, not left behind.
    (own.home / "run" / "server.json").unlink()
    assert own.status().state == "starting"
    assert own.stop() is True
    assert not alive(pid)


@pytest.mark.parametrize("lie", ["pid", "start", "boot", "unreadable"])
def test_a_stale_record_harms_no_stranger(own: Engine, stranger: "subprocess.Popen[bytes]", lie: str) -> None:
    home = Home(own.home)
    home.run.mkdir(parents=True)
    started = psutil.Process(stranger.pid).create_time()
    record = Record(stranger.pid, started, boot_id(), 7687, "5", ready=True)
    if lie == "start":
        record = replace(record, started=started - 3600)
    elif lie == "boot":
        record = replace(record, boot="another run of the machine")
    write_record(home, record)
    if lie == "unreadable":
        (home.run / "server.json").write_text('{"pid": ')
    assert own.status().state == ("stopped" if lie == "unreadable" else "killed")
    with pytest.raises(Unavailable):
        own.address()
    assert own.stop() is False
    assert stranger.poll() is None
    assert own.status().state == "stopped"


def test_a_taken_port_is_said(own: Engine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        wishing = Engine(own.home, replace(own.settings, port=port))
        with pytest.raises(EngineError, match=f"port {port} is taken") as told:
            wishing.start()
    assert "端口" in told.value.message("zh")
    assert own.status().state == "stopped"


def test_a_home_in_other_hands_is_said(own: Engine) -> None:
    holding = (
        "import sys, time\nfrom pathlib import Path\nfrom graph.engine.holding import held\n"
        "from graph.engine.home import Home\n"
        "with held(Home(Path(sys.argv[1])), 'import', 1):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(600)\n"
    )
    hasty = Engine(own.home, replace(own.settings, lock_wait_s=0.2))
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(own.home)], cwd=ROOT, text=True, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(EngineError, match=rf"process {other.pid}, act: import") as told:
            hasty.start()
        other.kill()
    assert str(own.home) in str(told.value)
    assert hasty.stop() is False  # a killed holder holds nothing


def test_a_full_disk_is_said_before_the_start(own: Engine) -> None:
    greedy = Engine(own.home, replace(own.settings, min_free_mb=1 << 40))
    with pytest.raises(EngineError, match=r"disk is full: \d+ MB are free, \d+ MB are needed") as told:
        greedy.start()
    assert "磁盘已满" in told.value.message("zh")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"heap": "1m"}, "Too small"),
        ({"heap": "many"}, "not a memory size: 'many'"),
        ({"page_cache": "900000g"}, "more than the machine has"),
    ],
)
def test_memory_that_cannot_be_is_said(own: Engine, changed: dict[str, str], said: str) -> None:
    with pytest.raises(EngineError, match=said):
        Engine(own.home, replace(own.settings, **changed)).start()
    assert own.status().state in {"absent", "stopped"}


def test_why_a_server_ended_is_what_is_said(own: Engine) -> None:
    with pytest.raises(EngineError, match="ran out of memory"):
        Engine(own.home, replace(own.settings, heap="24m")).start()
    databases = own.home / "data" / "databases"
    databases.mkdir(parents=True, exist_ok=True)
    with (databases / "store_lock").open("wb") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        with pytest.raises(EngineError, match="another process has the databases of this home open"):
            own.start()


def test_a_server_too_slow_is_ended(own: Engine) -> None:
    with pytest.raises(EngineError, match="did not answer within 0 s"):
        Engine(own.home, replace(own.settings, start_deadline_s=0.3)).start()
    assert not [process for process in psutil.process_iter() if _runs(process, own.home)]
