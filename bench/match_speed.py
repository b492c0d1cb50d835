"""The scene enters; how well and how fast affiliation strings are read on the full data leaves.

Strings: those of bench/affiliations.csv, written by hand as authors of published articles write them and labelled from public
knowledge against the partial ROR file (or CORDIS, where ROR's part lacks the record): the most special organisation that is
registered and named counts; where none is, nothing is right. The rules were tuned while looking at these errors, so their figures
are no held-out ones. The others are made from the addresses of CORDIS and names of departments.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from bench.figures import Figure, Section, table
from bench.scene import Scene
from bench.watch import watch

PRECISION: Final = 0.97
A_SECOND: Final = 300
P95_MS: Final = 30


def measure(scene: Scene) -> list[Section]:
    """Read both sets in a process of their own."""
    home = scene.loaded().home
    scene.say("affiliation strings: names made ready, then read")
    watched = watch([sys.executable, "-m", "bench.match_way", str(home), scene.today], scene.environ(home))
    found: dict[str, Any] = json.loads(watched.stdout.splitlines()[-1])
    figures, rows = [], []
    for name in ("labelled", "made"):
        one = found[name]
        speed = one["strings"] / one["seconds"]
        figures += [
            Figure(f"affiliation strings, {name}: precision", one["precision"], "", PRECISION, at_least=True,
                   note=f"recall {one['recall']:.3f}"),
            Figure(f"affiliation strings, {name}: a second, warm", speed, "strings/s", A_SECOND, at_least=True),
            Figure(f"affiliation strings, {name}: p95 of one", one["p95_ms"], "ms", P95_MS),
        ]  # fmt: skip
        rows.append((name, f"{one['strings']:,}", f"{one['precision']:.4f}", f"{one['recall']:.4f}", f"{one['wrong']}",
                     f"{one['unsure']}", f"{one['nothing']}", f"{speed:,.0f}",
                     f"{one['p50_ms']:.1f}", f"{one['p95_ms']:.1f}"))  # fmt: skip
    told = (
        f"{found['organisations']:,} organisations; names made ready in {found['ready']:.0f} s, once a data version. "
        "Strings labelled by hand (`bench/affiliations.csv`; the rules were made while looking at them) and strings made from "
        "addresses of CORDIS with names of departments; both read once before. A wrong answer counts against precision, "
        "one that says unsure or nothing against recall alone."
    )
    head = (
        "strings",
        "number",
        "precision",
        "recall",
        "wrong",
        "unsure",
        "nothing",
        "a second",
        "p50 ms",
        "p95 ms",
    )
    wrong = "\n".join(f"- {line}" for name in ("labelled", "made") for line in found[name]["errors"])
    return [
        Section("Affiliation strings", told, figures, f"{table(head, rows)}\n\nAnswered wrongly:\n\n{wrong}")
    ]
