"""Dated clauses of instruments and their parties enter; when each was in force, and whom it bound, leaves.

In force is derived here and never stored. On a day an instrument is `yes`, `presumed` (renewed by itself, or without
a stated end, and no termination seen), `no` or `unknown` in force. Facts dated after the day asked for are not known
on that day: a later signature, renewal, termination or withdrawal is hidden, a planned end stays visible.
Who is bound: a party itself; the members of a bloc that is a party, while they are members; a successor state.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from graph.intervals import Interval, covers, days_after, intersect, months_after, overlap

State = Literal["yes", "presumed", "unknown", "no"]

RANK: Final[Mapping[str, int]] = {"yes": 3, "presumed": 2, "unknown": 1, "no": 0}
_DURATION: Final = re.compile(r"P(?:([0-9]{1,3})Y)?(?:([0-9]{1,3})M)?")


@dataclass(frozen=True)
class When:
    """A partial date: its first and its last possible day."""

    first: date
    last: date

    def known(self, as_of: date) -> bool:
        """Whether something so dated can be known on a day."""
        return self.first <= as_of


@dataclass(frozen=True)
class Side:
    """One party: its own signature, entry into force and withdrawal."""

    id: str
    actor: str
    signed: When | None = None
    entered: When | None = None
    withdrawn: When | None = None


@dataclass(frozen=True)
class Instrument:
    """What is known of the life of an instrument between two or more sides."""

    id: str
    signed: When | None = None
    entered: When | None = None
    provisional: When | None = None
    valid_until: When | None = None
    terminated: When | None = None
    by_signature: bool = False  # it enters into force by being signed
    renewal: str = ""  # none, automatic, consent, unknown, or '' where nothing is stated
    term: str = ""  # the duration in the words of the text
    renews: bool = False  # it renews an earlier one
    renewed: tuple[tuple[str, When | None], ...] = ()  # what renewed it, and since when that is known
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True)
class Segment:
    """A stretch of the life of an instrument, and why it has that state."""

    state: State
    span: Interval
    reason: str


@dataclass(frozen=True)
class Membership:
    """A country that belongs to a group, or an actor that succeeds another, for a time."""

    id: str
    whole: str  # the group, or the predecessor
    part: str  # the member, or the successor
    span: Interval


@dataclass(frozen=True)
class Binding:
    """An actor bound by an instrument: through which side and which further facts, and when."""

    instrument: str
    actor: str
    side: str  # the actor that is the party
    via: tuple[str, ...]  # ids of the party, memberships and successions that lead to it
    segments: tuple[Segment, ...]


def known(when: When | None, as_of: date) -> When | None:
    """Return a date if it can be known on the day, else None."""
    return when if when is not None and when.known(as_of) else None


def term_end(one: Instrument, begin: When) -> When | None:
    """Return until when a term runs: as stated, or computed from a duration in years or months (P5Y) and its begin."""
    if one.valid_until is not None:
        return one.valid_until
    found = _DURATION.fullmatch(one.term)
    if found is None or not any(found.groups()):
        return None
    months = 12 * int(found[1] or 0) + int(found[2] or 0)
    return When(
        days_after(months_after(begin.first, months), -1), days_after(months_after(begin.last, months), -1)
    )


def timeline(one: Instrument, as_of: date) -> tuple[Segment, ...]:
    """Return when an instrument was in force as far as known on a day; outside the segments it was not.

    No segment ends before it begins: dates that contradict each other make one of unknown state without any date.
    """
    entered, provisional = known(one.entered, as_of), known(one.provisional, as_of)
    signed, terminated = known(one.signed, as_of), known(one.terminated, as_of)
    if entered is None and one.by_signature and one.entered is None:
        entered = signed
    segments: list[Segment] = []
    if provisional and (entered is None or provisional.first < entered.first):
        until = When(days_after(entered.first, -1), days_after(entered.last, -1)) if entered else None
        segments += _run(
            one, provisional, _sooner(until, terminated), as_of, "provisional", ends=entered is None
        )
    if entered:
        segments += _run(one, entered, terminated, as_of, "in_force")
    elif not provisional:
        if signed and one.renews and one.entered is None and one.provisional is None:
            # A renewal that is signed is evidence of renewal; only since when it is in force is not stated.
            run = _run(one, signed, terminated, as_of, "renewal_signed")
            segments += [replace(part, state="presumed") if part.state == "yes" else part for part in run]
        elif signed and one.entered is None and one.provisional is None:
            segments.append(Segment("unknown", _span(signed, terminated), "entry_into_force_not_stated"))
        elif not any((one.signed, one.entered, one.provisional)):
            segments.append(Segment("unknown", _span(None, terminated), "undated"))
    if any(part.span.contradictory for part in segments):
        # An end before the begin: one of the two is wrong, nobody knows which, so no stretch of its life is known.
        return (Segment("unknown", Interval(), "dates_contradict"),)
    return tuple(segments)


def _run(
    one: Instrument, begin: When, stop: When | None, as_of: date, reason: str, *, ends: bool = True
) -> list[Segment]:
    """From a begin to the end of the term, and what follows the term; `stop` cuts both."""
    if not ends:
        return [Segment("yes", _span(begin, stop), reason)]
    until = term_end(one, begin)
    if until is None:
        if one.term and one.renewal != "automatic":
            return [Segment("unknown", _span(begin, stop), "term_not_dated")]
        if stop is not None:
            return [Segment("yes", _span(begin, stop), reason)]
        why = "renews_automatically" if one.renewal == "automatic" else "no_end_stated"
        return [Segment("presumed", _span(begin, None), why)]
    segments = [Segment("yes", _span(begin, _sooner(until, stop)), reason)]
    if (stop is not None and stop.last <= until.last) or until.first > as_of:
        return segments
    if any(when is None or when.known(as_of) for _, when in one.renewed) or one.renewal == "none":
        return segments
    after = When(days_after(until.first, 1), days_after(until.last, 1))
    if one.renewal == "automatic":
        return [*segments, Segment("presumed", _span(after, stop), "renews_automatically")]
    return [*segments, Segment("unknown", _span(after, stop), "renewal_not_seen")]


def _span(begin: When | None, end: When | None) -> Interval:
    return Interval(
        begin.first if begin else None,
        begin.last if begin else None,
        end.first if end else None,
        end.last if end else None,
    )


def _sooner(one: When | None, other: When | None) -> When | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other, key=lambda when: (when.first, when.last))


def state_on(segments: Iterable[Segment], day: date) -> tuple[State, str]:
    """Return the state on a day and the reason for it; where only part of the bounds reach the day, `unknown`."""
    touched = [(covers(segment.span, day), segment) for segment in segments]
    sure = [segment for certainty, segment in touched if certainty == "certain"]
    if sure:
        best = max(sure, key=lambda segment: RANK[segment.state])
        return best.state, best.reason
    maybe = [segment for certainty, segment in touched if certainty == "possible"]
    if not maybe:
        return "no", "outside_its_term"
    weakest = min(maybe, key=lambda segment: RANK[segment.state])
    if len(maybe) > 1 and weakest.state == "presumed":
        return "presumed", weakest.reason
    return "unknown", weakest.reason if weakest.state == "unknown" else "date_not_exact"


def state_during(segments: Iterable[Segment], span: Interval) -> tuple[State, str]:
    """Return the best state that an instrument had at any time of an interval: any overlap counts.

    Where no one segment is certainly met, but one of several that follow day on day is, the weakest of them holds:
    a project of 2004 meets an agreement renewed in May 2004, on whichever days it ran.
    """
    best: tuple[State, str] = ("no", "no_overlap")
    met = [(certainty, segment) for segment in segments if (certainty := overlap(segment.span, span)) != "no"]
    for certainty, segment in met:
        state: State = segment.state if certainty == "certain" else "unknown"
        reason = segment.reason if certainty == "certain" else "date_not_exact"
        if RANK[state] > RANK[best[0]]:
            best = (state, reason)
    for joined in _joined(segment for certainty, segment in met if certainty == "possible"):
        if RANK[joined.state] > RANK[best[0]] and overlap(joined.span, span) == "certain":
            best = (joined.state, joined.reason)
    return best


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Segments of which one begins on the day after the other ends, as one that has the weaker state of both."""
    found: list[Segment] = []
    for segment in sorted(segments, key=lambda one: one.span.begin_earliest or date.min):
        before = found[-1] if found else None
        if before is None or not _follows(segment.span, before.span):
            found.append(segment)
            continue
        weaker = min(before, segment, key=lambda one: RANK[one.state])
        whole = replace(
            segment.span, begin_earliest=before.span.begin_earliest, begin_latest=before.span.begin_latest
        )
        found[-1] = Segment(weaker.state, whole, weaker.reason)
    return found


