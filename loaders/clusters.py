"""Links between ids and strong identifiers, and pairs to keep apart, enter; clusters and cut links leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

IDENTIFIER = "="  # marks an identifier (`=ror-03cve4549`) among ids; no id begins with it
STATED = 2  # strength from which on a link must not join what contradicts itself: no person says it, and no id by itself
PROPOSED = 1_000  # strength from which on nobody but a rule says it
Claims = Mapping[
    str, Mapping[str, frozenset[str]]
]  # id → what must be one in a cluster (country, …) → its values


class Link(NamedTuple):
    """A reason to hold two names for one thing; sorts by strength, then by name: nothing else decides."""

    strength: (
        int  # 0 = the id is made of the identifier, 1 = a person says so, 2 … = the declared precedence,
    )
    # from PROPOSED on = a rule proposes it
    age: int  # minus the line of a person's judgement, so that the later is the stronger; the rank of the source that
    # states it; minus the score of a rule's
    left: str  # an id
    right: str  # an id (a person's judgement) or an identifier, as `scheme-key`


class Given(NamedTuple):
    """A link that had to give way, and the pairs that it would have brought together."""

    link: Link
    apart: tuple[tuple[str, str], ...]
    against: tuple[str, ...] = ()  # what else forbids it, as `country: DE, FR`


class Clusters(NamedTuple):
    """Which ids are one thing (clusters of one left out), and which links had to give way."""

    members: tuple[tuple[str, ...], ...]
    cut: tuple[Given, ...]


def cluster(
    links: Iterable[Link],
    apart: Iterable[tuple[str, str]],
    claims: Claims = MappingProxyType({}),
    kin: Iterable[tuple[str, str]] = (),
    related: Iterable[tuple[str, str]] = (),
) -> Clusters:
    """Join along the links from the strongest to the weakest, but never the two ids of a pair to be kept apart.

    A link that would bring such a pair together is cut. All other links between the two were joined before
    it, so it is the weakest of them: Kruskal's algorithm for a spanning forest, with forbidden pairs. What no person says
    moreover joins neither clusters whose `claims` have no value in common nor a parent with its child (`kin`); what a rule
    alone proposes does not join two that a rule calls `related` either.
    """
    forest = _Forest(claims)
    for pairs, least in ((related, PROPOSED), (kin, STATED)):
        for pair in sorted(set(pairs)):
            forest.keep_apart(*pair, least)
    for pair in sorted(set(apart)):
        forest.forbid(*pair, {pair})
    cut = []
    for link in sorted(set(links)):
        said = forest.enemies(link.left, link.right)
        against = () if said else forest.contradictions(link.left, link.right, link.strength)
        if said or against:
            cut.append(Given(link, tuple(sorted(said)), against))
        else:
            forest.join(link.left, link.right)
    return Clusters(forest.groups(), tuple(cut))


class _Forest:
    """Union-find with enemies: roots that must never become one, with the pairs that say so."""

    def __init__(self, claims: Claims) -> None:
        self._parent: dict[str, str] = {}
        self._claims = {name: dict(said) for name, said in claims.items()}
        self._kin: dict[str, dict[str, int]] = {}
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

    def keep_apart(self, left: str, right: str, least: int) -> None:
        """Remember that one is part of the other, and that links of this strength or weaker do not join them."""
        for one, other in ((left, right), (right, left)):
            known = self._kin.setdefault(one, {})
            known[other] = min(known.get(other, least), least)

    def enemies(self, left: str, right: str) -> set[tuple[str, str]]:
        """The pairs that forbid to make two names one."""
        return self._enemies.get(self.root(left), {}).get(self.root(right), set())

    def contradictions(self, left: str, right: str, strength: int) -> tuple[str, ...]:
        """What a cluster of both would hold that it must not; a person's word and an id's own are not asked."""
        one, other = self.root(left), self.root(right)
        if one == other or strength < STATED:
            return ()
        mine, theirs = self._claims.get(one, {}), self._claims.get(other, {})
        found = [
            f"{name}: {', '.join(sorted(mine[name]))} / {', '.join(sorted(theirs[name]))}"
            for name in sorted(mine.keys() & theirs.keys())
            if not mine[name] & theirs[name]
        ]
        if any(
            strength >= least and self.root(name) == other for name, least in self._kin.get(one, {}).items()
        ):
            found.append("part and whole")
        return tuple(found)

    def join(self, left: str, right: str) -> None:
        """Make two names one."""
        big, small = self.root(left), self.root(right)
        if big == small:
            return
        if self._size.get(big, 1) < self._size.get(small, 1):
            big, small = small, big
        self._parent[small] = big
        self._size[big] = self._size.get(big, 1) + self._size.get(small, 1)
        for name, values in self._claims.pop(small, {}).items():
            claims = self._claims.setdefault(big, {})
            claims[name] = claims.get(name, frozenset()) | values
        for name, least in self._kin.pop(small, {}).items():
            known = self._kin.setdefault(big, {})
            known[name] = min(known.get(name, least), least)
        for enemy, pairs in self._enemies.pop(small, {}).items():
            del self._enemies[enemy][small]
            self.forbid(enemy, big, pairs)

    def groups(self) -> tuple[tuple[str, ...], ...]:
        found: dict[str, list[str]] = {}
        for name in self._parent:
            found.setdefault(self.root(name), []).append(name)
        return tuple(sorted(tuple(sorted(group)) for group in found.values() if len(group) > 1))
