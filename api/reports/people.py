"""A question that takes people's judgements into account enters; what people judged leaves, as the machine's owner may see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.deps import Desk
from api.dossier.judged import JUDGED, everything_judged
from api.journals import Journals
from cases.keys import OWNER
from graph.question import find_question
from graph.verdict_shape import Judgement


def people_judged(desk: Desk, question: str, given: Mapping[str, Any]) -> list[Judgement]:
    """What people judged, where a question takes it into account and there is a journal at all."""
    journals = Journals(desk.settings)
    if question not in JUDGED or not journals.exists():
        return []
    rules = str(given.get("rules") or find_question(question).params["rules"].default)
    journal = journals.journal
    try:
        return everything_judged(journal, journals.workflow, OWNER, rules)
    finally:
        journal.close()
