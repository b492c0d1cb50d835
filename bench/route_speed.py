"""The scene enters; how fast, how linear and how large the way from the zips to the import files is leaves."""

from __future__ import annotations

from statistics import median
from typing import Final

from bench.figures import Figure, Section, table
from bench.scene import Scene, Way

SHARES: Final = (0.25, 0.5, 1.0)
RUNS: Final = 3
RATE: Final = 100_000  # statements a second, on two cores
MEMORY: Final = 2048  # MiB, all processes of coopgraph together
LINEAR: Final = 1.1  # seconds a statement at the full size over those at a quarter of it
ANSWER: Final = 45  # seconds from the files to the first answer of the running graph


def measure(scene: Scene) -> list[Section]:
    """Go the way several times at each of three sizes, then load everything and ask."""
    ways: dict[float, list[Way]] = {}
    for share in SHARES:
        scene.inputs(share)
        for run in range(1, RUNS + 1):
            way = scene.go(share)
            ways.setdefault(share, []).append(way)
            scene.say(
                f"route, {share:.0%} of the data, run {run} of {RUNS}: {way.statements:,} statements in "
                f"{way.watched.seconds:.1f} s, {way.rate:,.0f}/s, {way.watched.python_mib:,.0f} MiB"
            )
    return [_route(ways), _first_answer(scene)]


def _middle(ways: list[Way]) -> Way:
    """The run of middling duration."""
    return sorted(ways, key=lambda way: way.watched.seconds)[len(ways) // 2]


def _route(ways: dict[float, list[Way]]) -> Section:
    middle = {share: _middle(several) for share, several in ways.items()}
    full, half, quarter = middle[1.0], middle[0.5], middle[0.25]
    memory = {share: max(way.watched.python_mib for way in several) for share, several in ways.items()}
    costs = {share: way.watched.seconds / way.statements * 1e6 for share, way in middle.items()}
    further = (full.watched.seconds - half.watched.seconds) / (full.statements - half.statements) * 1e6
    figures = [
        Figure("zips to canon and import files, everything", full.rate, "statements/s", RATE, at_least=True),
        Figure("peak memory of all processes together", max(memory.values()), "MiB", MEMORY),
        Figure(
            "cost of a statement at the full size over that at a quarter", costs[1.0] / costs[0.25], "times", LINEAR,
            note=f"{costs[0.25]:.2f} µs at a quarter, {costs[0.5]:.2f} at a half, {costs[1.0]:.2f} at all of it; "
            f"of each statement beyond the half {further:.2f}",
        ),
    ]  # fmt: skip
    sizes = table(
        ("data", "statements", "nodes", "relationships", "seconds", "of processor", "statements/s", "MiB"),
        [
            (
                f"{share:.0%}", f"{way.statements:,}", f"{way.nodes:,}", f"{way.relationships:,}",
                f"{way.watched.seconds:.1f} ({_runs(ways[share])})",
                f"{way.watched.cpu_seconds:.1f}", f"{way.rate:,.0f}", f"{memory[share]:,.0f}",
            )
            for share, way in middle.items()
        ],
    )  # fmt: skip
    names = list(dict.fromkeys(name for way in (quarter, half, full) for name in way.stages))
    stages = table(
        ("stage, seconds", *(f"{share:.0%}" for share in middle)),
        [
            *(
                (name, *(f"{way.stages.get(name, 0):.1f}" for way in middle.values()))
                for name in names
                if any(way.stages.get(name, 0) >= 0.05 for way in middle.values())
            ),
            (
                "start and end of the program",
                *(f"{way.watched.seconds - sum(way.stages.values()):.1f}" for way in middle.values()),
            ),
        ],
    )
    told = (
        f"From the files to canon and import files in a program of its own and a fresh home, {RUNS} times at each size; "
        "time is that of the middle run, from starting Python to its end; memory is the most of any run. "
        "Statements are those of canon. The smaller sizes take every fourth or second project and organisation."
    )
    return Section("From the zips to canon and import files", told, figures, f"{sizes}\n\n{stages}")


def _runs(ways: list[Way]) -> str:
    return ", ".join(f"{way.watched.seconds:.1f}" for way in ways)


def _first_answer(scene: Scene) -> Section:
    loaded = scene.loaded()
    seconds = loaded.load.seconds + loaded.answer.seconds
    told = (
        "`coopgraph load` of all files into a fresh home, then `coopgraph candidates --home DE`: two commands as a "
        "person gives them, the start of the server, its indexes and the check of its counts included; jars present."
    )
    route = median(way.watched.seconds for way in scene.ways(1.0))
    figures = [
        Figure("to the first answer from the running graph", seconds, "s", ANSWER),
        Figure(
            "of this `coopgraph load`",
            loaded.load.seconds,
            "s",
            note=f"the way to import files alone: {route:.1f} s",
        ),
        Figure("of this `coopgraph candidates`", loaded.answer.seconds, "s"),
        Figure(
            "peak memory of coopgraph's own processes in this load", loaded.load.python_mib, "MiB", MEMORY
        ),
        Figure("peak memory of Java (import tool, server) in this load", loaded.load.java_mib, "MiB"),
    ]
    return Section("To the first answer", told, figures)
