"""What several ask for at the same time is made once; it ends when the last of them has gone."""

from __future__ import annotations

import asyncio

import pytest

from api.routes.together import Together


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
