"""Eight loads killed with -9, at each stage and between steps: what is left is the old graph, the new one, or goes on."""

from __future__ import annotations

import signal
from pathlib import Path

from graph.connection import Connection, connect
from graph.inplace import STAGE
from graph.live import Place, open_live, read_live, stop_all
from graph.meta import read_meta
from tests.graph.load.equal import graph_of, graph_of_canon
from tests.graph.load.killed import SMALL, run, write_address


def quiet(stage: str, done: int, total: int | None) -> None:
    pass


def test_a_killed_load_leaves_the_old_graph_until_the_new_one_is_whole(
    tmp_path: Path, first_canon: Path, second_canon: Path
) -> None:
    place = Place(tmp_path / "graph", SMALL)
    try:
        assert run(place.root, first_canon) == 0
        old, new = graph_of_canon(first_canon), graph_of_canon(second_canon)
        for stage, call in (("project", 3), ("importing into the engine", 2), ("index", 1)):
            assert run(place.root, second_canon, stage, call) == -signal.SIGKILL
            with connect(open_live(place, quiet)) as server:
                assert graph_of(server) == old
        # at the last moment before the switch, and then with nothing in the way
        assert run(place.root, second_canon, "switch", 1) == -signal.SIGKILL
        live = read_live(place)
        assert live is not None
        assert live.data_version == first_canon.name
        assert run(place.root, second_canon) == 0
        assert len(place.homes) == 1
        with connect(open_live(place, quiet)) as server:
            assert graph_of(server) == new
    finally:
        stop_all(place)


def test_a_killed_change_in_place_goes_on_to_what_a_clean_load_gives(
    clean_graph: Connection, tmp_path: Path, first_canon: Path, second_canon: Path
) -> None:
    write_address(tmp_path, clean_graph.address)
    for canon, calls in ((first_canon, (2, 11)), (second_canon, (1, 5))):
        for call in calls:
            assert run(tmp_path, canon, STAGE, call) == -signal.SIGKILL
            meta = read_meta(clean_graph)
            assert meta is not None
            assert (meta.loading, meta.step) == (True, call)
        assert run(tmp_path, canon) == 0
        assert graph_of(clean_graph) == graph_of_canon(canon)
