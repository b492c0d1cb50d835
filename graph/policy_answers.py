"""Rows about support, pairs, agreements, calls and stays enter; the policy's core questions are answered with evidence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from graph.asking import Asking, Row, day
from graph.called import called
from graph.channels import YearMasks, covered_years
from graph.closure import Closes, closed_years, complete_only
from graph.force import state_on
from graph.indicators_network import institutionalisation
from graph.intervals import Interval, begun, bounded, covers, days_after, merge, whole_months, years
from graph.presets import load_presets
from graph.ties import Ties, told_events
from graph.treaties import Treaties

_IP_SILENT: Final = ("", "notseen")
_TAKEN_BACK: Final = "withdrawn"
Rows = tuple[list[Row], dict[str, Any]]


def answer_support(asking: Asking) -> Rows:
    """Q4: supported projects with a break, or under so many months, adjoining periods merged."""
    judged = (_support(row, asking) for row in asking.rows())
    rows = [row for row in judged if row is not None and row["state"] in asking.values["state"]]
    counts = {state: sum(row["state"] == state for row in rows) for state in ("MET", "NOT_MET", "UNKNOWN")}
    return _finished(
        asking,
        rows,
        lambda row: [row["project"], *(one["decision"] for one in row["periods"])],
        {"states": counts},
    )


def _support(row: Row, asking: Asking) -> Row | None:
    months, gap = asking.values["months"], asking.values["tolerance"]
    known = [(key, org, country, programme, bounded(*map(day, dates)))
             for key, org, country, programme, dates in row["decisions"]]  # fmt: skip
    known = [one for one in known if begun(one[4], asking.as_of) != "no"]
    if not known:
        return None
    # programme and project are the same for all; what is not dated may be anything
    spans = [one[4] for one in known]
    undated = [one for one in spans if one.undated or one.contradictory or one.begin_earliest is None]
    dated = [one for one in spans if one not in undated]
    open_end = any(one.open_end for one in dated)
    least = _stretches(dated, asking.as_of, gap, least=True)
    most = _stretches(dated, asking.as_of, gap, least=False)
    low = max((whole_months(*one) for one in least), default=0)
    high = max((whole_months(*one) for one in most), default=0)
    if low >= months:
        state, reason = "MET", "support_long_enough"
    elif undated or open_end or high >= months:
        state, reason = "UNKNOWN", "support_dates_missing" if undated or open_end else "date_not_exact"
    else:
        state, reason = "NOT_MET", "support_broken" if len(most) > 1 else "support_too_short"
    return {
        "project": row["project"], **called(row), "state": state, "reason": reason,
        "months": {"low": low, "high": None if undated or open_end else high},
        "breaks": [
            {"begin": days_after(left[1], 1).isoformat(), "end": days_after(right[0], -1).isoformat()}
            for left, right in pairwise(most)
        ],
        "periods": [
            {"decision": key, "institution": org, "begin": _iso(span.begin_earliest), "end": _iso(span.end_latest)}
            for key, org, _, _, span in sorted(known, key=lambda one: (one[4].begin_earliest or date.max, one[0]))
        ],
        "institutions": sorted({one[1] for one in known if one[1]}),
    }  # fmt: skip


def _stretches(spans: Iterable[Interval], as_of: date, gap: int, *, least: bool) -> list[tuple[date, date]]:
    found = []
    for span in spans:
        first = (span.begin_latest if least else span.begin_earliest) or as_of
        last = (span.end_earliest if least else span.end_latest) or as_of
        if first <= last:
            found.append((first, last))
    return merge(found, gap)


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def answer_motifs(asking: Asking) -> Rows:
    """Q5: pairs that have all kinds of the motif, and pairs one step short, with the step."""
    wanted: list[str] = list(load_presets()["motif"].value)
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for row in asking.rows():  # which pairs to look at; when the two were in it together is told below
        if begun(bounded(*map(day, row["dates"])), asking.as_of) != "no":
            found.setdefault((row["one"], row["other"]), {})
    ids = sorted({one for pair in found for one in pair})
    ties = Ties.read(asking, ids, YearMasks(asking.as_of, 0)) if ids else Ties({}, {})
    shared = [
        [one, other, event] for one, other in sorted(found) for event in sorted(ties.shared(one, other))
    ]
    for row in told_events(asking, shared):
        if row["kind"] in wanted:
            found[row["one"], row["other"]].setdefault(row["kind"], set()).add(row["event"])
    names = {row["id"]: row for row in asking.part("lines", ids=ids)}
    rows: list[Row] = []
    for (one, other), kinds in sorted(found.items()):
        missing = [kind for kind in wanted if kind not in kinds]
        if len(missing) <= asking.values["short"]:
            rows.append({
                "institution": one, **called(names[one]), "partner": other, **called(names[other], "partner_"),
                "complete": not missing, "kinds": [kind for kind in wanted if kind in kinds], "missing": missing,
                "events": [{"kind": kind, "things": sorted(kinds[kind])} for kind in wanted if kind in kinds],
            })  # fmt: skip
    rows.sort(key=lambda row: (not row["complete"], row["institution"], row["partner"]))
    complete = sum(row["complete"] for row in rows)
    return _finished(
        asking,
        rows,
        lambda row: [thing for one in row["events"] for thing in one["things"]],
        {"complete_pairs": complete},
    )


def answer_agreement_gaps(asking: Asking) -> Rows:
    """Q6: what agreements and labs lack: words on ownership, a foreign contribution, evidence of renewal, a framework."""
    rows = [row for row in asking.rows() if begun(bounded(*map(day, row["dates"])), asking.as_of) != "no"]
    several = Treaties(asking, ids=[row["thing"] for row in rows if row["kind"] == "agreement"])
    found: list[Row] = []
    for row in rows:
        state: str | None = None
        reason: str | None = None
        if row["kind"] == "agreement":
            if row["thing"] not in several.rows:
                continue
            state, reason = state_on(several.segments[row["thing"]], asking.as_of)
        lacks = [one for one in _lacks(row, reason, asking) if one in asking.values["lacks"]]
        if lacks:
            sides = [
                {"actor": key, "label": label, "name_zh": zh, "name_en": en, "country": country}
                for key, label, zh, en, country in row["sides"]
            ]
            found.append({**row, "state": state, "reason": reason, "lacks": lacks, "sides": sides})
    counts = {name: sum(name in row["lacks"] for row in found) for name in asking.values["lacks"]}
    return _finished(asking, found, lambda row: [row["thing"]], {"lacking": counts})


def _lacks(row: Row, reason: str | None, asking: Asking) -> list[str]:
    silent = (row["ip"] or "").lower() in _IP_SILENT and not row["ip_text"]
    foreign = [
        one for one in row["inputs"]
        if one[1] and one[1] not in asking.countries and one[2] != _TAKEN_BACK
        and (one[3] is None or one[3] <= asking.as_of.isoformat())
    ]  # fmt: skip
    told = {
        "ownership": row["kind"] == "agreement" and silent,
        "contribution": not foreign,
        "renewal": reason == "renewal_not_seen",
        "framework": not row["framework"],
    }
    return [name for name, lacking in told.items() if lacking]


def answer_calls(asking: Asking) -> Rows:
    """Q7: calls that a pair can use on the day, and why not the others: closed, wrong country, wrong field."""
    pair = [asking.values["one"], asking.values["other"]]
    seats = {row["id"]: row["country"] for row in asking.part("lines", ids=pair)}
    field = asking.values["field"]
    family = {row["field"] for row in asking.part("field_family", field=field)} if field else None
    rows: list[Row] = []
    for row in asking.rows():
        span = bounded(*map(day, row["dates"]))
        if begun(span, asking.as_of) == "no":
            continue  # not known on the day
        why: list[tuple[str, str]] = []
        time = "possible" if span.undated or span.open_end else covers(span, asking.as_of)
        if time != "certain":
            why.append(("no", "call_closed") if time == "no" else ("unknown", "call_dates_unknown"))
        if not row["countries"]:
            why.append(("unknown", "call_countries_unknown"))
        elif any(seats[one] is None for one in pair):
            why.append(("unknown", "seat_unknown"))
        elif not {seats[one] for one in pair} <= set(row["countries"]):
            why.append(("no", "call_wrong_country"))
        if family is not None and not row["fields"]:
            why.append(("unknown", "call_fields_unknown"))
        elif family is not None and not family & set(row["fields"]):
            why.append(("no", "call_wrong_field"))
        states = {state for state, _ in why}
        usable = "no" if "no" in states else "unknown" if states else "yes"
        rows.append({
            **row, "usable": usable, "why": [reason for _, reason in why], "opens": _iso(span.begin_earliest),
            "deadline": _iso(span.end_latest),
        })  # fmt: skip
    rows.sort(key=lambda row: (("yes", "unknown", "no").index(row["usable"]), row["call"]))
    counts = {state: sum(row["usable"] == state for row in rows) for state in ("yes", "unknown", "no")}
    return _finished(asking, rows, lambda row: [row["call"]], {"usable": counts})


def answer_institutionalisation(asking: Asking) -> Rows:
    """P.2: the share of cooperation that is between institutions, by year (I15)."""
    active: dict[int, dict[str, set[str]]] = {}
    for row in asking.rows():
        for year in years(bounded(*map(day, row["dates"])), asking.as_of).certain:
            active.setdefault(year, {}).setdefault(row["level"], set()).add(row["event"])
    declared = asking.part("declared")
    partly = covered_years(declared, asking.countries, asking.as_of.year)
    wholly = covered_years([row for row in declared if row["complete"]], asking.countries, asking.as_of.year)
    rows: list[Row] = []
    for year in range(asking.values["since"], asking.as_of.year + 1):
        known = active.get(year, {})
        counts = {level: len(known.get(level, ())) for level in ("institution", "project", "person")}
        rows.append({
            "year": year, **{f"{level}_level": count for level, count in counts.items()},
            "share": institutionalisation(**counts),
            "covered": "complete" if year in wholly else "partial" if year in partly else "none",
            "things": sorted(one for several in known.values() for one in several),
        })  # fmt: skip
    return _finished(asking, rows, lambda row: row["things"], {})


def answer_experts(asking: Asking) -> Rows:
    """1.b: experts who came, by institution and year of arrival; people, person-times and person-days never mixed."""
    grouped: dict[tuple[str, int | None], list[Row]] = {}
    hosts: dict[str, Row] = {}
    for row in asking.rows():
        if row["country"] in asking.countries:
            continue
        key, hosts[row["host"]["id"]] = row["host"]["id"], row["host"]
        year = int(row["dates"][0][:4]) if row["dates"][0] else None
        grouped.setdefault((key, year), []).append(row)
    rows: list[Row] = []
    for (key, year), stays in sorted(grouped.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
        people = {row["person"] for row in stays if row["person"]}
        counted = [row["persons"] for row in stays if not row["person"] and row["persons"] is not None]
        rows.append({
            "institution": key, **called(hosts[key]), "year": year,
            "persons": len(people) + sum(counted) if people or counted else None,
            "person_times": _sum(row["times"] for row in stays), "person_days": _sum(row["days"] for row in stays),
            "not_stated": {
                "persons": sum(not row["person"] and row["persons"] is None for row in stays),
                "person_times": sum(row["times"] is None for row in stays),
                "person_days": sum(row["days"] is None for row in stays),
            },
            "stays": [row["stay"] for row in stays],
        })  # fmt: skip
    return _finished(asking, rows, lambda row: row["stays"], {})


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def answer_talent_plans(asking: Asking) -> Rows:
    """2.3: years with an entry in the talent plan; a year without one is no record, unless a source is complete."""
    found: dict[int, list[Row]] = {}
    undated: list[str] = []
    for row in asking.rows():
        if row["year"] is None:
            undated.append(row["entry"])
        else:
            found.setdefault(row["year"], []).append(row)
    line = asking.part("lines", ids=[asking.values["institution"]])[0]
    window = range(asking.values["since"], asking.as_of.year + 1)
    closes = [Closes(name) for name in _entry_class(asking)]
    declared = complete_only(asking.part("evidence_coverage"))
    kinds: Collection[str] = line["kind"] or ()
    closed = closed_years(declared, closes, {line["country"]} - {None}, kinds, window)
    rows: list[Row] = []
    for year in window:
        entries = found.get(year, [])
        rows.append({
            "year": year, "state": "entry" if entries else "none" if year in closed and not undated else "no_record",
            "entries": [row["entry"] for row in entries],
            "programme": sorted({row["programme"] for row in entries if row["programme"]}),
            "persons": _sum(row["persons"] for row in entries), "person_times": _sum(row["times"] for row in entries),
            "person_days": _sum(row["days"] for row in entries),
        })  # fmt: skip
    return _finished(asking, rows, lambda row: row["entries"], {"undated": undated} if undated else {})


def _entry_class(asking: Asking) -> list[str]:
    """The class whose declared completeness makes an absent entry a no: the one that the question reads."""
    return re.findall(r"MATCH \(t:(\w+)\)", asking.question.text)[:1]


def _finished(asking: Asking, rows: list[Row], things: Any, more: Mapping[str, Any]) -> Rows:
    """Cut to the limit, and give each row the records that state what it names."""
    limit = asking.values.get("limit")
    shown = rows[:limit] if limit else rows
    told: Sequence[Sequence[str]] = [things(row) for row in shown]
    records = asking.records({one for several in told for one in several})
    for row, several in zip(shown, told, strict=True):
        row["records"] = sorted({record for one in several for record in records.get(one, ())})
    return shown, {"total": len(rows), **more}