def _follows(later: Interval, earlier: Interval) -> bool:
    ends = (earlier.end_earliest, earlier.end_latest)
    begins = (later.begin_earliest, later.begin_latest)
    return all(
        end is not None and begin is not None and days_after(end, 1) == begin
        for end, begin in zip(ends, begins, strict=True)
    )


def side_window(one: Instrument, side: Side, as_of: date) -> tuple[Interval, State] | None:
    """Return the time for which a side can be bound and the best state it can have, None before it joined.

    A side that signs after the instrument entered into force, without an entry of its own, has acceded, but since
    when it is bound is not known.
    """
    withdrawn = known(side.withdrawn, as_of)
    if side.entered is not None:
        return (_span(side.entered, withdrawn), "yes") if side.entered.known(as_of) else None
    if side.signed is not None and not side.signed.known(as_of):
        return None
    if side.signed is not None and one.entered is not None and side.signed.first > one.entered.last:
        return _span(side.signed, withdrawn), "unknown"
    return _span(When(date.min, date.min), withdrawn), "yes"


def bindings(one: Instrument, links: Mapping[str, Sequence[Membership]], as_of: date) -> list[Binding]:
    """Return every actor bound by an instrument as far as known on a day, by each way that binds it.

    `links`: from a group or predecessor to its members or successors, dated.
    """
    segments = timeline(one, as_of)
    found: list[Binding] = []
    for side in one.sides:
        window = side_window(one, side, as_of)
        if window is None:
            continue
        span, cap = window
        own = _within(segments, span, cap)
        found += _spread(Binding(one.id, side.actor, side.actor, (side.id,), own), links, as_of, {side.actor})
    return found


