"""Nothing enters; a server leaves that counts who comes: nobody may."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest


class Canary:
    """A server that counts who comes."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.hits = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                one, _ = self.listening.accept()
            except OSError:
                return
            self.hits += 1
            one.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    one = Canary()
    yield one
    one.listening.close()
