"""Activities by field, country and year enter; who is followed, and what each field holds with each country, leaves."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.asking import Asking, Row, day
from graph.called import called
from graph.channels import YearMasks
from graph.intervals import begun, bounded

_KINDS: Final = {"project": "projects", "lab": "labs", "agreement": "agreements", "stay": "stays"}
_CITED: Final = 25  # events whose records a cell cites
_LISTED: Final = 20
Rows = tuple[list[Row], dict[str, Any]]


def answer_followers(asking: Asking) -> Rows:
    """Q8: partners of an institution that tied up with its foreign partners in a later year than it did."""
    home = asking.part("home_institutions", home=list(asking.countries))[0]["ids"]
    region = asking.values["region"]
    named = {row["institution"]: row for row in asking.rows(ids=home)}
    inside = {one for one in named if not region or region in named[one]["region"]}
    wanted = _in_field(asking)
    first: dict[tuple[str, str], int] = {}
    met: dict[str, set[str]] = defaultdict(set)
    events: dict[tuple[str, str], str] = {}
    for event, year, members in _dated(asking, home):
        if wanted is not None and event not in wanted:
            continue
        mine = sorted(one for one, country in members if country in asking.countries and one in inside)
        theirs = sorted(one for one, country in members if country and country not in asking.countries)
        for one in mine:
            met[one].update(mine)
            for other in theirs:
                if year < first.get((one, other), 9999):
                    first[one, other], events[one, other] = year, event
    by_partner: dict[str, list[tuple[int, str]]] = defaultdict(list)
    foreign: dict[str, set[str]] = defaultdict(set)
    for (one, other), year in first.items():
        by_partner[other].append((year, one))
        foreign[one].add(other)
    found: dict[str, list[Row]] = defaultdict(list)
    for other, several in sorted(by_partner.items()):
        for year, one in sorted(several):
            found[one] += [
                {"follower": after, "partner": other, "since": year, "followed": later,
                 "things": sorted({events[one, other], events[after, other]})}
                for later, after in sorted(several) if later > year and after in met[one] and after != one
            ]  # fmt: skip
    counts = {one: len({row["follower"] for row in found[one]}) for one in foreign}
    ranked = sorted(counts.values())
    enough = len(ranked) >= asking.values["peers"]
    ordered = sorted(counts, key=lambda one: (-counts[one], one))
    shown = ordered[: asking.values["limit"]] if asking.values["limit"] else ordered
    rows: list[Row] = [
        {
            "institution": one, **called(named[one]), "followers": counts[one], "partners": len(foreign[one]),
            "percentile": _percentile(counts[one], ranked) if enough else None,
            "list": found[one][:_LISTED],
        }
        for one in shown
    ]  # fmt: skip
    told = {one: _rests_on(one, foreign[one], events, found[one]) for one in shown}
    records = asking.records({thing for several in told.values() for thing in several})
    for row in rows:
        row["records"] = sorted({r for thing in told[row["institution"]] for r in records.get(thing, ())})
    meta: dict[str, Any] = {"total": len(ordered), "compared": len(ranked)}
    if not enough:
        meta["too_few"] = {"reason": "too_few_peers"}
    return rows, meta


def _percentile(count: int, ranked: Sequence[int]) -> float:
    """How many of those compared have less; those with the same count half, so that nobody leads by having nothing."""
    return round((bisect_left(ranked, count) + bisect_right(ranked, count)) / 2 / len(ranked), 4)


def _rests_on(
    one: str, partners: set[str], events: Mapping[tuple[str, str], str], found: Sequence[Row]
) -> set[str]:
    """The events behind a line: its first ones with foreign partners, and those of the followers that are listed."""
    own = [events[one, other] for other in sorted(partners)]
    return {*own[:_CITED], *(thing for row in found[:_LISTED] for thing in row["things"])}


def _in_field(asking: Asking) -> set[str] | None:
    """The events of a field and those below it, or None where no field is asked for."""
    field = asking.values["field"]
    return {row["event"] for row in asking.part("events_of_field", field=field)} if field else None


def _dated(asking: Asking, home: list[str]) -> list[tuple[str, int, list[list[str]]]]:
    masks = YearMasks(asking.as_of, 0)
    row = asking.part("evidence_circles", ids=home, cap=asking.values["cap"], as_of=asking.as_of)[0]
    found = []
    for event, _, _, _, dates, members, _ in row["events"]:
        if mask := masks.mask(dates):
            found.append((event, 1500 + (mask & -mask).bit_length() - 1, members))
    return sorted(found, key=lambda one: one[0])


def answer_field_matrix(asking: Asking) -> Rows:
    """Q9: agreements, labs, projects and people of home by field and country; an empty cell is empty only where covered."""
    areas: dict[str, Row] = {}
    cells: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in asking.rows():
        areas.setdefault(row["area"], row)
        seats = {one for one in row["countries"] if one}
        if row["event"] is None or not seats & set(asking.countries):
            continue
        if begun(bounded(*map(day, row["dates"])), asking.as_of) != "no" and row["kind"] in _KINDS:
            for country in seats - set(asking.countries):
                cells[row["area"], country][row["kind"]].add(row["event"])
    declared = asking.part("declared")
    countries = sorted({country for _, country in cells} | {one for row in declared for one in row["countries"]
                                                            if one not in asking.countries})  # fmt: skip
    rows: list[Row] = []
    for area, said in sorted(areas.items(), key=lambda item: str(item[1]["code"])):
        for country in countries:
            known = cells.get((area, country), {})
            rows.append({
                "area": area, "code": said["code"], "name_zh": said["name_zh"], "name_en": said["name_en"],
                "unverified": said["unverified"], "country": country,
                **{name: len(known.get(kind, ())) for kind, name in _KINDS.items()},
                "covered": {name: _covered(declared, kind, country, asking)
                            for kind, name in _KINDS.items() if not known.get(kind)},
                "things": sorted(one for several in known.values() for one in several),
            })  # fmt: skip
    rows.sort(key=lambda row: (not row["things"], str(row["code"]), row["country"]))
    limit = asking.values["limit"]
    shown = rows[:limit] if limit else rows
    records = asking.records({one for row in shown for one in row["things"][:_CITED]})
    for row in shown:
        row["records"] = sorted({record for one in row["things"][:_CITED] for record in records.get(one, ())})
    loose = asking.part("fields_unmapped", home=list(asking.countries), as_of=asking.as_of)
    meta: dict[str, Any] = {
        "total": len(rows), "filled": sum(bool(row["things"]) for row in rows),
        "unmapped": [{"thing": row["field"], "label_zh": row["label_zh"], "label_en": row["label_en"], "count": row["events"]}
                     for row in loose],
    }  # fmt: skip
    return shown, meta


def _covered(declared: list[Row], kind: str, country: str, asking: Asking) -> str:
    """Whether some source declares to cover a kind on the day for a country (or for home, where it names home)."""
    today = asking.as_of.isoformat()
    spoken = [
        row for row in declared
        if row["kind"] == kind and (not row["countries"] or {country, *asking.countries} & set(row["countries"]))
        and row["begin"] and row["begin"] <= today and (row["end"] or "9999") >= today
    ]  # fmt: skip
    if any(row["complete"] for row in spoken):
        return "complete"
    return "partial" if spoken else "none"
