"""Loads into the private server: a second home and a switch, or a small difference in place."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

import graph.load
from graph.connection import connect
from graph.engine.settings import EngineSettings
from graph.live import Place, open_live, read_live, stop_all
from graph.load import LoadReport, load
from graph.load_check import check
from graph.meta import read_meta
from graph.project import project
from graph.versions import open_version
from ontology.errors import EngineError, GraphError, NotFound, Unavailable
from ontology.model import default_model
from tests.graph.load.equal import graph_of, graph_of_canon, statements_of, statements_of_canon


def quiet(stage: str, done: int, total: int | None) -> None:
    pass


@pytest.fixture
def place(tmp_path: Path, engine_settings: EngineSettings) -> Iterator[Place]:
    made = Place(tmp_path / "graph", engine_settings)
    try:
        yield made
    finally:
        stop_all(made)
        shutil.rmtree(made.root, ignore_errors=True)


def load_into(place: Place, canon: Path, share: float = 0.0) -> LoadReport:
    return load(canon, place, default_model(), quiet, in_place_share=share)


@contextmanager
def asked_all_the_time(place: Place) -> Iterator[set[tuple[str, int]]]:
    """Which version readers saw, and how many things in it, as long as the context lasted."""
    done, begun, seen = Event(), Event(), set[tuple[str, int]]()

    def keep_asking() -> None:
        while not done.wait(0.25):
            try:
                with connect(open_live(place, quiet)) as server:
                    row = server.read(
                        "MATCH (m:Meta) RETURN m.data_version AS v, COUNT { (n:Thing) } AS things"
                    )[0]
                    seen.add((row["v"], row["things"]))
                    begun.set()
            except GraphError:  # between two reads of live.json a server may go; asking again helps
                continue

    asking = Thread(target=keep_asking)
    asking.start()
    try:
        assert begun.wait(60)
        yield seen
    finally:
        done.set()
        asking.join()


def things(graph: dict[tuple[Any, ...], Any]) -> int:
    return sum(key[0] == "Thing" and len(key) == 3 for key in graph)


def test_the_life_of_a_graph(
    place: Place, first_canon: Path, second_canon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One test for the whole life, for a server that starts takes seconds: first load, nothing new, in place, switch."""
    with pytest.raises(Unavailable, match="nothing is loaded"):
        open_live(place, quiet)

    def interrupt(stage: str, done: int, total: int | None) -> None:
        if stage == "index":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(first_canon, place, default_model(), interrupt)
    assert place.homes == ()  # nor is its server left running: its folder could not be gone

    first = load_into(place, first_canon)
    assert first.way == "switched"
    with connect(first.address) as server:
        assert graph_of(server) == graph_of_canon(first_canon)
        assert statements_of(server) == statements_of_canon(first_canon)
    assert not place.work.exists()
    home = place.homes
    assert load_into(place, first_canon).way == "unchanged"

    near = load_into(place, second_canon, share=0.5)
    assert (near.way, place.homes) == ("in place", home)
    assert 0 < near.changed < near.nodes + near.relationships
    live = read_live(place)
    assert live is not None
    assert live.data_version == second_canon.name

    # Only what changed, and what depends on it, is projected for a change in place.
    made: list[Path] = []
    monkeypatch.setattr(
        graph.load, "project", lambda canon, *more: (made.append(canon), project(canon, *more))[1]
    )
    back = load_into(place, first_canon, share=0.5)
    assert (back.way, back.nodes, back.relationships) == ("in place", first.nodes, first.relationships)
    assert [folder.name for folder in made] == ["old-part", "new-part"]
    with connect(near.address) as server:
        assert graph_of(server) == graph_of_canon(first_canon)
    assert load_into(place, second_canon, share=0.5).way == "in place"
    monkeypatch.undo()

    with connect(near.address) as server:
        assert graph_of(server) == graph_of_canon(second_canon)
        report = check(server, second_canon, default_model(), place.work, quiet)
        assert report.right, report.examples
        server.write("MATCH (:Thing)-[t:TIE]->() WITH t ORDER BY t.via LIMIT 1 DELETE t")
        report = check(server, second_canon, default_model(), place.work, quiet)
        assert (report.right, report.missing, report.extra, report.different) == (False, 0, 0, 1)

    # A switch; whoever asks meanwhile sees the old graph or the new one, and nothing between.
    with asked_all_the_time(place) as seen:
        far = load_into(place, first_canon)
    assert far.way == "switched"
    sizes = {canon.name: things(graph_of_canon(canon)) for canon in (first_canon, second_canon)}
    assert len(set(sizes.values())) == 2
    assert seen <= set(sizes.items())
    assert (second_canon.name, sizes[second_canon.name]) in seen
    assert len(place.homes) == 1
    assert place.homes != home
    assert open_live(place, quiet) == far.address
    with connect(far.address) as server:
        assert graph_of(server) == graph_of_canon(first_canon)

    # An older version answers beside the live one, is kept ready, and goes when another takes its place.
    old = open_version(place, second_canon.parent, second_canon.name, default_model(), quiet, keep=1)
    with connect(old) as server, connect(far.address) as beside:
        assert graph_of(server) == graph_of_canon(second_canon)
        for one, wanted in ((server, second_canon), (beside, first_canon)):
            meta = read_meta(one)
            assert meta is not None
            assert meta.data_version == wanted.name
    assert (
        open_version(place, first_canon.parent, first_canon.name, default_model(), quiet, keep=1)
        == far.address
    )
    with pytest.raises(NotFound, match="no data version"):
        open_version(place, first_canon.parent, "0000", default_model(), quiet, keep=1)
    assert sorted(stop_all(place)) == sorted([*place.homes, second_canon.name])

    # A Neo4j that somebody started by hand on the live home: nothing is taken away from under it.
    homes = place.homes
    with (place.root / "homes" / homes[0] / "data" / "databases" / "store_lock").open("wb") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        with pytest.raises(EngineError, match="another process has the databases"):
            load_into(place, second_canon)
    assert place.homes == homes

    # Somebody deletes what the server had: canon has it all.
    shutil.rmtree(place.root / "homes")
    with pytest.raises(EngineError, match="gone"):
        open_live(place, quiet)
    assert load_into(place, first_canon, share=1.0).way == "switched"


def test_two_loads_at_once_are_refused(place: Place, first_canon: Path) -> None:
    def load_again(stage: str, done: int, total: int | None) -> None:
        load_into(place, first_canon)

    with pytest.raises(GraphError, match="another load"):
        load(first_canon, place, default_model(), load_again)
    assert read_live(place) is None


def test_a_live_file_that_cannot_be_read_says_what_to_do(place: Place) -> None:
    place.root.mkdir(parents=True)
    (place.root / "live.json").write_text(json.dumps({"what": 1}), "utf-8")
    with pytest.raises(GraphError, match="delete it"):
        read_live(place)
