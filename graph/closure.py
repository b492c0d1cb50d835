"""What sources declare to cover enters; where absence may be read as a no leaves: the local closed world.

Open by default. A declaration closes the world only if it says that it is complete, only for its class (and property,
where it names one), its countries, its kinds of institution and its period; several together may cover a period. One
without a begin says nothing of any year, here as where years are counted as covered; 1500 or before means since ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph.intervals import merge

_SINCE_EVER: Final = "1500-01-01"


@dataclass(frozen=True)
class Declared:
    """One declaration of completeness."""

    about: str
    prop: str  # '' = every property
    countries: frozenset[str]  # none = everywhere
    kinds: frozenset[str]  # none = every kind
    first: date
    last: date


@dataclass(frozen=True)
class Closes:
    """What must be declared complete before absence counts: a class, and the property that would say it."""

    about: str
    prop: str = ""


def complete_only(rows: Iterable[Mapping[str, Any]]) -> tuple[Declared, ...]:
    """Read those declarations that say that they are complete, and since when."""
    return tuple(
        Declared(
            about=row["about"] or "",
            prop=row["property"] or "",
            countries=frozenset(row["countries"] or ()),
            kinds=frozenset(row["kinds"] or ()),
            first=date.fromisoformat(row["begin"]) if row["begin"] > _SINCE_EVER else date.min,
            last=date.fromisoformat(row["end"]) if row["end"] else date.max,
        )
        for row in rows
        if row["complete"] and row["begin"]
    )


def stretches(
    declared: Iterable[Declared], closes: Closes, countries: Collection[str], kinds: Collection[str]
) -> list[tuple[date, date]]:
    """The stretches of days for which one class is declared complete for somebody of these countries and kinds."""
    found = [
        (one.first, one.last)
        for one in declared
        if one.about == closes.about
        and one.prop in ("", closes.prop)
        and (not one.countries or one.countries & set(countries))
        and (not one.kinds or one.kinds & set(kinds))
        and one.first <= one.last
    ]
    return merge(found)


def closed(
    declared: Sequence[Declared],
    every: Sequence[Closes],
    countries: Collection[str],
    kinds: Collection[str],
    period: tuple[date, date],
) -> bool:
    """Whether all classes are declared complete for the whole of a period; nothing is closed by no declaration."""
    return bool(every) and all(
        any(
            first <= period[0] and period[1] <= last
            for first, last in stretches(declared, one, countries, kinds)
        )
        for one in every
    )


def closed_years(
    declared: Sequence[Declared],
    every: Sequence[Closes],
    countries: Collection[str],
    kinds: Collection[str],
    window: range,
) -> frozenset[int]:
    """The years of a window in which all classes are declared complete from the first day to the last."""
    found = frozenset(window) if every else frozenset[int]()
    for one in every:
        parts = stretches(declared, one, countries, kinds)
        found &= {
            year
            for year in window
            if any(first <= date(year, 1, 1) and date(year, 12, 31) <= last for first, last in parts)
        }
    return found
