"""A home, a day and readings enter; candidates leave: what puts each in the pool, its channels, what is unknown.

The order of candidates is a display order and not a score: those in before those undecided; then the longest run of
years with one foreign partner in events of at most `cap` members (what is certain); then the number of projects that
put it there; then its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from graph.asking import Asking, Row
from graph.called import called
from graph.channels import Channel, Rules, YearMasks, small_masks
from graph.force import RANK
from graph.grounds import stated, told
from graph.intervals import shown_bounds
from graph.pool import Pool, fill, read_pool, seat_unknown
from graph.presets import load_presets
from graph.readings import Ground, Standing
from graph.stable import Small, best_channels
from graph.steady import Memory

_SHOWN: Final = 25  # things that a remark names
_KEEP: Final = 4  # pools whose small activities are kept, as graph/pool.py keeps the pools
_KEPT: Final[Memory[tuple[str, date, tuple[str, ...], int, int], tuple[YearMasks, Small]]] = Memory(_KEEP)


def rules(asking: Asking) -> Rules:
    """Return the numbers that shape channels: the caller's where given, else the presets."""
    presets = load_presets()
    values = asking.values
    return Rules(
        gap=int(values.get("gap", presets["gap"].value)),
        cap=int(values.get("cap", presets["cap"].value)),
        motif=tuple(presets["motif"].value),
    )


