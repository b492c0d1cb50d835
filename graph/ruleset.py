"""The folder of rule sets enters; rule sets leave by name and version, each clause with its words, evidence and numbers.

A rule set is one file, `rules/NAME.toml`; another version of it is another file with the same `name` in it. Nothing in
Python knows a clause: what each part reads, accepts and asks for stands in the file, read strictly by `ruleset_read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.closure import Closes
from graph.verdict_shape import RuleSetUsed, Words


def named_for(clause: str, name: str) -> tuple[str, str, str]:
    """The thresholds that a part could use under a name, the nearest first: J1a.years, J1.years, years."""
    return f"{clause}.{name}", f"{clause[:-1]}.{name}", name


@dataclass(frozen=True)
class Changed:
    """Who set something, when and why."""

    date: date
    by: str
    why: str


@dataclass(frozen=True)
class Option:
    """One way to read a clause."""

    name: str
    words: Words
    links: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    join: str = ""
    formula: str = ""


@dataclass(frozen=True)
class Mode:
    """A clause that can be read in several ways."""

    name: str
    about: Words
    default: str
    options: Mapping[str, Option]
    origin: str
    changed: Changed


@dataclass(frozen=True)
class Threshold:
    """A number that judges, what it may be, and whose it is."""

    name: str
    about: Words
    value: int
    minimum: int
    maximum: int
    step: int
    origin: str
    changed: Changed


@dataclass(frozen=True)
class PartRule:
    """One sub-condition: what it reads and how it is weighed."""

    clause: str
    kind: str  # required, graded, judge, derived
    test: str  # the function that weighs it
    words: Words
    evidence: tuple[str, ...]
    reads: tuple[str, ...]
    origin: str
    changed: Changed
    suppliers: tuple[str, ...]
    mode: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    lights: Mapping[str, Words] = field(default_factory=dict)

    @property
    def closes(self) -> tuple[Closes, ...]:
        """What must be declared complete before absence counts against it."""
        return tuple(
            Closes(one["class"], one.get("property", "")) for one in self.settings.get("closed_by", ())
        )


@dataclass(frozen=True)
class ConditionRule:
    """A condition: its words, how its parts are joined, and the parts."""

    clause: str
    policy: str  # the clause of the text
    words: Words
    formula: str  # '' where a mode says it
    mode: str
    parts: tuple[PartRule, ...]


@dataclass(frozen=True)
class Indicator:
    """A figure of a part by which candidates are ranked, by this figure alone."""

    clause: str
    figure: str
    words: Words


@dataclass(frozen=True)
class HistoryRule:
    """The titles that were really given under these conditions, and the figures by which their holders are ranked."""

    scheme: str
    titles: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    origin: str
    changed: Changed


@dataclass(frozen=True)
class RuleSet:
    """All rules of one version."""

    name: str
    version: str
    title: Words
    source: Words
    changed: Changed
    scheme: str
    level: str
    modes: Mapping[str, Mode]
    thresholds: Mapping[str, Threshold]
    pool: PartRule
    conditions: tuple[ConditionRule, ...]
    suppliers: Mapping[str, Words]
    lists: Mapping[str, Mapping[str, Any]]  # an operator's own lists, such as who counts as world-class
    digest: str
    file: str
    history: HistoryRule | None = None

    @property
    def parts(self) -> tuple[PartRule, ...]:
        """The parts of all conditions, in order."""
        return tuple(part for condition in self.conditions for part in condition.parts)

    def reach(self, name: str, used: Mapping[str, int]) -> int:
        """The greatest value that a number of this name has in any part, a step up included: the sensitivity looks there."""
        steps = [
            used[key] + one.step for key, one in self.thresholds.items() if key.rpartition(".")[2] == name
        ]
        return max(steps, default=0)

    @property
    def clauses(self) -> tuple[str, ...]:
        """All that can be judged: conditions and parts."""
        return tuple(
            clause for one in self.conditions for clause in (one.clause, *(p.clause for p in one.parts))
        )

    @property
    def used(self) -> RuleSetUsed:
        """What a verdict says of it."""
        return RuleSetUsed(self.name, self.version, self.digest, self.title)


@dataclass(frozen=True)
class Reading:
    """A rule set with the ways of reading and the numbers in use."""

    rules: RuleSet
    modes: Mapping[str, str]
    thresholds: Mapping[str, int]

    def option(self, mode: str) -> Option:
        """The option of a mode that is in use."""
        return self.rules.modes[mode].options[self.modes[mode]]

    def formula(self, condition: ConditionRule) -> str:
        """How the parts of a condition are joined in this reading."""
        return self.option(condition.mode).formula if condition.mode else condition.formula

    def number(self, clause: str, name: str) -> int:
        """A threshold of a part: its own, its condition's, or the one that all share."""
        return next(self.thresholds[key] for key in named_for(clause, name) if key in self.thresholds)

    def several(self, clause: str, name: str) -> int:
        """A threshold that a part need not have: how many there must be, one where nothing is said."""
        return next((self.thresholds[key] for key in named_for(clause, name) if key in self.thresholds), 1)

    def with_mode(self, mode: str, option: str) -> Reading:
        """The same with one mode read otherwise."""
        return Reading(self.rules, {**self.modes, mode: option}, self.thresholds)

    def with_threshold(self, name: str, value: int) -> Reading:
        """The same with one threshold set otherwise."""
        return Reading(self.rules, self.modes, {**self.thresholds, name: value})