def _spread(
    binding: Binding, links: Mapping[str, Sequence[Membership]], as_of: date, seen: set[str]
) -> list[Binding]:
    if not binding.segments:
        return []
    found = [binding]
    for link in links.get(binding.actor, ()):
        if link.part in seen or (link.span.begin_earliest is not None and link.span.begin_earliest > as_of):
            continue
        span = link.span
        if span.end_earliest is not None and span.end_earliest > as_of:
            span = replace(
                span, end_earliest=None, end_latest=None
            )  # an end after the day is not known on it
        inner = _within(binding.segments, span, "yes")
        further = Binding(binding.instrument, link.part, binding.side, (*binding.via, link.id), inner)
        found += _spread(further, links, as_of, seen | {link.part})
    return found


def _within(segments: Iterable[Segment], span: Interval, cap: State) -> tuple[Segment, ...]:
    """Segments cut to an interval; a window without any date, or with contradictory ones, leaves them, but unknown."""
    if span.undated or span.contradictory:
        why = "membership_undated" if span.undated else "dates_contradict"
        return tuple(Segment("unknown", segment.span, why) for segment in segments)
    cut: list[Segment] = []
    for segment in segments:
        shared = intersect(segment.span, span)
        if shared is None:
            continue
        state = segment.state if RANK[segment.state] <= RANK[cap] else cap
        reason = segment.reason if state == segment.state else "accession_not_dated"
        cut.append(Segment(state, shared, reason))
    return tuple(cut)


def together(one: Binding, other: Binding) -> tuple[Segment, ...]:
    """Return the segments in which both actors were bound: shared time, the weaker state."""
    shared: list[Segment] = []
    for left in one.segments:
        for right in other.segments:
            span = intersect(left.span, right.span)
            if span is not None:
                weaker = left if RANK[left.state] <= RANK[right.state] else right
                shared.append(Segment(weaker.state, span, weaker.reason))
    return tuple(shared)
