"""A load changes the graph while an answer is made: the answer is of one data version, and nothing half-read is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import LiteralString

import pytest

from graph import arranged, candidates, pool, stable, steady, subjects_read
from graph.ask import ask
from graph.connection import Connection, Parameters, Row
from graph.meta import read_meta
from graph.question import load_parts
from ontology.errors import Unavailable

GIVEN = {"home": ["QM"], "as_of": "2015-06-30", "limit": 3}
CANDIDATE = "inst-ror-0zzzy0129"


class Meanwhile:
    """Reads through a connection; after the reads of one step something happens, once for each time that is named."""

    def __init__(self, connection: Connection, after: str, happens: list[Callable[[], None]]) -> None:
        self.connection = connection
        self.after = after
        self.happens = happens

    def read(
        self, query: LiteralString, parameters: Parameters | None = None, *, tag: str = "", raw: bool = False
    ) -> list[Row]:
        found = self.connection.read(query, parameters, tag=tag, raw=raw)
        if tag == self.after and self.happens:
            self.happens.pop(0)()
        return found


@pytest.fixture
def marked(own_graph: Connection) -> Iterator[Callable[[str, bool], Callable[[], None]]]:
    """Mark the world's graph as a load does; it is marked as before in the end."""
    meta = read_meta(own_graph)
    assert meta is not None

    def mark(version: str, loading: bool) -> Callable[[], None]:
        def now() -> None:
            own_graph.write("MATCH (m:Meta) SET m.data_version = $version, m.loading = $loading",
                              {"version": version, "loading": loading})  # fmt: skip

        return now

    yield mark
    mark(meta.data_version, meta.loading)()


def test_an_answer_is_made_anew_where_a_load_ended_meanwhile(
    own_graph: Connection, marked: Callable[[str, bool], Callable[[], None]]
) -> None:
    found = ask(Meanwhile(own_graph, "frame", [marked("f00d", False)]), "candidates", GIVEN)
    assert (found.meta["data_version"], found.meta["loading"]) == ("f00d", False)
    begun = ask(Meanwhile(own_graph, "frame", [marked("f00d→beef", True)]), "candidates", GIVEN)
    assert (begun.meta["data_version"], begun.meta["loading"]) == ("f00d→beef", True)
    marked("f00d", False)()
    several = [marked(f"f00{number}", False) for number in range(3)]
    with pytest.raises(Unavailable, match="a load is changing the graph"):
        ask(Meanwhile(own_graph, "frame", several), "candidates", GIVEN)


def test_what_breaks_while_the_graph_changes_is_asked_anew(
    own_graph: Connection, marked: Callable[[str, bool], Callable[[], None]]
) -> None:
    def gone() -> None:
        marked("f00d", False)()
        raise KeyError("a row that was there before")

    asked = {"institution": CANDIDATE, "home": ["QM"], "as_of": "2015-06-30"}
    found = ask(Meanwhile(own_graph, "institution", [gone]), "institution", asked)
    assert (found.meta["data_version"], found.rows) == ("f00d", ask(own_graph, "institution", asked).rows)
    with pytest.raises(KeyError):  # a defect of ours is no load
        ask(Meanwhile(own_graph, "institution", [_defect]), "institution", asked)


def _defect() -> None:
    raise KeyError("ours")


@pytest.mark.parametrize("question", ["candidates", "verdicts"])
def test_nothing_read_meanwhile_is_remembered_under_the_old_version(
    own_graph: Connection, marked: Callable[[str, bool], Callable[[], None]], question: str
) -> None:
    after = {"pool": "new1", "agreements": "new2"}
    for step, version in after.items():
        old, links = f"0ld-{step}-{question}", load_parts()["links"].digest
        marked(old, False)()
        ask(Meanwhile(own_graph, step, [marked(f"{version}-{question}", False)]), question, GIVEN)
        pools = [*pool._KEPT._held, *candidates._KEPT._held, *stable._KEPT._held]
        kept = {key[0] for key in [*arranged._KEPT._held, *subjects_read._KEPT, *pools]}
        assert old not in kept
        assert f"{version}-{question}" in kept
        assert (old, links) not in steady._KEPT._held
        assert (f"{version}-{question}", links) in steady._KEPT._held


def test_no_channels_read_meanwhile_are_remembered_under_the_old_version(
    own_graph: Connection, marked: Callable[[str, bool], Callable[[], None]]
) -> None:
    marked("0ld-ties", False)()
    ask(Meanwhile(own_graph, "shared_events", [marked("new3", False)]), "candidates", GIVEN)
    kept = {key[0] for key in stable._KEPT._held}
    assert "0ld-ties" not in kept
    assert "new3" in kept


@pytest.mark.parametrize(
    "more",
    [{}, {"limit": 1}, {"channels": 1}, {"gap": 0}, {"cap": 3}, {"as_of": "2012-01-31"}, {"reading": ["copresence"]}],
    ids=str,
)  # fmt: skip
def test_what_was_kept_is_what_is_made_anew(world_graph: Connection, more: dict[str, object]) -> None:
    ask(world_graph, "candidates", GIVEN)
    kept = ask(world_graph, "candidates", {**GIVEN, **more})
    for memory in (pool._KEPT, candidates._KEPT, stable._KEPT):
        memory._held.clear()  # type: ignore[attr-defined]
    assert kept.rows == ask(world_graph, "candidates", {**GIVEN, **more}).rows
    assert kept.rows
