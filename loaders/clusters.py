"""Links between ids and strong identifiers, and pairs to keep apart, enter; clusters and cut links leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Link(NamedTuple):
    """A reason to hold two names for one thing; sorts by strength, then by name: nothing else decides."""

    strength: int  # 0 = the id is made of the identifier, 1 = a person says so, 2 … = the declared precedence
    age: int  # minus the line of a person's judgement, so that the later is the stronger; 0 for all others
    left: str  # an id
    right: str  # an id (a person's judgement) or an identifier, as `scheme-key`


class Given(NamedTuple):
    """A link that had to give way, and the pairs that it would have brought together."""

    link: Link
    apart: tuple[tuple[str, str], ...]


class Clusters(NamedTuple):
    """Which ids are one thing (clusters of one left out), and which links had to give way."""

    members: tuple[tuple[str, ...], ...]
    cut: tuple[Given, ...]


def cluster(links: Iterable[Link], apart: Iterable[tuple[str, str]]) -> Clusters:
    """Join along the links from the strongest to the weakest, but never the two ids of a pair to be kept apart.

    A link that would bring such a pair together is cut. All other links between the two were joined before
    it, so it is the weakest of them: Kruskal's algorithm for a spanning forest, with forbidden pairs.
    """
    forest = _Forest()
    for pair in sorted(set(apart)):
        forest.forbid(*pair, {pair})
    cut = []
    for link in sorted(set(links)):
        against = forest.join(link.left, link.right)
        if against:
            cut.append(Given(link, tuple(sorted(against))))
    return Clusters(forest.groups(), tuple(cut))


class _Forest:
    """Union-find with enemies: roots that must never become one, with the pairs that say so."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = {}
        self._enemies: dict[str, dict[str, set[tuple[str, str]]]] = {}

    def root(self, name: str) -> str:
        top = name
        while (parent := self._parent.setdefault(top, top)) != top:
            top = parent
        while self._parent[name] != top:
            self._parent[name], name = top, self._parent[name]
        return top

    def forbid(self, left: str, right: str, pairs: set[tuple[str, str]]) -> None:
        for one, other in ((left, right), (right, left)):
            known = self._enemies.setdefault(one, {})
            known[other] = known.get(other, set()) | pairs

    def join(self, left: str, right: str) -> set[tuple[str, str]]:
        """Make two names one; instead the pairs that forbid it, if any."""
        big, small = self.root(left), self.root(right)
        if big == small:
            return set()
        if small in self._enemies.get(big, {}):
            return self._enemies[big][small]
        if self._size.get(big, 1) < self._size.get(small, 1):
            big, small = small, big
        self._parent[small] = big
        self._size[big] = self._size.get(big, 1) + self._size.get(small, 1)
        for enemy, pairs in self._enemies.pop(small, {}).items():
            del self._enemies[enemy][small]
            self.forbid(enemy, big, pairs)
        return set()

    def groups(self) -> tuple[tuple[str, ...], ...]:
        found: dict[str, list[str]] = {}
        for name in self._parent:
            found.setdefault(self.root(name), []).append(name)
        return tuple(sorted(tuple(sorted(group)) for group in found.values() if len(group) > 1))
