"""A case and somebody who looks at it enter; the entries leave as that person may see them.

A review is blind until one's own is given: a reviewer sees others' reviews of a condition only after an own review of the
same condition. Until the decision nobody sees reviews but those who wrote them, such reviewers, and administrators who are
no reviewers of the case; the ties of a reviewer only that reviewer and administrators.
What is hidden is said to be there, and its hash binds whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from cases.case import BLIND, Case, criterion
from cases.entry import Entry
from cases.keys import Holder
from cases.ties import INLINE, without

HIDDEN = {"hidden": True}


def visible(case: Case, who: Holder) -> Callable[[Entry], bool]:
    """Return whether this person may see a review of the case."""
    own = {criterion(one.content["clause"]) for one in case.done("review") if one.actor == who.person}

    def may(one: Entry) -> bool:
        if one.act != BLIND or one.actor == who.person or case.decision is not None:
            return True
        if who.person in case.invited:
            return criterion(one.content["clause"]) in own
        return "administrator" in who.scopes

    return may


def sees_ties(case: Case, who: Holder, person: str) -> bool:
    """Whether this person may see the ties of a reviewer, not only how many of which kind there are."""
    return case.decision is not None or who.person == person or "administrator" in who.scopes


def seen_by(case: Case, who: Holder, erased: Collection[str] = ()) -> Case:
    """Return the case with what this person may not see hidden: that it is there stays."""
    may = visible(case, who)

    def shown(one: Entry) -> Entry:
        if not may(one):
            return _hidden(one)
        person = str(one.content.get("reviewer", ""))
        if INLINE in one.content and (person in erased or not sees_ties(case, who, person)):
            return replace(one, content=without(one))
        return one

    return replace(case, entries=tuple(map(shown, case.entries)))


def _hidden(one: Entry) -> Entry:
    """The hash stays, as a commitment: with the nonce that shows when the review does, anybody can check it."""
    return replace(one, content={**HIDDEN, "clause": "", "judgement": ""}, actor="", reason="")


def reviews_seen(case: Case, who: Holder) -> list[Entry]:
    """Return the reviews that count and that this person may see."""
    may = visible(case, who)
    return [one for one in case.reviews if may(one)]
