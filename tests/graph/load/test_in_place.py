"""Loads into a server that coopgraph does not run: step by step, and to the end whatever happens on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ask import ask
from graph.connection import Connection
from graph.inplace import STAGE
from graph.live import alone_in
from graph.load import Foreign, LoadReport, load
from graph.meta import read_meta
from graph.schema import indexes
from ontology.errors import GraphError
from ontology.model import default_model
from tests.graph.load.equal import graph_of, graph_of_canon, statements_of, statements_of_canon
from tests.graph.load.made import World, make_world, write_canon


class StoppedError(Exception):
    """The load is ended from outside."""


def quiet(stage: str, done: int, total: int | None) -> None:
    pass


def load_into(server: Connection, canon: Path, work: Path) -> LoadReport:
    return load(canon, Foreign(server.address, work), default_model(), quiet)


def stop_at(server: Connection, canon: Path, work: Path, step: int) -> None:
    """Begin a load and break it off after so many steps."""
    seen = 0

    def break_off(stage: str, done: int, total: int | None) -> None:
        nonlocal seen
        if stage == STAGE:
            seen += 1
            if seen == step:
                raise StoppedError

    with pytest.raises(StoppedError):
        load(canon, Foreign(server.address, work), default_model(), break_off)


def test_an_empty_server_gets_the_whole_graph(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    report = load_into(clean_graph, first_canon, tmp_path / "work")
    assert report.way == "in place"
    assert graph_of(clean_graph) == graph_of_canon(first_canon)
    assert statements_of(clean_graph) == statements_of_canon(first_canon)
    assert not list((tmp_path / "work").iterdir())
    meta = read_meta(clean_graph)
    assert meta is not None
    assert (meta.data_version, meta.loading, meta.nodes) == (first_canon.name, False, report.nodes)
    made = {
        row["name"]
        for row in clean_graph.read("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
    }
    assert {index.name for index in indexes(default_model())} <= made


def test_a_load_of_what_is_there_does_nothing(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    again = load_into(clean_graph, first_canon, tmp_path)
    assert (again.way, again.changed) == ("unchanged", 0)


def test_a_name_that_lost_a_contradiction_is_found_first_and_told(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    for name in ("第3大学", "某研究所"):
        row = ask(clean_graph, "search", {"text": name, "kind": ["institution"]}).rows[0]
        assert (row["id"], row["name_zh"]) == ("inst-own-i0003", "某研究所")
        assert (row["match"]["reason"], row["match"]["name"]) == ("found_by_name", name)


def test_a_difference_leads_to_what_a_clean_load_gives(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    assert "Placeholder" in _labels(clean_graph, "prog-own-horizon")
    forth = load_into(clean_graph, second_canon, tmp_path)
    assert graph_of(clean_graph) == graph_of_canon(second_canon)
    assert statements_of(clean_graph) == statements_of_canon(second_canon)
    assert _labels(clean_graph, "prog-own-horizon") == {"Thing", "Programme"}
    back = load_into(clean_graph, first_canon, tmp_path)
    assert graph_of(clean_graph) == graph_of_canon(first_canon)
    assert forth.changed == back.changed < forth.nodes + forth.relationships


def test_where_a_record_was_seen_reaches_the_graph(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    """No statement is another one, a record moved and one is new: only their nodes change."""
    load_into(clean_graph, first_canon, tmp_path)
    world = make_world(1)
    record = "rec-books-self"
    world.urls[record] = "https://example.invalid/moved"
    world.records["rec-zoo-unread"] = "zoo"
    moved = write_canon(world, first_canon.parent)
    assert statements_of_canon(moved) == statements_of_canon(first_canon)
    report = load_into(clean_graph, moved, tmp_path)
    assert (report.way, report.data_version) == ("in place", moved.name)
    url = clean_graph.read("MATCH (r:Record {id: $id}) RETURN r.url AS url", {"id": record})
    assert url == [{"url": world.urls[record]}]
    assert graph_of(clean_graph) == graph_of_canon(moved)


def _labels(server: Connection, identifier: str) -> set[str]:
    return set(
        server.read("MATCH (n:Thing {id: $id}) RETURN labels(n) AS labels", {"id": identifier})[0]["labels"]
    )


def test_while_it_is_under_way_the_graph_says_so(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    stop_at(clean_graph, second_canon, tmp_path, 2)
    meta = read_meta(clean_graph)
    assert meta is not None
    assert meta.loading
    assert meta.data_version == f"{first_canon.name}→{second_canon.name}"


@pytest.mark.parametrize("step", [1, 3, 6])
def test_a_load_that_was_broken_off_goes_on_where_it_was(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path, step: int
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    stop_at(clean_graph, second_canon, tmp_path, step)
    before = read_meta(clean_graph)
    assert before is not None
    assert before.step == step
    written: list[int] = []

    def watch(stage: str, done: int, total: int | None) -> None:
        meta = read_meta(clean_graph)
        if stage == STAGE and meta is not None:
            written.append(meta.step)

    load(second_canon, Foreign(clean_graph.address, tmp_path), default_model(), watch)
    assert min(written) == step  # what was done is not done again
    assert graph_of(clean_graph) == graph_of_canon(second_canon)


def test_a_first_load_that_was_broken_off_goes_on(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    stop_at(clean_graph, first_canon, tmp_path, 4)
    load_into(clean_graph, first_canon, tmp_path)
    assert graph_of(clean_graph) == graph_of_canon(first_canon)


def test_from_half_way_to_one_version_another_is_reached(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    stop_at(clean_graph, second_canon, tmp_path, 3)
    load_into(clean_graph, first_canon, tmp_path)
    assert graph_of(clean_graph) == graph_of_canon(first_canon)
    meta = read_meta(clean_graph)
    assert meta is not None
    assert (meta.data_version, meta.loading) == (first_canon.name, False)


@pytest.mark.parametrize("step", [1, 2])
def test_a_way_back_that_is_broken_off_too_still_ends_right(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path, step: int
) -> None:
    """What is there then is no finished graph of any version, whichever is asked for next."""
    load_into(clean_graph, first_canon, tmp_path)
    stop_at(clean_graph, second_canon, tmp_path, 3)
    stop_at(clean_graph, first_canon, tmp_path, step)
    load_into(clean_graph, first_canon, tmp_path)
    assert graph_of(clean_graph) == graph_of_canon(first_canon)


def test_a_graph_that_is_not_as_large_as_it_says_is_compared_as_a_whole(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    clean_graph.write("MATCH (m:Meta) SET m.nodes = m.nodes + 1")
    load_into(clean_graph, second_canon, tmp_path)
    assert graph_of(clean_graph) == graph_of_canon(second_canon)
    meta = read_meta(clean_graph)
    assert meta is not None
    assert meta.nodes == clean_graph.read("MATCH (n) RETURN count(n) AS n")[0]["n"]


def test_where_the_old_canon_is_gone_the_graph_itself_is_compared(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    world = World()
    world.say(
        "inst-own-alone", "rec-books-1", ("type", "Institution", "class"), ("latitude", "0.10", "decimal")
    )
    lonely = write_canon(world, tmp_path / "elsewhere")
    load_into(clean_graph, lonely, tmp_path)
    load_into(clean_graph, first_canon, tmp_path)  # its canon folder does not stand beside this one
    assert graph_of(clean_graph) == graph_of_canon(first_canon)


def test_a_database_with_other_data_is_left_alone(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    clean_graph.write("CREATE (:Stranger {id: 1})")
    with pytest.raises(GraphError, match="did not write"):
        load_into(clean_graph, first_canon, tmp_path)
    assert clean_graph.read("MATCH (n) RETURN count(n) AS n") == [{"n": 1}]


def test_a_second_load_at_the_same_time_is_refused(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    load_into(clean_graph, first_canon, tmp_path)
    begun = False

    def meddle(stage: str, done: int, total: int | None) -> None:
        nonlocal begun
        if stage == STAGE and not begun:
            begun = True
            clean_graph.write("MATCH (m:Meta) SET m.plan = 'of another load'")

    with pytest.raises(GraphError, match="another load"):
        load(second_canon, Foreign(clean_graph.address, tmp_path), default_model(), meddle)


def test_changes_to_a_graph_that_is_another_one_by_now_are_not_begun(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    """Another home loads into the same server while this one still compares: its graph stays whole."""
    load_into(clean_graph, first_canon, tmp_path / "mine" / "work")
    third = write_canon(make_world(1, dropped=0.05), first_canon.parent)
    others: list[LoadReport] = []

    def meddle(stage: str, done: int, total: int | None) -> None:
        if stage == "compare" and not others:
            others.append(load_into(clean_graph, third, tmp_path / "other" / "work"))

    with pytest.raises(GraphError, match="another load"):
        load(second_canon, Foreign(clean_graph.address, tmp_path / "mine" / "work"), default_model(), meddle)
    assert graph_of(clean_graph) == graph_of_canon(third)
    meta = read_meta(clean_graph)
    assert meta is not None
    assert (meta.data_version, meta.loading) == (third.name, False)


def test_two_first_loads_of_an_empty_server_do_not_mix(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    others: list[LoadReport] = []

    def meddle(stage: str, done: int, total: int | None) -> None:
        if stage == "compare" and not others:
            others.append(load_into(clean_graph, second_canon, tmp_path / "other" / "work"))

    with pytest.raises(GraphError, match="another load"):
        load(first_canon, Foreign(clean_graph.address, tmp_path / "mine" / "work"), default_model(), meddle)
    assert graph_of(clean_graph) == graph_of_canon(second_canon)


def test_a_graph_on_its_way_is_taken_over_before_it_is_read(
    clean_graph: Connection, first_canon: Path, second_canon: Path, tmp_path: Path
) -> None:
    """Who changes it may be alive: none of its steps may come between the reading and the change."""
    load_into(clean_graph, first_canon, tmp_path / "mine" / "work")
    stop_at(clean_graph, second_canon, tmp_path / "mine" / "work", 3)
    before = read_meta(clean_graph)
    assert before is not None
    third = write_canon(make_world(1, dropped=0.05), first_canon.parent)
    seen: list[tuple[str, str]] = []

    def watch(stage: str, done: int, total: int | None) -> None:
        meta = read_meta(clean_graph)
        if stage == "read" and meta is not None:
            seen.append((meta.plan, meta.aim))

    load(third, Foreign(clean_graph.address, tmp_path / "other" / "work"), default_model(), watch)
    assert seen and all(plan != before.plan and not aim for plan, aim in seen)
    assert graph_of(clean_graph) == graph_of_canon(third)


def test_two_loads_of_one_home_do_not_share_what_they_throw_away(
    clean_graph: Connection, first_canon: Path, tmp_path: Path
) -> None:
    with alone_in(tmp_path), pytest.raises(GraphError, match="another load") as told:
        load_into(clean_graph, first_canon, tmp_path / "work")
    assert "另一个加载任务" in told.value.message("zh")
    assert read_meta(clean_graph) is None
