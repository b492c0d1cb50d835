"""The name of a question and values enter; its answer leaves, in time to come: what pages and routes ask through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from graph.ask import Answer
from graph.awaited import State
from graph.verdict_shape import Judgement


class Asker(Protocol):
    """Whatever answers questions."""

    async def __call__(self, question: str, params: Mapping[str, object]) -> Answer:
        """Answer a question by name."""
        ...


class Judged(Protocol):
    """Whatever answers questions in view of what people judged."""

    async def __call__(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
    ) -> Answer:
        """Answer a question by name."""
        ...


class Graph(Judged, Protocol):
    """An asker that also knows which data it answers from, and is closed at the end."""

    async def state(self, *, old_s: float = 0) -> State:
        """Say which data version the graph holds, or held at most so many seconds ago."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...
