"""Levels of many compared pairs enter, no labels; how much each level speaks for one thing leaves, and a probability a pair.

The model of Fellegi and Sunter (1969), its parameters found by expectation and maximisation, with two things added. Of
all candidates of one party at most one is right, so candidates of one party share their probability (and that nobody
is): that keeps the expectation from calling all relatives of a university the university. And what a town or a web site
says is weighed apart for pairs whose names are equal, since a university of two towns is one university.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Levels = NDArray[np.int64]
UNKNOWN = "unknown"
_ROUNDS = 60
_SMOOTH = 2.0  # pairs of each level that are taken to have been seen besides, among equal and among different ones
_STILL = 1e-5


@dataclass(frozen=True)
class Model:
    """Weights of evidence: for each feature and level the logarithm of how much more often the same than others have it."""

    weights: tuple[tuple[tuple[float, ...], ...], ...]  # feature → for pairs of unequal names, of equal ones → level
    prior: float  # logarithm of the odds of a candidate before anything is compared
    equal: int  # first levels of the first feature that mean that the names are equal

    def evidence(self, levels: Levels) -> Floats:
        """Sum of weights for each row of levels."""
        group = self.group(levels)
        return np.sum(
            [np.asarray(weights)[group, levels[:, at]] for at, weights in enumerate(self.weights)], axis=0
        )

    def group(self, levels: Levels) -> Levels:
        """0 = the names are not equal, 1 = they are."""
        return (levels[:, 0] < self.equal).astype(np.int64)


def shared(odds: Floats, groups: NDArray[np.int64]) -> Floats:
    """Probabilities from the odds of candidates of which at most one in a group is right."""
    if not len(odds):
        return odds
    ordered, group = np.unique(groups, return_inverse=True)
    highest = np.zeros(len(ordered))
    np.maximum.at(highest, group, odds)
    scaled = np.exp(odds - highest[group])
    whole = np.bincount(group, scaled, len(ordered)) + np.exp(-highest)
    return np.asarray(scaled / whole[group], np.float64)


def learn(
    levels: Levels,
    features: Sequence[Sequence[str]],
    equal: int,
    groups: NDArray[np.int64],
    sure: NDArray[np.bool_],
) -> Model:
    """Find the weights of the levels of each feature; no label is needed.

    `sure` are pairs that are taken for one to begin with (equal rare names). A level named unknown says nothing: whether
    a source writes something down depends on the source and not on the pair.
    """
    likely = np.where(sure, 0.9, 0.02)
    model = _weigh(levels, features, equal, likely)
    for _ in range(_ROUNDS):
        found = shared(model.evidence(levels) + model.prior, groups)
        still = float(np.abs(found - likely).max(initial=0.0)) < _STILL
        likely = found
        model = _weigh(levels, features, equal, likely)
        if still:
            break
    return model


def _weigh(levels: Levels, features: Sequence[Sequence[str]], equal: int, likely: Floats) -> Model:
    among = levels[:, 0] < equal
    weights = []
    for at, names in enumerate(features):
        whole = _level_weights(levels[:, at], names, likely)
        if at < _BEFORE:
            weights.append((whole, whole))
            continue
        parts = (_level_weights(levels[part, at], names, likely[part]) for part in (~among, among))
        weights.append(tuple(parts))
    share = min(max(float(likely.mean()), 1e-6), 0.5)
    return Model(tuple(weights), float(np.log(share / (1 - share))), equal)


_BEFORE = 2  # the first features speak of the names themselves


def _level_weights(levels: Levels, names: Sequence[str], likely: Floats) -> tuple[float, ...]:
    told = np.array([name != UNKNOWN for name in names])
    same = np.where(told, np.bincount(levels, likely, len(names)) + _SMOOTH / 2, 0.0)
    other = np.where(told, np.bincount(levels, 1 - likely, len(names)) + _SMOOTH, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(same / same.sum()) - np.log(other / other.sum())
    return tuple(float(weight) for weight in np.where(told, found, 0.0))
