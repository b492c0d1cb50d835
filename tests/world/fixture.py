"""The fictional world enters; its canon, and a graph that holds it, leave as fixtures of the session."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
from tests.sharing import shared
from tests.world.build import JUDGEMENTS, World, build_world

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
def _world_home(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Iterator[Path]:
    """The world's files and the home that they were built into, once for all processes of a run; nobody writes there."""

    def make(folder: Path) -> None:
        made = built(build_world(folder / "world"), folder / "home", model)
        (folder / "canon.pickle").write_bytes(pickle.dumps(made.canon))

    with shared(tmp_path_factory, "world", make) as folder:
        yield folder


@pytest.fixture(scope="session")
def world(_world_home: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world's files as people would hand them over."""
    folder = Path(shutil.copytree(_world_home / "world", tmp_path_factory.mktemp("world") / "world"))
    return World(folder, folder / JUDGEMENTS)


@pytest.fixture(scope="session")
def world_canon(_world_home: Path, world: World, tmp_path_factory: pytest.TempPathFactory) -> BuiltWorld:
    """The canon of the whole world, in a home of this process."""
    home = Path(shutil.copytree(_world_home / "home", tmp_path_factory.mktemp("home") / "home"))
    canon: CanonVersion = pickle.loads((_world_home / "canon.pickle").read_bytes())
    return BuiltWorld(
        world, home, replace(canon, folder=home / canon.folder.relative_to(_world_home / "home"))
    )


@pytest.fixture(scope="session")
def world_place(
    _world_home: Path,
    model: Model,
    engine_settings: EngineSettings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Place]:
    """A private server that holds the whole world, read by all processes of a run, stopped at the end."""
    canon: CanonVersion = pickle.loads((_world_home / "canon.pickle").read_bytes())

    def place(folder: Path) -> Place:
        return Place(folder / "graph", engine_settings)

    with shared(
        tmp_path_factory,
        "graph",
        lambda folder: load(canon.folder, place(folder), model, silent),
        lambda folder: stop_all(place(folder)),
    ) as folder:
        yield place(folder)


@pytest.fixture(scope="session")
def own_graph(
    _world_home: Path, model: Model, engine_settings: EngineSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """The world in a server of this process alone: for tests that mark it as a load does, which others would see."""
    canon: CanonVersion = pickle.loads((_world_home / "canon.pickle").read_bytes())
    place = Place(tmp_path_factory.mktemp("own") / "graph", engine_settings)
    try:
        load(canon.folder, place, model, silent)
        with connect(open_live(place, silent)) as connection:
            yield connection
    finally:
        stop_all(place)


@pytest.fixture(scope="session")
def world_graph(world_place: Place) -> Iterator[Connection]:
    """A connection to that server: nothing is written there."""
    with connect(open_live(world_place, silent)) as connection:
        yield connection
