"""A home and a day enter; the pool of clause 4.1 under every reading, as the graph states it, leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graph.arranged import Arranged, arrange
from graph.asking import Asking, Row, day
from graph.force import RANK, state_on
from graph.intervals import Interval, bounded
from graph.readings import READINGS, Readings, Standing, Undertaking, sizes, standings
from graph.steady import Memory

_KEEP: Final = 4  # pools that are kept, of ten thousand projects each at most


@dataclass(frozen=True)
class Pool:
    """The institutions of home with a place in the pool, and what puts them there."""

    arranged: Arranged
    works: Mapping[str, Undertaking]
    found: Mapping[str, Standing]
    sizes: Mapping[str, Mapping[str, int]]
    small: Sequence[Sequence[Any]]  # activities of few members: members, their countries, dates

    @property
    def readings(self) -> Readings:
        """The agreements, for judging projects."""
        return self.arranged.readings


_KEPT: Final[Memory[tuple[str, date, tuple[str, ...], int], Pool]] = Memory(_KEEP)


def read_pool(asking: Asking, *, cap: int = 0) -> Pool:
    """Read the pool of home; with a cap, activities of few members too.

    It holds for every reading, so whoever asks for another one, or for another page, finds it as the last asker left it.
    """

    def read() -> Pool:
        return _pool(asking, _row(asking, None, cap), None, meet=True)

    if asking.loading or not asking.data_version:  # a graph on its way to another version is read anew
        return read()
    return _KEPT.get((asking.data_version, asking.as_of, asking.countries, cap), read, asking.unchanged)


def read_place(asking: Asking, only: str, chosen: Sequence[str]) -> Pool:
    """Read the place of one institution, and with whom it met only where that matters.

    To open every project of a big institution takes long, and whoever is in by what is stated is in.
    """
    row = _row(asking, only, 0)
    pool = _pool(asking, row, only, meet="copresence" in chosen)
    if only in pool.found and pool.found[only].status(chosen) == "in":
        return pool
    return pool if "copresence" in chosen else _pool(asking, row, only, meet=True)


def _row(asking: Asking, only: str | None, cap: int) -> Row:
    return asking.part("pool", home=list(asking.countries), as_of=asking.as_of, only=only, cap=cap)[0]


def _pool(asking: Asking, row: Row, only: str | None, *, meet: bool) -> Pool:
    arranged = arrange(asking)
    readings = arranged.readings
    countries = list(asking.countries)
    projects = sorted(row["projects"])
    seats = {country for one in projects for country in one[2] if country}
    # seen from home if the one asked for has its seat there, else from its own country
    home = seats if only and not seats & set(countries) else set(countries)
    meetings = _meetings(asking, arranged, projects, readings.foreign(home)) if meet else {}
    one_country = len(countries) == 1 and only is None  # then the graph does not repeat it for every member
    spans: dict[tuple[str | None, ...], Interval] = {}
    works: dict[str, Undertaking] = {}
    for project, institutions, seats, programmes, _, *dates in projects:
        bounds = tuple(dates)
        if bounds not in spans:
            spans[bounds] = bounded(*map(day, bounds))
        members: dict[str, list[str]] = {}
        if one_country:
            members[countries[0]] = institutions
        else:
            for institution, seat in zip(institutions, seats, strict=True):
                members.setdefault(seat, []).append(institution)
        others = tuple(sorted(meetings.get(project, ())))
        works[project] = arranged.work(project, programmes, spans[bounds], members, others)
    found = standings(readings, works.values())
    return Pool(arranged, works, found, sizes(found), row["small"])


def _meetings(
    asking: Asking, arranged: Arranged, projects: Sequence[Sequence[Any]], foreign: Sequence[str]
) -> dict[str, list[str]]:
    """Foreign countries by project, from whichever side has fewer ties to open."""
    several = [one for one in projects if (one[4] or 0) > 1]
    if not several or not foreign:
        return {}
    if sum(one[4] for one in several) <= sum(arranged.ties.get(country, 0) for country in foreign):
        rows = asking.part(
            "meetings_of_projects",
            projects=[one[0] for one in several],
            foreign=list(foreign),
            as_of=asking.as_of,
        )
    else:
        rows = asking.part("meetings_of_countries", foreign=list(foreign), as_of=asking.as_of)
    return dict(rows[0]["meetings"])


def seat_unknown(pool: Pool, asking: Asking, chosen: Sequence[str]) -> list[str]:
    """Institutions whose seat is not known, in projects that would put them in the pool if it were of home."""
    return [
        institution
        for institution, works in pool.arranged.seatless.items()
        if any(
            RANK[state] >= RANK["presumed"]
            for work in works
            for country in asking.countries
            for reading, (state, _) in pool.readings.verdicts(country, work)
            if reading in chosen
        )
    ]


def _binding(pool: Pool, asking: Asking) -> dict[str, bool]:
    """The agreements that bind a country of home, and of each whether it has no date that says since when."""
    found: dict[str, bool] = {}
    for key, several in pool.readings.bound.items():
        states = [
            state_on(one.segments, asking.as_of)
            for one in several
            if one.actor in asking.countries and one.segments
        ]
        if states:
            found[key] = all(reason == "undated" for _, reason in states)
    return found


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
    binding = _binding(pool, asking)
    if not pool.works:
        found.append({"reason": "no_projects_of_home"})
    if not binding:
        found.append({"reason": "no_agreement_binds_home"})
    elif all(binding.values()):
        found.append({"reason": "agreements_undated", "things": sorted(binding)})
    elif not any(pool.readings.named.get(key) for key in binding):
        found.append({"reason": "no_programme_named"})
    stating = sorted({one for work in pool.works.values() for one in work.agreements})
    if pool.works and not stating:
        found.append({"reason": "no_project_names_an_agreement"})
    # an agreement of the level itself that the readings do not hold is later than the day, and lacks no framework
    later = [one for one in stating if one in pool.arranged.agreements and one not in pool.readings.lives]
    if later:
        found.append({"reason": "later_than_the_day", "things": later})
    if loose := [one for one in stating if one not in later and not pool.readings.stated.get(one)]:
        found.append({"reason": "framework_not_stated", "things": loose})
    return found
