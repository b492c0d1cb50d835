"""An environment enters; a real server process leaves, with a client for it, and is told to stop at the end."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 90.0


@dataclass
class Served:
    """A running server: where it is, what it said, and a client."""

    process: subprocess.Popen[str]
    url: str
    client: httpx.Client
    lines: list[str] = field(default_factory=list)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, **options)

    def api(self, path: str, **params: Any) -> dict[str, Any]:
        """Ask a question of the world, on a day long ago unless the test says otherwise."""
        found = self.client.get(f"/api/v1{path}", params=params)
        assert found.status_code == 200, found.text
        document: dict[str, Any] = found.json()
        return document

    def events(self) -> list[dict[str, Any]]:
        """What the log says, line by line."""
        found = []
        for line in list(self.lines):
            with suppress(ValueError):
                found.append(json.loads(line))
        return found


@contextmanager
def served(environ: Mapping[str, str], arguments: Sequence[str] = ()) -> Iterator[Served]:
    """Run `coopgraph serve`, or what the arguments say, until the context ends."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COOPGRAPH_")}
    port = free_port()
    command = arguments or ["-m", "coopgraph", "serve", "--port", "{port}"]
    process = subprocess.Popen(
        [sys.executable, *[one.replace("{port}", str(port)) for one in command]],
        cwd=ROOT,
        env={**clean, "PYTHONPATH": str(ROOT), **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    url = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=url, timeout=60) as client:
        found = Served(process, url, client)
        reader = threading.Thread(target=_collect, args=(process, found.lines), daemon=True)
        reader.start()
        try:
            _wait(found)
            yield found
        finally:
            process.terminate()
            process.wait(60)
            reader.join(10)
            if process.stderr is not None:
                process.stderr.close()


def _collect(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stderr is not None
    with suppress(ValueError):
        for line in process.stderr:
            lines.append(line.rstrip("\n"))  # noqa: PERF401 - others read what is there so far


def _wait(found: Served) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert found.process.poll() is None, "\n".join(found.lines)
        with suppress(httpx.TransportError):
            if found.get("/healthz").status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not come up: " + "\n".join(found.lines))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Cable:
    """A line to a database that can be cut and joined again: what it forwards, it forwards unchanged."""

    def __init__(self, uri: str) -> None:
        match = re.fullmatch(r"bolt://([^:]+):(\d+)", uri)
        assert match
        self._far = (match[1], int(match[2]))
        self._listening: socket.socket | None = None
        self._open: list[socket.socket] = []
        self.port = free_port()
        self.join()

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def join(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def cut(self) -> None:
        assert self._listening is not None
        for one in (self._listening, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listening.accept()
                far = socket.create_connection(self._far)
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_forward, args=(one, other), daemon=True).start()


def _forward(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while chunk := one.recv(65536):
            other.sendall(chunk)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
