"""A home and a day enter; the pool of clause 4.1 under every reading, as the graph states it, leaves."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any, Final

from graph.asking import Asking, Row, day
from graph.force import Binding, Instrument, Membership, Side, When, bindings, timeline
from graph.intervals import Interval, bounded
from graph.presets import load_presets
from graph.readings import READINGS, Readings, Standing, Undertaking, sizes, standings
from ontology.terms import split_id

_COUNTRY: Final = "country-iso-"


@dataclass(frozen=True)
class Pool:
    """The institutions of home with a place in the pool, and what puts them there."""

    readings: Readings
    works: Mapping[str, Undertaking]
    found: Mapping[str, Standing]
    agreements: Mapping[str, Row]
    sizes: Mapping[str, Mapping[str, int]]
    small: Sequence[Sequence[Any]]  # activities of few members: members, their countries, dates
    declared: Sequence[Row]  # what sources declare to cover


@dataclass(frozen=True)
class Arranged:
    """The agreements of a data version and a day, and what sources declare to cover."""

    readings: Readings
    agreements: Mapping[str, Row]
    declared: tuple[Row, ...]
    ties: Mapping[str, int]  # of the organisations of each country
    under: Mapping[str, Sequence[str]]  # project, to the agreements that it names
    by_key: Mapping[
        str, tuple[str, ...]
    ]  # key of a programme, to the programmes named that it is or is part of
    by_project: Mapping[str, tuple[str, ...]]  # the same for projects whose programmes have no unique key

    def roots(self, project: str, keys: Sequence[str]) -> tuple[str, ...]:
        """The programmes that agreements name, and that a project is under."""
        found = {root for key in keys for root in self.by_key.get(key, ())}
        return tuple(sorted(found.union(self.by_project.get(project, ()))))


_KEEP: Final = 8  # arrangements of (data version, day) that are kept
_KEPT: OrderedDict[tuple[str, date], Arranged] = OrderedDict()
_LOCK: Final = Lock()


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


def read_readings(asking: Asking) -> Arranged:
    """Read the agreements of the level that the pool asks for, arranged for judging projects.

    They depend on the data version and the day alone, so the last few arrangements are kept for the next asker.
    """
    key = (asking.data_version, asking.as_of)
    steady = (
        bool(asking.data_version) and not asking.loading
    )  # a graph on its way to another version is read anew
    with _LOCK:
        if steady and key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    made = _arrange(asking)
    with _LOCK:
        if steady:
            _KEPT[key] = made
            while len(_KEPT) > _KEEP:
                _KEPT.popitem(last=False)
    return made


def _arrange(asking: Asking) -> Arranged:
    level = load_presets()["level"].value
    rows = {row["id"]: row for row in asking.part("agreements", levels=[level], ids=[])}
    links = memberships(asking.part("links"))
    lives = {key: instrument(row) for key, row in rows.items()}
    shown = {key: one for key, one in lives.items() if visible(one, asking.as_of)}
    named = {key: tuple(sorted(set(rows[key]["programmes"]))) for key in shown}
    stating = asking.part("frameworks", level=level)
    readings = Readings(
        as_of=asking.as_of,
        stated={row["agreement"]: tuple(root for root in row["roots"] if root in shown) for row in stating},
        named=named,
        bound={key: country_bindings(one, links, asking.as_of) for key, one in shown.items()},
        lives={key: timeline(one, asking.as_of) for key, one in shown.items()},
    )
    under: dict[str, list[str]] = {}
    for row in stating:
        for project in row["projects"]:
            under.setdefault(project, []).append(row["agreement"])
    roots = sorted({one for several in named.values() for one in several})
    by_key, by_project = _programmes(asking, roots)
    ties = {row["country"]: row["ties"] for row in asking.part("counts")}
    return Arranged(readings, rows, tuple(asking.part("declared")), ties, under, by_key, by_project)


def _programmes(
    asking: Asking, roots: list[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """From the key of a programme, or from a project, to the named programmes it is or is part of.

    A project carries the keys of its programmes as a property, which is the quick way to look them up. Where two
    programmes of the graph have one key, the property cannot tell them apart, and their projects are read.
    """
    row = asking.part("programmes", roots=roots)[0]
    ids = Counter(split_id(one)[2] for one in row["all"])
    found: dict[str, set[str]] = {}
    for root, parts in row["below"]:
        for part in parts:
            found.setdefault(part, set()).add(root)
    alike = sorted(one for one in found if ids[split_id(one)[2]] > 1)
    by_project: dict[str, set[str]] = {}
    for row in asking.part("of_programmes", ids=alike) if alike else ():
        for project in row["projects"]:
            by_project.setdefault(project, set()).update(found[row["programme"]])
    by_key = {
        split_id(one)[2]: tuple(sorted(several)) for one, several in found.items() if one not in set(alike)
    }
    return by_key, {project: tuple(sorted(several)) for project, several in by_project.items()}


def read_pool(asking: Asking, *, only: str | None = None, cap: int = 0) -> Pool:
    """Read the pool of home, or the place of one institution alone; with a cap, activities of few members too."""
    arranged = read_readings(asking)
    readings = arranged.readings
    countries = list(asking.countries)
    row = asking.part("pool", home=countries, as_of=asking.as_of, only=only, cap=cap)[0]
    projects = sorted(row["projects"])
    home = {country for one in projects for country in one[2] if country} if only else set(countries)
    meetings = _meetings(asking, arranged, projects, readings.foreign(home))
    spans: dict[tuple[str | None, ...], Interval] = {}
    works: dict[str, Undertaking] = {}
    for project, institutions, seats, programmes, _, *dates in projects:
        bounds = tuple(dates)
        if bounds not in spans:
            spans[bounds] = bounded(*map(day, bounds))
        members: dict[str, list[str]] = {}
        for institution, seat in sorted(set(zip(institutions, seats, strict=True))):
            members.setdefault(seat, []).append(institution)
        others = tuple(sorted(meetings.get(project, ())))
        works[project] = Undertaking(
            project,
            spans[bounds],
            arranged.roots(project, programmes),
            tuple(arranged.under.get(project, ())),
            members,
            others,
            bool(programmes),
        )
    found = standings(readings, works.values())
    return Pool(readings, works, found, arranged.agreements, sizes(found), row["small"], arranged.declared)


def _meetings(
    asking: Asking, arranged: Arranged, projects: Sequence[Sequence[Any]], foreign: Sequence[str]
) -> dict[str, list[str]]:
    """Foreign countries by project, from whichever side has fewer ties to open."""
    several = [one for one in projects if (one[4] or 0) > 1]
    if not several or not foreign:
        return {}
    if sum(one[4] for one in several) <= sum(arranged.ties.get(country, 0) for country in foreign):
        rows = asking.part(
            "meetings_of_projects", projects=[one[0] for one in several], foreign=list(foreign)
        )
    else:
        rows = asking.part("meetings_of_countries", foreign=list(foreign))
    return dict(rows[0]["meetings"])


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
