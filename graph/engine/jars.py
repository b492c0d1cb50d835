"""The lock and a repository's address enter; a folder of verified jars in the user's cache leaves."""

import json
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from graph.engine.download import Download, StoppedError, download
from graph.engine.faults import MEGABYTE, need_space, told
from graph.engine.lock import Jar, Lock
from graph.engine.settings import EngineSettings, Progress, silent
from ontology.errors import EngineError

STAGE = "fetching the engine"
_AT_ONCE = 8
_WAIT_FOR_OTHER_S = 1800.0
_SPARE_MB = 64  # beside the jars themselves


def engine_folder(lock: Lock, cache: Path) -> Path:
    """Folder of one locked engine in the cache: a changed lock never meets old jars."""
    return cache / f"{lock.title}-{lock.digest[:8]}"


def repository_address(settings: EngineSettings) -> str:
    """Return the mirror of the settings, or the address that jgo has built in."""
    if settings.repository:
        return settings.repository.rstrip("/")
    from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415 - jgo is slow to import and seldom needed

    return str(MAVEN_CENTRAL_URL).rstrip("/")


def fetch_jars(lock: Lock, settings: EngineSettings, progress: Progress = silent) -> Path:
    """Return the folder that holds exactly the locked jars; what is missing or altered is fetched."""
    folder = engine_folder(lock, settings.cache)
    lib = folder / "lib"
    with told(settings.cache):
        if _complete(lock, lib):
            return lib
        lib.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(folder / "fetch.lock", timeout=_WAIT_FOR_OTHER_S):
                missing = _missing(lock, lib)
                if missing:
                    _fetch(lock, missing, lib, settings, progress)
                _remember(lock, lib)
        except Timeout as error:
            raise EngineError(
                "another coopgraph has been fetching the engine for too long",
                "另一个 coopgraph 正在下载引擎，等待超时",
                where=str(folder / "fetch.lock"),
                remedy="end that process, then run the command again; what was fetched is kept",
                remedy_zh="结束那个进程后重新运行命令；已下载的内容会保留",
            ) from error
    return lib


def _seen(lock: Lock, lib: Path) -> dict[str, list[int]]:
    seen = {}
    for jar in lock.jars:
        try:
            stat = (lib / jar.name).stat()
        except FileNotFoundError:
            continue
        seen[jar.name] = [stat.st_size, stat.st_mtime_ns]
    return seen


def _complete(lock: Lock, lib: Path) -> bool:
    """Whether every jar is as it was when its hash was last checked (size and time of change)."""
    try:
        remembered = json.loads((lib.parent / "verified.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return len(remembered) == len(lock.jars) and bool(remembered == _seen(lock, lib))


def _remember(lock: Lock, lib: Path) -> None:
    target = lib.parent / "verified.json"
    passing = target.with_suffix(".new")
    passing.write_text(json.dumps(_seen(lock, lib), indent=0, sort_keys=True), encoding="utf-8")
    passing.replace(target)


def _missing(lock: Lock, lib: Path) -> list[Jar]:
    """Hash what is there; what is not the locked file is removed, and so are strangers."""
    names = {jar.name for jar in lock.jars}
    for stranger in sorted(lib.glob("*.jar")):
        if stranger.name not in names:
            stranger.unlink()
    missing = []
    for jar in lock.jars:
        path = lib / jar.name
        if not path.exists():
            missing.append(jar)
            continue
        with path.open("rb") as stream:
            right = file_digest(stream, "sha256").hexdigest() == jar.sha256
        if not right:
            path.unlink()
            missing.append(jar)
    return missing


@dataclass
class _Meter:
    """Sums the bytes of all threads and reports them one at a time."""

    progress: Progress
    total: int
    done: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)

    def add(self, count: int) -> None:
        with self.turn:
            self.done += count
            self.progress(STAGE, self.done, self.total)


def _fetch(lock: Lock, missing: list[Jar], lib: Path, settings: EngineSettings, progress: Progress) -> None:
    size = sum(jar.size for jar in missing)
    need_space(lib, size // MEGABYTE + _SPARE_MB)
    address = repository_address(settings)
    meter = _Meter(progress, lock.size, done=lock.size - size)
    meter.add(0)
    stop = threading.Event()
    limits = httpx.Limits(max_connections=_AT_ONCE, max_keepalive_connections=_AT_ONCE)
    deadlines = httpx.Timeout(30.0, connect=10.0)
    headers = {"User-Agent": "coopgraph", "Accept-Encoding": "identity"}
    with (
        httpx.Client(limits=limits, timeout=deadlines, headers=headers, follow_redirects=True) as client,
        ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="jar") as pool,
    ):
        # The biggest first, so that no thread is left alone with it at the end.
        futures = [
            pool.submit(
                download,
                client,
                Download(jar, f"{address}/{jar.path}", lib, settings.retry_pause_s),
                meter.add,
                stop,
            )
            for jar in sorted(missing, key=lambda jar: (-jar.size, jar.name))
        ]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            # After an error or Ctrl-C the others stop at their next block and keep what they have.
            if any(not one.done() or one.exception() is not None for one in futures):
                stop.set()
                pool.shutdown(cancel_futures=True)
    errors = [error for one in futures if not one.cancelled() and (error := one.exception()) is not None]
    for error in sorted(errors, key=lambda error: isinstance(error, StoppedError)):
        raise error
