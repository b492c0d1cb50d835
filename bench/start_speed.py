"""The scene enters; how long the second run of the demo takes, and a start of the server alone, leaves."""

from __future__ import annotations

from typing import Final

from bench.figures import Figure, Section
from bench.scene import Scene

START: Final = 30  # seconds


def measure(scene: Scene) -> list[Section]:
    """Run the demo, stop its server, run it again; then stop again and ask."""
    home = scene.work / "demo"
    scene.place(home)  # its server is stopped at the end
    scene.say("coopgraph demo, first run")
    first = scene.run(home, "demo", "--quiet")
    scene.run(home, "db", "stop")
    scene.say(f"{first.seconds:.1f} s; second run, server stopped")
    second = scene.run(home, "demo", "--quiet")
    third = scene.run(home, "demo", "--quiet")
    scene.run(home, "db", "stop")
    scene.say(
        f"{second.seconds:.1f} s, and {third.seconds:.1f} s with the server running; start and first answer"
    )
    answer = scene.run(home, "candidates", "--quiet", "--home", "CN", "--as-of", scene.today)
    scene.run(home, "db", "stop")
    told = (
        "`coopgraph demo` in a fresh home, as `make demo` runs it once its environment is there: the shipped facts, a "
        "private Neo4j, candidates of two homes with their evidence. Then the same again after `coopgraph db stop`, "
        "and with the server still running; then, stopped once more, `coopgraph candidates --home CN`."
    )
    figures = [
        Figure("second run of the demo, the server stopped before it", second.seconds, "s", START),
        Figure("start of the server and first answer", answer.seconds, "s", START),
        Figure("first run of the demo, jars present", first.seconds, "s"),
        Figure("another run of the demo, the server running", third.seconds, "s"),
        Figure("most memory of Java in these runs", max(first.java_mib, second.java_mib), "MiB"),
    ]
    return [Section("The demo again: start and first answer", told, figures)]
