"""The journal and somebody who looks enter; what people judged of a candidate leaves, as far as that person may see it.

People's judgements are evidence of a kind of their own: they stand beside the machine's status and never replace it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from api import casework
from cases.case import Case, read_cases
from cases.entry import Entry, Head
from cases.journal import Journal, Writing
from cases.keys import Holder
from cases.seen import reviews_seen
from cases.workflow import Workflow
from graph.ruleset_read import find_rule_set
from graph.verdict_shape import Judgement, Status

JUDGED: Final = ("compare", "gaps", "verdict", "verdicts")  # questions that take people's judgements
_STATUS: dict[str, Status] = {"met": "MET", "not_met": "NOT_MET", "undetermined": "JUDGE"}


@dataclass(frozen=True)
class Judged:
    """What people said of one candidate: its cases, their judgements, and where the journal stood."""

    cases: tuple[dict[str, Any], ...]
    judgements: tuple[Judgement, ...]
    elsewhere: tuple[Judgement, ...]  # of clauses that the rule set does not have
    head: Head


def judged(
    journal: Journal, workflow: Workflow, ids: Collection[str], who: Holder, rules: str, today: date
) -> Judged:
    """Read all cases of a candidate; `ids` are all that lead to it, the first its id of now."""

    def work(writing: Writing) -> tuple[list[Case], Head]:
        return read_cases(writing.entries(), workflow), writing.head()

    cases, head = journal.read(work)
    mine = [one for one in cases if one.candidate in set(ids)]
    rule_set = find_rule_set(rules)
    clauses = {*rule_set.clauses, rule_set.pool.clause}
    candidate = next(iter(ids), "")
    found = [one for case in mine for one in _judgements(case, candidate, who)]
    return Judged(
        tuple(casework.told(one, workflow, who, today) for one in mine),
        tuple(one for one in found if one.clause in clauses),
        tuple(one for one in found if one.clause not in clauses),
        head,
    )


def everything_judged(journal: Journal, workflow: Workflow, who: Holder, rules: str) -> list[Judgement]:
    """Return all that people judged of any candidate, as far as somebody may see it and the rule set knows the clause."""
    rule_set = find_rule_set(rules)
    clauses = {*rule_set.clauses, rule_set.pool.clause}
    cases = read_cases(journal.entries(), workflow)
    found = [one for case in cases for one in _judgements(case, case.candidate, who)]
    return [one for one in found if one.clause in clauses]


def _judgements(case: Case, candidate: str, who: Holder) -> Sequence[Judgement]:
    reviews = [
        _judgement(case, candidate, one, _STATUS[one.content["judgement"]]) for one in reviews_seen(case, who)
    ]
    late = [_judgement(case, candidate, one, "NOT_MET") for one in case.done("deadline")]
    return [*reviews, *late]


def _judgement(case: Case, candidate: str, one: Entry, status: Status) -> Judgement:
    day = date.fromisoformat(one.at[:10])
    return Judgement(
        f"{case.id}#{one.position}", candidate, one.content["clause"], status, one.reason, one.actor, day
    )
