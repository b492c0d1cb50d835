"""Two institutions, one institution, or two countries enter; their dated history and its indicators leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from graph.asking import Asking, Row, day
from graph.called import called
from graph.candidates import rules
from graph.channels import Channel, Rules, YearMasks, channel, covered_years, event
from graph.force import RANK, state_on
from graph.indicators import person_dependence, simmelian
from graph.intervals import begun, bounded
from graph.joint import Pair, fates, joint_figures, shown_renewal
from graph.ladder import ladder
from graph.pair_figures import pair_figures, stays_figure, ties_figures
from graph.presets import load_presets
from graph.stints import by_meeting
from graph.ties import shared_events, told_events
from graph.treaties import Treaties
from graph.weighting import OF_A_LINE, PLACES, read_weights, weighing
from ontology.errors import BadParameter


def own_side(asking: Asking, country: str | None) -> list[str]:
    """The countries that are not foreign to an institution: home if its seat is there, else its own country."""
    if country is None or country in asking.countries:
        return list(asking.countries)
    return [country]


def answer_partners(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which foreign partners an institution has, the most stable channels first."""
    one, used = asking.values["institution"], rules(asking)
    weights = _weights(asking, OF_A_LINE)
    country = asking.part("lines", ids=[one])[0]["country"]
    side = own_side(asking, country)
    rows = by_meeting(asking.rows(side=side))
    ordered = _in_order(rows, YearMasks(asking.as_of, used.gap), used.cap)
    limit = asking.values["limit"]
    shown = ordered[:limit] if limit else ordered
    wanted = set(shown)
    events: dict[str, list[Row]] = {}
    for row in rows:
        for partner in wanted.intersection(row["members"]):
            events.setdefault(partner, []).append(row)
    shared = [[one, partner, row["event"]] for partner, several in events.items() for row in several]
    details: dict[str, list[Row]] = {}
    for row in told_events(asking, shared):
        details.setdefault(row["other"], []).append(row)
    declared = asking.part("declared")
    stated = asking.records(
        thing for several in details.values() for row in several for thing in _things(row)
    )
    channels = {
        partner: _channel(details[partner], (country, details[partner][0]["country"]), declared, asking, used)
        for partner in shown
        if partner in details
    }
    pairs = [
        Pair.of(one, made, (country, details[partner][0]["country"]))
        for partner, made in channels.items()
        if made is not None
    ]
    joint = joint_figures(asking, pairs, declared, used.cap)
    lines = [
        _partner(details[partner], made, joint.get((one, partner), {}), stated, weights)
        for partner, made in channels.items()
    ]
    return lines, {
        **({} if lines else {"empty": {"reason": "no_channel_known"}}),
        "total": len(ordered),
        **ties_figures(rows, YearMasks(asking.as_of, used.gap), asking.as_of),
        "side": side,
        "seat_unknown": {
            "things": sorted({one for row in rows for one in row["seatless"]}),
            "reason": "partner_seat_unknown",
        },
        "order": "display_order",
    }


def _in_order(rows: Sequence[Row], masks: YearMasks, cap: int) -> list[str]:
    """The partners in display order: the longest run of small activities, then active years, then the id."""
    small: dict[str, int] = {}
    every: dict[str, int] = {}
    for row in rows:
        mask = masks.mask(row["dates"]) if row["activity"] else 0
        for partner in row["members"] if mask else ():
            every[partner] = every.get(partner, 0) | mask
            if row["size"] <= cap:
                small[partner] = small.get(partner, 0) | mask
    return sorted(every, key=lambda one: (-masks.run(small.get(one, 0)), -every[one].bit_count(), one))


def _channel(
    rows: Sequence[Row],
    seats: Sequence[str | None],
    declared: Sequence[Row],
    asking: Asking,
    used: Rules,
) -> Channel | None:
    covered = covered_years(declared, seats, asking.as_of.year)
    return channel(rows[0]["other"], map(event, rows), covered, asking.as_of, used)


def _weights(asking: Asking, allowed: Sequence[str]) -> dict[str, float]:
    return read_weights(asking.question.params["weights"], asking.values["weights"], allowed)


