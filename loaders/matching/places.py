"""Pairs of parties whose names are equal enter; which towns' names mean one town leaves: Praha is Prague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import Indel

from loaders.matching.parties import Party

SAME, UNKNOWN, OTHER = 0, 1, 2
_OFTEN = 2  # parties of equal names after which two towns are taken for one
_SHARE = 0.3  # of the rarer town's parties
_WRITTEN_ALIKE = 0.8


class Places:
    """Names of towns that mean the same, learnt from the data alone."""

    def __init__(self, equals: Iterable[tuple[Party, Party]]) -> None:
        """Count which towns two parties of one name and country stand in."""
        together: Counter[tuple[str, str, str]] = Counter()
        left: Counter[tuple[str, str]] = Counter()
        for one, other in equals:
            for city in sorted(one.cities):
                left[one.country, city] += 1
                for also in sorted(other.cities):
                    together[one.country, city, also] += 1
        self._same = frozenset(
            key for key, count in together.items() if count >= _OFTEN and count >= _SHARE * left[key[0], key[1]]
        )

    def level(self, left: Party, right: Party) -> int:
        """Whether both are in one town, as far as anybody says."""
        if not left.cities or not right.cities:
            return UNKNOWN
        if left.cities & right.cities:
            return SAME
        country = left.country
        for one in sorted(left.cities):
            for other in sorted(right.cities):
                if (country, one, other) in self._same or one in other or other in one:
                    return SAME
                if Indel.normalized_similarity(one, other) >= _WRITTEN_ALIKE:
                    return SAME
        return OTHER
