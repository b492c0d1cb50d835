"""Dated events of pairs of institutions enter; channels leave: the events first, then their indicators, in order.

A channel is a pair with at least one dated activity. The order of channels is a display order and not a score:
I2 over events of at most `cap` institutions (what is certain), then I1, then the partner's id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph.asking import day
from graph.indicators import (
    active_year_count,
    chains,
    longest_run,
    multiplexity,
    persistence,
    strength,
)
from graph.intervals import Interval, active_years, bounded, years
from graph.stints import Bounds, meeting, never_together

_YEAR_ZERO: Final = 1500  # years are bits counted from here; no activity is older


@dataclass(frozen=True)
class Event:
    """Something two sides did or agreed, as a pair sees it."""

    id: str
    kind: str
    activity: bool  # an agreement in force is not activity
    size: int  # distinct members
    span: Interval
    label: str = ""
    via: tuple[str, ...] = ()  # the participations, memberships and parties that make the tie
    met: bool = True  # False: one of the two had left before the other came


@dataclass(frozen=True)
class Rules:
    """The numbers that shape the indicators of a channel."""

    gap: int
    cap: int
    motif: tuple[str, ...]


@dataclass(frozen=True)
class Channel:
    """A pair with its events and its indicators."""

    partner: str
    events: tuple[Event, ...]
    figures: Mapping[str, Any]
    undated: tuple[str, ...]  # events that no indicator can use

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts channels for display."""
        return -self.figures["i2_small"]["span"][0], -self.figures["i1"], self.partner


def event(row: Mapping[str, Any]) -> Event:
    """Read an event from a row."""
    return Event(
        id=row["event"],
        kind=row["kind"] or "",
        activity=row["activity"],
        size=row["size"] or 0,
        span=bounded(*(day(text) for text in row["dates"])),
        label=row.get("label") or row["event"],
        via=tuple(sorted({one for one in row.get("via", ()) if one})),
        met=not never_together(row["stints"]) if "stints" in row else True,
    )


def covered_years(
    declared: Iterable[Mapping[str, Any]], countries: Collection[str | None], last: int
) -> set[int]:
    """Return the years that some source declares to cover, completely or not, for one of the countries."""
    found: set[int] = set()
    for row in declared:
        if (
            row["begin"] is None
            or not row["activity"]
            or (row["countries"] and not set(row["countries"]) & set(countries))
        ):
            continue
        end = int(row["end"][:4]) if row["end"] else last
        found.update(range(int(row["begin"][:4]), min(end, last) + 1))
    return found


def channel(
    partner: str, events: Iterable[Event], covered: Collection[int], as_of: date, rules: Rules
) -> Channel | None:
    """Return the channel to a partner, or None where no dated activity makes one; in which they never met is none of it."""
    shared = (one for one in events if one.met)
    listed = tuple(sorted(shared, key=lambda one: (one.span.begin_earliest or date.max, one.id)))
    undated = tuple(one.id for one in listed if one.span.undated or one.span.contradictory)
    acts = [one for one in listed if one.activity and one.id not in undated]
    active = active_years((one.span for one in acts), as_of)
    if not active.possible:
        return None
    return Channel(partner, listed, _figures(listed, acts, covered, as_of, rules), undated)


