"""A candidate's facts, one part of a rule set and a reading enter; what the facts say of that part leaves.

Pure functions, no I/O. Which column, value, class or concept counts stands in the rule set; here is only how:
MET takes a fact that certainly holds; NOT_MET takes counter-evidence, or absence where sources declare themselves
complete; sources that contradict each other on what decides give CONFLICT; everything else is UNKNOWN, or JUDGE where
only a person can say. No number here is a score, and none leads to a decision.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from graph.asking import Row
from graph.closure import Closes, closed
from graph.ruleset import PartRule, Reading
from graph.subjects import Finding, Holds, Scene, Subject, accepted, holds, weakest
from graph.weighing_agreements import weigh_inputs, weigh_ownership, weigh_partners, weigh_signed
from graph.weighing_channel import channel_seen, weigh_channel

_FACET: Final = re.compile(r"[A-Z]+")
Weigh = Callable[[Subject, PartRule, Reading, Scene], Finding]
Seen = Callable[[Subject, PartRule, Reading, Finding], Sequence[Row]]


@dataclass(frozen=True)
class Test:
    """A way to weigh a part: what it needs from the rule set."""

    weigh: Weigh
    settings: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()
    further: tuple[str, ...] = ()  # thresholds that it need not have
    modes: tuple[str, ...] = ()  # modes that it reads beside its own
    single: bool = False  # others read its settings, so that a rule set can have one such part only
    by_light: bool = False  # each light is a fact of its own, which a source can supply
    seen: Seen | None = None  # rows behind its figures, made for who reads the verdict only
    steady: bool = False  # its status hangs on no mode and on no number: only its figures do

    __test__ = False  # not a test of pytest


def period_of(reading: Reading, part: PartRule, as_of: date) -> tuple[date, date]:
    """The days that a part looks at: the day itself, the last calendar years, or all time up to it."""
    mode = reading.modes[part.mode] if part.mode else "ever"
    if mode == "at":
        return as_of, as_of
    if mode == "within":
        return date(max(1, as_of.year - reading.number(part.clause, "years") + 1), 1, 1), as_of
    return date.min, as_of


def weigh_fields(one: Subject, part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """Enough items of evidence carry concepts of one area of the facet, and one of them was confirmed.

    A concept counts for the area that it is part of; items of different areas do not add up.
    """
    rows = _of_facets(one, part, scene)
    sure = [row for row in rows if row["hold"] == "certain"]
    areas: dict[str, list[Row]] = {}
    for row in sure:
        areas.setdefault(row["value"].partition(".")[0], []).append(row)
    wanted = reading.number(part.clause, "items")

    def strength(area: str) -> tuple[bool, int]:
        items = counted(areas[area])
        return items >= wanted and any(row["how"] == "stated" for row in areas[area]), items

    best = max(sorted(areas), key=strength, default="")
    confirmed, items = strength(best) if best else (False, 0)
    figures = {
        "items": items,
        "area": best or None,
        "concepts": sorted({row["value"] for row in sure}),
    }
    if confirmed and reading.modes[part.mode] == "stated":
        return Finding("MET", "field_named", favour=areas[best], figures=figures)
    enough = any(counted(several) >= wanted for several in areas.values())
    reason = "field_awaits_person" if enough else "field_too_few" if rows else "no_field_known"
    return Finding("UNKNOWN", reason, open=rows, figures=figures)


def _of_facets(one: Subject, part: PartRule, scene: Scene) -> list[Row]:
    facets = part.settings.get("facets", ())
    found: list[Row] = []
    for row in one.of(part.evidence[0]):
        named = _FACET.match(row["value"] or "")
        if named is None or named[0] not in facets:
            continue
        hold = holds(row, scene.sides, (), (date.min, scene.as_of))
        if hold != "no":
            found.append({**row, "hold": hold})
    return found


def weigh_titles(one: Subject, part: PartRule, _reading: Reading, scene: Scene) -> Finding:
    """A title of the list that is valid on the day; the list is open, so that without one a person judges."""
    sorted_: dict[str, list[Row]] = {"certain": [], "conflict": [], "possible": [], "no": []}
    for row in one.of(part.evidence[0]):
        own: Holds = "certain" if row["through"] == "self" else "no"
        time = holds(row, scene.sides, part.settings["dated_by"], (scene.as_of, scene.as_of))
        hold = weakest([own, time, *_accepts(row, part, scene)])
        sorted_[hold].append(row if time != "no" else {**row, "flags": ["not_valid_on_the_day"]})
    known = [row for row in sorted_["no"] if (row["dates"][0] or "") <= scene.as_of.isoformat()]
    if sorted_["certain"]:
        return Finding("MET", "title_valid", favour=sorted_["certain"], shown=known)
    if sorted_["conflict"]:
        return Finding("CONFLICT", "sources_contradict", contested=sorted_["conflict"], shown=known)
    if sorted_["possible"]:
        return Finding("UNKNOWN", "title_date_unknown", open=sorted_["possible"], shown=known)
    return Finding(
        "JUDGE" if part.settings["otherwise"] == "JUDGE" else "UNKNOWN", "no_listed_title", shown=known
    )


def _accepts(row: Row, part: PartRule, scene: Scene) -> list[Holds]:
    found: list[Holds] = []
    for column, said in part.settings["accept"].items():
        hold = accepted(row, scene.sides, column, said["property"], said["of"])
        other = part.settings.get("or_column")
        found.append("certain" if other and column == "value" and row[other] else hold)
    return found


def weigh_duties(one: Subject, part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """A project of the kind, held in the period; its absence counts only where a source is complete for the period.

    What a known project does not state is a no only where a source declares itself complete for that very property.
    """
    period = period_of(reading, part, scene.as_of)

    def complete(prop: str) -> bool:
        asked = [Closes(closes.about, prop) for closes in part.closes]
        return closed(scene.declared, asked, one.countries, one.kinds, period)

    silent: dict[str, bool] = {}
    found: dict[str, list[Row]] = {"certain": [], "conflict": [], "possible": []}
    for row in one.of(part.evidence[0]):
        said = _accepts(row, part, scene)
        for at, (column, want) in enumerate(part.settings["accept"].items()):
            if said[at] == "possible" and row[column] is None:
                prop = want["property"]
                if prop not in silent:
                    silent[prop] = complete(prop)
                said[at] = "no" if silent[prop] else "possible"
        hold = weakest([holds(row, scene.sides, part.settings["dated_by"], period), *said])
        if hold != "no":
            found[hold].append(row)
    figures = {"projects": len({row["thing"] for row in found["certain"]}), "from": _year(period)}
    if found["certain"]:
        return Finding(
            "MET", "duty_held", favour=found["certain"], contested=found["conflict"], figures=figures
        )
    if found["conflict"]:
        return Finding("CONFLICT", "sources_contradict", contested=found["conflict"], figures=figures)
    if found["possible"]:
        return Finding("UNKNOWN", "duty_not_certain", open=found["possible"], figures=figures)
    if closed(scene.declared, part.closes, one.countries, one.kinds, period):
        return Finding("NOT_MET", "complete_list_without_it", figures=figures)
    return Finding("UNKNOWN", "no_duty_known", figures=figures)


def _year(period: tuple[date, date]) -> int | None:
    return period[0].year if period[0] != date.min else None


def weigh_experience(one: Subject, part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """Projects up to the day, as a percentile among candidates of the same kind; no data is no zero."""
    if not one.projects:
        return Finding("UNKNOWN", "no_projects_known", figures={"projects": 0}, graded=(0.0, 1.0))
    best: tuple[float, str, int] | None = None
    for kind in one.kinds or ("",):
        peers = scene.peers.get(kind, ())
        if len(peers) >= reading.number(part.clause, "peers"):
            share = round(bisect_right(peers, one.projects) / len(peers), 4)
            best = max(best or (0.0, "", 0), (share, kind, len(peers)))
    figures: dict[str, Any] = {"projects": one.projects}
    if best is None:
        return Finding("JUDGE", "too_few_peers", figures=figures, graded=(0.0, 1.0))
    figures |= {"percentile": best[0], "peer_kind": best[1] or None, "peers": best[2]}
    return Finding("JUDGE", "figure_for_a_person", figures=figures, graded=(best[0], 1.0))


def experience_seen(one: Subject, _part: PartRule, _reading: Reading, _found: Finding) -> list[Row]:
    """The projects that were counted."""
    return [
        {"thing": thing, "label": "", "kind": "project", "value": "", "dates": dates, "partner": "", "through": through}
        for thing, dates, through in one.works
    ]  # fmt: skip


def weigh_people(one: Subject, part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """People, person-times and person-days kept apart, beside presets of other schemes; an empty list is no zero.

    Person-times are those of the best calendar year, as far as arrivals are dated; who comes from nobody knows where is
    not counted.
    """
    rows = [row for row in one.of(part.evidence[0]) if row["country"] not in one.side]
    sure: list[Row] = []
    maybe: list[Row] = []
    for row in rows:
        hold = holds(row, scene.sides, (), (date.min, scene.as_of))
        (sure if hold == "certain" and row["country"] is not None else maybe).append(row)
    named = {row["person"] for row in sure if row["person"]}
    by_year: dict[int, int] = {}
    for row in sure:
        if (year := _arrival(row)) is not None:
            by_year[year] = by_year.get(year, 0) + _times(row)
    best = max(sorted(by_year), key=by_year.__getitem__, default=None)
    counts = {
        "persons": len(named) + sum(row["persons"] or 0 for row in sure if not row["person"]),
        "times": by_year[best] if best is not None else 0,
    }
    presets = {name: reading.number(part.clause, name) for name in ("persons", "times")}
    figures = {
        **counts, "year": best if counts["times"] else None, "times_in_all": sum(map(_times, sure)),
        "days": sum(row["days"] or 0 for row in sure), "presets": presets,
    }  # fmt: skip
    is_closed = closed(scene.declared, part.closes, one.countries, one.kinds, (date.min, scene.as_of))
    if not sure:
        if is_closed and not rows:
            return Finding("NOT_MET", "complete_list_without_it", figures=figures, graded=(0.0, 0.0))
        return Finding("UNKNOWN", "no_stay_known", open=rows, figures=figures, graded=(0.0, 1.0))
    low = round(max(min(1.0, counts[name] / presets[name]) for name in presets), 4)
    graded = (low, low if is_closed and not maybe else 1.0)
    return Finding("JUDGE", "figure_for_a_person", shown=sure, open=maybe, figures=figures, graded=graded)


def _times(row: Row) -> int:
    """Person-times that a stay states; a named person came at least once."""
    return row["times"] or (1 if row["person"] else 0)


def _arrival(row: Row) -> int | None:
    """The one calendar year in which all of a stay's person-times fall; None where they may be of several."""
    first, last = row["dates"][0], row["dates"][3]
    if first is None or (_times(row) > 1 and (last is None or last[:4] != first[:4])):
        return None
    return int(first[:4])


