"""Compared pairs with their probabilities enter; what is proposed of each leaves: same, related, unsure, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from loaders.judgements import RELATED, SAME, UNSURE
from loaders.matching.comparison import LEVELS, Comparison
from loaders.matching.model import Floats, Model, shared
from loaders.matching.parties import Entry

# One half needs no labels: more likely one thing than all else together. This is lower, where nothing but a town and a web
# site that differ stand against a rare name that is equal; chosen on the development pairs (docs/decisions/0006).
LEAST: Final = 0.35
DOUBT: Final = 0.1  # least probability at which people are asked
_BODIES: Final = frozenset(
    ("foundation", "association")
)  # what may run a university in law: it is then the university
_KINSHIP: Final = ("very alike", "alike", "left says more", "right says more", "half alike", "some words")


@dataclass(frozen=True)
class Proposal:
    """What the comparison says of two ids."""

    left: str
    right: str
    word: str
    score: float  # probability that both are one thing, before any guard
    levels: tuple[int, ...]
    guards: tuple[str, ...]  # names of the guards that hold it back
    kinds: tuple[str, ...]  # kinds that only one of both says


def probabilities(
    model: Model, pairs: NDArray[np.int64], levels: NDArray[np.int64], *, once: bool
) -> tuple[Floats, NDArray[np.bool_]]:
    """Of each pair the probability, and whether its right side is better taken by another of the left.

    Where the right is given `once`, all who claim it share the probability. Elsewhere several may have it, as an
    organisation may have registered twice, but only under its full name.
    """
    odds = model.evidence(levels) + model.prior
    by_left, by_right = shared(odds, pairs[:, 0]), shared(odds, pairs[:, 1])
    best = np.full(int(pairs[:, 1].max(initial=-1)) + 1, -np.inf)
    np.maximum.at(best, pairs[:, 1], odds)
    behind = odds < best[pairs[:, 1]]
    name, extra = LEVELS["name"], LEVELS["extra"]
    full = (levels[:, 0] <= name.index("equal and plain")) & (levels[:, 1] == extra.index("none"))
    taken = behind & (~full if not once else np.ones(len(pairs), bool))
    return np.where(taken, np.minimum(by_left, by_right), by_left), taken


def guards_of(
    left: Entry,
    right: Entry,
    comparison: Comparison,
    relatives: frozenset[tuple[str, str]],
    itself: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """What forbids to call two organisations one, however well they fit."""
    level = told_levels(comparison.levels)
    found = []
    own = level["web"] == "same site" and level["short"].startswith("same") and bool(left.kinds & itself)
    if comparison.apart and not (own and comparison.apart <= _BODIES):
        found.append("apart")
    alike = level["web"] == "same site" or level["number"] == "same"
    if level["name"] in ("some words", "different") and not alike:
        found.append("few_words")
    if level["name"] == "right says more" and not level["short"].startswith("same"):
        found.append("more")
    if (
        level["name"] in ("left says more", "right says more", "half alike")
        and level["type"] == "does not fit"
        and _company(left) != _company(right)
    ):
        found.append("company")
    if level["number"] == "other":
        found.append("number")
    if (left.id, right.id) in relatives or (right.id, left.id) in relatives:
        found.append("relative")
    return tuple(found)


def told_levels(levels: Sequence[int]) -> dict[str, str]:
    """Feature → the name of its level."""
    return {feature: names[at] for (feature, names), at in zip(LEVELS.items(), levels, strict=True)}


def _company(party: Entry) -> bool:
    return any("company" in name.legal for name in party.names)


@dataclass(frozen=True)
class Compared:
    """Two sides, the pairs of them that were compared, and of each pair, in this order, what came of it."""

    left: Sequence[Entry]
    right: Sequence[Entry]
    pairs: NDArray[np.int64]  # places in left and right
    comparisons: Sequence[Comparison]
    likely: Floats  # probability that both are one thing
    taken: NDArray[np.bool_]  # whether its right side is better taken by another of the left


def choose(
    compared: Compared,
    relatives: frozenset[tuple[str, str]],
    itself: frozenset[str] = frozenset(),
    *,
    match: float = LEAST,
    named: Mapping[int, bool] | None = None,
) -> list[Proposal]:
    """One proposal at most of the kind `same` for each of the left; all relatives and doubtful pairs beside it.

    With `named` (the pairs whose names are equal, and whether nobody else bears the name) those that nobody else bears are
    the same whatever the weights say, and no others.
    """
    proposals: list[Proposal] = []
    for at, (one, other) in enumerate(compared.pairs.tolist()):
        mine, theirs, comparison = compared.left[one], compared.right[other], compared.comparisons[at]
        score = round(float(compared.likely[at]), 6)
        guards = guards_of(mine, theirs, comparison, relatives, itself)
        near = "apart" in guards and comparison.relative and _kin(comparison)
        equal, sure = named is not None and at in named, named is not None and named.get(at, False)
        if sure:
            score = max(score, match)
        if score < DOUBT and not near and not equal:
            continue
        if compared.taken[at] and score < match and not sure:
            guards = (*guards, "taken")
        if named is not None and not sure and not guards:
            guards = ("name",)
        if near or "relative" in guards:
            word = RELATED
        elif guards or (score < match and not sure):
            word = UNSURE
        else:
            word = SAME
        proposals.append(
            Proposal(
                mine.id, theirs.id, word, score, comparison.levels, guards, tuple(sorted(comparison.kinds))
            )
        )
    return sorted(_once(proposals), key=lambda found: (found.left, found.right))


def _once(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Of several that one id is said to be the same with, the most likely; the others are for people to look at."""
    best: dict[str, Proposal] = {}
    for one in proposals:
        held = best.get(one.left)
        if one.word == SAME and (held is None or (-one.score, one.right) < (-held.score, held.right)):
            best[one.left] = one
    return [
        one
        if one.word != SAME or one is best[one.left]
        else replace(one, word=UNSURE, guards=(*one.guards, "taken"))
        for one in proposals
    ]


def _kin(comparison: Comparison) -> bool:
    """Whether names and place are near enough for relatives."""
    level = told_levels(comparison.levels)
    site = level["web"] in ("same site", "same domain")
    named = level["name"] in _KINSHIP and (level["name"] != "some words" or site)
    return named and (site or (level["place"] == "same town" and level["web"] != "other domain"))
