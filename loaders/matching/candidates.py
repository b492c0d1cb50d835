"""Two lists of parties enter; pairs worth a closer look leave, at a cost that grows with the number of names alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from loaders.matching.parties import Entry

PER_PARTY: Final = 8  # candidates kept for each party of the left
BUDGET: Final = 600  # rows of the right that one name of the left may touch, its rarest features first
_GRAM = 4
_ASIDE = 0.25  # what a shared short name or domain adds to the likeness of names
_LOOKED_AT = 40  # rows of the right that are compared as a whole, for each row of the left
_ROWS = 4_000  # rows of the left that are multiplied at a time

_NAMES = 3  # pairs of names that are compared word by word, for each pair of parties

Pairs = NDArray[np.int64]  # two columns: place in the left list, place in the right list


@dataclass(frozen=True)
class Candidates:
    """Pairs of parties, and for each the pairs of their names that share most."""

    pairs: Pairs
    names: tuple[tuple[tuple[int, int], ...], ...]  # places in the lists of names of both


def candidates(left: Sequence[Entry], right: Sequence[Entry]) -> Candidates:
    """Pairs of one country that share rare words, pieces of words, a short name, a domain or a number; sorted.

    Every name is a row of features. A name of the left asks with its rarest features only, until these stand in BUDGET
    rows of the right: so the work grows with the number of names and not with its square.
    """
    vocabulary: dict[str, int] = {}
    right_indptr, right_indices, right_of, _, right_name = _features(right, vocabulary, grow=True)
    left_indptr, left_indices, left_of, aside, left_name = _features(left, vocabulary, grow=False)
    if not len(left_of) or not len(right_of):  # nobody on one side says anything by which it could be found
        return Candidates(np.zeros((0, 2), np.int64), ())
    size = len(vocabulary)
    counts = np.bincount(right_indices, minlength=size).astype(np.float64)
    weights = np.log((len(right_of) + 1) / (counts + 0.5))
    right_rows = _matrix(right_indptr, right_indices, weights, size)
    left_rows = _matrix(left_indptr, left_indices, weights, size)
    asking = _matrix(*_affordable(left_indptr, left_indices, counts), weights, size)
    turned = right_rows.T.tocsr()
    found: list[NDArray[np.int64]] = []
    scores: list[NDArray[np.float64]] = []
    for start in range(0, left_rows.shape[0], _ROWS):
        product = (asking[start : start + _ROWS] @ turned).tocoo()
        kept = _top(product.row.astype(np.int64), product.col.astype(np.int64), product.data, _LOOKED_AT)
        rows, columns = kept[:, 0] + start, kept[:, 1]
        # asked with few features, compared with all of them
        scores.append(np.asarray(left_rows[rows].multiply(right_rows[columns]).sum(axis=1)).ravel())
        found.append(
            np.column_stack(
                [left_of[rows], right_of[columns], aside[rows], left_name[rows], right_name[columns]]
            )
        )
    return _best(np.concatenate(found), np.concatenate(scores))


def _best(rows: NDArray[np.int64], scores: NDArray[np.float64]) -> Candidates:
    """Of each pair the best score of its names and something for what else it shares; of each left party the best pairs."""
    order = np.lexsort((rows[:, 4], rows[:, 3], -np.round(scores, 9), rows[:, 2], rows[:, 1], rows[:, 0]))
    rows, scores = rows[order], scores[order]
    pairs, at = _runs(rows[:, :2])
    in_group, _ = _runs(rows[:, :3])
    counted = np.where(rows[:, 2] > 0, _ASIDE, scores)
    counted[np.setdiff1d(np.arange(len(rows)), in_group)] = 0.0
    summed = np.add.reduceat(counted, pairs) if len(rows) else counted
    kept = _top(rows[pairs, 0], rows[pairs, 1], summed, PER_PARTY)
    kept = kept[np.lexsort((kept[:, 1], kept[:, 0]))]
    wanted = {(int(one), int(other)): [] for one, other in kept}  # type: dict[tuple[int, int], list[tuple[int, int]]]
    place = np.arange(len(rows)) - pairs[at]
    for one, other, aside, mine, theirs in rows[(place < _NAMES) & (rows[:, 2] == 0)].tolist():
        if aside == 0 and (found := wanted.get((one, other))) is not None:
            found.append((mine, theirs))
    return Candidates(kept, tuple(tuple(found) for found in wanted.values()))


def _runs(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each run of equal rows begins, and in which run each row stands."""
    if not len(rows):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    begins = np.r_[True, (rows[1:] != rows[:-1]).any(axis=1)]
    return np.flatnonzero(begins), np.cumsum(begins) - 1