def _figures(
    listed: Sequence[Event], acts: Sequence[Event], covered: Collection[int], as_of: date, rules: Rules
) -> dict[str, Any]:
    active = active_years((one.span for one in acts), as_of)
    small = active_years((one.span for one in acts if one.size <= rules.cap), as_of)
    known = set(covered)
    # A year that a record shows to be active is covered by that record; for the share of I3 only declared
    # coverage counts, since a source that lists what happened would otherwise always show a share of one.
    window = range(min(active.possible), as_of.year + 1)
    open_years = {year for year in window if year not in known}
    run = longest_run(active.certain, (open_years | active.possible) - active.certain, rules.gap)
    run_small = longest_run(small.certain, (open_years | small.possible) - small.certain, rules.gap)
    kinds = sorted({one.kind for one in listed})
    _, motif = multiplexity(kinds, rules.motif)
    return {
        "i1": active_year_count(active.certain, known | active.certain),
        "i2": {"span": [run.span.low, run.span.high], "active": [run.active.low, run.active.high]},
        "i2_small": {
            "span": [run_small.span.low, run_small.span.high],
            "active": [run_small.active.low, run_small.active.high],
        },
        "i3": persistence(active.certain, known),
        "i4": round(strength(one.size for one in acts), 6),
        "i10": {"kinds": kinds, "count": len(kinds), "motif": motif},
        "years": sorted(active.certain),
        "uncovered": sorted(open_years - active.certain),
        "events": len(listed),
        "small_events": sum(one.size <= rules.cap for one in acts),
        "open_ends": sum(one.span.open_end for one in acts),
    }


class YearMasks:
    """Dates enter, the years in which something so dated was certainly active leave as bits of a number.

    Thousands of candidates are ordered with it in milliseconds; the figures are those of `longest_run`, worst case.
    """

    def __init__(self, as_of: date, gap: int) -> None:
        self._as_of = as_of
        self._gap = gap
        self._masks: dict[tuple[str | None, ...], int] = {}
        self._runs: dict[int, int] = {}

    def mask(self, dates: Sequence[str | None]) -> int:
        """Return the years of four bounds as a row gives them."""
        bounds = tuple(dates)
        if bounds not in self._masks:
            certain = years(bounded(*map(day, bounds)), self._as_of).certain
            self._masks[bounds] = sum(1 << (year - _YEAR_ZERO) for year in certain if year >= _YEAR_ZERO)
        return self._masks[bounds]

    def run(self, mask: int) -> int:
        """Return the span of the longest chain of years."""
        if mask not in self._runs:
            active = [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
            self._runs[mask] = max(
                (last - first + 1 for first, last, _ in chains(active, self._gap)), default=0
            )
        return self._runs[mask]


class MasksByGap(dict[int, YearMasks]):
    """The same for any gap that a run may bridge, each made when it is first asked for."""

    def __init__(self, as_of: date) -> None:
        super().__init__()
        self._as_of = as_of

    def __missing__(self, gap: int) -> YearMasks:
        self[gap] = YearMasks(self._as_of, gap)
        return self[gap]


def small_masks(
    rows: Iterable[Sequence[Any]], home: Collection[str], masks: YearMasks
) -> dict[str, dict[str, int]]:
    """Return for each institution of home and each foreign partner the years of their activities of few members.

    `rows`: the members of an activity, their countries ('' where no seat is known), its dates, and when each member was
    in it, None where none of them says so.
    """
    inside = set(home)
    found: dict[str, dict[str, int]] = {}
    for members, countries, dates, stints in rows:
        if stints is not None:
            _add_meetings(found, members, countries, dates, stints, inside, masks)
            continue
        mask = masks.mask(dates)
        foreign = {
            one for one, country in zip(members, countries, strict=True) if country and country not in inside
        }
        if not mask or not foreign:
            continue
        for member, country in zip(members, countries, strict=True):
            if country in inside:
                partners = found.setdefault(member, {})
                for partner in foreign:
                    partners[partner] = partners.get(partner, 0) | mask
    return found


def _add_meetings(
    found: dict[str, dict[str, int]],
    members: Sequence[str],
    countries: Sequence[str],
    dates: Bounds,
    stints: Sequence[Bounds],
    inside: Collection[str],
    masks: YearMasks,
) -> None:
    """The same for an activity in which some took part for a part of it: each pair has years of its own."""
    seated = [one for one in zip(members, countries, stints, strict=True) if one[1]]
    for member, country, own in seated:
        if country not in inside:
            continue
        for partner, other, theirs in seated:
            if other not in inside and (mask := masks.mask(meeting(dates, own, theirs))):
                partners = found.setdefault(member, {})
                partners[partner] = partners.get(partner, 0) | mask