def _partner(
    rows: Sequence[Row],
    made: Channel | None,
    joint: Mapping[str, Any],
    stated: Mapping[str, Sequence[str]],
    weights: Mapping[str, float],
) -> Row:
    figures = {**(made.figures if made else {}), **joint}
    return {
        "partner": rows[0]["other"],
        "label": rows[0]["name"],
        "name_zh": rows[0]["name_zh"],
        "name_en": rows[0]["name_en"],
        "country": rows[0]["country"],
        "fictional": rows[0]["fictional"],
        **figures,
        "weighting": weighing(figures, weights),
        "undated": list(made.undated) if made else [],
        "records": sorted(
            {record for row in rows for thing in _things(row) for record in stated.get(thing, ())}
        ),
    }


def _things(row: Row) -> list[str]:
    """What an event between two institutions rests on: itself and what ties them to it."""
    return [row["event"], *row["via"]]


def answer_pair(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer the dated history of two institutions, its indicators, and what is not covered."""
    (one, other), used = _sides(asking), rules(asking)
    weights = _weights(asking, tuple(PLACES))
    names = {row["id"]: row for row in asking.part("lines", ids=[one, other])}
    rows = shared_events(asking, [(one, other)])
    declared = asking.part("declared")
    countries = {names[one]["country"], names[other]["country"]}
    covered = covered_years(declared, countries, asking.as_of.year)
    events = {row["event"]: event(row) for row in rows}
    made = channel(other, events.values(), covered, asking.as_of, used)
    records = asking.records(thing for row in rows for thing in _things(row))
    agreements = [row["event"] for row in rows if not row["activity"]]
    asked = Pair(one, other, tuple(agreements), frozenset(countries))
    treaties = Treaties(asking, ids=agreements) if agreements else None
    states, renewed = fates(treaties, asked, declared, asking) if treaties else ({}, None)
    agreed = (
        {key: (treaties.rows[key]["level"], treaties.segments[key]) for key in states} if treaties else {}
    )
    ordered = sorted(rows, key=lambda row: (row["dates"][0] or "9999", row["event"]))
    lines = [
        {
            "event": row["event"],
            **called(row),
            "kind": row["kind"],
            "activity": row["activity"],
            "begin": row["dates"][0],
            "begin_latest": row["dates"][1],
            "end_earliest": row["dates"][2],
            "end": row["dates"][3],
            "size": row["size"],
            "state": states.get(row["event"]),
            "via": sorted(set(row["via"])),
            "records": sorted({r for thing in (row["event"], *row["via"]) for r in records.get(thing, ())}),
        }
        for row in ordered
    ]
    around = [row["members"] for row in asking.rows(cap=_size_cap(asking))]
    persons = [row["persons"] or None for row in rows if row["activity"]]
    meta: dict[str, Any] = {
        "total": len(lines),
        "pair": [
            {key: names[side][key] for key in ("id", "label", "label_zh", "label_en", "country")}
            for side in (one, other)
        ],
        "figures": dict(made.figures) if made else None,
        "i8": shown_renewal(renewed) if renewed is not None else None,
        **pair_figures(one, other, events.values(), around, asking.as_of),
        "i11": {"count": simmelian(one, other, around), "cap": asking.values["simmelian_cap"]},
        "i16": stays_figure(one, other, rows, asking.as_of),
        "i17": person_dependence(persons),
        "covered": sorted(covered),
        "ladder": ladder(
            events.values(), agreed, covered, asking.as_of, rungs=load_presets()["rungs"].value, cap=used.cap
        ),
        "undated": list(made.undated) if made else sorted(key for key, e in events.items() if e.span.undated),
        "presets": {
            name: load_presets()[name].shown(value)
            for name, value in (("gap", used.gap), ("cap", used.cap), ("motif", None), ("rungs", None))
        },
    }
    if weights:
        meta["weighting"] = weighing({**(meta["figures"] or {}), **meta}, weights)
    if not lines:
        meta["empty"] = {"reason": "nothing_shared_known"}
    return lines, meta


def _sides(asking: Asking) -> tuple[str, str]:
    """The two that are asked for: two things, whatever ids lead to them."""
    one, other = asking.values["one"], asking.values["other"]
    if one == other:
        raise BadParameter(
            f"both sides are the same: {one}",
            f"双方是同一事物：{one}",
            remedy="name two different ones; an old id leads to the thing it became",
            remedy_zh="请给出两个不同的编号；旧编号会指向合并后的事物",
        )
    return one, other


def _size_cap(asking: Asking) -> int:
    cap: int | None = asking.values["simmelian_cap"]
    return cap if cap else 10**9


def answer_country_pair(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer what two countries have, each alone and together, by kind."""
    one, other = ([_code(side)] for side in _sides(asking))
    counts = {row["country"]: row for row in asking.part("counts")}
    sizes = [counts.get(code[0], {"organisations": 0, "ties": 0}) for code in (one, other)]
    few, many = (one, other) if sizes[0]["ties"] <= sizes[1]["ties"] else (other, one)
    shared: dict[str, set[str]] = {}
    partners: dict[str, set[str]] = {"few": set(), "many": set()}
    for row in asking.rows(few=few, many=many):
        if begun(bounded(*(day(text) for text in row["dates"])), asking.as_of) != "no":
            shared.setdefault(row["kind"], set()).add(row["event"])
            partners["few"].update(row["members"])
            partners["many"].update(row["others"])
    alone = {
        code: {
            row["kind"]: row["events"]
            for row in asking.part("country_events", country=code, as_of=asking.as_of)
        }
        for code in (*one, *other)
    }
    kinds = sorted({*shared, *alone[one[0]], *alone[other[0]]})
    rows: list[Row] = [
        {
            "aspect": kind,
            "one": alone[one[0]].get(kind, 0),
            "other": alone[other[0]].get(kind, 0),
            "together": len(shared.get(kind, ())),
            "things": sorted(shared.get(kind, ()))[: asking.values["things"]],
        }
        for kind in kinds
    ]
    rows.append(_institutions([size["organisations"] for size in sizes], partners, swapped=few != one))
    rows += _treaties(asking, one[0], other[0])
    things = sorted({thing for row in rows for thing in row["things"]})
    records = asking.records(things)
    for row in rows:
        row["records"] = sorted({record for thing in row["things"] for record in records.get(thing, ())})
    named = {name: asking.part("by_id", id=asking.values[name])[0] for name in ("one", "other")}
    told = {name: {key: row[key] for key in ("label", "name_zh", "name_en")} for name, row in named.items()}
    return rows, {"total": len(rows), "countries": [one[0], other[0]], "stand_for": told}


def _code(identifier: str) -> str:
    return identifier.rsplit("-", 1)[-1]


def _institutions(counts: Sequence[int], partners: Mapping[str, set[str]], *, swapped: bool) -> Row:
    mine, theirs = (partners["many"], partners["few"]) if swapped else (partners["few"], partners["many"])
    return {
        "aspect": "institutions",
        "one": counts[0],
        "other": counts[1],
        "together": len(mine) + len(theirs),
        "things": [],
    }


def _treaties(asking: Asking, one: str, other: str) -> list[Row]:
    """Agreements of the level the pool asks for, by state: those that bind each country, and both by two parties."""
    several = Treaties(asking, levels=[load_presets()["level"].value])
    rows: list[Row] = []
    on: date = asking.as_of
    for state in ("yes", "presumed", "unknown"):
        each = {
            code: {
                key for key in several.rows if several.countries(key, on).get(code, ("no", ""))[0] == state
            }
            for code in (one, other)
        }
        both = [key for key in several.rows if _joint_state(several, key, one, other, on) == state]
        rows.append({
            "aspect": f"agreements_{state}", "one": len(each[one]), "other": len(each[other]),
            "together": len(both), "things": sorted(both),
        })  # fmt: skip
    return rows


def _joint_state(several: Treaties, key: str, one: str, other: str, on: date) -> str:
    """The best state in which an agreement binds two countries through two different parties."""
    best = "no"
    for mine in several.bound[key]:
        for theirs in several.bound[key]:
            if mine.actor == one and theirs.actor == other and mine.side != theirs.side:
                states = (state_on(mine.segments, on)[0], state_on(theirs.segments, on)[0])
                weaker = min(states, key=lambda state: RANK[state])
                best = max(best, weaker, key=lambda state: RANK[state])
    return best
