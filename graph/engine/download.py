"""A locked jar and its address enter; the verified file leaves, resumed where an earlier try ended."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from graph.engine.lock import Jar
from ontology.errors import EngineError

_TRIES = 5
_LONGEST_PAUSE_S = 30.0
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


class StoppedError(Exception):
    """Another jar failed, or the user interrupted: this one ended early and kept what it had."""


class _RetryError(Exception):
    """This try failed in a way that another may not."""

    def __init__(self, why: str, pause_s: float = 0.0) -> None:
        super().__init__(why)
        self.pause_s = pause_s


class _Tally:
    """Reports how much of one jar is there, as differences."""

    def __init__(self, add: Callable[[int], None]) -> None:
        self._add = add
        self._reported = 0

    def at(self, size: int) -> None:
        """Say that so many bytes are there now."""
        self._add(size - self._reported)
        self._reported = size


@dataclass(frozen=True)
class Download:
    """What to fetch, from where, into which folder."""

    jar: Jar
    address: str
    folder: Path
    pause_s: float

    @property
    def part(self) -> Path:
        """File of the unfinished download; its name holds the hash, so that no other file is resumed."""
        return self.folder / f"{self.jar.name}.{self.jar.sha256[:8]}.part"


def download(client: httpx.Client, task: Download, add: Callable[[int], None], stop: threading.Event) -> Path:
    """Fetch one jar with retries; only a file with the locked hash gets its name."""
    pause = task.pause_s
    tally = _Tally(add)
    for tries_left in range(_TRIES - 1, -1, -1):
        try:
            _try(client, task, tally, stop)
            return _verified(task)
        except (httpx.TransportError, _RetryError) as error:
            tally.at(_size(task.part))  # an altered file was thrown away: it counts no more
            if not tries_left:
                raise _given_up(task, error) from error
            asked = error.pause_s if isinstance(error, _RetryError) else 0.0
            if stop.wait(min(max(pause, asked), _LONGEST_PAUSE_S)):
                raise StoppedError from error
            pause *= 2
    raise AssertionError("unreachable")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _try(client: httpx.Client, task: Download, tally: _Tally, stop: threading.Event) -> None:
    have = _size(task.part)
    tally.at(have)
    if task.part.exists() and have >= task.jar.size:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    with client.stream("GET", task.address, headers=headers) as response:
        if response.status_code in _AGAIN:
            raise _RetryError(f"HTTP {response.status_code}", _asked_pause(response))
        if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            task.part.unlink()
            raise _RetryError("the repository cannot resume this file")
        if response.status_code not in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
            raise _refused(task, response.status_code)
        if response.status_code == httpx.codes.PARTIAL_CONTENT and have:
            given = response.headers.get("Content-Range", "")
            if not given.startswith(f"bytes {have}-"):
                task.part.unlink()
                raise _RetryError(f"the repository answered another range: {given!r}")
        elif have:  # the whole file again: no ranges there
            have = 0
        with task.part.open("ab" if have else "wb") as stream:
            for block in response.iter_raw():  # as it comes: what was received is never lost
                stream.write(block)
                tally.at(stream.tell())
                if stop.is_set():
                    raise StoppedError
                if stream.tell() > task.jar.size:
                    break


def _verified(task: Download) -> Path:
    with task.part.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    size = task.part.stat().st_size
    if found != task.jar.sha256:
        if size < task.jar.size:
            raise _RetryError(f"the connection ended after {size} of {task.jar.size} bytes")
        task.part.unlink()
        raise _RetryError(f"wrong SHA-256 {found}, locked is {task.jar.sha256}")
    target = task.folder / task.jar.name
    task.part.replace(target)
    return target


def _asked_pause(response: httpx.Response) -> float:
    try:
        return float(response.headers.get("Retry-After", "0"))
    except ValueError:  # a date: the usual pause is used
        return 0.0


def _refused(task: Download, status: int) -> EngineError:
    return EngineError(
        f"{task.jar.coordinate}: the repository answers HTTP {status}",
        f"{task.jar.coordinate}：软件仓库返回 HTTP {status}",
        where=task.address,
        remedy="check the mirror named in the settings and the proxy; a mirror must hold every locked jar",
        remedy_zh="检查设置中的镜像地址和代理；镜像必须包含锁定的全部 jar",
    )


def _given_up(task: Download, error: Exception) -> EngineError:
    if isinstance(error, _RetryError) and "SHA-256" in str(error):
        return EngineError(
            f"{task.jar.coordinate}: {error}; the file was thrown away",
            f"{task.jar.coordinate}：文件的 SHA-256 与锁文件不符，已丢弃（{error}）",
            where=task.address,
            remedy="something between here and the repository alters files (proxy, portal, wrong mirror): "
            "use another network or mirror",
            remedy_zh="网络中间环节（代理、门户页、错误的镜像）改动了文件：请换网络或镜像",
        )
    return EngineError(
        f"{task.jar.coordinate} cannot be fetched after {_TRIES} tries: {str(error) or type(error).__name__}",
        f"尝试 {_TRIES} 次仍无法下载 {task.jar.coordinate}：{str(error) or type(error).__name__}",
        where=task.address,
        remedy="check the network and the proxy (or name a mirror in the settings), then run the command "
        "again: it goes on where it ended",
        remedy_zh="检查网络和代理（或在设置中指定镜像），然后重新运行：会从中断处继续",
    )
