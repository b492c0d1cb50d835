"""Dated events of a pair of partners enter; the indicators of a stable partnership leave, with nothing hidden.

Pure functions, no I/O. Each docstring gives the formula and who published it; "ours" marks a definition of this
project. None of them judges, and none is merged with another: the raw events are always shown first.
A year that no source covers is not a year without cooperation: where it matters the result is an interval
[worst, best] over what may have happened in such years.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Bounds:
    """A whole number known to lie between two, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Run:
    """The longest chain of active years: how long it spans, how many years of a chain were active."""

    span: Bounds
    active: Bounds


@dataclass(frozen=True)
class Renewal:
    """What became of a pair's agreements: counts, and the share renewed as bounds."""

    chain: int  # agreements in the longest line of renewals
    renewed: int
    lapsed: int
    presumed: int
    unknown: int
    low: float | None  # None: nothing has come to its end yet
    high: float | None

    @property
    def share(self) -> float | None:
        """The share renewed when it is known exactly, else None."""
        return self.low if self.low == self.high else None


def active_year_count(active: Collection[int], covered: Collection[int]) -> int:
    """I1, active years: the sum over years of a(y)c(y). Ours.

    a(y) is 1 if an activity is active in year y, c(y) is 1 if the sources cover y.
    """
    return len(set(active) & set(covered))


def chains(active: Collection[int], gap: int) -> list[tuple[int, int, int]]:
    """Return (first year, last year, active years) of each chain, bridging at most `gap` years without activity."""
    found: list[tuple[int, int, int]] = []
    for year in sorted(set(active)):
        if found and year - found[-1][1] - 1 <= gap:
            first, _, count = found[-1]
            found[-1] = (first, year, count + 1)
        else:
            found.append((year, year, 1))
    return found


def longest_run(active: Collection[int], unknown: Collection[int], gap: int = 1) -> Run:
    """I2, longest run: the span of the longest chain of active years, gaps of up to `gap` years bridged. Ours.

    `active` are the years certainly active, `unknown` those that may have been (not covered, or only possibly
    active). Worst case: none of the unknown years was active; best case: all were. Both figures can only grow with
    activity, so the two cases bound all others. `active` counts the years of the chain that holds most of them.
    """
    worst = chains(active, gap)
    best = chains(set(active) | set(unknown), gap)
    return Run(
        Bounds(max((last - first + 1 for first, last, _ in worst), default=0),
               max((last - first + 1 for first, last, _ in best), default=0)),
        Bounds(max((count for _, _, count in worst), default=0),
               max((count for _, _, count in best), default=0)),
    )  # fmt: skip


def persistence(active: Collection[int], covered: Collection[int]) -> float | None:
    """I3, persistence: P = sum of a(y)c(y) / sum of c(y); None when no year is covered.

    After Hidalgo and Rodriguez-Sickert 2008, Physica A 387:3017. An uncovered year is not a zero.
    """
    years = set(covered)
    return len(set(active) & years) / len(years) if years else None


def strength(sizes: Iterable[int]) -> float:
    """I4, strength: w = sum over events of 1/(n - 1), n >= 2 the number of distinct institutions of the event.

    After Newman 2001, PRE 64:016132, there for authors of papers. Activities only.
    """
    return float(sum((Fraction(1, size - 1) for size in sizes if size >= 2), Fraction(0)))


def renewal(states: Mapping[str, str], renews: Mapping[str, Collection[str]]) -> Renewal:
    """I8, renewal: the longest chain of `renews`, and rho = renewed / (renewed + lapsed). Ours; see Gulati 1995.

    `states`: agreement to `renewed`, `lapsed`, `force`, `presumed` or `unknown` on the day asked for. Those in
    force and those presumed to be are left out of rho. `lapsed` takes a fixed term and a source that is complete;
    anything else that is over its term is unknown, and then rho is an interval.
    """
    count = {name: list(states.values()).count(name) for name in ("renewed", "lapsed", "presumed", "unknown")}
    known = count["renewed"] + count["lapsed"]
    total = known + count["unknown"]
    return Renewal(
        chain=_longest_chain(states, renews),
        renewed=count["renewed"],
        lapsed=count["lapsed"],
        presumed=count["presumed"],
        unknown=count["unknown"],
        low=count["renewed"] / total if total else None,
        high=(count["renewed"] + count["unknown"]) / total if total else None,
    )


def _longest_chain(agreements: Collection[str], renews: Mapping[str, Collection[str]]) -> int:
    known: dict[str, int] = {}

    def length(agreement: str, seen: frozenset[str]) -> int:
        if agreement not in known:
            earlier = [one for one in renews.get(agreement, ()) if one in agreements and one not in seen]
            known[agreement] = 1 + max((length(one, seen | {one}) for one in sorted(earlier)), default=0)
        return known[agreement]

    return max((length(agreement, frozenset({agreement})) for agreement in sorted(agreements)), default=0)


def multiplexity(kinds: Iterable[str], motif: Collection[str]) -> tuple[int, bool]:
    """I10, multiplexity: the number of distinct kinds of event, and whether all kinds of the motif are among them.

    Multiplex ties are stronger than uniplex ones; the motif of project, people and base is clause 1.c.
    """
    distinct = set(kinds)
    return len(distinct), bool(motif) and set(motif) <= distinct


def simmelian(one: str, other: str, events: Sequence[Collection[str]], cap: int | None = None) -> int:
    """I11, Simmelian count: third parties k whose ties with both do not come from an event of all three.

    k counts if, after removing every event that contains i, j and k, the ties i-j, i-k and j-k all remain.
    Plain triples after Krackhardt 1998; the removal rule is ours and answers Pan and Saramäki (arXiv 1106.5249):
    a consortium alone adds nothing. `cap` leaves out events of more than so many members.
    `events`: the members of every activity of either partner.
    """
    kept = [frozenset(event) for event in events if cap is None or len(set(event)) <= cap]
    both = [event for event in kept if one in event and other in event]
    of_one = [event for event in kept if one in event and other not in event]
    of_other = [event for event in kept if other in event and one not in event]
    third = {member for event in of_one for member in event} & {
        member for event in of_other for member in event
    }
    third -= {one, other}
    return sum(any(member not in event for event in both) for member in third)


def person_dependence(persons: Sequence[Collection[str] | None]) -> float | None:
    """I17, person dependence: the largest share of the pair's events that involve one person. Ours.

    `persons`: the people of each event, None where they are not known. None (unknown) as soon as one is not known:
    a share of the known events alone would look like dependence, or hide it.
    """
    if not persons or any(people is None for people in persons):
        return None
    counts: dict[str, int] = {}
    for people in persons:
        for person in set(people or ()):
            counts[person] = counts.get(person, 0) + 1
    return max(counts.values(), default=0) / len(persons)
