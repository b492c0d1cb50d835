"""Links between ids and strong identifiers, the strongest first, and pairs to keep apart enter; clusters and cut links leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Link(NamedTuple):
    """A reason to hold two names for one thing; sorts by strength, then by name, so that nothing else decides."""

    strength: int  # 0 = the id is made of the identifier, 1 = a person says so, from 2 on the declared precedence
    age: int  # among people's judgements the later line is stronger; 0 for all others
    left: str  # an id
    right: str  # an id (a person's judgement) or an identifier, as `scheme-key`


class Clusters(NamedTuple):
    """Which ids are one thing (each cluster sorted, clusters of one left out), and which links had to give way."""

    members: tuple[tuple[str, ...], ...]
    cut: tuple[Link, ...]


def cluster(links: Iterable[Link], apart: Iterable[tuple[str, str]]) -> Clusters:
    """Join along the links from the strongest to the weakest, but never the two ids of a pair to be kept apart.

    A link that would bring such a pair together is cut. All other links between the two were joined before it, so
    it is the weakest of them: what Kruskal's algorithm does for a spanning forest, with forbidden pairs.
    """
    forest = _Forest()
    for left, right in sorted(apart):
        forest.forbid(left, right)
    cut = tuple(link for link in sorted(set(links)) if not forest.join(link.left, link.right))
    return Clusters(forest.groups(), cut)


class _Forest:
    """Union-find with enemies: roots that must never become one."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = {}
        self._enemies: dict[str, set[str]] = {}

    def root(self, name: str) -> str:
        top = name
        while (parent := self._parent.setdefault(top, top)) != top:
            top = parent
        while self._parent[name] != top:
            self._parent[name], name = top, self._parent[name]
        return top

    def forbid(self, left: str, right: str) -> None:
        self._enemies.setdefault(left, set()).add(right)
        self._enemies.setdefault(right, set()).add(left)

    def join(self, left: str, right: str) -> bool:
        big, small = self.root(left), self.root(right)
        if big == small:
            return True
        if small in self._enemies.get(big, ()):
            return False
        if self._size.get(big, 1) < self._size.get(small, 1):
            big, small = small, big
        self._parent[small] = big
        self._size[big] = self._size.get(big, 1) + self._size.get(small, 1)
        for enemy in self._enemies.pop(small, set()):
            self._enemies[enemy].discard(small)
            self.forbid(enemy, big)
        return True

    def groups(self) -> tuple[tuple[str, ...], ...]:
        found: dict[str, list[str]] = {}
        for name in self._parent:
            found.setdefault(self.root(name), []).append(name)
        return tuple(sorted(tuple(sorted(group)) for group in found.values() if len(group) > 1))
