"""The scene enters; a server that answers leaves, and is told to stop at the end: coopgraph's own, or any other."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import psutil

from bench.scene import Scene


@contextmanager
def service(scene: Scene, **settings: str) -> Iterator[tuple[str, psutil.Process]]:
    """`coopgraph serve` on the home that holds everything, with no limit on rates."""
    environ = {**scene.environ(scene.loaded().home), "COOPGRAPH_RATE_ADDRESS": "none", **settings}
    with running(
        scene, ["-m", "coopgraph", "serve", "--quiet", "--port", "{port}"], environ, "/readyz"
    ) as found:
        yield found


@contextmanager
def running(
    scene: Scene, words: list[str], environ: Mapping[str, str], ready: str
) -> Iterator[tuple[str, psutil.Process]]:
    """A server that answers; it is told to stop at the end."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [sys.executable, *(word.replace("{port}", str(port)) for word in words)]
    log = (scene.work / f"server-{port}.log").open("w", encoding="utf-8")
    with log, subprocess.Popen(command, env=dict(environ), stdout=log, stderr=log) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _await(f"{url}{ready}", process)
            yield url, psutil.Process(process.pid)
        finally:
            process.terminate()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(address, timeout=30).status_code < httpx.codes.BAD_REQUEST:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise RuntimeError(f"no server at {address}; it ended with {process.poll()}")
