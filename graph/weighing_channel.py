"""A candidate's activities with foreign partners enter; whether one of them is a relatively stable channel leaves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Final

from graph.asking import Row
from graph.closure import stretches
from graph.indicators import chains
from graph.ruleset import PartRule, Reading
from graph.subjects import Act, Finding, Scene, Subject

_YEAR_ZERO: Final = 1500  # as the bits of YearMasks count


def weigh_channel(one: Subject, part: PartRule, reading: Reading, scene: Scene) -> Finding:
    """The longest run of years with one foreign partner, over activities of few members, at least so many of them.

    A part may ask for partners in several countries (the threshold `countries`), each with such a run.
    I2 with gaps bridged, worst case: a year that no source covers is not taken for active. With too few years known
    it is UNKNOWN however active they were; NOT_MET takes complete lists of every kind of activity that leave no room
    for a run.
    """
    years, events, gap, cap = (
        reading.number(part.clause, name) for name in ("years", "events", "gap", "cap")
    )
    wanted = reading.several(part.clause, "countries")
    longest, partner = best_run(one, scene, cap=cap, gap=gap, events=events)
    figures: dict[str, Any] = {"years": longest, "partner": partner or None, "partners": _partners(one, cap)}
    shown, share = [partner], longest / years
    if wanted > 1:
        shown = _lasting(one, scene, years=years, cap=cap, gap=gap, events=events)
        figures["countries"] = len({one.seats[each] for each in shown})
        share = figures["countries"] / wanted
    rows = [_row(act, each) for each in shown for act in one.channels.get(each, ()) if act.size <= cap]
    graded = (min(1.0, round(share, 4)), 1.0)
    if share >= 1:
        reason = "channel_stable" if wanted == 1 else "partners_in_countries"
        return Finding("MET", reason, favour=rows, figures=figures, graded=(1.0, 1.0))
    if not _room(one, part, scene, years=years, gap=gap, cap=cap, wanted=wanted):
        return Finding("NOT_MET", "complete_list_without_it", shown=rows, figures=figures, graded=graded)
    reason = (
        "partners_in_too_few_countries"
        if wanted > 1
        else "channel_too_short"
        if longest
        else "channel_one_event"
        if _partners(one, cap)
        else "no_channel_known"
    )
    maybe = [*rows, *(row for row in one.unsure if row["size"] <= cap)]
    return Finding("UNKNOWN", reason, open=maybe, figures=figures, graded=graded)


def channel_seen(one: Subject, part: PartRule, reading: Reading, found: Finding) -> list[Row]:
    """The activities that the number of partners counts, where no run of years singles a partner out."""
    if found.favour or found.shown or found.open:
        return []
    cap = reading.number(part.clause, "cap")
    return [_row(act, each) for each, acts in sorted(one.channels.items()) for act in acts if act.size <= cap]


def _lasting(one: Subject, scene: Scene, *, years: int, cap: int, gap: int, events: int) -> list[str]:
    """The partners with whom a run is long enough."""
    found: list[str] = []
    for partner, acts in sorted(one.channels.items()):
        small = [act.mask for act in acts if act.size <= cap]
        if len(small) >= events and scene.masks[gap].run(reduce(or_, small, 0)) >= years:
            found.append(partner)
    return found


def best_run(one: Subject, scene: Scene, *, cap: int, gap: int, events: int) -> tuple[int, str]:
    """The longest run and its partner, the first of equals; partners with too few activities have none."""
    key = (cap, gap, events)
    if key not in one.runs:
        best, name = 0, ""
        run = scene.masks[gap].run
        for partner, acts in one.channels.items():
            if len(acts) < events:
                continue
            mask = count = 0
            for act in acts:
                if act.size <= cap:
                    mask |= act.mask
                    count += 1
            length = run(mask) if count >= events else 0
            if length > best or (length == best and length and partner < name):
                best, name = length, partner
        one.runs[key] = (best, name)
    return one.runs[key]


def _partners(one: Subject, cap: int) -> int:
    return sum(any(act.size <= cap for act in acts) for acts in one.channels.values())


def _room(one: Subject, part: PartRule, scene: Scene, *, years: int, gap: int, cap: int, wanted: int) -> bool:
    """Whether what may have happened unseen, or is known in part only, leaves room for enough runs that are long enough."""
    last = scene.as_of.year
    unseen: set[int] = set()
    for closes in part.closes:
        known = stretches(scene.declared, closes, one.countries, one.kinds)
        if not known or known[0][0] != date.min:
            return True  # nobody says that there was nothing before
        ends = [min(end, scene.as_of) for _, end in known]
        unseen |= {
            year for year in range(_YEAR_ZERO, last + 1)
            if not any(first <= date(year, 1, 1) and min(date(year, 12, 31), scene.as_of) <= end
                       for (first, _), end in zip(known, ends, strict=True))
        }  # fmt: skip
    if not part.closes or any(row["size"] <= cap for row in one.unsure):
        return True
    if not unseen:
        return False

    def lasts(active: set[int]) -> bool:
        return any(until - since + 1 >= years for since, until, _ in chains(active | unseen, gap))

    possible = {
        one.seats.get(partner)
        for partner, acts in one.channels.items()
        if lasts(_years([act.mask for act in acts if act.size <= cap]))
    }
    return lasts(set()) or len(possible) >= wanted


def _years(masks: Sequence[int]) -> set[int]:
    whole = reduce(or_, masks, 0)
    return {_YEAR_ZERO + bit for bit in range(whole.bit_length()) if whole >> bit & 1}


def _row(act: Act, partner: str) -> Row:
    return {
        "thing": act.event, "label": act.label, "kind": act.kind, "value": "", "dates": list(act.dates),
        "partner": partner, "through": act.through, "contested": [],
    }  # fmt: skip
