"""A case and somebody who looks at it enter; the entries leave as that person may see them.

A review is blind until one's own is given: a reviewer sees others' reviews of a condition only after an own review of the
same condition. Until the decision nobody sees reviews but those who wrote them, such reviewers, and administrators who are
no reviewers of the case. What is hidden is said to be there, and its hash binds whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cases.case import BLIND, Case, criterion
from cases.entry import Entry
from cases.keys import Holder

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


def seen_by(case: Case, who: Holder) -> Case:
    """Return the case with the reviews that this person may not see hidden: that they are there stays."""
    may = visible(case, who)
    return replace(case, entries=tuple(one if may(one) else _hidden(one) for one in case.entries))


def _hidden(one: Entry) -> Entry:
    """The hash stays, as a commitment: with the nonce that shows when the review does, anybody can check it."""
    return replace(one, content={**HIDDEN, "clause": "", "judgement": ""}, actor="", reason="")


def reviews_seen(case: Case, who: Holder) -> list[Entry]:
    """Return the reviews that count and that this person may see."""
    may = visible(case, who)
    return [one for one in case.reviews if may(one)]
