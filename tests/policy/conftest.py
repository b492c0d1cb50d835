"""Two hundred random worlds, and the cases of each clause, enter one private server; connections and statements leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.connection import Connection, connect
from graph.engine.settings import EngineSettings, silent
from graph.live import Place, open_live, stop_all
from graph.load import load
from ontology.model import Model
from tests.graph.load.made import World, write_canon
from tests.policy.cases import say_cases
from tests.policy.cases_honest import say_honest
from tests.policy.second_facts import Facts
from tests.policy.worlds import Made, make, open_canon

COUNT, SEED = 200, 20070101


@dataclass(frozen=True)
class Worlds:
    """All random worlds: what each is, their statements apart, and the canon of all of them together."""

    made: tuple[Made, ...]
    facts: dict[int, Facts]
    canon: World


@pytest.fixture(scope="session")
def worlds() -> Worlds:
    """Two hundred worlds in one canon; the statements of each are kept apart for the second computation."""
    canon = open_canon()
    made, facts = [], {}
    for number in range(COUNT):
        before = set(canon.statements)
        one = make(canon, SEED, number)
        facts[number] = Facts(canon.statements - before)
        made.append(one)
    say_cases(canon)
    say_honest(canon)
    return Worlds(tuple(made), facts, canon)


@pytest.fixture(scope="session")
def policy_graph(
    worlds: Worlds, model: Model, engine_settings: EngineSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A private server that holds all of them as a disjoint union."""
    parent: Path = tmp_path_factory.mktemp("policy")
    place = Place(parent / "graph", engine_settings)
    try:
        load(write_canon(worlds.canon, parent / "canon"), place, model, silent)
        with connect(open_live(place, silent)) as connection:
            yield connection
    finally:
        stop_all(place)
