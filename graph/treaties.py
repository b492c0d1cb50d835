"""Agreements and joint labs of the graph enter; which are in force on a day, which end, which labs they include, leaves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.asking import Asking, Row, day
from graph.called import called
from graph.closure import Closes, Declared, closed, complete_only
from graph.force import (
    RANK,
    Binding,
    Instrument,
    Segment,
    When,
    known,
    side_window,
    state_on,
    term_end,
    timeline,
)
from graph.instruments import country_bindings, instrument, memberships, visible
from graph.intervals import begun, bounded, covers, months_after, shown_bounds
from graph.presets import load_presets


class Treaties:
    """Agreements read once for an asking: rows, lives, and whom each binds."""

    def __init__(self, asking: Asking, levels: Sequence[str] = (), ids: Sequence[str] = ()) -> None:
        self.as_of = asking.as_of
        rows = asking.part("agreements", levels=list(levels), ids=list(ids))
        every = {row["id"]: (row, instrument(row)) for row in rows}
        self.rows = {key: row for key, (row, one) in every.items() if visible(one, self.as_of)}
        self.lives: dict[str, Instrument] = {key: every[key][1] for key in self.rows}
        links = memberships(asking.part("links"))
        self.bound = {key: country_bindings(one, links, self.as_of) for key, one in self.lives.items()}
        self._countries: dict[tuple[str, date], dict[str, tuple[str, str]]] = {}
        self.segments = {key: timeline(one, self.as_of) for key, one in self.lives.items()}

    def state(self, key: str, on: date, countries: Collection[str] = ()) -> tuple[str, str]:
        """The state of an agreement on a day; with countries, the best state in which it binds one of them."""
        if not countries:
            return state_on(self.segments[key], on)
        best = ("no", "binds_none_of_them")
        for binding in self.bound[key]:
            if binding.actor in countries:
                found = state_on(binding.segments, on)
                if RANK[found[0]] >= RANK[best[0]]:
                    best = found
        return best

    def countries(self, key: str, on: date) -> dict[str, tuple[str, str]]:
        """The countries an agreement binds on a day, each with its best state."""
        if (key, on) not in self._countries:
            found: dict[str, tuple[str, str]] = {}
            for binding in self.bound[key]:
                state = state_on(binding.segments, on)
                if binding.actor not in found or RANK[state[0]] > RANK[found[binding.actor][0]]:
                    found[binding.actor] = state
            self._countries[key, on] = found
        return self._countries[key, on]


def answer_in_force(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which agreements are in force on a day, for countries or a field."""
    on = asking.values["on"] or asking.as_of
    several = Treaties(asking, ids=[row["agreement"] for row in asking.rows()])
    family = _family(asking, asking.values["field"])
    rows: list[Row] = []
    counterparts: dict[str, str] = {}
    for key, row in several.rows.items():
        state, reason = several.state(key, on, asking.countries)
        covered = _covers(row["fields"], family)
        if state not in asking.values["state"] or covered == "no":
            continue
        rows.append(
            {**shown_agreement(row, several, key, on), "state": state, "reason": reason, "covers": covered}
        )
        for country, (one, _) in several.countries(key, on).items():
            if country not in asking.countries and RANK[one] > RANK[counterparts.get(country, "no")]:
                counterparts[country] = one
    rows.sort(key=lambda row: (-RANK[row["state"]], row["agreement"]))
    _attach(asking, rows)
    shown, total = _limited(asking, rows)
    counts = {state: sum(row["state"] == state for row in rows) for state in RANK}
    meta = {
        "on": on.isoformat(),
        "total": total,
        "agreements": counts,
        "countries": {state: sum(one == state for one in counterparts.values()) for state in RANK},
    }
    return shown, meta


