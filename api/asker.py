"""A question's name and parameters enter an asker; its answer leaves, whoever holds the connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from graph.ask import Answer


class Asker(Protocol):
    """Asks a question of the graph."""

    async def __call__(self, question: str, params: Mapping[str, object]) -> Answer:
        """Return the answer, or raise the error that says why there is none."""
        ...
