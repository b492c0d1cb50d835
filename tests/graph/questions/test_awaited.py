"""Asked on an event loop a question has the same answer, and nothing of it outlives whoever asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from graph.ask import Answer, ask
from graph.awaited import AwaitedGraph, one_party
from graph.connection import Address, Connection
from graph.live import Place, follow
from graph.question import load_questions, parse_question
from ontology.errors import BadParameter, Overloaded, TimedOut, Unavailable

T = TypeVar("T")
GIVEN = {"home": ["QM"], "as_of": "2015-06-30", "limit": 3}
ENDLESS = parse_question(
    "endless",
    """/*
title = { zh = "慢", en = "Endless" }
question = { zh = "慢", en = "Endless" }
path = "/endless"
[columns.number]
about = { zh = "数", en = "Number" }
*/
UNWIND range(1, 2000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS number""",
)

QUESTIONS = {**load_questions(), "endless": ENDLESS}


def on_loop(
    where: Callable[[], Address], work: Callable[[AwaitedGraph], Awaitable[T]], timeout_s: float = 30
) -> T:
    async def run() -> T:
        graph = AwaitedGraph(where, timeout_s=timeout_s, threads=4, questions=QUESTIONS)
        try:
            return await work(graph)
        finally:
            await graph.close()

    return asyncio.run(run())


def running(connection: Connection, tag: str) -> int:
    rows = connection.read("SHOW TRANSACTIONS YIELD metaData, status RETURN metaData, status")
    return sum(1 for row in rows if row["metaData"].get("tag") == tag and "Terminated" not in row["status"])


async def ends(connection: Connection, tag: str) -> None:
    async with asyncio.timeout(5):
        while running(connection, tag):
            await asyncio.sleep(0.1)


def test_the_answer_is_the_same_many_times_over(world_graph: Connection) -> None:
    async def work(graph: AwaitedGraph) -> list[Answer]:
        return await asyncio.gather(*(graph("candidates", GIVEN) for _ in range(12)))

    expected = ask(world_graph, "candidates", GIVEN)
    for answer in on_loop(lambda: world_graph.address, work):
        assert (answer.rows, answer.meta, answer.evidence) == (
            expected.rows,
            expected.meta,
            expected.evidence,
        )


def test_errors_come_through(world_graph: Connection) -> None:
    with pytest.raises(BadParameter):
        on_loop(lambda: world_graph.address, lambda graph: graph("candidates", {"hom": "QM"}))


def test_a_time_limit_ends_the_query_in_the_database(world_graph: Connection) -> None:
    async def work(graph: AwaitedGraph) -> None:
        with pytest.raises(TimedOut):
            await graph("endless", {})
        await ends(world_graph, "endless")

    on_loop(lambda: world_graph.address, work, timeout_s=1)


def test_who_gives_up_ends_the_query_in_the_database(world_graph: Connection) -> None:
    async def work(graph: AwaitedGraph) -> None:
        task = asyncio.ensure_future(graph("endless", {}))
        async with asyncio.timeout(10):
            while not running(world_graph, "endless"):
                await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await ends(world_graph, "endless")

    on_loop(lambda: world_graph.address, work)


def test_an_answer_that_lost_its_server_is_made_by_the_next(world_graph: Connection) -> None:
    """As after a switch: the first look finds a server that is gone, the next one the server that is live."""
    gone = Address("bolt://127.0.0.1:1", "neo4j", "none", "neo4j")
    looks = iter([gone])

    def where() -> Address:
        return next(looks, world_graph.address)

    async def work(graph: AwaitedGraph) -> Answer:
        return await graph("sources", {})

    assert on_loop(where, work).rows == ask(world_graph, "sources", {}).rows
    with pytest.raises(Unavailable):
        on_loop(lambda: gone, work)


def test_following_finds_the_live_server_and_says_when_there_is_none(
    world_place: Place, world_graph: Connection, tmp_path: Path
) -> None:
    where = follow(world_place)
    assert where() == where() == world_graph.address
    elsewhere = Place(tmp_path, world_place.settings)
    with pytest.raises(Unavailable):
        follow(elsewhere)()
    live = json.loads((world_place.root / "live.json").read_text("utf-8"))
    (tmp_path / "live.json").write_text(json.dumps(live), "utf-8")
    with pytest.raises(Unavailable, match="not running"):
        follow(elsewhere)()


def test_more_than_may_wait_are_told_at_once(world_graph: Connection) -> None:
    async def run() -> list[object]:
        graph = AwaitedGraph(
            lambda: world_graph.address, timeout_s=3, threads=1, waiting=1, questions=QUESTIONS
        )
        try:
            asked = [asyncio.ensure_future(graph("endless", {})) for _ in range(2)]
            await asyncio.sleep(0.2)
            with pytest.raises(Overloaded):
                await graph("sources", {})
            assert not any(one.done() for one in asked)
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await graph.close()

    made, waited = asyncio.run(run())
    assert isinstance(made, TimedOut)
    assert isinstance(waited, Overloaded | TimedOut)


def test_a_party_takes_one_place_however_much_it_asks(world_graph: Connection) -> None:
    """A page asks several questions at once: it is answered whole where there is room for one, and refused whole where not."""

    async def page(graph: AwaitedGraph) -> list[Answer]:
        with one_party():
            return await asyncio.gather(*(graph("sources", {}) for _ in range(5)))

    async def run() -> None:
        graph = AwaitedGraph(
            lambda: world_graph.address, timeout_s=30, threads=1, waiting=1, questions=QUESTIONS
        )
        try:
            found = await asyncio.gather(*(page(graph) for _ in range(2)))
            assert [len(several) for several in found] == [5, 5]
            three = await asyncio.gather(*(page(graph) for _ in range(3)), return_exceptions=True)
            assert [isinstance(one, Overloaded) for one in three] == [False, False, True]
            assert len(await page(graph)) == 5  # every place is free again
            assert (await graph("sources", {})).rows
        finally:
            await graph.close()

    asyncio.run(run())
