"""Whoever asks, a question and a rule set enter; what people judged leaves, as far as that person may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from api.aside import Aside, Look
from api.dossier.judged import JUDGED, everything_judged
from api.guards.access import Access
from api.journals import Journals
from api.queries.address import API
from cases.workflow import Workflow
from graph.question import find_question
from graph.verdict_shape import Judgement

_CASES: Final = f"{API}/cases"


@dataclass(frozen=True)
class People:
    """Where judgements stand, and who may see any: whoever may see cases, and of those what stands open to them."""

    journals: Journals
    workflow: Workflow
    access: Access
    aside: Aside

    async def __call__(self, request: Request, question: str, rules: str) -> Sequence[Judgement] | None:
        """Return what people judged; nothing where the question takes no judgements."""
        if question not in JUDGED:
            return None
        who = await self.access.who(request.scope) if self.journals.exists() else None
        if who is None or not who.may(self.access.scopes("GET", _CASES) or ()):
            return ()
        named = rules or str(find_question(question).params["rules"].default)

        def work(_: Look) -> Sequence[Judgement]:
            return tuple(everything_judged(self.journals.journal, self.workflow, who, named))

        return await self.aside.run(work)
