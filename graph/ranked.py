"""Weighed candidates and a figure enter; where some of them stand among all leaves: ranks with ties, percentiles, recall.

Only those who were given the title are known, nobody who was refused it. So a rank says where they stand among all
candidates, and recall how many of them are among the first k; neither says who was wrong.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from graph.verdict import Weighed


@dataclass(frozen=True)
class Rank:
    """A figure of one candidate and its place among all: `first` and `last` differ where others have the same."""

    value: int
    first: int
    last: int
    percentile: float | None  # of the others, how many have less; those with the same count half


def figure(one: Weighed, clause: str, name: str) -> int:
    """A figure as far as facts show it: what is not known adds nothing."""
    value = one.findings[clause].figures.get(name)
    return value if isinstance(value, int) else 0


def rank(value: int, all_values: Sequence[int]) -> Rank:
    """The place of a value among all values, itself one of them, in rising order."""
    below, upto = bisect_left(all_values, value), bisect_right(all_values, value)
    size = len(all_values)
    others = size - 1
    share = round((below + (upto - below - 1) / 2) / others, 4) if others else None
    return Rank(value, size - upto + 1, size - below, share)


def recall(ranks: Sequence[Rank | None], k: int) -> tuple[int, int]:
    """How many are among the first k for certain, and how many at most: ties are not broken; None is not among them."""
    known = [one for one in ranks if one is not None]
    return sum(one.last <= k for one in known), sum(one.first <= k for one in known)


def by_chance(sizes: Sequence[int], k: int) -> float:
    """How many of those who are candidates would be among the first k in an order drawn by lot."""
    return round(sum(min(1.0, k / size) for size in sizes if size), 2)
