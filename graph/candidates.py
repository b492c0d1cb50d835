"""A home, a day and readings enter; candidates leave: what puts each in the pool, its channels, what is unknown.

The order of candidates is a display order and not a score: those in before those undecided; then the longest run of
years with one foreign partner in events of at most `cap` members (what is certain); then the number of projects that
put it there; then its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.asking import Asking, Row
from graph.channels import Channel, Rules, channel, covered_years, event, small_runs
from graph.force import RANK
from graph.pool import Pool, fill, read_pool
from graph.presets import load_presets
from graph.readings import Ground, Standing

Runs = Mapping[str, Mapping[str, tuple[int, int]]]


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
    pool, ordered, shown = _page(asking, {})
    lines = _lines(asking, pool, shown)
    _attach_records(asking, [lines[one.id] for one in shown])
    return [lines[one.id] for one in shown], _meta(asking, pool, ordered)


def answer_candidates(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer who is a candidate, with channels."""
    used = rules(asking)
    pool = read_pool(asking)
    chosen = asking.values["reading"]
    waiting = [one.id for one in pool.found.values() if one.status(chosen) != "out"]
    rows = asking.rows(candidates=waiting, cap=used.cap) if waiting else []
    runs = small_runs(rows, asking.countries, asking.as_of, used.gap)
    pool, ordered, shown = _page(asking, runs, pool)
    channels = _channels(asking, shown, runs, used)
    lines = _lines(asking, pool, shown)
    labels = {row["id"]: row for row in asking.part(
        "lines", ids=sorted({one.partner for several in channels.values() for one in several})
    )}  # fmt: skip
    for one in shown:
        line = lines[one.id]
        line["channels"] = [shown_channel(found, labels.get(found.partner, {})) for found in channels[one.id]]
        line["unknown"] += _unknown_channels(channels[one.id])
    _attach_records(asking, [lines[one.id] for one in shown])
    presets = load_presets()
    meta = _meta(asking, pool, ordered)
    meta["presets"] = {"gap": presets["gap"].shown(used.gap), "cap": presets["cap"].shown(used.cap),
                       "motif": presets["motif"].shown(), "level": presets["level"].shown()}  # fmt: skip
    return [lines[one.id] for one in shown], meta


def _page(
    asking: Asking, runs: Runs, pool: Pool | None = None
) -> tuple[Pool, list[Standing], list[Standing]]:
    pool = pool or read_pool(asking)
    chosen = asking.values["reading"]

    def order(one: Standing) -> tuple[int, int, int, str]:
        longest = max((run for run, _ in runs.get(one.id, {}).values()), default=0)
        return one.status(chosen) != "in", -longest, -one.count(chosen), one.id

    ordered = sorted((one for one in pool.found.values() if one.status(chosen) != "out"), key=order)
    limit = asking.values["limit"]
    return pool, ordered, ordered[:limit] if limit else ordered


def _meta(asking: Asking, pool: Pool, ordered: Sequence[Standing]) -> dict[str, Any]:
    chosen = asking.values["reading"]
    inside = sum(one.status(chosen) == "in" for one in ordered)
    meta: dict[str, Any] = {
        "total": inside,
        "undecided": len(ordered) - inside,
        "sizes": {reading: dict(counts) for reading, counts in pool.sizes.items()},
        "order": "display_order",
    }
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
    for several in grounds.values():
        for ground in several:
            key = (ground.reading, ground.agreement)
            if key not in agreements or RANK[ground.state] > RANK[agreements[key].state]:
                agreements[key] = ground
    unknown = sorted(
        {ground.reason for several in grounds.values() for ground in several if ground.state == "unknown"}
    )
    return {
        "institution": one.id,
        "label": name["label"],
        "name_zh": name["label_zh"],
        "name_en": name["label_en"],
        "country": name["country"],
        "host": name["host"],
        "fictional": name["fictional"],
        "status": one.status(chosen),
        "readings": {reading: state for reading, (state, _) in sorted(one.best.items())},
        "project_count": one.count(chosen),
        "projects": [_project(details[one.id, project], grounds[project]) for project in listed],
        "agreements": [
            {
                "agreement": ground.agreement,
                "label": pool.agreements.get(ground.agreement, {}).get("label", ground.agreement),
                "reading": ground.reading,
                "state": ground.state,
                "reason": ground.reason,
                "inferred": ground.reading == "copresence",
                "via": list(ground.via),
            }
            for _, ground in sorted(agreements.items())
        ],
        "unknown": [{"reason": reason} for reason in unknown],
        "records": [],
    }


