"""Levels of many compared pairs enter, no labels; how much each level speaks for one thing leaves, and a probability a pair.

The model of Fellegi and Sunter (1969), its parameters found by expectation and maximisation, with one thing added: of
all candidates of one party at most one is right, so candidates of one party share their probability (and that nobody
is). That keeps the expectation from calling all relatives of a university the university.
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
_SMOOTH = (
    2.0  # pairs of each level that are taken to have been seen besides, among equal and among different ones
)
_STILL = 1e-5


@dataclass(frozen=True)
class Model:
    """Weights of evidence: for each feature and level the logarithm of how much more often the same than others have it."""

    weights: tuple[tuple[float, ...], ...]  # feature → level
    prior: float  # logarithm of the odds of a candidate before anything is compared

    def evidence(self, levels: Levels) -> Floats:
        """Sum of weights for each row of levels."""
        found = np.zeros(len(levels))
        for at, weights in enumerate(self.weights):
            found += np.asarray(weights)[levels[:, at]]
        return found


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
    groups: NDArray[np.int64],
    sure: NDArray[np.bool_],
) -> Model:
    """Find the weights of the levels of each feature; no label is needed.

    `sure` are pairs that are taken for one to begin with (equal rare names). A level named unknown says nothing: whether
    a source writes something down depends on the source and not on the pair.
    """
    likely = np.where(sure, 0.9, 0.02)
    model = _weigh(levels, features, likely)
    for _ in range(_ROUNDS):
        found = shared(model.evidence(levels) + model.prior, groups)
        still = float(np.abs(found - likely).max(initial=0.0)) < _STILL
        likely = found
        model = _weigh(levels, features, likely)
        if still:
            break
    return model


def _weigh(levels: Levels, features: Sequence[Sequence[str]], likely: Floats) -> Model:
    weights = tuple(_level_weights(levels[:, at], names, likely) for at, names in enumerate(features))
    share = min(max(float(likely.mean()) if len(likely) else 0.0, 1e-6), 0.5)
    return Model(weights, float(np.log(share / (1 - share))))


def _level_weights(levels: Levels, names: Sequence[str], likely: Floats) -> tuple[float, ...]:
    told = np.array([name != UNKNOWN for name in names])
    same = np.where(told, np.bincount(levels, likely, len(names)) + _SMOOTH / 2, 0.0)
    other = np.where(told, np.bincount(levels, 1 - likely, len(names)) + _SMOOTH, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(same / same.sum()) - np.log(other / other.sum())
    return tuple(float(weight) for weight in np.where(told, found, 0.0))
