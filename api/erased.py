"""A home and whatever answers questions enter; the same leaves, but for what was erased: that is refused by name, for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.asker import Graph
from graph.ask import Answer
from graph.awaited import State
from graph.verdict_shape import Judgement
from loaders.erased import FILE, Erasures, read_erasures


@dataclass
class Listed:
    """The list of a home, read again when it has become longer."""

    home: Path
    _known: Erasures = field(default_factory=Erasures)
    _size: int = 0

    def refuse(self, *names: str) -> None:
        """Refuse what was erased, and data versions that held it."""
        try:
            size = (self.home / FILE).stat().st_size
        except FileNotFoundError:
            size = 0
        if size != self._size:
            self._known, self._size = read_erasures(self.home), size
        for name in names:
            self._known.refuse(name)

    def refuse_in(self, values: Iterable[object]) -> None:
        """Refuse the same wherever it stands among the values that something is asked with."""
        self.refuse(*_texts(values))


@dataclass(frozen=True)
class Sparing:
    """A graph that says of whoever was erased that they were, instead of not knowing them."""

    graph: Graph
    listed: Listed

    async def __call__(
        self, question: str, params: Mapping[str, object], judgements: Sequence[Judgement] = ()
    ) -> Answer:
        """Answer a question by name."""
        self.listed.refuse_in(params.values())
        return await self.graph(question, params, judgements)

    async def state(self, *, old_s: float = 0) -> State:
        """Say which data version the graph holds."""
        return await self.graph.state(old_s=old_s)

    async def close(self) -> None:
        """Let go of what it holds."""
        await self.graph.close()


def _texts(values: Iterable[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _texts(value)
