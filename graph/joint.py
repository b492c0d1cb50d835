"""Pairs of partners with their agreements enter; what takes more than their own events to know leaves: I8 and I11.

Set-based: however many pairs an answer shows, the agreements are read once and the activities of few members once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.asking import Asking, Row
from graph.channels import Channel
from graph.force import state_on
from graph.indicators import Renewal, renewal, simmelian
from graph.treaties import Treaties


@dataclass(frozen=True)
class Pair:
    """Two institutions, what they have agreed, and where they sit."""

    one: str
    other: str
    agreements: tuple[str, ...]
    countries: frozenset[str | None]

    @classmethod
    def of(cls, one: str, found: Channel, seats: Collection[str | None]) -> Pair:
        """The pair of a channel: what it holds that is no activity are agreements."""
        agreed = tuple(event.id for event in found.events if not event.activity)
        return cls(one, found.partner, agreed, frozenset(seats))


def joint_figures(
    asking: Asking, pairs: Sequence[Pair], declared: Sequence[Row], cap: int
) -> dict[tuple[str, str], dict[str, Any]]:
    """Return `i8` and `i11` of each pair; i8 is None where a pair has no agreement. `cap` bounds the events of I11."""
    ids = sorted({agreement for pair in pairs for agreement in pair.agreements})
    several = Treaties(asking, ids=ids) if ids else None
    circles = _circles(asking, sorted({one for pair in pairs for one in (pair.one, pair.other)}), cap)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for pair in pairs:
        around = {**circles.get(pair.one, {}), **circles.get(pair.other, {})}
        renewed = fates(several, pair, declared, asking)[1] if several and pair.agreements else None
        found[pair.one, pair.other] = {
            "i8": shown_renewal(renewed) if renewed is not None else None,
            "i11": {"count": simmelian(pair.one, pair.other, list(around.values())), "cap": cap},
        }
    return found


def _circles(asking: Asking, ids: Sequence[str], cap: int) -> dict[str, dict[str, list[str]]]:
    """Institution to its activities of few members, each with all of its members."""
    found: dict[str, dict[str, list[str]]] = {one: {} for one in ids}
    if not ids:
        return found
    for event, members in asking.part("circles", ids=list(ids), cap=cap, as_of=asking.as_of)[0]["events"]:
        for member in members:
            if member in found:
                found[member][event] = members
    return found


def fates(
    several: Treaties, pair: Pair, declared: Sequence[Row], asking: Asking
) -> tuple[dict[str, str], Renewal]:
    """Return the state of each of a pair's agreements on the day, and what became of them."""
    complete = {
        year
        for row in declared
        if not row["activity"] and row["complete"] and row["begin"]
        for year in range(int(row["begin"][:4]), int((row["end"] or asking.as_of.isoformat())[:4]) + 1)
        if not row["countries"] or set(row["countries"]) & pair.countries
    }
    became: dict[str, str] = {}
    states: dict[str, str] = {}
    for key in pair.agreements:
        if key not in several.lives:
            continue  # not known yet on the day
        life = several.lives[key]
        state, _ = state_on(several.segments[key], asking.as_of)
        states[key] = state
        renewals = [one for one, when in life.renewed if when is None or when.known(asking.as_of)]
        ended = life.terminated is not None and life.terminated.known(asking.as_of)
        until = life.valid_until
        if renewals:
            became[key] = "renewed"
        elif state in ("yes", "presumed"):
            became[key] = "presumed" if state == "presumed" else "force"
        elif ended:
            became[key] = "lapsed"
        elif state == "no" and life.renewal == "none" and until is not None:
            # A fixed term that ran out lapsed only if a renewal would be known: a source must be complete for the
            # year in which it ended and, as far as it has come, the year after.
            years = range(until.last.year, min(asking.as_of.year, until.last.year + 1) + 1)
            became[key] = "lapsed" if complete >= set(years) else "unknown"
        else:
            became[key] = "unknown"
    renews: Mapping[str, Collection[str]] = {key: several.rows[key]["renews"] for key in became}
    return states, renewal(became, renews)


def shown_renewal(found: Renewal) -> dict[str, Any]:
    """Return I8 as an answer shows it: the chain, the counts, the share with its bounds."""
    return {
        "chain": found.chain,
        "renewed": found.renewed,
        "lapsed": found.lapsed,
        "presumed": found.presumed,
        "unknown": found.unknown,
        "share": found.share,
        "bounds": [found.low, found.high],
    }
