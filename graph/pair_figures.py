"""Shared events of a pair, or all activities of one institution, enter; the indicators I5 to I7, I9, I12, I13, I18 leave."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from graph.asking import Row, day
from graph.channels import Event, YearMasks
from graph.indicators_network import (
    balance,
    bilateral,
    concentration,
    embeddedness,
    normalised,
    overlap_share,
    stability,
    survival,
)
from graph.intervals import begun, bounded, years


def pair_figures(
    one: str, other: str, events: Iterable[Event], around: Sequence[Collection[str]], as_of: date
) -> dict[str, Any]:
    """Return what takes both sides' other activities to know; `around` holds the members of every activity of either.

    The affinity of I5 takes the number of all activities there are, which no one pair tells; it is left to the caller.
    """
    acts = [
        event
        for event in events
        if event.activity and not event.span.undated and not event.span.contradictory
    ]
    circles = [set(members) for members in around]
    both = sum(one in members and other in members for members in circles)
    strength = normalised(
        both, sum(one in m for m in circles), sum(other in m for m in circles), len(circles)
    )
    score = bilateral((Fraction(1, event.size), Fraction(1, event.size)) for event in acts if event.size >= 2)
    neighbours = {
        side: {m for members in circles if side in members for m in members} - {side} for side in (one, other)
    }
    held = embeddedness(one, other, both, neighbours)
    return {
        "i5": {"salton": _rounded(strength.salton), "jaccard": _rounded(strength.jaccard)},
        "i6": {"score": _rounded(score.score), "intensity": _rounded(score.intensity)},
        "i7": _rounded(stability(_by_year(acts, as_of))),
        "i12": _rounded(overlap_share(one, other, neighbours)),
        "i13": {
            "relational": held.relational,
            "positional": list(held.positional),
            "structural": held.structural,
        },
    }


def stays_figure(one: str, other: str, rows: Iterable[Row], as_of: date) -> dict[str, Any]:
    """Return I16 for stays: those that each side hosted and that had certainly begun. Who leads, and funding, are not told."""
    begun_ones = [row for row in rows if begun(bounded(*map(day, row["dates"])), as_of) == "certain"]
    inward, outward = (sum(side in row["hosts"] for row in begun_ones) for side in (one, other))
    return {"inward": inward, "outward": outward, "share": _rounded(balance(inward, outward))}


def _by_year(acts: Sequence[Event], as_of: date) -> list[int]:
    counted = Counter(year for event in acts for year in years(event.span, as_of).certain)
    return [counted[year] for year in range(min(counted), as_of.year + 1)] if counted else []


def ties_figures(rows: Iterable[Row], masks: YearMasks, as_of: date) -> dict[str, Any]:
    """Return how long the ties of one institution last (I9) and how its activities spread over its partners (I18)."""
    active: dict[str, int] = defaultdict(int)
    counts: Counter[str] = Counter()
    for row in rows:
        mask = masks.mask(row["dates"]) if row["activity"] else 0
        for partner in row["members"] if mask else ():
            active[partner] |= mask
            counts[partner] += 1
    ties: list[tuple[int, bool]] = []
    for mask in active.values():
        first, last = (mask & -mask).bit_length() - 1, mask.bit_length() - 1
        ties.append((last - first + 1, 1500 + last < as_of.year))
    steps: list[Mapping[str, Any]] = [
        {
            "years": step.years,
            "at_risk": step.at_risk,
            "ended": step.ended,
            "survival": _rounded(step.survival),
        }
        for step in survival(ties)
    ]
    return {"i9": steps, "i18": _rounded(concentration(counts.values()))}


def _rounded(value: float | None) -> float | None:
    return round(value, 6) if value is not None else None
