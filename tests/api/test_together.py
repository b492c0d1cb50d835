"""What several ask for at the same time is made once; it ends when the last of them has gone."""

from __future__ import annotations

import asyncio

import pytest

from api.routes.together import Together
from graph.awaited import timed_out
from ontology.errors import TimedOut


def test_it_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    made: list[int] = []

    async def make() -> int:
        made.append(1)
        await asyncio.sleep(0.01)
        return len(made)

    async def run() -> list[int]:
        together: Together[int] = Together()
        first = await asyncio.gather(*(together.once("a", make) for _ in range(5)))
        return [*first, await together.once("a", make)]

    assert asyncio.run(run()) == [1, 1, 1, 1, 1, 2]


def test_an_error_reaches_all_and_is_not_kept() -> None:
    async def fail() -> int:
        await asyncio.sleep(0)
        raise ValueError("no")

    async def fine() -> int:
        return 1

    async def run() -> None:
        together: Together[int] = Together()
        for found in await asyncio.gather(
            *(together.once("a", fail) for _ in range(3)), return_exceptions=True
        ):
            assert isinstance(found, ValueError)
        assert await together.once("a", fine) == 1

    asyncio.run(run())


def test_one_who_goes_takes_nothing_from_the_others_and_the_last_ends_it() -> None:
    ended: list[str] = []

    async def make() -> str:
        try:
            await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise
        return "made"

    async def run() -> None:
        together: Together[str] = Together()
        first, second = (asyncio.ensure_future(together.once("a", make)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        assert await second == "made"
        third = asyncio.ensure_future(together.once("a", make))
        await asyncio.sleep(0.01)
        third.cancel()
        with pytest.raises(asyncio.CancelledError):
            await third
        assert await together.once("a", make) == "made"  # who comes then begins anew
        assert not together.running

    asyncio.run(run())
    assert ended == ["cancelled"]


def test_each_who_asks_has_the_whole_time_whoever_began() -> None:
    """The work ends with the time of whoever began it; one who joined late still gets it, from a second beginning."""
    begun: list[float] = []

    async def make() -> str:
        begun.append(asyncio.get_running_loop().time())
        first = len(begun) == 1
        await asyncio.sleep(1.0 if first else 0.5)
        if first:
            raise timed_out()
        return "made"

    async def run() -> list[object]:
        together: Together[str] = Together(1.25)
        first = asyncio.ensure_future(together.once("a", make))
        await asyncio.sleep(0.6)
        late = [asyncio.ensure_future(together.once("a", make)) for _ in range(3)]
        return await asyncio.gather(first, *late, return_exceptions=True)

    first, *late = asyncio.run(run())
    assert isinstance(first, TimedOut)
    assert late == ["made"] * 3
    assert len(begun) == 2  # and they begin anew together


def test_who_joins_waits_no_longer_than_their_own_time() -> None:
    async def never() -> str:
        await asyncio.sleep(60)
        return "made"

    async def run() -> float:
        together: Together[str] = Together(0.1)
        first = asyncio.ensure_future(together.once("a", never))
        await asyncio.sleep(0)
        begun = asyncio.get_running_loop().time()
        with pytest.raises(TimedOut):
            await together.once("a", never)
        first.cancel()
        return asyncio.get_running_loop().time() - begun

    assert 0.1 <= asyncio.run(run()) < 5
