"""The journal and somebody who looks enter; what people judged of a candidate leaves, as far as that person may see it.

People's judgements are evidence of a kind of their own: they stand beside the machine's status and never replace it.
Those of the candidate's latest case count; a case ends the count of the one before on the day on which it is opened.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from api import casework
from cases.case import Case, read_cases
from cases.entry import Entry, Head
from cases.journal import Journal, Writing
from cases.keys import Holder
from cases.people import Somebody, everybody
from cases.seen import reviews_seen, sees_ties
from cases.ties import Shelf, shelf
from cases.workflow import Workflow
from graph.ruleset_read import find_rule_set
from graph.verdict_shape import Judgement, Status

JUDGED: Final = ("compare", "gaps", "verdict", "verdicts")  # questions that take people's judgements
_STATUS: dict[str, Status] = {"met": "MET", "not_met": "NOT_MET", "undetermined": "JUDGE"}


@dataclass(frozen=True)
class Tied:
    """A reviewer of the latest case: whom to ask the graph about, what was known before, whether all of it may be shown."""

    who: Somebody
    known: frozenset[tuple[str, ...]]
    whole: bool


@dataclass(frozen=True)
class Judged:
    """What people said of one candidate: its cases, their judgements, its reviewers, and where the journal stood."""

    cases: tuple[dict[str, Any], ...]
    judgements: tuple[Judgement, ...]
    elsewhere: tuple[Judgement, ...]  # of clauses that the rule set does not have
    head: Head
    reviewers: tuple[Tied, ...]
    today: date
    years: int  # back in which ties of reviewers count


def judged(
    journal: Journal, workflow: Workflow, ids: Collection[str], who: Holder, rules: str, today: date
) -> Judged:
    """Read all cases of a candidate; `ids` are all that lead to it, the first its id of now."""

    def work(writing: Writing) -> tuple[list[Case], Head, Shelf, Mapping[str, Somebody]]:
        return read_cases(writing.entries(), workflow), writing.head(), shelf(writing), everybody(writing)

    cases, head, kept, people = journal.read(work)
    mine = [one for one in cases if one.is_of(ids)]
    rule_set = find_rule_set(rules)
    clauses = {*rule_set.clauses, rule_set.pool.clause}
    candidate = next(iter(ids), "")
    found = [replace(one, candidate=candidate, known_as=()) for one in _all(mine, who)]
    last = mine[-1] if mine else None
    reviewers = [
        Tied(people[name], kept.known(last, name), sees_ties(last, who, name))
        for name in (sorted(last.invited) if last else ()) if last is not None and name in people
    ]  # fmt: skip
    return Judged(
        tuple(casework.told(one, workflow, who, today, kept) for one in mine),
        tuple(one for one in found if one.clause in clauses),
        tuple(one for one in found if one.clause not in clauses),
        head,
        tuple(reviewers),
        today,
        workflow.limit("conflict_years"),
    )


def everything_judged(journal: Journal, workflow: Workflow, who: Holder, rules: str) -> list[Judgement]:
    """Return all that people judged of any candidate, as far as somebody may see it and the rule set knows the clause."""
    rule_set = find_rule_set(rules)
    clauses = {*rule_set.clauses, rule_set.pool.clause}
    several: list[list[Case]] = []
    for case in read_cases(journal.entries(), workflow):
        mine = next((one for one in several if any(case.is_of(other.ids) for other in one)), None)
        if mine is None:
            several.append([case])
        else:
            mine.append(case)
    found = [one for cases in several for one in _all(cases, who)]
    return [one for one in found if one.clause in clauses]


def _all(cases: Sequence[Case], who: Holder) -> list[Judgement]:
    """The judgements of all cases of one candidate, in the order in which they were opened."""
    ends = [*(one.opened_on for one in cases[1:]), *([""] if cases else [])]
    return [one for case, end in zip(cases, ends, strict=True) for one in _judgements(case, who, end)]


def _judgements(case: Case, who: Holder, end: str) -> Sequence[Judgement]:
    reviews = [
        _judgement(case, one, _STATUS[one.content["judgement"]], end) for one in reviews_seen(case, who)
    ]
    return [*reviews, *(_late(case, one, end) for one in case.done("deadline"))]


def _late(case: Case, one: Entry, end: str) -> Judgement:
    """A deadline that passed holds until the case is handed back for papers to be added."""
    back = case.handed_back_after(one)
    days = [day for day in (end, back.at[:10] if back else "") if day]
    return _judgement(case, one, "NOT_MET", min(days, default=""), late=True)


def _judgement(case: Case, one: Entry, status: Status, end: str, *, late: bool = False) -> Judgement:
    return Judgement(
        f"{case.id}#{one.position}", case.candidate, one.content["clause"], status, one.reason, one.actor,
        date.fromisoformat(one.at[:10]), late, date.fromisoformat(end) if end else None, case.ids,
    )  # fmt: skip
