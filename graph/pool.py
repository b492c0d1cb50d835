"""A home and a day enter; the pool of clause 4.1 under every reading, as the graph states it, leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from graph.asking import Asking, Row, day
from graph.force import Binding, Instrument, Membership, Side, When, bindings, timeline
from graph.intervals import Interval, bounded
from graph.presets import load_presets
from graph.readings import READINGS, Readings, Standing, Undertaking, sizes, standings

_COUNTRY: Final = "country-iso-"


@dataclass(frozen=True)
class Pool:
    """The institutions of home with a place in the pool, and what puts them there."""

    readings: Readings
    works: Mapping[str, Undertaking]
    found: Mapping[str, Standing]
    agreements: Mapping[str, Row]
    sizes: Mapping[str, Mapping[str, int]]


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


def read_readings(asking: Asking) -> tuple[Readings, dict[str, Row]]:
    """Read the agreements of the level that the pool asks for, arranged for judging projects."""
    level = load_presets()["level"].value
    rows = {row["id"]: row for row in asking.part("agreements", levels=[level], ids=[])}
    links = memberships(asking.part("links"))
    shown = {key: one for key, one in ((key, instrument(row)) for key, row in rows.items())
             if visible(one, asking.as_of)}  # fmt: skip
    named = {key: tuple(sorted(set(rows[key]["programmes"]))) for key in shown}
    roots: dict[str, list[str]] = {}
    for row in asking.part("programmes", roots=sorted({one for several in named.values() for one in several})):
        for part in row["parts"]:
            roots.setdefault(part, []).append(row["root"])
    readings = Readings(
        as_of=asking.as_of,
        stated={
            row["agreement"]: tuple(root for root in row["roots"] if root in shown)
            for row in asking.part("frameworks", level=level)
        },
        named=named,
        roots={part: tuple(several) for part, several in roots.items()},
        bound={key: country_bindings(one, links, asking.as_of) for key, one in shown.items()},
        lives={key: timeline(one, asking.as_of) for key, one in shown.items()},
    )
    return readings, rows


def read_pool(asking: Asking, only: str | None = None) -> Pool:
    """Read the pool of home, or the place of one institution alone."""
    readings, agreements = read_readings(asking)
    rows = asking.part("pool", home=list(asking.countries), as_of=asking.as_of, only=only)
    spans: dict[tuple[str | None, ...], Interval] = {}
    works: dict[str, Undertaking] = {}
    for row in rows:
        dates = tuple(row["dates"])
        if dates not in spans:
            spans[dates] = bounded(*map(day, dates))
        members = [
            (one, country or "") for one, country in zip(row["members"], row["countries"], strict=False)
        ]
        works[row["project"]] = Undertaking(
            id=row["project"],
            span=spans[dates],
            programmes=tuple(row["programmes"]),
            agreements=tuple(row["agreements"]),
            members=tuple(dict.fromkeys(members)),
        )
    home = (
        {country for work in works.values() for _, country in work.members} if only else set(asking.countries)
    )
    foreign = readings.foreign(home)
    for project, countries in _meetings(asking, works, home, foreign).items():
        if project in works:
            works[project] = replace(works[project], others=tuple(sorted(countries)))
    found = standings(readings, works.values())
    return Pool(readings, works, found, agreements, sizes(found))


def _meetings(
    asking: Asking, works: Mapping[str, Undertaking], home: set[str], foreign: Sequence[str]
) -> dict[str, list[str]]:
    """Foreign countries by project, from whichever side has fewer things to open."""
    if not works or not foreign:
        return {}
    counts = asking.part("counts", home=sorted(home), foreign=list(foreign))[0]
    if len(works) <= max(counts["home"], counts["foreign"]) // 4 or counts["home"] <= counts["foreign"]:
        rows = asking.part("meetings_of_projects", projects=sorted(works), foreign=list(foreign))
    else:
        rows = asking.part("meetings_of_countries", foreign=list(foreign))
    return {row["project"]: row["countries"] for row in rows}


def fill(pool: Pool, asking: Asking, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Say what would fill a pool: another reading, or a fact that is missing; codes are explained in reasons.toml."""
    found: list[dict[str, Any]] = [
        {"reading": reading, "reason": f"reading_{reading}", "institutions": pool.sizes[reading]["in"]}
        for reading in READINGS
        if reading not in chosen and pool.sizes[reading]["in"]
    ]
    reasons: Counter[str] = Counter()
    for standing in pool.found.values():
        if standing.status(chosen) == "undecided":
            reasons.update({standing.best[one][1] for one in chosen if one in standing.best})
    found += [{"reason": reason, "institutions": count} for reason, count in sorted(reasons.items())]
    bound = {binding.actor for several in pool.readings.bound.values() for binding in several}
    if not pool.works:
        found.append({"reason": "no_projects_of_home"})
    if not bound & set(asking.countries):
        found.append({"reason": "no_agreement_binds_home"})
    elif not any(
        pool.readings.named.get(key) and any(one.actor in asking.countries for one in several)
        for key, several in pool.readings.bound.items()
    ):
        found.append({"reason": "no_programme_named"})
    stating = sorted({one for work in pool.works.values() for one in work.agreements})
    if pool.works and not stating:
        found.append({"reason": "no_project_names_an_agreement"})
    if loose := [one for one in stating if not pool.readings.stated.get(one)]:
        found.append({"reason": "framework_not_stated", "things": loose})
    return found
