"""What two institutions did and agreed enters; the rung of the ladder that they stood on leaves, year by year.

The ladder of policy P.2, after that of CNRS: 0 contact, 1 person, 2 project, 3 network or programme, 4 joint laboratory,
5 agreement between institutions. Which kind of event stands on which rung is a preset; no fact tells a network from its
projects, so nothing stands on 3. What more members share than the cap is contact alone: a consortium ties no two of them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from graph.channels import Event
from graph.force import Segment, state_on
from graph.intervals import years

CONTACT: Final = 0


def ladder(
    events: Iterable[Event],
    agreed: Mapping[str, tuple[str, Sequence[Segment]]],
    covered: Collection[int],
    as_of: date,
    *,
    rungs: Mapping[str, int],
    cap: int,
) -> list[dict[str, Any]]:
    """Return for each year since the first the highest rung that certainly was reached, and by what.

    `agreed` holds the level and the life of each agreement, which counts while it is in force or presumed to be. A year
    that no source covers may have been higher; where nothing is known in it, its rung is None. `may_be` is a higher rung
    that dates or states which are not exact leave open.
    """
    certain: dict[int, dict[int, set[str]]] = {}
    possible: dict[int, int] = {}
    for one in events:
        if one.activity:
            rung = rungs.get(one.kind) if one.size <= cap else CONTACT
            span = years(one.span, as_of)
            sure, maybe = span.certain, span.possible
        else:
            level, life = agreed.get(one.id, ("", ()))
            rung = rungs.get(f"{one.kind}.{level}")
            sure, maybe = (_held(life, as_of, states) for states in (("yes", "presumed"), ("unknown",)))
        if rung is None:
            continue
        for year in sure:
            certain.setdefault(year, {}).setdefault(rung, set()).add(one.id)
        for year in maybe:
            possible[year] = max(rung, possible.get(year, CONTACT))
    lines = []
    for year in range(min(certain), as_of.year + 1) if certain else ():
        reached = max(certain[year]) if year in certain else None
        things = sorted(certain[year][reached]) if reached is not None else []
        maybe_rung = possible.get(year, -1)
        higher = maybe_rung if maybe_rung > (-1 if reached is None else reached) else None
        lines.append({
            "year": year, "rung": reached, "may_be": higher, "covered": year in covered, "things": things,
        })  # fmt: skip
    return lines


def _held(life: Sequence[Segment], as_of: date, states: Collection[str]) -> frozenset[int]:
    """The years on the last day of a month of which it was in one of some states."""
    begins = [one.span.begin_earliest for one in life if one.span.begin_earliest is not None]
    if not begins:
        return frozenset()
    return frozenset(
        day.year for year in range(min(begins).year, as_of.year + 1) for day in _ends_of_months(year)
        if day <= as_of and state_on(life, day)[0] in states
    )  # fmt: skip


def _ends_of_months(year: int) -> list[date]:
    return [date(year, month, monthrange(year, month)[1]) for month in range(1, 13)]
