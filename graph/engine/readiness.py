"""A started server enters; its first answer leaves, or why it ended, in words that help."""

import re
import socket
import time
from collections.abc import Callable
from pathlib import Path

from graph.engine.address import Address
from graph.engine.faults import disk_full
from graph.engine.home import Home
from graph.engine.process import Record, alive
from graph.engine.settings import EngineSettings, Progress
from ontology.errors import EngineError

STAGE = "starting the engine"
_PAUSE_S = 0.1
_TAIL = 1 << 16
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class HeldError(EngineError):
    """Another process has the databases of a home open."""


class PortTakenError(EngineError):
    """Somebody else took the port between our choice and the server's start."""


def tail(path: Path, lines: int, start: int = 0) -> list[str]:
    """Return the last lines of a log, from a byte position on; a missing log has none."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            start = start if start <= size else 0  # the log was begun anew
            stream.seek(max(start, size - max(_TAIL, lines * 200)))
            text = stream.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return [_ANSI.sub("", line) for line in text.splitlines()[-lines:]] if lines > 0 else []


def port_open(port: int) -> bool:
    """Whether anything listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a loopback port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(address: Address, timeout_s: float = 2.0) -> str:
    """Ask the server for RETURN 1; an empty string is the right answer, otherwise what it says."""
    # Slow to import: this way it happens while the server starts.
    from graph.driver import DriverError, GraphDatabase, Neo4jError  # noqa: PLC0415

    try:
        with (
            GraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                user_agent="coopgraph",
                connection_timeout=timeout_s,
                connection_acquisition_timeout=timeout_s * 2,
                max_transaction_retry_time=0,
            ) as driver,
            driver.session(database=address.database) as session,
        ):
            session.run("RETURN 1").consume()
    except (DriverError, Neo4jError, OSError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def broken(address: Address, record: Record) -> bool:
    """Whether the server runs but has given up its database, as it does when a write fails (full disk)."""
    return record.ready and "needs to be restarted" in answers(address)


def wait_ready(
    home: Home, address: Address, record: Record, settings: EngineSettings, progress: Progress
) -> None:
    """Wait for the first answer; a server that ends before it, or is too late, is an error."""
    begun = time.monotonic()
    said = "nothing listens yet"
    while (passed := time.monotonic() - begun) < settings.start_deadline_s:
        progress(STAGE, int(passed), None)
        if not alive(record.pid):
            raise why_ended(home, record)
        if port_open(record.port):
            said = answers(address)
            if not said:
                return
        time.sleep(_PAUSE_S)
    raise EngineError(
        f"the server did not answer within {settings.start_deadline_s:.0f} s ({said})"
        + _last_words(home, record),
        f"服务器在 {settings.start_deadline_s:.0f} 秒内没有应答（{said}）" + _last_words(home, record),
        where=str(home.root),
        remedy="look at the whole log (db logs); on a slow machine allow more time in the settings",
        remedy_zh="查看完整日志（db logs）；机器较慢时在设置中放宽时限",
    )


def _last_words(home: Home, record: Record) -> str:
    lines = tail(home.console, 15, record.log_start) or tail(home.debug, 15, record.debug_start)
    return "".join(f"\n  | {line[:300]}" for line in lines)


def _said_no_space(text: str) -> bool:
    return "No space left on device" in text or "Disk quota exceeded" in text or "File too large" in text


def why_ended(home: Home, record: Record) -> EngineError:
    """Read from the logs of this start why the server is no more."""
    text = "\n".join(tail(home.console, 400, record.log_start) + tail(home.debug, 400, record.debug_start))
    where = str(home.root)
    for sign, make in _REASONS:
        if sign(text):
            return make(where, _last_words(home, record))
    return EngineError(
        "the server ended before it answered" + _last_words(home, record),
        "服务器在应答之前退出" + _last_words(home, record),
        where=where,
        remedy="the lines above are its last words; the whole log is in the logs folder (db logs)",
        remedy_zh="以上是它最后的日志；完整日志在 logs 文件夹（db logs）",
    )


def _out_of_memory(where: str, words: str) -> EngineError:
    return EngineError(
        "the server ran out of memory, or could not get the memory it was told to take" + words,
        "服务器内存不足，或无法获得设置中要求的内存" + words,
        where=where,
        remedy="set heap and page cache to what the machine can spare; queries may need more",
        remedy_zh="按本机可用内存调整堆内存和页缓存；查询可能需要更多",
    )


def _port_taken(where: str, words: str) -> EngineError:
    return PortTakenError(
        "another program took the server's port at the same moment" + words,
        "另一个程序同时占用了端口" + words,
        where=where,
        remedy="start again",
        remedy_zh="重新启动",
    )


def _store_locked(where: str, words: str) -> EngineError:
    return HeldError(
        "another process has the databases of this home open" + words,
        "另一个进程正在使用该目录的数据库" + words,
        where=where,
        remedy="end that process (a Neo4j started by hand?), then start again",
        remedy_zh="结束该进程（是否手动启动过 Neo4j？）后重新启动",
    )


_REASONS: tuple[tuple[Callable[[str], bool], Callable[[str, str], EngineError]], ...] = (
    (_said_no_space, lambda where, words: disk_full(Path(where), told_by=words.strip())),
    (lambda text: "Address already in use" in text or "BindException" in text, _port_taken),
    (
        lambda text: "java.lang.OutOfMemoryError" in text or "Could not reserve enough space" in text,
        _out_of_memory,
    ),
    (lambda text: "Cannot allocate memory" in text or "insufficient memory" in text, _out_of_memory),
    (lambda text: "FileLockException" in text or "already in use by another" in text, _store_locked),
)
