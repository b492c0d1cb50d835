"""Counts, events and ties of institutions enter; those indicators that need more than one pair to be told leave.

Pure functions, no I/O. Each docstring gives the formula and who published it; "ours" marks a definition of this
project, and where a formula was not read in its source that is said. None judges, and none is merged with another:
a weighting exists only where a user builds one, and then each contribution is shown.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise


@dataclass(frozen=True)
class Normalised:
    """I5: a joint count set against the counts of both sides; None where a side has nothing."""

    salton: float | None
    jaccard: float | None
    affinity: float | None


def normalised(both: int, one: int, other: int, total: int) -> Normalised:
    """I5, normalised strength: Salton c_ij/sqrt(c_i c_j); Jaccard c_ij/(c_i+c_j-c_ij); affinity (PAI) c_ij C/(c_i c_j).

    After Zitt, Bassecoulard and Okubo 2000 and Luukkonen and others 1993. Salton and Jaccard favour equal sizes, the
    affinity favours small ones.
    """
    union = one + other - both
    return Normalised(
        salton=both / math.sqrt(one * other) if one and other else None,
        jaccard=both / union if union else None,
        affinity=both * total / (one * other) if one and other else None,
    )


@dataclass(frozen=True)
class Bilateral:
    """I6: the harmonic mean of fractional shares summed over events, and its share of the full count."""

    score: float
    intensity: float | None


def bilateral(shares: Iterable[tuple[Fraction, Fraction]]) -> Bilateral:
    """I6, bilateral score: the sum over joint events of the harmonic mean of both sides' fractional shares.

    After Rousseau and Zhang 2021, JDIS 6(1); their exact formula was not read, ours is 2ab/(a+b) for each event, and the
    intensity is the score divided by the number of joint events. Its authors call it untested on real cases.
    """
    listed = [(one, other) for one, other in shares if one > 0 and other > 0]
    score = sum((2 * one * other / (one + other) for one, other in listed), Fraction(0))
    return Bilateral(float(score), float(score / len(listed)) if listed else None)


def stability(outputs: Sequence[int]) -> float | None:
    """I7, year-to-year stability: 1 - sum|x_y - x_(y-1)| / sum(x_y + x_(y-1)); None when all are zero. Ours.

    The idea is of Bu and others 2018, Scientometrics 114:463, whose formula was not read.
    """
    pairs = list(pairwise(outputs))
    total = sum(before + after for before, after in pairs)
    return 1 - sum(abs(after - before) for before, after in pairs) / total if total else None


@dataclass(frozen=True)
class Step:
    """One step of a survival curve: after so many years, the share of ties that went on."""

    years: int
    at_risk: int
    ended: int
    survival: float


def survival(ties: Iterable[tuple[int, bool]]) -> tuple[Step, ...]:
    """I9, survival: Kaplan-Meier over ties, S(t) = product over t_k <= t of (1 - d_k/n_k). After Kaplan and Meier 1958.

    `ties`: years that each has lasted, and whether it has ended; what goes on is censored there. Durations of ended ties
    alone are never averaged: that would count the long ones out.
    """
    listed = sorted(ties)
    steps: list[Step] = []
    left = Fraction(1)
    for years in sorted({years for years, ended in listed if ended}):
        at_risk = sum(other >= years for other, _ in listed)
        ended = sum(other == years and over for other, over in listed)
        left *= 1 - Fraction(ended, at_risk)
        steps.append(Step(years, at_risk, ended, float(left)))
    return tuple(steps)


def overlap_share(one: str, other: str, neighbours: Mapping[str, Collection[str]]) -> float | None:
    """I12, neighbourhood overlap: O = n_ij / ((k_i - 1) + (k_j - 1) - n_ij). After Onnela and others 2007, PNAS 104:7332.

    None where neither has another neighbour. It has the same bias as plain triangles: one consortium makes all of its
    members neighbours, so it is to be read beside I11.
    """
    mine, theirs = set(neighbours.get(one, ())) - {other}, set(neighbours.get(other, ())) - {one}
    shared = len((mine & theirs) - {one, other})
    below = len(mine) + len(theirs) - shared
    return shared / below if below else None


@dataclass(frozen=True)
class Embedded:
    """I13: three ways in which a tie is embedded, never added up."""

    relational: int  # events of the two before
    positional: tuple[int, int]  # neighbours of each
    structural: int  # neighbours of both


def embeddedness(one: str, other: str, before: int, neighbours: Mapping[str, Collection[str]]) -> Embedded:
    """I13, embeddedness: earlier events of the two, centrality (degree) of each, partners of both.

    After Polidoro, Ahuja and Mitchell 2011, AMJ 54:203: the structural kind sustains ventures, the positional does not.
    """
    mine, theirs = set(neighbours.get(one, ())), set(neighbours.get(other, ()))
    return Embedded(before, (len(mine - {one}), len(theirs - {other})), len((mine & theirs) - {one, other}))


@dataclass(frozen=True)
class SuperTie:
    """I14: whether a person's tie is far stronger than chance would make the strongest, and how long it lasts."""

    is_super: bool
    threshold: float | None
    duration: int


def super_tie(strength: int, strengths: Sequence[int], first: int, last: int) -> SuperTie:
    """I14, super tie: K_ij > (<K_i> - 1) ln S_i, S_i the number of partners; duration L = last - first + 1.

    After Petersen 2015, PNAS 112:E4671 (the threshold as it is cited, not read); for people, not for institutions.
    """
    partners = len(strengths)
    if not partners:
        return SuperTie(False, None, last - first + 1)
    threshold = (sum(strengths) / partners - 1) * math.log(partners)
    return SuperTie(strength > threshold, threshold, last - first + 1)


def institutionalisation(institution: int, project: int, person: int) -> float | None:
    """I15, institutionalisation: active instruments between institutions / (institution + project + person). Ours.

    None where nothing is active: nothing known is no share of nought. A project is no agreement between institutions.
    """
    total = institution + project + person
    return institution / total if total else None


def balance(inward: float, outward: float) -> float | None:
    """I16, balance: min(in, out) / max(in, out), for stays, funding, leadership each alone; None when both are nought.

    Ours; balanced distribution between partners is what CNRS asks of its research projects.
    """
    high = max(inward, outward)
    return min(inward, outward) / high if high else None


def concentration(counts: Iterable[int]) -> float | None:
    """I18, partner concentration: the Herfindahl-Hirschman index, the sum of squared shares of events by partner. Ours."""
    listed = [count for count in counts if count > 0]
    total = sum(listed)
    return float(sum((Fraction(count, total) ** 2 for count in listed), Fraction(0))) if total else None


@dataclass(frozen=True)
class Weighted:
    """A number that a user built: the whole, and what each indicator gave to it."""

    total: float
    contributions: Mapping[str, float]
    missing: tuple[str, ...]


def weighted(figures: Mapping[str, float | None], weights: Mapping[str, float]) -> Weighted:
    """A weighting that a user builds, shown with every contribution; what is not known gives nothing and is named."""
    known = {
        name: weight * value for name, weight in weights.items() if (value := figures.get(name)) is not None
    }
    missing = tuple(sorted(name for name in weights if figures.get(name) is None))
    return Weighted(math.fsum(known.values()), known, missing)
