"""Nothing enters; the shape of a verdict leaves: conditions, their parts, evidence both ways, and what is missing.

    Verdict        one candidate under one rule set, one reading, one day, one data version
      pool         the clause that says who is a candidate at all, as a Part
      conditions   each with its mode and its parts
        parts      each with machine status, people's judgements, evidence, counter-evidence, conflicts, unknowns
      sensitivity  for every other mode and every threshold one step up and down: what flips, or nothing ("stable")
      missing      the smallest sets of facts that would change the verdict, and who could supply each

`status` is always the machine's own; `effective` counts people's judgements too. Neither is a decision.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final, Literal

Status = Literal["MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE"]

STATUSES: Final[tuple[Status, ...]] = ("MET", "NOT_MET", "UNKNOWN", "CONFLICT", "JUDGE")
UNDETERMINED: Final = frozenset({"UNKNOWN", "CONFLICT", "JUDGE"})


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Judgement:
    """What a person judged of one clause (of a part, C1a, or of a whole condition, C1), with the reason."""

    id: str
    candidate: str
    clause: str
    status: Status
    reason: str
    by: str  # a pseudonymous id
    on: date
    late: bool = False  # no word on the matter: papers did not come in time
    until: date | None = None  # from this day on it counts no longer: handed back, or a later case was opened
    known_as: tuple[str, ...] = ()  # ids of then that led to the candidate, the one that somebody meant first


@dataclass(frozen=True)
class Evidence:
    """One item that speaks for or against a part, or is only shown beside it."""

    thing: str
    label: str
    kind: str  # project, agreement, lab, stay, title, contribution, plan
    says: Literal[
        "for", "against", "shown", "open"
    ]  # open: it may speak for it, if a missing fact were known
    value: str = ""
    begin: str | None = None
    begin_latest: str | None = None
    end_earliest: str | None = None
    end: str | None = None
    partner: str = ""
    through: str = "self"  # self, predecessor or host: whose fact it is
    flags: tuple[str, ...] = ()  # reported, inherited, presumed, …: codes of reasons
    excerpts: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    under: Mapping[str, Any] | None = (
        None  # of a project that makes a candidate: by which agreement, and when it held
    )


@dataclass(frozen=True)
class Side:
    """One of several values that sources give for one property, with its records."""

    value: str
    records: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True)
class Conflict:
    """A single-valued property for which sources give different values; all are kept."""

    thing: str
    label: str
    property: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Unknown:
    """A fact that is missing, why it matters, and who could supply it."""

    reason: str  # code, see reasons.toml
    words: Words
    suppliers: tuple[Words, ...]
    things: tuple[str, ...] = ()


@dataclass(frozen=True)
class Light:
    """One of several kinds of which a part speaks, such as the four kinds of contribution."""

    name: str
    words: Words
    status: Status
    reason: str


@dataclass(frozen=True)
class Part:
    """A sub-condition: what the machine can say, what people said, and everything that it rests on."""

    clause: str
    words: Words
    kind: Literal["required", "graded", "judge", "derived"]
    enters: bool  # whether it enters the conjunction of its condition
    status: Status
    effective: Status
    reason: str  # code, see reasons.toml
    why: Words
    mode: str = ""  # the reading used, where the part has several
    graded: tuple[float, float] | None = None  # unknown counted as 0, unknown counted as 1
    figures: Mapping[str, Any] = field(default_factory=dict)
    lights: tuple[Light, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    counter: tuple[Evidence, ...] = ()
    shown: tuple[Evidence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unknowns: tuple[Unknown, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    left_out: int = 0  # items of evidence that are counted and not listed

    @property
    def records(self) -> tuple[str, ...]:
        """The ids of all records that the part rests on."""
        listed = (*self.evidence, *self.counter, *self.shown)
        sides = {one for conflict in self.conflicts for side in conflict.sides for one in side.records}
        return tuple(sorted(sides | {one for item in listed for one in item.records}))


@dataclass(frozen=True)
class Condition:
    """One of the conditions of the rule set."""

    clause: str
    words: Words
    status: Status
    effective: Status
    decidable: Status | None  # by the parts that a machine can decide; None where there are none
    mode: str
    parts: tuple[Part, ...]
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True)
class Flip:
    """What changes under another mode or threshold."""

    clause: str
    before: Status
    after: Status


@dataclass(frozen=True)
class Sensitivity:
    """One other reading or one threshold a step away, and all that it changes; nothing means stable."""

    what: str  # a mode (C3) or a threshold (C2c.years)
    value: str
    used: str
    origin: str
    flips: tuple[Flip, ...]


@dataclass(frozen=True)
class Missing:
    """A smallest set of missing facts that together would change the verdict to `to`."""

    to: Status
    facts: tuple[str, ...]  # clauses of parts, or of lights (C5b.funding)
    suppliers: tuple[tuple[str, tuple[Words, ...]], ...]  # for each fact


def clause_of(fact: str, declared: Collection[str]) -> str:
    """The clause that a missing fact belongs to: itself, since 4.1 is a clause, or what it is a light of (C5b.funding)."""
    return fact if fact in declared else fact.rpartition(".")[0]


@dataclass(frozen=True)
class RuleSetUsed:
    """Which rules were used: enough to run them again."""

    name: str
    version: str
    digest: str
    title: Words


@dataclass(frozen=True)
class Verdict:
    """Everything that a reviewer needs of one candidate. No field of it is a decision."""

    candidate: str
    label: str
    name_zh: str | None
    name_en: str | None
    country: str | None
    kind: str  # unit or institution
    host: str | None
    units: tuple[str, ...]
    predecessors: tuple[str, ...]
    fictional: bool
    rules: RuleSetUsed
    as_of: date
    data_version: str
    home: tuple[str, ...]
    reading: Mapping[str, str]  # every mode in use, by clause
    thresholds: Mapping[str, Any]
    pool: Part
    conditions: tuple[Condition, ...]
    status: Status
    effective: Status
    decidable: Status  # by the parts that a machine can decide alone: what `candidates` lists by
    sensitivity: tuple[Sensitivity, ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, the pool first."""
        return (self.pool, *(part for condition in self.conditions for part in condition.parts))

    @property
    def records(self) -> tuple[str, ...]:
        """The ids of all records that the verdict rests on."""
        return tuple(sorted({one for part in self.parts for one in part.records}))

    def plain(self) -> dict[str, Any]:
        """Return it as plain values for JSON: dates as text, `records` of each part added."""
        row: dict[str, Any] = _without_dates(asdict(self))
        row["records"] = list(self.records)
        return row


def _without_dates(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _without_dates(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_dates(one) for one in value]
    return value
