"""Loads killed with -9 at random moments, again and again: the old graph, the new one, or one that goes on to it."""

import os
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.connection import Connection, connect
from graph.live import Place, open_live, read_live, stop_all
from graph.meta import read_meta
from tests.graph.load.equal import graph_of, graph_of_canon
from tests.graph.load.killed import SMALL, run, start, write_address
from tests.graph.load.made import make_world, write_canon

KILLS = int(os.environ.get("COOPGRAPH_SOAK_KILLS", "100"))
SEED = int(os.environ.get("COOPGRAPH_SOAK_SEED", "1"))

pytestmark = pytest.mark.soak


def quiet(stage: str, done: int, total: int | None) -> None:
    pass


@pytest.fixture(scope="module")
def canons(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("canon")
    one = write_canon(make_world(1, institutions=1500, projects=900), folder)
    return one, write_canon(make_world(1, institutions=1500, projects=900, dropped=0.2), folder)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path / "graph", SMALL)
    try:
        yield made
    finally:
        stop_all(made)


def kill_at_random(folder: Path, canon: Path, dice: random.Random, longest: float) -> bool:
    """Start a load and kill it after a while; False if it was done before."""
    child = start(folder, canon)
    try:
        child.wait(dice.uniform(0.3, longest))
        return False
    except subprocess.TimeoutExpired:
        return True
    finally:
        child.kill()
        child.wait()


@pytest.mark.timeout(14_400)
def test_kills_of_a_change_in_place(
    clean_graph: Connection, tmp_path: Path, canons: tuple[Path, Path]
) -> None:
    dice = random.Random(SEED)
    write_address(tmp_path, clean_graph.address)
    wanted = [graph_of_canon(canon) for canon in canons]
    assert run(tmp_path, canons[1]) == 0
    began = time.monotonic()
    assert run(tmp_path, canons[0]) == 0
    longest = time.monotonic() - began
    kills, turn = 0, 1
    while kills < KILLS:
        for _ in range(dice.randint(1, 4)):
            kills += kill_at_random(tmp_path, canons[turn], dice, longest)
        assert run(tmp_path, canons[turn]) == 0
        meta = read_meta(clean_graph)
        assert meta is not None
        assert (meta.data_version, meta.loading) == (canons[turn].name, False)
        assert graph_of(clean_graph) == wanted[turn]
        # at times the aim changes half way
        turn = 1 - turn if dice.random() < 0.8 else turn


@pytest.mark.timeout(14_400)
def test_kills_of_a_switch(place: Place, canons: tuple[Path, Path]) -> None:
    dice = random.Random(SEED + 1)
    wanted = {canon.name: graph_of_canon(canon) for canon in canons}
    assert run(place.root, canons[0]) == 0
    began = time.monotonic()
    assert run(place.root, canons[1]) == 0
    longest = time.monotonic() - began
    kills = turn = 0
    while kills < max(KILLS // 5, 1):  # each takes as long as a server takes to fill and start
        aim = canons[turn]
        kills += kill_at_random(place.root, aim, dice, longest)
        with connect(open_live(place, quiet)) as server:
            meta = read_meta(server)
            assert meta is not None
            assert not meta.loading
            assert graph_of(server) == wanted[meta.data_version]
        live = read_live(place)
        assert live is not None
        if live.data_version == aim.name or dice.random() < 0.3:
            assert run(place.root, aim) == 0
            assert len(place.homes) == 1
            turn = 1 - turn
