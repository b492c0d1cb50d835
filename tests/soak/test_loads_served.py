"""Answers, pages and tags while loads change the graph in place and switch servers: each is of one data version, and says which."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from graph.engine.settings import EngineSettings
from graph.live import Place, alone, stop_all
from graph.load import load
from graph.swap import switch
from ontology.model import Model
from tests.api.http.serving import Served, served
from tests.graph.load.made import make_world, write_canon

pytestmark = pytest.mark.soak

ROUNDS = 3
PATIENCE_S = 120  # of a machine that does much else; no answer is looked at for its speed
# the application alone: it follows whichever server is live, and the test loads
SERVICE = [
    "-m",
    "uvicorn",
    "coopgraph:application",
    "--factory",
    "--port",
    "{port}",
    "--log-level",
    "warning",
]
THING = "inst-own-i0000"
ADDRESSES = (
    f"/institutions/{THING}",
    f"/institutions/{THING}/partners?home=CN&home=DE&as_of=2024-01-01",
    f"/institutions/{THING}/network?as_of=2024-01-01",
    "/candidates?home=DE&as_of=2024-01-01&reading=copresence",
    "/search?text=University",
    f"/things/{THING}",
    "/sources",
)
WALK = f"/things/{THING}?per_page=3"


def slowly(stage: str, done: int, total: int | None) -> None:
    """A load that takes its time, so that many are asked meanwhile."""
    time.sleep(0.05)


class Loads:
    """A home with two versions, and what the service says of each while nothing is loaded."""

    def __init__(self, home: Path, settings: EngineSettings, model: Model) -> None:
        self.model = model
        self.place = Place(home / "graph", settings)
        self.canons = [write_canon(make_world(1, dropped=share), home / "canon") for share in (0.0, 0.3)]
        self.known: dict[tuple[str, str], Any] = {}

    def load(self, number: int) -> str:
        return load(self.canons[number], self.place, self.model, slowly).way

    def switch(self, number: int) -> None:
        with alone(self.place):
            switch(self.place, f"switched-{number}", self.canons[number], self.model, slowly)

    def learn(self, service: Served) -> None:
        for address in ADDRESSES:
            found = service.get(f"/api/v1{address}", timeout=PATIENCE_S)
            assert found.status_code == 200, (address, found.text)
            assert found.json()["meta"]["loading"] is None
            self.known[address, found.json()["meta"]["data_version"]] = found.json()["results"]


@pytest.fixture
def loads(tmp_path: Path, engine_settings: EngineSettings, model: Model) -> Iterator[Loads]:
    made = Loads(tmp_path / "home", engine_settings, model)
    try:
        made.load(0)
        yield made
    finally:
        stop_all(made.place)


def test_whatever_is_asked_while_the_data_change_is_of_one_version(loads: Loads, tmp_path: Path) -> None:
    environ = {
        "COOPGRAPH_HOME": str(tmp_path / "home"),
        "COOPGRAPH_QUERY_TIMEOUT": str(PATIENCE_S),
        "COOPGRAPH_RATE_ADDRESS": "none",
        "COOPGRAPH_LANG": "en",
    }
    with served(environ, SERVICE) as service:
        loads.learn(service)
        assert loads.load(1) == "in place"
        time.sleep(0.5)  # what is known of the graph may be a quarter of a second old
        loads.learn(service)
        versions = [one.name for one in loads.canons]
        assert {version for _, version in loads.known} == set(versions)
        assert any(loads.known[one, versions[0]] != loads.known[one, versions[1]] for one in ADDRESSES)
        over = Event()
        with ThreadPoolExecutor(4) as several:
            work = [several.submit(_ask, service, loads, over) for _ in range(2)]
            walks = [several.submit(_walk, service, loads, over) for _ in range(2)]
            try:
                for number in range(ROUNDS):
                    assert loads.load(number % 2) == "in place"
                loads.switch(ROUNDS % 2)
                assert loads.load((ROUNDS + 1) % 2) == "in place"
                time.sleep(1)
            finally:
                over.set()
            told = sum((one.result() for one in work), Counter[str]())
            walked = sum((one.result() for one in walks), Counter[str]())
    assert all(told[one] for one in (*versions, "loading")), told
    assert walked["whole"] and walked["whole"] + walked["cut short"] == walked.total(), walked


def _ask(service: Served, loads: Loads, over: Event) -> Counter[str]:
    """Ask again and again: a tag stands for the same bytes for ever, a version for the same rows."""
    told: Counter[str] = Counter()
    bytes_of: dict[str, bytes] = {}
    while not over.is_set():
        for address in ADDRESSES:
            found = service.get(f"/api/v1{address}", timeout=PATIENCE_S)
            if found.status_code != 200:
                assert found.status_code == 503 or (found.status_code == 404 and THING in address), found.text
                told[str(found.status_code)] += 1
                continue
            meta = found.json()["meta"]
            if meta["loading"] is not None:
                assert "→" in meta["data_version"] and "etag" not in found.headers
                told["loading"] += 1
                continue
            assert found.json()["results"] == loads.known[address, meta["data_version"]], address
            assert bytes_of.setdefault(found.headers["etag"], found.content) == found.content
            assert found.headers["coopgraph-data-version"] == meta["data_version"]
            told[meta["data_version"]] += 1
    return told


def _walk(service: Served, loads: Loads, over: Event) -> Counter[str]:
    """Go through all pages: complete and without duplicates, or told that the data changed."""
    told: Counter[str] = Counter()
    while not over.is_set():
        rows: list[Any] = []
        cursor, version = "", ""
        while cursor is not None:
            found = service.get(f"/api/v1{WALK}{f'&cursor={cursor}' if cursor else ''}", timeout=PATIENCE_S)
            if found.status_code != 200:
                assert found.status_code in (410, 503), found.text
                break
            meta = found.json()["meta"]
            version = version or meta["data_version"]
            if meta["loading"] is not None:  # such a page has no certain next one
                break
            assert meta["data_version"] == version
            rows += found.json()["results"]
            cursor = meta["next_cursor"]
        else:
            assert rows == loads.known[WALK.partition("?")[0], version]
        told["whole" if cursor is None else "cut short"] += 1
    return told