def answer_ending(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which agreements come to the end of their term within some months, and until when notice can be given."""
    last = months_after(asking.as_of, asking.values["months"])
    several = Treaties(asking, ids=[row["agreement"] for row in asking.rows(last=last)])
    rows: list[Row] = []
    for key, row in several.rows.items():
        life = several.lives[key]
        until = life.valid_until or _computed(life, asking.as_of)
        state, reason = several.state(key, asking.as_of, asking.countries)
        if until is None or state == "no" or until.last < asking.as_of or until.first > last:
            continue
        months = row["notice"]
        notice = months_after(until.first, -months).isoformat() if months is not None else None
        extra = {
            "state": state,
            "reason": reason,
            "notice_months": months,
            "notice_by": notice,
            "covers": "yes",
        }
        rows.append({**shown_agreement(row, several, key, asking.as_of), **extra})
    rows.sort(key=lambda row: (row["valid_until"] or row["until_computed"], row["agreement"]))
    _attach(asking, rows)
    shown, total = _limited(asking, rows)
    return shown, {"total": total, "until": last.isoformat()}


def answer_agreement(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer everything known of one agreement on a day."""
    key = asking.values["agreement"]
    several = Treaties(asking, ids=[key])
    rows = asking.rows()
    if key not in several.rows:
        return [], {"hidden": {"reason": "later_than_the_day"}}
    state, reason = several.state(key, asking.as_of)
    line = {
        **rows[0],
        **shown_agreement(several.rows[key], several, key, asking.as_of),
        "state": state,
        "reason": reason,
        "life": [_segment(one) for one in several.segments[key]],
    }
    things = [key, *(side["party"] for side in line["sides"]), *(one[0] for one in rows[0]["contributions"])]
    records = asking.records(things)
    line["records"] = sorted({record for several_ids in records.values() for record in several_ids})
    return [line], {"total": 1}


def shown_agreement(row: Row, several: Treaties, key: str, on: date) -> Row:
    """Return an agreement as a line of an answer, with each side's own state."""
    life = several.lives[key]
    return {
        "agreement": key,
        **called(row),
        "level": row["level"],
        "fictional": bool(row["fictional"]),
        "signed": _text(known(life.signed, several.as_of)),
        "entered": _text(known(life.entered, several.as_of)),
        "provisional": _text(known(life.provisional, several.as_of)),
        "valid_until": _text(life.valid_until),
        "until_computed": _text(_computed(life, several.as_of)),
        "terminated": _text(known(life.terminated, several.as_of)),
        "renewal": row["renewal"],
        "renewed_by": sorted(
            other for other, when in life.renewed if when is None or when.known(several.as_of)
        ),
        "fields": sorted(row["fields"]),
        "sides": [_side(side, life, several, on) for side in row["sides"]],
        "countries": {code: state for code, (state, _) in sorted(several.countries(key, on).items())},
    }


def _computed(life: Instrument, as_of: date) -> When | None:
    """The end of the term where it is not stated but follows from its duration and its begin."""
    begin = known(life.entered, as_of) or known(life.provisional, as_of)
    if begin is None and (life.renews or life.by_signature):
        begin = known(life.signed, as_of)
    return term_end(life, begin) if begin is not None and life.valid_until is None else None


def _side(side: Sequence[Any], life: Instrument, several: Treaties, on: date) -> Row:
    own = next(one for one in life.sides if one.id == side[0])
    window = side_window(life, own, several.as_of)
    reached: list[Binding] = [one for one in several.bound[life.id] if own.id in one.via and one.actor]
    state, reason = ("no", "not_yet_party") if window is None else state_on(several.segments[life.id], on)
    if window is not None and covers(window[0], on) == "no":
        state, reason = "no", "withdrawn" if known(own.withdrawn, several.as_of) else "not_yet_party"
    elif window is not None and window[1] == "unknown" and state != "no":
        state, reason = "unknown", "accession_not_dated"
    return {
        "party": side[0],
        "actor": side[1],
        "label": side[2],
        "name_zh": side[3],
        "name_en": side[4],
        "state": state,
        "reason": reason,
        "signed": _text(known(own.signed, several.as_of)),
        "entered": _text(known(own.entered, several.as_of)),
        "withdrawn": _text(known(own.withdrawn, several.as_of)),
        "role": side[12],
        "binds": sorted({one.actor for one in reached}),
    }


def _segment(one: Segment) -> Row:
    return {"state": one.state, "reason": one.reason, **shown_bounds(one.span)}


def _text(when: When | None) -> str | None:
    """A partial date as its source states it: to the year, the month or the day."""
    if when is None:
        return None
    if when.first == when.last:
        return when.first.isoformat()
    return f"{when.first:%Y}" if when.first.month != when.last.month else f"{when.first:%Y-%m}"


def _family(asking: Asking, field: str | None) -> set[str] | None:
    """A field with those above and below it: an agreement on the whole covers its parts, one on a part touches it."""
    if field is None:
        return None
    return {row["field"] for row in asking.part("field_family", field=field)}


def _covers(fields: Iterable[str], family: set[str] | None) -> str:
    listed = set(fields)
    if family is None or listed & family:
        return "yes"
    return "no" if listed else "unknown"


def answer_labs(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which joint labs home has with others, and whether an agreement in force includes each."""
    lines = lab_lines(asking)
    shown, total = _limited(asking, lines)
    counts = {
        state: sum(line["included"] == state for line in lines)
        for state in ("included", "not_included", "unknown")
    }
    return shown, {"total": total, "included": counts}


def lab_lines(asking: Asking, members: Collection[str] = ()) -> list[Row]:
    """Return the joint labs that are asked for with their inclusion and records; with members, theirs alone."""
    rows = [row for row in asking.rows() if _begun(row, asking.as_of)]
    if members:
        rows = [row for row in rows if any(one[1] in members for one in row["members"])]
    several = Treaties(asking, levels=[load_presets()["level"].value], ids=_named(rows))
    declared = complete_only(asking.part("evidence_coverage"))
    lines = [_lab(row, several, asking, declared) for row in rows]
    lines = [line for line in lines if line["included"] in asking.values["included"]]
    _attach(asking, lines)
    return lines


def answer_lab(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer everything known of one joint lab."""
    rows = asking.rows()
    if not rows or not _begun(rows[0], asking.as_of):
        return [], {"hidden": {"reason": "later_than_the_day"}}
    several = Treaties(asking, levels=[load_presets()["level"].value], ids=_named(rows))
    declared = complete_only(asking.part("evidence_coverage"))
    lines = [_lab(row, several, asking, declared) for row in rows]
    _attach(asking, lines)
    return lines, {"total": len(lines)}


def _begun(row: Row, as_of: date) -> bool:
    return begun(bounded(*(day(text) for text in row["dates"])), as_of) != "no"


def _named(rows: Iterable[Row]) -> list[str]:
    return sorted(
        {one[1] for row in rows for one in row["inclusions"]} | {one for row in rows for one in row["under"]}
    )


def _listed_whole(row: Row, asking: Asking, declared: Sequence[Declared], countries: set[str]) -> bool:
    """Whether inclusions are declared to be complete for one of its countries from its begin to the day.

    The class is the one that the question reads.
    """
    every = [Closes(name) for name in re.findall(r"\(i:(\w+)\)", asking.question.text)[:1]]
    begin = day(row["dates"][0]) or date.min
    return closed(declared, every, countries, (), (begin, asking.as_of))


def _lab(row: Row, several: Treaties, asking: Asking, declared: Sequence[Declared]) -> Row:
    """A lab with its inclusion: an agreement that is over does not qualify, and silence is not a no."""
    level = load_presets()["level"].value
    stated = [(one[1], one[0]) for one in row["inclusions"]
              if one[3] is None or date.fromisoformat(one[3]) <= asking.as_of]  # fmt: skip
    stated += [(one, row["lab"]) for one in row["under"]]
    named: list[Row] = []
    for agreement, via in stated:
        if agreement in several.rows and several.rows[agreement]["level"] == level:
            state, reason = several.state(agreement, asking.as_of)
            named.append({"agreement": agreement, "label": several.rows[agreement]["label"], "state": state,
                          "reason": reason, "via": via})  # fmt: skip
    countries = {country for member in row["members"] for country in [member[3]] if country}
    best = max((RANK[one["state"]] for one in named), default=None)
    if best is not None and best >= RANK["presumed"]:
        included, why = "included", "named_and_in_force"
    elif best == RANK["unknown"]:
        included, why = "unknown", "agreement_state_unknown"
    elif best is not None:
        included, why = "not_included", "agreement_over"
    elif _listed_whole(row, asking, declared, countries):
        included, why = "not_included", "complete_list_without_it"
    else:
        included, why = "unknown", "no_inclusion_stated"
    return {
        **row,
        "included": included,
        "why": why,
        "agreements": named,
        "could_include": []
        if included == "included"
        else _could(countries, row["fields"], several, asking.as_of),
        "records": [],
        "_things": [row["lab"], *(one["via"] for one in named), *(member[0] for member in row["members"])],
    }


def _could(countries: Collection[str], fields: Sequence[str], several: Treaties, on: date) -> list[Row]:
    """Agreements in force between two of the lab's countries that cover its field, or may."""
    level = load_presets()["level"].value
    found: list[Row] = []
    for key, row in several.rows.items():
        bound = {
            code for code, (state, _) in several.countries(key, on).items() if RANK[state] >= RANK["presumed"]
        }
        if (
            row["level"] != level
            or len(bound & set(countries)) < 2
            or not _two_sides(several.bound[key], countries)
        ):
            continue
        covered = _covers(row["fields"], set(fields)) if fields else "unknown"
        if covered != "no":
            state, _ = several.state(key, on)
            found.append({"agreement": key, "label": row["label"], "state": state, "covers": covered})
    return sorted(found, key=lambda one: str(one["agreement"]))


def _two_sides(bound: Iterable[Binding], countries: Collection[str]) -> bool:
    """Whether the countries are bound through different parties: two members of one bloc are one side."""
    return len({binding.side for binding in bound if binding.actor in countries}) > 1


def _attach(asking: Asking, lines: Sequence[Row]) -> None:
    told = {id(line): line.pop("_things", None) or [line["agreement"], *(side["party"] for side in line["sides"])]
            for line in lines}  # fmt: skip
    wanted = sorted({one for things in told.values() for one in things})
    records: Mapping[str, list[str]] = asking.records(wanted)
    for line in lines:
        line["records"] = sorted({record for thing in told[id(line)] for record in records.get(thing, ())})


def _limited(asking: Asking, rows: list[Row]) -> tuple[list[Row], int]:
    limit = asking.values["limit"]
    return (rows[:limit] if limit else rows), len(rows)
