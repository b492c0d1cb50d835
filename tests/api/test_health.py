"""Whoever runs the service looks at it: ready is what can answer, one look serves all, and only the living are counted."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry
from starlette.requests import Request

from api.routes.health import MULTIPROCESS, health_router
from graph.awaited import State
from ontology.errors import Unavailable


@dataclass
class Looked:
    """A graph that counts how often it is looked at."""

    version: str
    looks: int = 0

    async def __call__(self, *_: Any, **__: Any) -> Any:
        raise AssertionError

    async def state(self, *, old_s: float = 0) -> State:
        assert not old_s
        self.looks += 1
        await asyncio.sleep(0.05)
        return State(self.version, loading=False)

    async def close(self) -> None:
        raise AssertionError


def endpoint(graph: Looked, path: str) -> Any:
    routes = health_router(graph, CollectorRegistry()).routes
    return next(one.endpoint for one in routes if isinstance(one, APIRoute) and one.path == path)


NOBODY = Request({"type": "http", "headers": []})


def test_however_many_look_the_database_is_looked_at_once() -> None:
    graph = Looked("abc")
    ready = endpoint(graph, "/readyz")

    async def many() -> list[int]:
        first = [one.status_code for one in await asyncio.gather(*(ready(NOBODY) for _ in range(50)))]
        return [*first, (await ready(NOBODY)).status_code]

    assert asyncio.run(many()) == [200] * 51
    assert graph.looks == 2


def test_a_database_that_holds_nothing_answers_nothing() -> None:
    with pytest.raises(Unavailable, match="nothing is loaded"):
        asyncio.run(endpoint(Looked(""), "/readyz")(NOBODY))


def test_what_an_ended_worker_was_doing_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    doing = {name: tmp_path / f"gauge_livesum_{name}.db" for name in (ended.pid, os.getpid())}
    done = tmp_path / f"counter_{ended.pid}.db"
    for file in (*doing.values(), done):
        file.write_bytes(bytes(8))  # no figure in it
    monkeypatch.setenv(MULTIPROCESS, str(tmp_path))
    assert asyncio.run(endpoint(Looked("abc"), "/metrics")(NOBODY)).status_code == 200
    assert sorted(tmp_path.iterdir()) == sorted([doing[os.getpid()], done])  # what it has done stays
