"""Bindings and projects enter; who is in the pool of clause 4.1 under which reading, and why, leaves.

"Under an intergovernmental agreement" is read in three named ways, all ours and none of them the policy's:

    stated      a source says so: the project names such an agreement, or one that stands under it, and the agreement
                was in force at some time of the project
    programme   the project's programme, or one it is part of, is an instrument that such an agreement names, and the
                agreement bound the institution's country at some time of the project
    copresence  institutions of two countries meet in the project while such an agreement binds both through
                different parties; inferred, weak, always marked

Whoever is in under `unknown` alone is undecided: shown, counted apart, never silently in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from graph.force import RANK, Binding, Segment, State, together
from graph.force_overlap import state_for
from graph.intervals import Certainty, Interval, begun, covers, months_after, overlap

READINGS: Final = ("stated", "programme", "copresence")

Verdict = tuple[State, str]
_OUT: Final[Verdict] = ("no", "no_link")


@dataclass(frozen=True)
class Undertaking:
    """A project as the pool sees it: when, under which programmes and agreements, and who of home is in it."""

    id: str
    span: Interval
    programmes: tuple[str, ...]  # those that agreements name, and that it is under
    agreements: tuple[str, ...]  # those that a source says it is under
    members: Mapping[str, Sequence[str]]  # the institutions of home in it, by country
    others: tuple[str, ...] = ()  # foreign countries whose institutions take part
    programme_stated: bool = True


@dataclass(frozen=True)
class Ground:
    """One reason for a place in the pool: a reading, the agreement, the state it gives and why."""

    reading: str
    agreement: str
    state: State
    reason: str
    via: tuple[str, ...] = ()


@dataclass
class Readings:
    """The agreements of a day, arranged so that many projects can be judged fast."""

    as_of: date
    stated: Mapping[str, tuple[str, ...]]  # agreement that a project names, to those at the level asked for
    named: Mapping[str, tuple[str, ...]]  # agreement, to the programmes it names
    bound: Mapping[str, Sequence[Binding]]  # agreement, to all it binds; actors are country codes here
    lives: Mapping[str, Sequence[Segment]]  # agreement, to when it was in force
    executing: str = "ever"  # when the project must run: ever by the day, at it, within the last `years`
    years: int = 0
    overlap: str = "any"  # when in its life the agreement must be in force: any, start, throughout
    _programme: dict[tuple[str, str], list[tuple[Binding, tuple[Segment, ...]]]] = field(init=False)
    _copresence: dict[tuple[str, str], list[tuple[Binding, tuple[Segment, ...]]]] = field(init=False)
    _foreign: dict[frozenset[str], tuple[str, ...]] = field(init=False, default_factory=dict)
    _merged: dict[tuple[str, str, str], tuple[Segment, ...]] = field(init=False, default_factory=dict)
    _grounds: dict[tuple[object, ...], tuple[Ground, ...]] = field(init=False, default_factory=dict)
    _memo: dict[tuple[object, ...], tuple[tuple[str, Verdict], ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._programme = defaultdict(list)
        for agreement, programmes in self.named.items():
            for binding in self.bound.get(agreement, ()):
                for programme in programmes:
                    self._programme[binding.actor, programme].append((binding, binding.segments))
        self._copresence = {}

    def read_as(self, *, executing: str, years: int, overlap: str) -> Readings:
        """The same agreements under another reading of when; what was looked up for a home is looked up again."""
        made = replace(self, executing=executing, years=years, overlap=overlap)
        for home in list(self._foreign):  # another thread may look one up meanwhile
            made.foreign(home)
        return made

    def foreign(self, home: Collection[str]) -> tuple[str, ...]:
        """Return the countries outside home that an agreement binds together with a country of home."""
        inside = frozenset(home)
        if inside not in self._foreign:
            pairs = {pair for several in self.bound.values() for pair in self._pair(several, inside)}
            self._foreign[inside] = tuple(sorted({other for _, other in pairs}))
        return self._foreign[inside]

    def _pair(self, several: Sequence[Binding], inside: Collection[str]) -> Iterator[tuple[str, str]]:
        """Countries that one agreement binds through different parties, one of home and one not."""
        mine = [one for one in several if one.actor in inside]
        theirs = [one for one in several if one.actor not in inside] if mine else []
        for one in mine:
            for other in theirs:
                if other.side != one.side and (shared := together(one, other)):
                    known = self._copresence.setdefault((one.actor, other.actor), [])
                    if (one, shared) not in known:
                        known.append((one, shared))
                    yield one.actor, other.actor

    def verdicts(self, country: str, work: Undertaking) -> tuple[tuple[str, Verdict], ...]:
        """Return the readings that give a project to institutions of a country, each with the best state it gives.

        Thousands of projects share dates, programmes and foreign countries, so each combination is judged once.
        """
        keys = (country, work.span, work.agreements, work.programmes, work.others)
        known = self._memo.get(keys)
        if known is None:
            judged = ((reading, self.verdict(reading, country, work)) for reading in READINGS)
            known = self._memo[keys] = tuple(
                (name, verdict) for name, verdict in judged if verdict[0] != "no"
            )
        return known

    def verdict(self, reading: str, country: str, work: Undertaking) -> Verdict:
        """Return the best state a reading gives a project for an institution of a country."""
        if reading == "stated":
            grounds = self.grounds(reading, country, work)
            best = max(grounds, key=lambda one: RANK[one.state], default=None)
            return (best.state, best.reason) if best else _OUT
        time = self._time(work)
        places = [self._segments(reading, country, key) for key in self._keys(reading, work)]
        return max(
            (self._during(one, work, time) for one in places), key=lambda one: RANK[one[0]], default=_OUT
        )

    def grounds(self, reading: str, country: str, work: Undertaking) -> tuple[Ground, ...]:
        """Return every agreement by which a reading gives a project to an institution of a country."""
        keys = work.agreements if reading == "stated" else self._keys(reading, work)
        place = (reading, country, work.span, keys)
        known = self._grounds.get(place)
        if known is None:
            make = self._stated_grounds if reading == "stated" else self._derived_grounds
            known = self._grounds[place] = make(reading, country, work)
        return known

    def _stated_grounds(self, reading: str, country: str, work: Undertaking) -> tuple[Ground, ...]:
        time = self._time(work)
        roots = sorted({(root, one) for one in work.agreements for root in self.stated.get(one, ())})
        found = [(root, one, self._during(self.lives[root], work, time)) for root, one in roots]
        return tuple(
            Ground(reading, root, state, reason, () if one == root else (one,))
            for root, one, (state, reason) in found
            if state != "no"
        )

    def _derived_grounds(self, reading: str, country: str, work: Undertaking) -> tuple[Ground, ...]:
        time = self._time(work)
        table = self._programme if reading == "programme" else self._copresence
        best: dict[str, Ground] = {}
        for key in self._keys(reading, work):
            for binding, segments in table.get((country, key), ()):
                state, reason = self._during(segments, work, time)
                before = best.get(binding.instrument)
                if state != "no" and (before is None or RANK[state] > RANK[before.state]):
                    best[binding.instrument] = Ground(reading, binding.instrument, state, reason, binding.via)
        return tuple(best[agreement] for agreement in sorted(best))

    @staticmethod
    def _keys(reading: str, work: Undertaking) -> tuple[str, ...]:
        """What a derived reading looks a project up by: named programmes, or foreign countries."""
        return work.others if reading == "copresence" else work.programmes

    def _during(self, segments: Iterable[Segment], work: Undertaking, time: Verdict | None) -> Verdict:
        """The state of an agreement during a project, no better than what is known of the project's own time."""
        found = state_for(self.overlap, segments, work.span, self.as_of)
        return time if time is not None and RANK[time[0]] <= RANK[found[0]] else found

    def _time(self, work: Undertaking) -> Verdict | None:
        """Whether the project itself leaves doubt that it had begun by the day."""
        if work.span.undated:
            return "unknown", "project_undated"
        if work.span.contradictory:
            return "unknown", "project_dates_contradict"
        known = begun(work.span, self.as_of)
        if known == "no":
            return "no", "not_begun"
        if self.executing == "at":
            known = _weaker(known, covers(work.span, self.as_of))
        elif self.executing == "within":
            first = months_after(self.as_of, -12 * self.years)
            known = _weaker(known, overlap(work.span, Interval(first, first, self.as_of, self.as_of)))
        if known == "no":
            return "no", "not_executing_then"
        return None if known == "certain" else ("unknown", "project_date_not_exact")

    def _segments(self, reading: str, country: str, key: str) -> tuple[Segment, ...]:
        """All times at which any agreement binds, each stretch once: enough to tell in from out."""
        place = (reading, country, key)
        if place not in self._merged:
            table = self._programme if reading == "programme" else self._copresence
            every = {
                (one.state, one.span): one
                for _, segments in table.get((country, key), ())
                for one in segments
            }
            self._merged[place] = tuple(every.values())
        return self._merged[place]


