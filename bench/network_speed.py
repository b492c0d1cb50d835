"""The scene enters; how long networks take on the full graph, and whole networks beside networkx, leaves."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from bench.figures import Figure, Section, table
from bench.question_speed import Times, hubs_and_others
from bench.scene import Scene, canon_of
from bench.watch import watch
from graph.ask import Answer, ask
from graph.connection import Connection, connect
from graph.live import open_live, stop_all
from ontology.statements import STATEMENTS_FILE

EGO_MS: Final = 300
NODES: Final = 300
ASKED: Final = 100
MEASURES: Final = ("degree", "strength", "component", "community", "betweenness")


def measure(scene: Scene) -> list[Section]:
    """Ask for ego networks through the driver, then measure the whole network both ways, each in its own process."""
    loaded = scene.loaded()
    address = open_live(loaded.place, lambda *_: None)
    with connect(address) as connection:
        ego = _ego(scene, connection)
    stop_all(loaded.place)
    return [ego, _whole(scene)]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def _ego(scene: Scene, connection: Connection) -> Section:
    ids = hubs_and_others(canon_of(scene.loaded().home) / STATEMENTS_FILE, ASKED)

    def asked(depth: int, one: str) -> Answer:
        given = {"institution": one, "as_of": scene.today, "nodes": NODES, "depth": depth}
        return ask(connection, "network_ego", given)

    rows: list[tuple[str, ...]] = []
    figures: list[Figure] = []
    for depth in (1, 2):
        times: list[tuple[float, str]] = []
        full: list[float] = []
        for warm in range(2):  # the second pass counts
            times = [(_timed(partial(asked, depth, one)), one) for one in ids]
            scene.say(
                f"ego networks of depth {depth}, pass {warm + 1}: {Times([t for t, _ in times]).told} ms"
            )
        for took, one in times:
            if len(asked(depth, one).meta["nodes"]) == NODES:
                full.append(took)
        every, whole = Times([took for took, _ in times]), Times(full or [0.0])
        rows.append((f"{depth}", f"{len(ids)}", f"{every.p50:.0f}", f"{every.p95:.0f}", f"{len(full)}", f"{whole.p50:.0f}",
                     f"{whole.p95:.0f}"))  # fmt: skip
        figures.append(
            Figure(f"ego network of depth {depth}, up to {NODES} nodes, p95", every.p95, "ms",
                   EGO_MS if depth == 1 else None, note=every.told)
        )  # fmt: skip
        figures.append(
            Figure(f"those of exactly {NODES} nodes, depth {depth}, p95", whole.p95, "ms", EGO_MS if full else None,
                   note=whole.told if full else "none")
        )  # fmt: skip
    told = (
        f"`network_ego` with {NODES} nodes and 1,000 ties, each with its smallest event and the records of that, through the "
        f"driver in one process, for {len(ids)} institutions: the biggest hubs, the others spread evenly; each asked once before."
    )
    head = ("depth", "asked", "p50 ms", "p95 ms", f"of {NODES} nodes", "p50 ms", "p95 ms")
    return Section("Ego networks", told, figures, table(head, rows))


def _whole(scene: Scene) -> Section:
    home = scene.loaded().home
    figures: list[Figure] = []
    rows: list[tuple[str, ...]] = []
    cost: dict[str, float] = {}
    for engine in ("csr", "networkx"):
        for names in (MEASURES[:3], ("community",), ("betweenness",)):
            command = [sys.executable, "-m", "bench.network_way", str(home), engine, scene.today, *names]
            scene.say(f"whole network by {engine}: {', '.join(names)}")
            cost = _run(scene, command)
            rows.append((f"{engine}: {', '.join(names)}", f"{cost['measure']:.1f}", f"{cost['mib']:.0f}"))
            figures.append(
                Figure(
                    f"{', '.join(names)} by {engine}", cost["measure"], "s", note=f"{cost['mib']:,.0f} MiB"
                )
            )
    nodes, edges = int(cost["nodes"]), int(cost["edges"])
    told = (
        f"All {nodes:,} institutions that share an event and their {edges:,} ties, no event left out, measured on the "
        "compressed rows of the snapshot and, beside it, by networkx on the same rows; each in a process of its own. "
        "Betweenness from a sample of 256 sources, the same for both."
    )
    shown = table(("engine and measures", "s", "MiB of the process"), rows)
    return Section("Whole networks beside networkx", told, figures, shown)


def _run(scene: Scene, command: list[str]) -> dict[str, float]:
    watched = watch(command, scene.environ(scene.loaded().home))
    found: dict[str, float] = json.loads(watched.stdout.splitlines()[-1])
    return {**found, "mib": watched.python_mib}