def _top(
    rows: NDArray[np.int64], columns: NDArray[np.int64], scores: NDArray[np.float64], most: int
) -> Pairs:
    """Of each row the columns with the highest scores; of equal ones the first."""
    order = np.lexsort((columns, -np.round(scores, 9), rows))
    rows, columns = rows[order], columns[order]
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else np.zeros(0, np.int64)
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.r_[starts, len(rows)]))
    return np.column_stack([rows[place < most], columns[place < most]])


class _Rows(NamedTuple):
    """Rows of features: where each starts, the features of all, the party of each, what it is beside a name."""

    starts: NDArray[np.int64]
    features: NDArray[np.int64]
    owners: NDArray[np.int64]
    aside: NDArray[np.int64]  # 0 = a name, 1 = a short name, 2 = a domain, 3 = a number of a register
    names: NDArray[np.int64]  # place of the name in the list of the party's names, -1 = no name


def _features(parties: Sequence[Entry], vocabulary: dict[str, int], *, grow: bool) -> _Rows:
    """Of the right every feature gets a number; of the left those that the right has not are left out."""
    starts, indices, owners, asides, names = [0], [], [], [], []
    for place, party in enumerate(parties):
        for aside, name, features in _rows(party):
            if grow:
                row = {vocabulary.setdefault(feature, len(vocabulary)) for feature in sorted(features)}
            else:
                row = {vocabulary[feature] for feature in features if feature in vocabulary}
            indices.append(sorted(row))
            starts.append(starts[-1] + len(row))
            owners.append(place)
            asides.append(aside)
            names.append(name)
    flat = np.fromiter(chain.from_iterable(indices), np.int64, starts[-1])
    return _Rows(
        np.array(starts, np.int64), flat, *(np.array(one, np.int64) for one in (owners, asides, names))
    )


def _rows(party: Entry) -> Iterator[tuple[int, int, set[str]]]:
    for country in sorted(party.countries) or [""]:
        for at_name, name in enumerate(party.names):
            key = name.key
            grams = {f"{country}~{key[at : at + _GRAM]}" for at in range(max(1, len(key) - _GRAM + 1))}
            yield 0, at_name, {f"{country}|{word}" for word in name.words} | grams | {f"{country}={key}"}
        for short in sorted(party.shorts):
            yield 1, -1, {f"{country}#{short}"}
        for domain in sorted(party.domains):
            yield 2, -1, {f"{country}@{domain}"}
        for number in sorted(party.numbers):
            yield 3, -1, {f"{country}!{number}"}


def _affordable(
    starts: NDArray[np.int64], indices: NDArray[np.int64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each row its rarest features, as many as BUDGET pays for."""
    row_of = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    order = np.lexsort((indices, counts[indices], row_of))
    sorted_rows, sorted_indices = row_of[order], indices[order]
    spent = np.cumsum(counts[sorted_indices])
    before = np.r_[0.0, spent][starts[:-1]]
    kept = spent - np.repeat(before, np.diff(starts)) <= BUDGET
    lengths = np.bincount(sorted_rows[kept], minlength=len(starts) - 1)
    return np.r_[0, np.cumsum(lengths)], sorted_indices[kept]


def _matrix(
    starts: NDArray[np.int64],
    indices: NDArray[np.int64],
    weights: NDArray[np.float64],
    size: int,
) -> csr_matrix:
    """Rows of weighted features, each of length one."""
    values = weights[indices]
    lengths = np.diff(starts)
    norms = np.sqrt(np.add.reduceat(np.append(values**2, 0.0), starts[:-1]))
    values = values / np.repeat(np.where(norms > 0, norms, 1.0), lengths)
    return csr_matrix((values, indices, starts), shape=(len(starts) - 1, size))
