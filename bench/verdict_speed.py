"""The scene enters; how long verdicts of all candidates take, cold, warm and by size, and a second computation, leaves."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, Final

from bench.figures import Figure, Section
from bench.scene import Scene
from graph.ask import Answer, ask
from graph.connection import Connection, connect
from graph.live import open_live, stop_all

COLD_MS: Final = 3_000
WARM_MS: Final = 500
ONE_MS: Final = 500
MANY: Final = 1_000  # candidates that a pool must have for its figure to count
WARM: Final = 5
READING: Final = ("link=copresence",)
# home by size: the same question for three sizes shows that the time is linear in the number of candidates
HOMES: Final = ("IL", "CN", "DE")


def measure(scene: Scene) -> list[Section]:
    """Ask for the verdicts of all candidates of three homes, under all modes; the second computation stands beside."""
    loaded = scene.loaded()
    figures: list[Figure] = []
    with connect(open_live(loaded.place, lambda *_: None)) as connection:
        sizes: list[tuple[int, float]] = []
        for home in HOMES:
            cold, answer = _timed(connection, home, scene.today)
            warm = min(_timed(connection, home, scene.today)[0] for _ in range(WARM))
            total = answer.meta["total"]
            most = (COLD_MS, WARM_MS) if total >= MANY else (None, None)
            sizes.append((total, cold))
            first = f"{home}: {total} candidates, all conditions, all modes, first time"
            figures += [Figure(first, cold, "ms", most[0]), Figure(f"{home}: again", warm, "ms", most[1])]
            if answer.rows:
                took = _one(connection, home, scene.today, answer)
                figures.append(Figure(f"{home}: whole verdict of one candidate", took, "ms", ONE_MS))
        figures += [
            Figure(f"first time, per candidate of {total}", took / max(1, total), "ms")
            for total, took in sizes
        ]
    stop_all(loaded.place)
    figures.append(
        Figure("second computation in plain Python, 200 random worlds, two readings each", _second(), "s")
    )
    told = (
        "All candidates of a home under the reading `copresence`, six conditions; those shown also under every other mode "
        "and every threshold one step up and down. First time: the evidence is read by a fixed number of set queries; "
        "again: it is remembered for the data version and the day, and so is what was weighed under the same reading. "
        "Beside it the differential test: verdicts of 200 random worlds, computed by the product and by plain Python."
    )
    return [Section("Verdicts", told, figures)]


def _timed(connection: Connection, home: str, today: str) -> tuple[float, Answer]:
    began = time.perf_counter()
    answer = ask(connection, "verdicts", _given(home, today))
    return (time.perf_counter() - began) * 1000, answer


def _given(home: str, today: str) -> dict[str, Any]:
    return {"home": [home], "as_of": today, "limit": 25, "reading": list(READING)}


def _one(connection: Connection, home: str, today: str, answer: Answer) -> float:
    given = {**_given(home, today), "institution": answer.rows[0]["institution"]}
    del given["limit"]
    began = time.perf_counter()
    ask(connection, "verdict", given)
    return (time.perf_counter() - began) * 1000


def _second() -> float:
    """Run the differential test in a process of its own; it fails where the two differ."""
    command: Sequence[str] = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
        "tests/policy/test_differential.py",
    ]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
