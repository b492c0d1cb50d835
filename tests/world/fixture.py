"""The fictional world enters; its canon, and a graph that holds it, leave as fixtures of the session."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.connection import Connection, connect
from graph.engine.settings import EngineSettings, silent
from graph.live import Place, open_live, stop_all
from graph.load import load
from loaders.canon import CanonVersion
from loaders.fetch import package_files
from loaders.manifest import find_sources, load_manifest, shipped_sources
from loaders.route import Request, build
from ontology.model import Model, default_model
from tests.world.build import World, build_world

VOCABULARY = "concepts"


@dataclass(frozen=True)
class BuiltWorld:
    """The world's files, the home they were built in, and the canon that came of it."""

    world: World
    home: Path
    canon: CanonVersion


def requests(world: World, names: Iterable[str] | None = None) -> list[Request]:
    """One request for each source of the world, or for those named; with the world goes the shipped vocabulary."""
    manifests = find_sources(world.sources)
    asked = [Request(manifests[name], world.files(name)) for name in (names or world.names)]
    return asked if names else [*asked, vocabulary()]


def vocabulary() -> Request:
    """The concept schemes of the ontology: not fictional, and the world's cells speak of them."""
    manifest = load_manifest(shipped_sources() / VOCABULARY)
    return Request(manifest, package_files(manifest))


def built(world: World, home: Path, model: Model) -> BuiltWorld:
    """The whole world built into a home."""
    return BuiltWorld(world, home, build(home, requests(world), world.judgements, model, processes=1))


@pytest.fixture(scope="session")
def model() -> Model:
    """The shipped ontology, read once."""
    return default_model()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world's files as people would hand them over."""
    return build_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def world_canon(world: World, model: Model, tmp_path_factory: pytest.TempPathFactory) -> BuiltWorld:
    """The canon of the whole world."""
    return built(world, tmp_path_factory.mktemp("home"), model)


@pytest.fixture(scope="session")
def world_place(
    world_canon: BuiltWorld,
    model: Model,
    engine_settings: EngineSettings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Place]:
    """A private server that holds the whole world, stopped at the end."""
    place = Place(tmp_path_factory.mktemp("graph"), engine_settings)
    try:
        load(world_canon.canon.folder, place, model, silent)
        yield place
    finally:
        stop_all(place)


@pytest.fixture(scope="session")
def world_graph(world_place: Place) -> Iterator[Connection]:
    """A connection to that server."""
    with connect(open_live(world_place, silent)) as connection:
        yield connection
