"""An activity of few members and the stints of two of them enter; the activity as far as the two share it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from graph.channels import YearMasks
from graph.stints import Bounds, meeting, whole_stint
from graph.subjects import Act, Subject


def shared_act(whole: Act, masks: YearMasks, own: Sequence[Bounds], theirs: Sequence[Bounds]) -> Act:
    """An activity as far as a candidate and a partner were in it together."""
    met = meeting(whole.dates, whole_stint(own), whole_stint(theirs))
    return whole if met == whole.dates else replace(whole, mask=masks.mask(met), dates=met)


def never_met(act: Act, whole: Act, as_of: date) -> bool:
    """Whether two certainly were not in an activity together by the day: one had left, or was still to come."""
    begin, _, _, end = act.dates
    if act.dates == whole.dates or begin is None:
        return False
    return begin > as_of.isoformat() or (end is not None and end < begin)


def note_unsure(one: Subject, act: Act, partner: str) -> None:
    """Note an activity that may belong to a channel, once for each candidate."""
    if not one.unsure or one.unsure[-1]["thing"] != act.event:
        one.unsure.append({
            "thing": act.event, "label": act.label, "kind": act.kind, "value": "", "dates": list(act.dates),
            "through": act.through, "contested": [], "partner": partner, "size": act.size,
        })  # fmt: skip
