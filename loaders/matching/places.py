"""Pairs of parties whose names are equal enter; which towns' names mean one town leaves: Praha is Prague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from rapidfuzz.distance import Indel

from loaders.matching.parties import Entry, common_country

SAME, NEAR, UNKNOWN, OTHER = 0, 1, 2, 3
_IN_TOWN, _AROUND = 8.0, 40.0  # kilometres
_OFTEN = 2  # parties of equal names after which two towns are taken for one
_SHARE = 0.3  # of the rarer town's parties
_WRITTEN_ALIKE = 0.8


class Places:
    """Names of towns that mean the same, learnt from the data alone."""

    def __init__(self, equals: Iterable[tuple[Entry, Entry]]) -> None:
        """Count which towns two parties of one name and country stand in."""
        together: Counter[tuple[str, str, str]] = Counter()
        left: Counter[tuple[str, str]] = Counter()
        for one, other in equals:
            country = common_country(one, other)
            for city in sorted(one.cities):
                left[country, city] += 1
                for also in sorted(other.cities):
                    together[country, city, also] += 1
        self._same = frozenset(
            key
            for key, count in together.items()
            if count >= _OFTEN and count >= _SHARE * left[key[0], key[1]]
        )

    def level(self, left: Entry, right: Entry) -> int:
        """Whether both are in one town, by its names or by where they stand, as far as anybody says."""
        away = None if left.point is None or right.point is None else kilometres(left.point, right.point)
        if left.cities & right.cities or (away is not None and away <= _IN_TOWN) or self._alike(left, right):
            return SAME
        if away is not None:
            return NEAR if away <= _AROUND else OTHER
        return OTHER if left.cities and right.cities else UNKNOWN

    def _alike(self, left: Entry, right: Entry) -> bool:
        country = common_country(left, right)
        return any(
            (country, one, other) in self._same
            or one in other
            or other in one
            or Indel.normalized_similarity(one, other) >= _WRITTEN_ALIKE
            for one in sorted(left.cities)
            for other in sorted(right.cities)
        )


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance on a sphere between two points of latitude and longitude."""
    north, other_north = radians(one[0]), radians(other[0])
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * 6371.0 * asin(min(1.0, sqrt(half)))
