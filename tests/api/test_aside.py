"""Work aside of the event loop ends in time, its queries in the database too, and there is room for so much and no more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from api.aside import Aside, Look
from graph.awaited import AwaitedGraph
from graph.connection import Connection
from ontology.errors import Overloaded, TimedOut
from tests.graph.questions.test_awaited import QUESTIONS, ends


def beside(graph: Connection, seconds: float, work: Callable[[Aside], Awaitable[None]]) -> None:
    """Work with a pool of one thread for which one more may wait."""

    async def run() -> None:
        asked = AwaitedGraph(lambda: graph.address, timeout_s=30, threads=2, questions=QUESTIONS)
        aside = Aside(asked, threads=1, waiting=1, seconds=seconds)
        try:
            await work(aside)
        finally:
            aside.close()
            await asked.close()

    asyncio.run(run())


def endless(look: Look) -> str:
    look("endless", {})
    return "made"


def test_the_time_of_work_is_over_and_its_query_ends(world_graph: Connection) -> None:
    async def work(aside: Aside) -> None:
        begun = time.monotonic()
        with pytest.raises(TimedOut):
            await aside.run(endless)
        assert time.monotonic() - begun < 10
        await ends(world_graph, "endless")
        assert await aside.run(lambda look: len(look("sources", {}).rows)) > 0  # its place is free again

    beside(world_graph, 2, work)


def test_more_than_there_is_room_for_is_told_at_once(world_graph: Connection) -> None:
    async def work(aside: Aside) -> None:
        held = [asyncio.ensure_future(aside.run(lambda _: time.sleep(0.5))) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await aside.run(lambda _: None)
        await asyncio.gather(*held)
        await aside.run(lambda _: None)

    beside(world_graph, 20, work)


def test_what_writes_is_never_left_half_known(world_graph: Connection) -> None:
    """Past its time an act asks nothing more, so it is refused before it writes; one that writes already is waited for."""
    written: list[str] = []

    def late(look: Look) -> None:
        time.sleep(0.4)
        look("sources", {})
        written.append("late")

    def writing(_: Look) -> str:
        time.sleep(0.4)
        written.append("writing")
        return "done"

    async def work(aside: Aside) -> None:
        with pytest.raises(TimedOut):
            await aside.run(late, writes=True)
        assert await aside.run(writing, writes=True) == "done"

    beside(world_graph, 0.1, work)
    assert written == ["writing"]
