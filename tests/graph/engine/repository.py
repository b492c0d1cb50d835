"""Bytes by path enter; a small repository on loopback leaves, that can be told to misbehave."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Repository:
    """What is served, how it misbehaves, and what was asked of it."""

    files: dict[str, bytes]
    address: str = ""
    ranges: bool = True
    cut_after: dict[str, list[int]] = field(default_factory=dict)  # bytes after which an answer ends
    statuses: dict[str, list[int]] = field(default_factory=dict)  # answers given before the right one
    asked: list[tuple[str, str]] = field(default_factory=list)  # path, Range header


def _handler(repository: Repository) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_request(self, code: object = "-", size: object = "-") -> None:
            pass

        def do_GET(self) -> None:
            asked = self.headers.get("Range", "")
            repository.asked.append((self.path, asked))
            path = self.path.split("/maven/", 1)[-1]
            if repository.statuses.get(path):
                self._plain(repository.statuses[path].pop(0))
                return
            content = repository.files.get(path)
            if content is None:
                self._plain(404)
                return
            start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and repository.ranges else 0
            self.send_response(206 if asked and repository.ranges else 200)
            if asked and repository.ranges:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            body = content[start:]
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            cuts = repository.cut_after.get(path)
            if cuts:
                body = body[: cuts.pop(0)]
                self.close_connection = True
            self.wfile.write(body)

        def _plain(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

    return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of the tests."""


@contextmanager
def serving(repository: Repository) -> Iterator[Repository]:
    """Serve on a free port of loopback while the context lasts."""
    server = _Server(("127.0.0.1", 0), _handler(repository))
    repository.address = f"http://127.0.0.1:{server.server_address[1]}/maven"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield repository
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
