"""Two institutions, one institution, or two countries enter; their dated history and its indicators leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from graph.asking import Asking, Row, day
from graph.candidates import rules
from graph.channels import Event, channel, covered_years, event
from graph.force import RANK, state_on
from graph.indicators import Renewal, person_dependence, renewal, simmelian
from graph.intervals import begun, bounded
from graph.presets import load_presets
from graph.ties import shared_events
from graph.treaties import Treaties


def own_side(asking: Asking, country: str | None) -> list[str]:
    """The countries that are not foreign to an institution: home if its seat is there, else its own country."""
    if country is None or country in asking.countries:
        return list(asking.countries)
    return [country]


def answer_partners(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which foreign partners an institution has, the most stable channels first."""
    one, used = asking.values["institution"], rules(asking)
    country = asking.part("lines", ids=[one])[0]["country"]
    side = own_side(asking, country)
    grouped: dict[str, list[Event]] = {}
    for row in asking.rows(side=side):
        seen = event(row)
        for partner in row["members"]:
            grouped.setdefault(partner, []).append(seen)
    declared = asking.part("declared")
    countries = {row["id"]: row for row in asking.part("lines", ids=sorted(grouped))}
    known: dict[str | None, set[int]] = {
        foreign: covered_years(declared, (country, foreign), asking.as_of.year)
        for foreign in {row["country"] for row in countries.values()}
    }
    found = [
        made
        for partner, events in grouped.items()
        if (made := channel(partner, events, known[countries[partner]["country"]], asking.as_of, used))
    ]
    found.sort(key=lambda made: made.order)
    limit = asking.values["limit"]
    shown = found[:limit] if limit else found
    records = _records(asking, [(one, made.partner) for made in shown])
    rows = [
        {
            "partner": made.partner,
            "label": countries[made.partner]["label"],
            "name_zh": countries[made.partner]["label_zh"],
            "name_en": countries[made.partner]["label_en"],
            "country": countries[made.partner]["country"],
            "fictional": countries[made.partner]["fictional"],
            **made.figures,
            "undated": list(made.undated),
            "records": records.get(made.partner, []),
        }
        for made in shown
    ]
    without = sum(row["country"] is None for row in countries.values())
    return rows, {
        "total": len(found),
        "side": side,
        "partners_without_a_seat": without,
        "order": "display_order",
    }


def _records(asking: Asking, pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The records behind the events of each pair, by partner."""
    if not pairs:
        return {}
    rows = shared_events(asking, pairs)
    wanted = sorted({thing for row in rows for thing in (row["event"], *row["via"])})
    stated = asking.records(wanted)
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["other"], set()).update(
            record for thing in (row["event"], *row["via"]) for record in stated.get(thing, ())
        )
    return {partner: sorted(records) for partner, records in found.items()}


def answer_pair(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer the dated history of two institutions, its indicators, and what is not covered."""
    one, other, used = asking.values["one"], asking.values["other"], rules(asking)
    names = {row["id"]: row for row in asking.part("lines", ids=[one, other])}
    rows = shared_events(asking, [(one, other)])
    declared = asking.part("declared")
    countries = {names[one]["country"], names[other]["country"]}
    covered = covered_years(declared, countries, asking.as_of.year)
    events = {row["event"]: event(row) for row in rows}
    made = channel(other, events.values(), covered, asking.as_of, used)
    wanted = sorted({thing for row in rows for thing in (row["event"], *row["via"])})
    records = asking.records(wanted)
    agreements = [row["event"] for row in rows if not row["activity"]]
    states, renewed = _agreements(asking, agreements, declared, countries)
    ordered = sorted(rows, key=lambda row: (row["dates"][0] or "9999", row["event"]))
    lines = [
        {
            "event": row["event"],
            "label": row["label"],
            "kind": row["kind"],
            "activity": row["activity"],
            "begin": row["dates"][0],
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
        ],  # fmt: skip
        "figures": dict(made.figures) if made else None,
        "i8": _renewal(renewed) if agreements else None,
        "i11": {"count": simmelian(one, other, around), "cap": asking.values["simmelian_cap"]},
        "i17": person_dependence(persons),
        "covered": sorted(covered),
        "undated": list(made.undated) if made else sorted(key for key, e in events.items() if e.span.undated),
        "presets": {
            name: load_presets()[name].shown(value)
            for name, value in (("gap", used.gap), ("cap", used.cap), ("motif", None))
        },  # fmt: skip
    }
    return lines, meta


def _size_cap(asking: Asking) -> int:
    cap: int | None = asking.values["simmelian_cap"]
    return cap if cap else 10**9


def _agreements(
    asking: Asking, ids: Sequence[str], declared: Sequence[Row], countries: Collection[str | None]
) -> tuple[dict[str, str], Renewal]:
    """The state of each of a pair's agreements, and what became of them."""
    if not ids:
        return {}, renewal({}, {})
    several = Treaties(asking, ids=ids)
    complete = {
        year
        for row in declared
        if not row["activity"] and row["complete"] and row["begin"]
        for year in range(int(row["begin"][:4]), int((row["end"] or asking.as_of.isoformat())[:4]) + 1)
        if not row["countries"] or set(row["countries"]) & set(countries)
    }
    fates: dict[str, str] = {}
    states: dict[str, str] = {}
    for key, life in several.lives.items():
        state, _ = state_on(several.segments[key], asking.as_of)
        states[key] = state
        renewals = [one for one, when in life.renewed if when is None or when.known(asking.as_of)]
        ended = life.terminated is not None and life.terminated.known(asking.as_of)
        until = life.valid_until
        if renewals:
            fates[key] = "renewed"
        elif state in ("yes", "presumed"):
            fates[key] = "presumed" if state == "presumed" else "force"
        elif ended:
            fates[key] = "lapsed"
        elif state == "no" and life.renewal == "none" and until is not None:
            # A fixed term that ran out lapsed only if a renewal would be known: a source must be complete for the
            # year in which it ended and, as far as it has come, the year after.
            years = range(until.last.year, min(asking.as_of.year, until.last.year + 1) + 1)
            fates[key] = "lapsed" if complete >= set(years) else "unknown"
        else:
            fates[key] = "unknown"
    return states, renewal(fates, {key: row["renews"] for key, row in several.rows.items()})


def _renewal(found: Renewal) -> dict[str, Any]:
    return {
        "chain": found.chain,
        "renewed": found.renewed,
        "lapsed": found.lapsed,
        "presumed": found.presumed,
        "unknown": found.unknown,
        "share": found.share,
        "bounds": [found.low, found.high],
    }


def answer_country_pair(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer what two countries have, each alone and together, by kind."""
    one, other = ([code] for code in (_code(asking.values["one"]), _code(asking.values["other"])))
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
    return rows, {"total": len(rows), "countries": [one[0], other[0]]}


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
