"""Institutions enter; what each took part in leaves as ids, so that what two of them share is found without a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.asking import Asking, Row
from graph.channels import YearMasks
from graph.stints import apart, together

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ties:
    """The events of some institutions."""

    events: Mapping[str, frozenset[str]]  # institution to events
    years: Mapping[str, int]  # activity to years, as bits; what is no activity has none

    @classmethod
    def read(cls, asking: Asking, ids: Sequence[str], masks: YearMasks) -> Ties:
        """Read the ties of some institutions; the cost is the number of their participations."""
        row = asking.part("candidates", ids=list(ids), as_of=asking.as_of)[0]
        return cls(
            {one: frozenset(events) for one, events in row["ties"]},
            {event: masks.mask(dates) if activity else 0 for event, activity, *dates in row["events"]},
        )

    def shared(self, one: str, other: str) -> frozenset[str]:
        """The events of two institutions."""
        return self.events.get(one, _NONE) & self.events.get(other, _NONE)

    def mask(self, events: Iterable[str]) -> int:
        """The years in which at least one of some events was an activity."""
        mask = 0
        for event in events:
            mask |= self.years[event]
        return mask


def told_events(asking: Asking, shared: Sequence[Sequence[str]]) -> list[Row]:
    """Read what is told of events that two institutions share, each as (one, other, event); dated by when both were in it.

    What one of them joined after the day is hidden, as an event is that began after it.
    """
    rows = map(together, asking.part("shared_events", shared=shared) if shared else ())
    return [row for row in rows if not apart(row["dates"], asking.as_of)]


def shared_events(asking: Asking, pairs: Iterable[tuple[str, str]]) -> list[Row]:
    """Read all events that pairs of institutions share."""
    listed = list(pairs)
    ties = Ties.read(asking, sorted({one for pair in listed for one in pair}), YearMasks(asking.as_of, 0))
    shared = [[one, other, event] for one, other in listed for event in sorted(ties.shared(one, other))]
    return told_events(asking, shared)