def _grounds(one: Standing, pool: Pool, project: str, chosen: Sequence[str]) -> list[Ground]:
    work = pool.works[project]
    return [ground for reading in chosen for ground in pool.readings.grounds(reading, one.country, work)]


def _project(row: Row, grounds: Sequence[Ground]) -> Row:
    return {
        "project": row["project"],
        "label": row["label"],
        "name_zh": row["label_zh"],
        "name_en": row["label_en"],
        "start": row["start"],
        "end": row["end"],
        "role": sorted(one for one in row["role"] if one),
        "via": sorted(row["via"]),
        "under": [
            {"reading": ground.reading, "agreement": ground.agreement, "state": ground.state}
            for ground in grounds
        ],
    }


def _channels(asking: Asking, shown: Sequence[Standing], runs: Runs, used: Rules) -> dict[str, list[Channel]]:
    """The most stable channels of each candidate of a page, from one set-based query for all of them."""
    wanted = asking.values["channels"]
    if not wanted or not shown:
        return {one.id: [] for one in shown}
    pairs: list[list[str]] = []
    sparse: list[str] = []
    for one in shown:
        partners = sorted(runs.get(one.id, {}).items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        if len(partners) < wanted:
            sparse.append(one.id)  # too few partners in small events: the large ones must be opened too
            continue
        least = partners[wanted - 1][1][0]
        pairs += [[one.id, partner] for partner, (run, _) in partners if run >= least]
    rows = asking.part("pair_events", pairs=pairs, as_of=asking.as_of) if pairs else []
    rows += _sparse(asking, sparse, wanted, used)
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row["one"], row["other"]), []).append(row)
    declared = asking.part("declared")
    foreign = {
        row["id"]: row["country"] for row in asking.part("lines", ids=sorted({key[1] for key in grouped}))
    }
    found: dict[str, list[Channel]] = {one.id: [] for one in shown}
    countries = {one.id: one.country for one in shown}
    for (one_id, partner), several in grouped.items():
        covered = covered_years(declared, (countries[one_id], foreign.get(partner)), asking.as_of.year)
        made = channel(partner, map(event, several), covered, asking.as_of, used)
        if made is not None:
            found[one_id].append(made)
    return {key: sorted(several, key=lambda one: one.order)[:wanted] for key, several in found.items()}


def _sparse(asking: Asking, ids: Sequence[str], wanted: int, used: Rules) -> list[Row]:
    """Full histories for candidates with few partners in small events."""
    if not ids:
        return []
    side = list(asking.countries)
    masks: dict[tuple[str, str], list[Row]] = {}
    for row in asking.part("partner_events", ids=list(ids), side=side, as_of=asking.as_of):
        for member in row["members"]:
            masks.setdefault((row["one"], member), []).append({**row, "other": member})
    best: dict[str, list[tuple[tuple[int, int, str], str]]] = {}
    for (one, other), rows in masks.items():
        made = channel(other, map(event, rows), (), asking.as_of, used)
        if made is not None:
            best.setdefault(one, []).append((made.order, other))
    pairs = [[one, other] for one, several in sorted(best.items()) for _, other in sorted(several)[:wanted]]
    return asking.part("pair_events", pairs=pairs, as_of=asking.as_of) if pairs else []


def shown_channel(found: Channel, name: Mapping[str, Any]) -> Row:
    """Return a channel as an answer shows it: who, the events, then the figures."""
    return {
        "partner": found.partner,
        "label": name.get("label", found.partner),
        "name_zh": name.get("label_zh"),
        "name_en": name.get("label_en"),
        "country": name.get("country"),
        **found.figures,
        "list": [
            {
                "event": one.id,
                "label": one.label,
                "kind": one.kind,
                "size": one.size,
                "begin": one.span.begin_earliest.isoformat() if one.span.begin_earliest else None,
                "end": one.span.end_latest.isoformat() if one.span.end_latest else None,
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
    records = {row["id"]: row["records"] for row in asking.part("evidence", ids=wanted)}
    for line in lines:
        line["records"] = sorted({record for thing in told[id(line)] for record in records.get(thing, ())})


def _things(line: Row) -> set[str]:
    things: set[str] = set()
    for project in line["projects"]:
        things |= {project["project"], *project["via"]}
    for agreement in line["agreements"]:
        things |= {agreement["agreement"], *agreement["via"]}
    for one in line.get("channels", ()):
        for listed in one["list"]:
            things |= {listed["event"], *listed["via"]}
    return things