def answer_pool(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer who is in the pool."""
    pool = read_pool(asking)
    ordered = _ordered(asking, pool, {}, YearMasks(asking.as_of, 0))
    shown = _page(asking, ordered)
    lines = _lines(asking, pool, shown)
    _attach_records(asking, list(lines.values()))
    return list(lines.values()), _meta(asking, pool, ordered)


def answer_candidates(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer who is a candidate, with channels."""
    used = rules(asking)
    pool = read_pool(asking, cap=used.cap)
    masks, small = _small(asking, pool, used)
    ordered = _ordered(asking, pool, small, masks)
    shown = _page(asking, ordered)
    lines = _lines(asking, pool, shown)
    channels = best_channels(asking, pool, shown, small, masks, used)
    for one in shown:
        line = lines[one.id]
        line["channels"] = [
            shown_channel(found.channel, found.name, found.joint) for found in channels[one.id]
        ]
        if asking.values["channels"]:
            line["unknown"] += _unknown_channels([found.channel for found in channels[one.id]])
    _attach_records(asking, list(lines.values()))
    presets = load_presets()
    meta = _meta(asking, pool, ordered)
    meta["presets"] = {
        "gap": presets["gap"].shown(used.gap),
        "cap": presets["cap"].shown(used.cap),
        "motif": presets["motif"].shown(),
        "level": presets["level"].shown(),
    }
    return list(lines.values()), meta


def _small(asking: Asking, pool: Pool, used: Rules) -> tuple[YearMasks, Small]:
    """The years of the small activities of each candidate and partner; kept beside the pool that they are read from."""

    def count() -> tuple[YearMasks, Small]:
        masks = YearMasks(asking.as_of, used.gap)
        return masks, small_masks(pool.small, asking.countries, masks)

    if asking.loading or not asking.data_version:
        return count()
    key = (asking.data_version, asking.as_of, asking.countries, used.cap, used.gap)
    return _KEPT.get(key, count, asking.unchanged)


def _ordered(asking: Asking, pool: Pool, small: Small, masks: YearMasks) -> list[Standing]:
    chosen = asking.values["reading"]

    def order(one: Standing) -> tuple[bool, int, int, str]:
        longest = max(map(masks.run, small.get(one.id, {}).values()), default=0)
        return one.status(chosen) != "in", -longest, -one.count(chosen), one.id

    return sorted((one for one in pool.found.values() if one.status(chosen) != "out"), key=order)


def _page(asking: Asking, ordered: list[Standing]) -> list[Standing]:
    limit = asking.values["limit"]
    return ordered[:limit] if limit else ordered


def _meta(asking: Asking, pool: Pool, ordered: Sequence[Standing]) -> dict[str, Any]:
    chosen = asking.values["reading"]
    inside = sum(one.status(chosen) == "in" for one in ordered)
    meta: dict[str, Any] = {
        "total": inside,
        "undecided": len(ordered) - inside,
        "sizes": {reading: dict(counts) for reading, counts in pool.sizes.items()},
        "order": "display_order",
    }
    if seatless := seat_unknown(pool, asking, chosen):
        meta["seat_unknown"] = {"total": len(seatless), "things": seatless[:_SHOWN], "reason": "seat_unknown"}
    if not inside:
        meta["fill"] = fill(pool, asking, chosen)
    return meta


def _lines(asking: Asking, pool: Pool, shown: Sequence[Standing]) -> dict[str, Row]:
    """The lines of a page: names, and the projects and agreements that put each institution in."""
    chosen = asking.values["reading"]
    names = {row["id"]: row for row in asking.part("lines", ids=[one.id for one in shown])}
    listed = {one.id: _projects(one, pool, chosen)[: asking.values["projects"]] for one in shown}
    pairs = [[one.id, project] for one in shown for project in listed[one.id]]
    details = {
        (row["institution"], row["project"]): row for row in asking.part("shown_projects", pairs=pairs)
    }
    return {one.id: _line(one, names[one.id], pool, listed[one.id], details, chosen) for one in shown}


def _projects(one: Standing, pool: Pool, chosen: Sequence[str]) -> list[str]:
    """Projects that count, the strongest ground first, then the latest begin, then the id."""

    def order(project: str) -> tuple[int, int, int, str]:
        states = one.works[project]
        strongest = min(at for at, reading in enumerate(chosen) if reading in states)
        begin = pool.works[project].span.begin_earliest
        rank = max(RANK[states[reading]] for reading in chosen if reading in states)
        return -rank, strongest, -(begin.toordinal() if begin else 0), project

    return sorted((project for project, states in one.works.items() if set(states) & set(chosen)), key=order)


def _line(
    one: Standing,
    name: Row,
    pool: Pool,
    listed: Sequence[str],
    details: Mapping[tuple[str, str], Row],
    chosen: Sequence[str],
) -> Row:
    grounds = {project: _grounds(one, pool, project, chosen) for project in listed}
    agreements: dict[tuple[str, str], Ground] = {}
    alike: dict[tuple[str, str], list[Ground]] = {}
    for several in grounds.values():
        for ground in several:
            key = (ground.reading, ground.agreement)
            alike.setdefault(key, []).append(ground)
            if key not in agreements or RANK[ground.state] > RANK[agreements[key].state]:
                agreements[key] = ground
    unknown = {
        ground.reason for several in grounds.values() for ground in several if ground.state == "unknown"
    }
    if "country" in name["conflicts"]:
        unknown.add("country_contradicted")
    return {
        "institution": one.id,
        **called(name),
        "country": name["country"],
        "host": name["host"],
        "fictional": name["fictional"],
        "status": one.status(chosen),
        "readings": {reading: state for reading, (state, _) in sorted(one.best.items())},
        "project_count": one.count(chosen),
        "projects": [_project(details[one.id, project], grounds[project], pool) for project in listed],
        "agreements": [
            {
                **told(ground, pool.arranged),
                "stated": stated(alike[key], pool.arranged),
                "label": pool.arranged.agreements.get(ground.agreement, {}).get("label", ground.agreement),
                "reason": ground.reason,
                "inferred": ground.reading == "copresence",
                "via": list(ground.via),
            }
            for key, ground in sorted(agreements.items())
        ],
        "unknown": [{"reason": reason} for reason in sorted(unknown)],
        "records": [],
    }


def _grounds(one: Standing, pool: Pool, project: str, chosen: Sequence[str]) -> list[Ground]:
    work = pool.works[project]
    return [ground for reading in chosen for ground in pool.readings.grounds(reading, one.country, work)]


def _project(row: Row, grounds: Sequence[Ground], pool: Pool) -> Row:
    return {
        "project": row["project"],
        **called(row),
        "start": row["start"],
        "end": row["end"],
        "role": sorted(one for one in row["role"] if one),
        "via": sorted(row["via"]),
        "under": [told(ground, pool.arranged) for ground in grounds],
    }


def shown_channel(found: Channel, name: Mapping[str, Any], joint: Mapping[str, Any]) -> Row:
    """Return a channel as an answer shows it: who, the events, then the figures."""
    return {
        "partner": found.partner,
        "label": name.get("name", found.partner),
        "name_zh": name.get("name_zh"),
        "name_en": name.get("name_en"),
        "country": name.get("country"),
        **found.figures,
        **joint,
        "list": [
            {
                "event": one.id,
                "label": one.label,
                "kind": one.kind,
                "size": one.size,
                **shown_bounds(one.span),
                "activity": one.activity,
                "via": list(one.via),
            }
            for one in found.events
        ],
    }


def _unknown_channels(found: Sequence[Channel]) -> list[Row]:
    unknown: list[Row] = []
    if not found:
        unknown.append({"reason": "no_channel_known"})
    for one in found:
        if one.figures["uncovered"]:
            unknown.append(
                {"reason": "years_not_covered", "partner": one.partner, "years": one.figures["uncovered"]}
            )
        if one.undated:
            unknown.append({"reason": "events_undated", "partner": one.partner, "things": list(one.undated)})
        if one.figures["open_ends"]:
            unknown.append(
                {"reason": "ends_not_stated", "partner": one.partner, "count": one.figures["open_ends"]}
            )
    return unknown


def _attach_records(asking: Asking, lines: Sequence[Row]) -> None:
    """Give each line the ids of the records that state its projects, its agreements and its channels."""
    told = {id(line): _things(line) for line in lines}
    wanted = sorted({one for things in told.values() for one in things})
    records = asking.records(wanted)
    for line in lines:
        line["records"] = sorted({record for thing in told[id(line)] for record in records.get(thing, ())})


def _things(line: Row) -> set[str]:
    things: set[str] = set()
    for project in line["projects"]:
        things |= {project["project"], *project["via"]}
    for agreement in line["agreements"]:
        things |= {agreement["agreement"], *agreement["via"]}
        things |= {named["agreement"] for named in agreement["stated"]}
    for one in line.get("channels", ()):
        for listed in one["list"]:
            things |= {listed["event"], *listed["via"]}
    return things
