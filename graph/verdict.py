"""The facts of a home, a reading and people's judgements enter; the status of every part of every candidate leaves.

Each candidate is weighed once under the reading asked for, and again under every other mode and every threshold one
step up and down, part by part where that can change it: what flips is told, and nothing means stable.
No path leads from here to a decision: a status says what the facts say, and who decides is told in the workflow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from graph.kleene import Formula, both, either, every, parse, prune, some, value
from graph.readings import Readings, Standing, standings
from graph.ruleset import ConditionRule, PartRule, Reading
from graph.subjects import Finding, Subject
from graph.subjects_read import Gathered
from graph.verdict_shape import Flip, Judgement, Sensitivity, Status
from graph.weighing import TESTS, touched

POOL_MODES: Final = ("link", "time", "overlap")
POOL_NUMBERS: Final = ("time.years",)
DECIDABLE: Final = "decidable"
_PLACES: Final[Mapping[str, Status]] = {"in": "MET", "undecided": "UNKNOWN", "out": "UNKNOWN"}


@dataclass
class Weighed:
    """One candidate under one reading: statuses by clause, the findings behind them."""

    subject: Subject
    place: str  # in, undecided or out of the pool
    statuses: dict[str, Status]  # pool, parts, conditions, and `decidable`
    findings: dict[str, Finding] = field(default_factory=dict)

    @property
    def decidable(self) -> Status:
        """What the parts say that a machine can decide."""
        return self.statuses[DECIDABLE]


@dataclass
class Places:
    """Who is in the pool under one way of reading clause 4.1."""

    readings: Readings
    found: Mapping[str, Standing]
    links: tuple[str, ...]

    def place(self, one: Subject) -> str:
        """The best place that a candidate has by itself or by those it succeeds."""
        held = [
            "undecided" if each in one.doubtful and status == "in" else status
            for each in one.selves if each in self.found for status in [self.found[each].status(self.links)]
        ]  # fmt: skip
        return next((name for name in ("in", "undecided") if name in held), "out")


def places(gathered: Gathered, reading: Reading) -> Places:
    """Judge every project again under a reading of clause 4.1."""
    pool, links = gathered.pool, reading.option("link").links
    executing, overlap = reading.modes["time"], reading.modes["overlap"]
    if (executing, overlap) == ("ever", "any"):
        return Places(pool.readings, pool.found, links)
    years = reading.thresholds["time.years"] if executing == "within" else 0

    def judge() -> tuple[Readings, Mapping[str, Standing]]:
        readings = pool.readings.read_as(executing=executing, years=years, overlap=overlap)
        return readings, standings(readings, pool.works.values())

    readings, found = gathered.memory.get(("places", executing, overlap, years), judge)
    return Places(readings, found, links)


def weigh(one: Subject, reading: Reading, gathered: Gathered, place: str) -> Weighed:
    """Weigh all parts of one candidate."""
    findings = {
        part.clause: TESTS[part.test].weigh(one, part, reading, gathered.scene)
        for part in reading.rules.parts
    }
    weighed = Weighed(one, place, {}, findings)
    weighed.statuses = statuses(reading, {key: found.status for key, found in findings.items()}, place)
    return weighed


def with_seen(one: Weighed, reading: Reading) -> Weighed:
    """The same with the rows behind figures, which only who reads the verdict needs."""
    more = {
        part.clause: test.seen(one.subject, part, reading, one.findings[part.clause])
        for part in reading.rules.parts
        if (test := TESTS[part.test]).seen
    }
    return replace(one, findings={
        clause: replace(found, shown=(*found.shown, *more.get(clause, ()))) for clause, found in one.findings.items()
    })  # fmt: skip


def statuses(reading: Reading, parts: Mapping[str, Status], place: str) -> dict[str, Status]:
    """The status of everything from the statuses of the parts that were weighed."""
    found: dict[str, Status] = {reading.rules.pool.clause: _PLACES[place], **parts}
    for part in reading.rules.parts:
        if part.kind == "derived":
            found[part.clause] = either([found[one] for one in part.settings["of"]])
    decidable: list[Status] = [found[reading.rules.pool.clause]]
    for condition in reading.rules.conditions:
        found[condition.clause] = condition_status(condition, reading, found, entering(condition))
        if (alone := decidable_status(condition, reading, found)) is not None:
            decidable.append(alone)
    found[DECIDABLE] = both(decidable)
    return found


def entering(condition: ConditionRule, judged: Iterable[str] = ()) -> set[str]:
    """The parts that enter the conjunction: a graded or derived one only once a person has judged it."""
    known = set(judged)
    return {
        part.clause for part in condition.parts if part.kind in ("required", "judge") or part.clause in known
    }


def condition_status(
    condition: ConditionRule, reading: Reading, found: Mapping[str, Status], keep: set[str]
) -> Status:
    """The status of a condition; where no part of it enters, a person must judge."""
    formula = prune(parse(reading.formula(condition)), keep)
    return value(formula, found) if formula is not None else "JUDGE"


def decidable_status(
    condition: ConditionRule, reading: Reading, found: Mapping[str, Status]
) -> Status | None:
    """The status by those parts alone that a machine can decide; None where there are none."""
    required = {part.clause for part in condition.parts if part.kind == "required"}
    formula = prune(parse(reading.formula(condition)), required)
    return value(formula, found) if formula is not None else None


def whole(
    reading: Reading,
    findings: Mapping[str, Finding],
    judged: Iterable[str] = (),
    settled: Mapping[str, Status] = MappingProxyType({}),
) -> Formula:
    """The formula of a whole verdict, down to the lights of a part: what Q10 looks for missing facts in.

    `judged` are the parts that people judged, `settled` the conditions that they judged as a whole.
    """
    inner = [Formula("word", reading.rules.pool.clause)]
    for condition in reading.rules.conditions:
        if condition.clause in settled:
            inner.append(Formula("word", condition.clause))
            continue
        formula = prune(parse(reading.formula(condition)), entering(condition, judged))
        inner.append(
            _down(formula, reading, findings, set(judged))
            if formula is not None
            else Formula("word", condition.clause)
        )
    return Formula("and", inner=tuple(inner))


def _down(
    formula: Formula, reading: Reading, findings: Mapping[str, Finding], judged: Collection[str]
) -> Formula:
    """Down to lights where each is a fact of its own: people judge a part, never a light of it."""
    if formula.join != "word":
        inner = tuple(_down(one, reading, findings, judged) for one in formula.inner)
        return Formula(formula.join, inner=inner)
    part = next(one for one in reading.rules.parts if one.clause == formula.word)
    if not TESTS[part.test].by_light or part.clause in judged:
        return formula
    return light_formula(part, reading, findings[part.clause])


def light_formula(part: PartRule, reading: Reading, finding: Finding) -> Formula:
    """How the lights of a part are joined: any, all, or all that are named."""
    names = {name: f"{part.clause}.{name}" for name, _, _ in finding.lights}
    join = reading.option(part.mode).join
    if join == "all":
        return every(names.values())
    told = [names[name] for name, _, reason in finding.lights if reason not in _SILENT]
    return every(told) if join == "named" and told else some(names.values())


_SILENT: Final = frozenset({"input_not_mentioned", "no_agreement_known", "each_its_own_cost"})


def variations(reading: Reading) -> list[tuple[str, str, str, str, Reading]]:
    """Every other mode and each threshold a step up and down: name, value, value in use, origin, the reading."""
    found: list[tuple[str, str, str, str, Reading]] = []
    for name, mode in reading.rules.modes.items():
        used = reading.modes[name]
        found += [
            (name, one, used, mode.origin, reading.with_mode(name, one))
            for one in mode.options
            if one != used
        ]
    for name, number in reading.rules.thresholds.items():
        now = reading.thresholds[name]
        found += [
            (name, str(near), str(now), number.origin, reading.with_threshold(name, near))
            for near in (now - number.step, now + number.step) if number.minimum <= near <= number.maximum
        ]  # fmt: skip
    return found


class Varied:
    """Weighs candidates again under every variation; what all share is done once."""

    def __init__(self, gathered: Gathered, reading: Reading) -> None:
        self._gathered = gathered
        self._variations = variations(reading)
        self._places = {
            (name, chosen): places(gathered, other)
            for name, chosen, _, _, other in self._variations if name in (*POOL_MODES, *POOL_NUMBERS)
        }  # fmt: skip
        self._parts = {
            name: [part for part in reading.rules.parts if touched(part, name)]
            for name, *_ in self._variations
        }

    def flips(self, weighed: Weighed) -> tuple[Sensitivity, ...]:
        """What each variation changes for one candidate."""
        base = weighed.statuses
        known = {key: found.status for key, found in weighed.findings.items()}
        lines: list[Sensitivity] = []
        for name, chosen, used, origin, other in self._variations:
            place = weighed.place
            if (name, chosen) in self._places:
                place = self._places[name, chosen].place(weighed.subject)
            parts, changed = known, place != weighed.place or name in _formulas(other)
            for part in self._parts[name]:
                status = TESTS[part.test].weigh(weighed.subject, part, other, self._gathered.scene).status
                if status != known[part.clause]:
                    parts, changed = {**parts, part.clause: status}, True
            found = statuses(other, parts, place) if changed else base
            flips = tuple(Flip(key, base[key], found[key]) for key in base if found[key] != base[key])
            lines.append(Sensitivity(name, chosen, used, origin, flips))
        return tuple(lines)


def _formulas(reading: Reading) -> set[str]:
    return {one.mode for one in reading.rules.conditions if one.mode}


def weigh_all(gathered: Gathered, reading: Reading, only: Sequence[str] = ()) -> list[Weighed]:
    """Weigh all candidates in or undecided, or those named wherever they stand, in display order.

    The order is no score: what a machine can decide first, then what it cannot; then how many parts are met, then the id.
    """
    if only:
        return _weigh(gathered, reading, only)
    key = (
        "weighed",
        reading.rules.digest,
        *sorted(reading.modes.items()),
        *sorted(reading.thresholds.items()),
    )
    weighed: list[Weighed] = gathered.memory.get(key, lambda: sorted(_weigh(gathered, reading), key=_order))
    return weighed


def _weigh(gathered: Gathered, reading: Reading, only: Sequence[str] = ()) -> list[Weighed]:
    found = places(gathered, reading)
    wanted = only or [one for one in gathered.subjects if one not in gathered.folded]
    weighed: list[Weighed] = []
    for key in wanted:
        one = gathered.subjects[key]
        place = found.place(one)
        if only or place != "out":
            weighed.append(weigh(one, reading, gathered, place))
    return weighed


_NOT_KNOWN: Final = frozenset({"UNKNOWN", "JUDGE"})
_ORDER: Final = {"MET": 0, "UNKNOWN": 1, "JUDGE": 1, "CONFLICT": 1, "NOT_MET": 2}


def _order(one: Weighed) -> tuple[int, int, int, str]:
    met = sum(one.statuses[key] == "MET" for key in one.findings)
    return _ORDER[one.decidable], one.place != "in", -met, one.subject.id


def judged_as(
    judgements: Sequence[Judgement], clause: str, as_of: date, status: Status
) -> tuple[Judgement, ...]:
    """What people judged of a clause and what counts on the day: the last word of each person.

    `status` is what is found without them: that papers did not come in time counts only where nothing else is known,
    by facts or by anybody's word.
    """
    last: dict[tuple[str, bool], Judgement] = {}
    for one in sorted(judgements, key=lambda one: (one.on, one.id)):
        if one.clause == clause and one.on <= as_of and (one.until is None or as_of < one.until):
            last[one.by, one.late] = one
    found = tuple(last[key] for key in sorted(last))
    words = tuple(one for one in found if not one.late)
    return found if not words and status in _NOT_KNOWN else words


def effective(status: Status, judgements: Sequence[Judgement]) -> Status:
    """A status with people's judgements: theirs where they agree, CONFLICT where they do not, else the machine's."""
    said = {one.status for one in judgements}
    return said.pop() if len(said) == 1 else "CONFLICT" if said else status