def _weaker(one: Certainty, other: Certainty) -> Certainty:
    return "no" if "no" in (one, other) else "certain" if one == other == "certain" else "possible"


@dataclass
class Standing:
    """An institution's place: its best state under each reading, and the projects that give it one."""

    id: str
    country: str
    best: dict[str, Verdict] = field(default_factory=dict)
    works: dict[str, dict[str, State]] = field(default_factory=dict)  # project to reading to state

    def status(self, readings: Collection[str]) -> str:
        """`in`, `undecided` or `out` under a set of readings."""
        rank = 0
        for one in readings:
            if one in self.best:
                rank = max(rank, RANK[self.best[one][0]])
        return "in" if rank >= RANK["presumed"] else "undecided" if rank else "out"

    def count(self, readings: Collection[str]) -> int:
        """How many projects put it there under a set of readings."""
        counted = 0
        for states in self.works.values():
            for one in readings:
                if one in states and RANK[states[one]] >= RANK["presumed"]:
                    counted += 1
                    break
        return counted


def standings(readings: Readings, works: Iterable[Undertaking]) -> dict[str, Standing]:
    """Return the standing of every institution that at least one reading gives at least one project."""
    found: dict[str, Standing] = {}
    for work in works:
        for country, institutions in work.members.items():
            verdicts = readings.verdicts(country, work)
            if not verdicts:
                continue
            states: dict[str, State] = {reading: verdict[0] for reading, verdict in verdicts}
            for institution in institutions:
                standing = found.get(institution)
                if standing is None:
                    standing = found[institution] = Standing(institution, country)
                standing.works[work.id] = states
                for reading, verdict in verdicts:
                    before = standing.best.get(reading)
                    if before is None or RANK[verdict[0]] > RANK[before[0]]:
                        standing.best[reading] = verdict
    return found


def sizes(found: Mapping[str, Standing]) -> dict[str, dict[str, int]]:
    """Return how many institutions are in, and how many undecided, under each reading alone."""
    counted = {reading: {"in": 0, "undecided": 0} for reading in READINGS}
    for one in found.values():
        for reading, (state, _) in one.best.items():
            counted[reading]["in" if RANK[state] >= RANK["presumed"] else "undecided"] += 1
    return counted
