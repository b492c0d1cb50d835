"""A home, an engine and names of measures enter; how long it took to take them on the whole network leaves on stdout."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from bench.scene import canon_of
from graph.measures import measure
from graph.network_snapshot import snapshot
from graph.network_whole import Scope, tied
from ontology.model import default_model


def main(home: Path, engine: str, today: str, names: list[str]) -> None:
    """Open the snapshot, make the rows, and take the measures."""
    held = snapshot(home, canon_of(home), default_model())
    began = time.monotonic()
    _, rows = tied(held, Scope(date.fromisoformat(today)))
    made = time.monotonic()
    measure(rows, names, 1, engine=engine)
    took = time.monotonic() - made
    print(json.dumps({"rows": made - began, "measure": took, "nodes": rows.nodes, "edges": rows.edges}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