def weigh_judge(one: Subject, part: PartRule, _reading: Reading, scene: Scene) -> Finding:
    """Only a person can say: what there is to read is shown, what is present is ticked, presence proves nothing."""
    if "facets" in part.settings:
        rows = _of_facets(one, part, scene)
    else:
        rows = [
            row
            for row in one.of(part.evidence[0])
            if holds(row, scene.sides, (), (date.min, scene.as_of)) != "no"
        ]
    shows = part.settings.get("shows", ("value",))
    present = {name: any(row.get(name) for row in rows) for name in shows}
    lights = tuple((name, "JUDGE", "awaits_person") for name in part.lights)
    return Finding(
        "JUDGE", "material_shown" if any(present.values()) else "nothing_to_show",
        shown=[row for row in rows if any(row.get(name) for name in shows)], lights=lights,  # type: ignore[arg-type]
        figures={"present": present}, graded=(0.0, 1.0),
    )  # fmt: skip


def weigh_derived(_one: Subject, _part: PartRule, _reading: Reading, _scene: Scene) -> Finding:
    """Taken together from other parts once they are weighed; this only marks the place."""
    return Finding("UNKNOWN", "derived")


TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "fields": Test(weigh_fields, settings=("facets",), thresholds=("items",)),
        "titles": Test(weigh_titles, settings=("accept", "dated_by", "otherwise")),
        "duties": Test(
            weigh_duties,
            settings=("accept", "dated_by"),
            optional=("closed_by", "or_column"),
            thresholds=("years",),
        ),
        "experience": Test(weigh_experience, thresholds=("peers",), seen=experience_seen, steady=True),
        "channel": Test(
            weigh_channel,
            optional=("closed_by",),
            thresholds=("years", "events", "gap", "cap"),
            further=("countries",),
            seen=channel_seen,
        ),
        "people": Test(weigh_people, optional=("closed_by",), thresholds=("persons", "times"), steady=True),
        "partners": Test(weigh_partners, settings=("levels",), modes=("force",)),
        "signed": Test(
            weigh_signed,
            settings=("levels", "weak_forms", "rnd_forms", "dated_by", "decides"),
            modes=("force",),
            single=True,
        ),
        "inputs": Test(
            weigh_inputs,
            settings=("given", "taken_back", "state_property", "value_property"),
            optional=("own_cost", "own_cost_light"),
            modes=("force",),
            by_light=True,
        ),
        "ownership": Test(
            weigh_ownership, settings=("clear", "inherits", "later", "none", "property"), modes=("force",)
        ),
        "judge": Test(weigh_judge, optional=("facets", "shows"), steady=True),
        "derived": Test(weigh_derived, settings=("of",)),
    }
)


def touched(part: PartRule, name: str) -> bool:
    """Whether another mode or threshold of this name can change what a part's facts say."""
    test = TESTS[part.test]
    prefix, _, last = name.rpartition(".")
    if test.steady:
        return False
    if name == part.mode or name in test.modes:
        return True
    return last in (*test.thresholds, *test.further) and prefix in (part.clause, part.clause[:-1], "")


def counted(rows: Sequence[Row]) -> int:
    """How many different things rows speak of."""
    return len({row["thing"] for row in rows})
