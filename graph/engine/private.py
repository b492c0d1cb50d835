"""A home folder and settings enter; a private Neo4j to start, ask, stop and fill leaves."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph.engine import process, readiness
from graph.engine.address import Address
from graph.engine.archive import archive_option, make_archive
from graph.engine.faults import need_space, told
from graph.engine.holding import held
from graph.engine.home import Home, make_home, write_conf
from graph.engine.importer import (
    CheckReport,
    ImportFile,
    ImportReport,
    Wanted,
    check_database,
    import_database,
)
from graph.engine.jars import fetch_jars
from graph.engine.java import check_memory, java_command, server_program
from graph.engine.lock import Lock, read_lock
from graph.engine.settings import EngineSettings, Progress, silent
from ontology.errors import EngineError, Unavailable

_PORT_TRIES = 4
_HOPELESS_S = 3.0  # a server that cannot write waits for ever to write its last; the next start recovers
_LOG_LIMIT = 1 << 20


@dataclass(frozen=True)
class Status:
    """How a private server is.

    `state` is one of: absent (no home yet), stopped, starting, running, silent (it runs and does not answer),
    killed (it ended without being stopped; a start recovers what was committed), half-imported.
    """

    state: str
    home: Path
    pid: int | None = None
    port: int | None = None
    version: str = ""
    said: str = ""
    last_lines: tuple[str, ...] = field(default=())


class Engine:
    """The private server of one home. Several homes may stand side by side, each with its own server."""

    def __init__(self, home: Path, settings: EngineSettings | None = None, lock: Lock | None = None) -> None:
        self._home = Home(home.absolute())
        self.settings = settings or EngineSettings()
        self._lock = lock or read_lock()

    @property
    def home(self) -> Path:
        """Folder of this engine."""
        return self._home.root

    @property
    def record_file(self) -> Path:
        """File that tells of the last start: it changes with every start and goes with a stop."""
        return process.record_file(self._home)

    def prepare(self, progress: Progress = silent) -> Path:
        """Fetch what is missing in the user's cache and make a start quick; return the folder of jars."""
        check_memory(self.settings)
        lib = fetch_jars(self._lock, self.settings, progress)
        if self.settings.archive:
            make_archive(lib, self.settings, progress)
        return lib

    def start(self, progress: Progress = silent) -> Address:
        """Start the server, or find it running; return its address once it has answered."""
        running = self._running()
        if running is not None:
            return running
        lib = self.prepare(progress)
        patience = self.settings.start_deadline_s
        with told(self.home), held(self._home, "start", self.settings.lock_wait_s, patience):
            record = process.read_record(self._home)
            if record is not None and process.is_ours(self._home, record):
                address = self._home.address(record.port)
                if not readiness.broken(address, record):
                    readiness.wait_ready(self._home, address, record, self.settings, progress)
                    process.write_record(self._home, record.as_ready())
                    return address
                need_space(self.home, self.settings.min_free_mb)
                process.end(record.pid, _HOPELESS_S)
            self._end_strays()
            self._refuse_half_imported()
            need_space(self.home, self.settings.min_free_mb)
            make_home(self._home)
            return self._start_on_some_port(lib, progress)

    def stop(self) -> bool:
        """Stop the server and wait for its end; False if none was running."""
        if not self._home.run.exists():
            return False
        with told(self.home), held(self._home, "stop", self.settings.lock_wait_s):
            record = process.read_record(self._home)
            ours = record is not None and process.is_ours(self._home, record)
            if record is not None and ours:
                hopeless = readiness.broken(self._home.address(record.port), record)
                process.end(record.pid, _HOPELESS_S if hopeless else self.settings.stop_deadline_s)
            ended = self._end_strays()
            process.record_file(self._home).unlink(missing_ok=True)
            return bool(ours or ended)

    def status(self) -> Status:
        """Say how the server is, without changing anything."""
        home = self._home
        if not home.root.exists():
            return Status("absent", home.root)
        record = process.read_record(home)
        if record is None:
            strays = process.strays(home)
            if strays:
                return Status("starting", home.root, pid=strays[0])
            return Status("half-imported" if home.importing.exists() else "stopped", home.root)
        found = Status("running", home.root, record.pid, record.port, record.version)
        if not process.is_ours(home, record):
            words = tuple(readiness.tail(home.console, 5, record.log_start))
            return replace(found, state="killed", last_lines=words)
        said = readiness.answers(home.address(record.port)) if readiness.port_open(record.port) else "no port"
        if not said:
            return found
        return replace(found, state="silent" if record.ready else "starting", said=said)

    def address(self) -> Address:
        """Return the address of the running server; the process is looked for, the server is not asked."""
        record = process.read_record(self._home)
        if record is not None and process.is_ours(self._home, record):
            return self._home.address(record.port)
        killed = record is not None
        raise Unavailable(
            "the private server was killed" if killed else "the private server is not running",
            "私有服务器已被强行终止" if killed else "私有服务器没有运行",
            where=str(self.home),
            remedy="coopgraph db start" + (" (what was committed is recovered)" if killed else ""),
            remedy_zh="coopgraph db start" + ("（已提交的数据会恢复）" if killed else ""),
        )

    def logs(self, lines: int = 50, *, debug: bool = False) -> list[str]:
        """Return the last lines of what the server printed, or of its detailed log."""
        return readiness.tail(self._home.debug if debug else self._home.console, lines)

    def import_full(
        self,
        nodes: Sequence[ImportFile],
        relationships: Sequence[ImportFile],
        progress: Progress = silent,
        *,
        id_type: str = "string",
        multiline: bool = True,
    ) -> ImportReport:
        """Fill the stopped server's database from CSV files, in place of all that it held."""
        lib = self.prepare(progress)
        with told(self.home), held(self._home, "import", self.settings.lock_wait_s):
            self._refuse_running("import")
            need_space(self.home, self.settings.min_free_mb)
            make_home(self._home)
            write_conf(self._home, self.settings, port=0)
            self._home.importing.touch()
            report = import_database(
                self._home, self.settings, lib, Wanted(nodes, relationships, id_type, multiline), progress
            )
            self._home.importing.unlink()
            return report

    def check(self, progress: Progress = silent) -> CheckReport:
        """Check the consistency of the stopped server's database."""
        lib = self.prepare(progress)
        with told(self.home), held(self._home, "check", self.settings.lock_wait_s):
            self._refuse_running("check")
            make_home(self._home)
            write_conf(self._home, self.settings, port=0)
            return check_database(self._home, self.settings, lib)

    def remove(self) -> None:
        """Stop the server and delete its home with all data."""
        self.stop()
        if self.home.exists():
            shutil.rmtree(self.home)

    def _running(self) -> Address | None:
        """Return the address of a server that runs and answers: nothing else is needed for a start then."""
        record = process.read_record(self._home)
        if record is None or not record.ready or not process.is_ours(self._home, record):
            return None
        address = self._home.address(record.port)
        return None if readiness.answers(address) else address

    def _start_on_some_port(self, lib: Path, progress: Progress) -> Address:
        for tries_left in range(_PORT_TRIES - 1, -1, -1):
            port = self._choose_port()
            try:
                return self._launch(lib, port, progress)
            except readiness.PortTakenError:
                if not tries_left or self.settings.port:
                    raise
        raise AssertionError("unreachable")

    def _choose_port(self) -> int:
        wish = self.settings.port
        if wish:
            if readiness.port_open(wish):
                raise EngineError(
                    f"port {wish} is taken by another program",
                    f"端口 {wish} 已被其他程序占用",
                    where=str(self.home),
                    remedy="end that program, or name another port, or none: then a free one is chosen",
                    remedy_zh="结束该程序，或在设置中换一个端口；不指定端口则自动选择空闲端口",
                )
            return wish
        try:
            last = int(self._home.port_file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return readiness.free_port()
        # The address that other programs may still have, unless somebody else is there now.
        return readiness.free_port() if readiness.port_open(last) else last

    def _launch(self, lib: Path, port: int, progress: Progress) -> Address:
        home = self._home
        write_conf(home, self.settings, port)
        self._clear_passing_files()
        console = home.console.stat().st_size if home.console.exists() else 0
        debug = home.debug.stat().st_size if home.debug.exists() else 0
        options = archive_option(lib, self.settings)
        command = java_command(home, self.settings, lib, server_program(home), options)
        pid = process.spawn(home, command, home.console)
        try:
            started = process.started_at(pid)
            record = process.Record(
                pid, started, process.boot_id(), port, self._lock.version, ready=False,
                log_start=console, debug_start=debug,
            )  # fmt: skip
            process.write_record(home, record)
            address = home.address(port)
            readiness.wait_ready(home, address, record, self.settings, progress)
            process.write_record(home, record.as_ready())
            home.port_file.write_text(f"{port}\n", encoding="ascii")
        except BaseException:
            # Ctrl-C too: a server that nobody waits for must not stay behind.
            process.end(pid, self.settings.stop_deadline_s)
            process.record_file(home).unlink(missing_ok=True)
            raise
        return address

    def _clear_passing_files(self) -> None:
        home = self._home
        shutil.rmtree(home.tmp, ignore_errors=True)
        home.tmp.mkdir()
        if home.console.exists() and home.console.stat().st_size > _LOG_LIMIT:
            home.console.replace(home.console.with_suffix(".old.log"))

    def _end_strays(self) -> bool:
        """End what a killed coopgraph left behind; we hold the home, so these processes are nobody's."""
        strays = process.strays(self._home)
        for pid in strays:
            process.end(pid, self.settings.stop_deadline_s)
        return bool(strays)

    def _refuse_half_imported(self) -> None:
        if self._home.importing.exists():
            raise EngineError(
                "an import into this home was begun and did not end",
                "该目录的导入没有完成",
                where=str(self.home),
                remedy="load again: the import starts anew, nothing else was touched",
                remedy_zh="重新加载：导入会从头开始，其他数据未受影响",
            )

    def _refuse_running(self, act: str) -> None:
        record = process.read_record(self._home)
        if record is not None and process.is_ours(self._home, record):
            raise EngineError(
                f"the server of this home is running (process {record.pid}); nothing was done",
                f"该目录的服务器正在运行（进程 {record.pid}）；未做任何操作",
                where=str(self.home),
                remedy=f"stop it first, then {act} again",
                remedy_zh="先停止服务器，然后重试",
            )
        self._end_strays()
