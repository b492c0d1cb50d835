"""Files of networks enter Gephi's own toolkit; every node, edge, interval and name must be found in it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from api.network import FORMS
from api.network.flat import Flat
from api.settings import read_settings
from graph.engine.jars import fetch_jars
from graph.engine.lock import read_lock
from graph.engine.settings import EngineSettings
from graph.network import Network
from graph.network_store import Snapshot
from graph.network_whole import Scope, whole
from tests.api.network.made import ALL, hostile

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def gephi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import os

    settings = read_settings(os.environ)
    lib = fetch_jars(
        read_lock(HERE / "gephi.lock"),
        EngineSettings(cache=settings.cache / "engine", repository=settings.mirror or ""),
    )
    return next(lib.glob("*.jar"))


def opened(gephi: Path, file: Path, network: Network) -> dict:
    with file.open("wb") as stream:
        FORMS[file.suffix[1:]].write(network, stream)
    run = subprocess.run(
        [sys.executable, str(HERE / "gephi_opens.py"), str(gephi), str(file)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    found: dict = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("form", ["gexf", "graphml"])
@pytest.mark.parametrize("view", ["pairs", "bipartite"])
def test_gephi_opens_the_world(
    view: str, form: str, gephi: Path, world_snapshot: Snapshot, tmp_path: Path
) -> None:
    scope = Scope(date(2015, 6, 30), view=view, nodes=0, edges=0, measures=ALL)
    network = whole(world_snapshot, scope, {})
    found = opened(gephi, tmp_path / f"world.{form}", network)
    assert found["issues"] == []
    assert (found["nodes"], found["edges"], found["directed"]) == (
        len(network.nodes),
        len(network.edges),
        False,
    )
    assert found["labels"] == sorted(node["label"] for node in network.nodes)
    assert {node["id"]: str(node["name_zh"]) for node in network.nodes} == found["names"]
    assert (found["columns"]["degree"], found["columns"]["strength"]) == ("Long", "Double")
    if form == "gexf":
        flat = Flat(network)
        assert found["dynamic"]
        assert found["node_intervals"] == sum(len(node.spells) for node in flat.nodes)
        assert (
            sum(map(len, found["edge_intervals"].values()))
            == sum(len(edge.spells) for edge in flat.edges)
            > 0
        )


def test_gephi_opens_hostile_names(gephi: Path, tmp_path: Path) -> None:
    network = hostile()
    found = opened(gephi, tmp_path / "hostile.gexf", network)
    assert found["issues"] == []
    assert (found["nodes"], found["edges"]) == (len(network.nodes), len(network.edges))
    assert "<img src=x onerror=alert(1)>" in found["labels"] and "a\u2401b\u240bc" in found["labels"]
    low, high = found["edge_intervals"]["inst-own-0 inst-own-3"][0]
    assert low < high == float("inf")
