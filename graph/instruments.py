"""Rows about agreements and memberships enter; the lives of instruments, and whom each binds, leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from graph.asking import Row, day
from graph.force import Binding, Instrument, Membership, Side, When, bindings
from graph.intervals import bounded

_COUNTRY: Final = "country-iso-"


def when(first: str | None, last: str | None) -> When | None:
    """Read a partial date from its two bounds."""
    return When(date.fromisoformat(first), date.fromisoformat(last or first)) if first else None


def instrument(row: Row) -> Instrument:
    """Read an agreement with its parties from a row."""
    dates = row["dates"]
    signed, entered, provisional, valid, terminated = (when(*dates[at : at + 2]) for at in range(0, 10, 2))
    return Instrument(
        id=row["id"],
        signed=signed,
        entered=entered,
        provisional=provisional,
        valid_until=valid,
        terminated=terminated,
        by_signature=bool(row["by_signature"]),
        renewal=row["renewal"] or "",
        term=row["term"] or "",
        renews=bool(row["renews"]),
        renewed=tuple((other, when(first, last)) for other, first, last in sorted(row["renewed"])),
        sides=tuple(
            Side(side[0], side[5] or "", when(*side[6:8]), when(*side[8:10]), when(*side[10:12]))
            for side in row["sides"]
        ),
    )


def memberships(rows: Sequence[Row]) -> dict[str, list[Membership]]:
    """Arrange members of groups and successions by the group or predecessor."""
    links: dict[str, list[Membership]] = {}
    for row in sorted(rows, key=lambda row: str(row["id"])):
        span = bounded(
            *(day(row[name]) for name in ("begin_earliest", "begin_latest", "end_earliest", "end_latest"))
        )
        links.setdefault(row["whole"], []).append(Membership(row["id"], row["whole"], row["part"], span))
    return links


def visible(one: Instrument, as_of: date) -> bool:
    """Whether an instrument can be known on a day: its first date is not later, or it has none."""
    dates = [when for when in (one.signed, one.entered, one.provisional) if when is not None]
    return not dates or any(when.known(as_of) for when in dates)


def country_bindings(
    one: Instrument, links: Mapping[str, Sequence[Membership]], as_of: date
) -> list[Binding]:
    """Return the countries that an instrument binds, by code."""
    return [
        replace(binding, actor=binding.actor.removeprefix(_COUNTRY))
        for binding in bindings(one, links, as_of)
        if binding.actor.startswith(_COUNTRY)
    ]
