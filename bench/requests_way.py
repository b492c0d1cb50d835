"""Addresses by kind, a rate and a time enter; how long each answer took, by kind, and every status leave as JSON.

A process of its own. Requests are sent when they are due, however late earlier answers are, and each is timed from the
moment it was due: a service that falls behind cannot hide it. The client is aiohttp: httpx looks through all its
connections for each request that waits, and at some hundred of them is itself what is measured.

`python -m bench.requests_way URL FILE SECONDS RATE`; a RATE of 0 keeps as many requests under way as WORKERS instead.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any, Final

import aiohttp
from yarl import URL

SEED: Final = 20_261_125
WORKERS: Final = 8
PATIENCE_S: Final = 60.0


@dataclass
class Seen:
    """What was seen so far: milliseconds of the answers by kind, statuses, bytes."""

    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    wire: int = 0


def main(url: str, file: Path, seconds: float, rate: float) -> None:
    """Send and print."""
    mix: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8"))
    print(json.dumps(asyncio.run(_sent(url, mix, seconds, rate))))


async def _sent(url: str, mix: Mapping[str, Any], seconds: float, rate: float) -> dict[str, Any]:
    seen, began = Seen(), time.perf_counter()
    patience = aiohttp.ClientTimeout(total=PATIENCE_S)
    async with aiohttp.ClientSession(
        url, timeout=patience, connector=aiohttp.TCPConnector(limit=0), auto_decompress=False
    ) as client:
        drawn = _drawn(mix)
        if rate:
            await _when_due(client, drawn, seen, seconds, rate)
        else:
            await asyncio.gather(*(_in_turn(client, drawn, seen, seconds) for _ in range(WORKERS)))
    return {
        "seconds": time.perf_counter() - began,
        "times": seen.times,
        "statuses": dict(sorted(seen.statuses.items())),
        "wire": seen.wire,
    }


def _drawn(mix: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Kind and address, in the shares that were given; the same every time."""
    random = Random(SEED)
    kinds, shares = list(mix), [mix[kind]["share"] for kind in mix]
    while True:
        kind = random.choices(kinds, shares)[0]
        addresses: Sequence[str] = mix[kind]["addresses"]
        yield kind, random.choice(addresses)


async def _when_due(
    client: aiohttp.ClientSession, drawn: Iterator[tuple[str, str]], seen: Seen, seconds: float, rate: float
) -> None:
    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(round(seconds * rate)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.create_task(_ask(client, *next(drawn), seen, due))


async def _in_turn(
    client: aiohttp.ClientSession, drawn: Iterator[tuple[str, str]], seen: Seen, seconds: float
) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        await _ask(client, *next(drawn), seen, time.perf_counter())


async def _ask(client: aiohttp.ClientSession, kind: str, address: str, seen: Seen, due: float) -> None:
    try:
        # the address is escaped already
        async with client.get(URL(address, encoded=True)) as answer:
            body = await answer.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        seen.statuses[type(error).__name__] += 1
        return
    seen.statuses[str(answer.status)] += 1
    seen.wire += len(body)
    if answer.status == HTTPStatus.OK:
        seen.times.setdefault(kind, []).append((time.perf_counter() - due) * 1e3)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
