"""The answer of a question about networks enters (parameters, meta, rows); the network leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.network import Network, Row


def network_of(params: Mapping[str, Any], meta: Mapping[str, Any], rows: Sequence[Row]) -> Network:
    """The network that `network_ego` or `network_paths` answered: rows are edges, nodes and events stand in meta."""
    kept = {name: value for name, value in meta.items() if name not in ("nodes", "events", "total", "shown")}
    return Network(
        str(meta["view"]), meta["nodes"], rows, meta["events"], {**kept, "seed": params.get("seed", 1)}
    )
