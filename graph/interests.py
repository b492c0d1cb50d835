"""A candidate, a person and a day enter; the ties of interest between them leave, with the years that were looked at.

Both sides are looked at whole: an organisation with those it succeeds and those that succeed it, its host, and on the
candidate's side its units. Whoever works for what became part of a candidate works for the candidate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from graph.asking import Asking, Row, day
from graph.intervals import begun, bounded


def answer_interests(asking: Asking) -> tuple[list[Row], dict[str, Any]]:
    """Answer which ties a person, or the organisations they belong to, has with a candidate and its partners."""
    values = asking.values
    line = _Line(asking.part("evidence_kin"), asking.as_of)
    claims = asking.part(
        "interest_claims", person=values["person"] or "", organisations=values["organisations"] or [],
        as_of=values["as_of"], years=values["years"],
    )  # fmt: skip
    near = line.of([values["institution"]])
    lines = {one: line.of([one]) for one in sorted({row["organisation"] for row in claims})}
    homes = {
        row["id"]: row
        for row in asking.part("households", ids=sorted({*near, *(x for o in lines.values() for x in o)}))
    }
    own = [*near, *line.of(_each(homes, near, "hosts")), *_each(homes, near, "units")]
    reach = {one: [*several, *line.of(_each(homes, several, "hosts"))] for one, several in lines.items()}
    told = [[row["kind"], row["thing"], list(dict.fromkeys(reach[row["organisation"]]))] for row in claims]
    rows = asking.rows(own=list(dict.fromkeys(own)), claims=told)
    return rows, {"total": len(rows)}


def _each(homes: Mapping[str, Row], several: Iterable[str], side: str) -> list[str]:
    return [one for each in several if each in homes for one in homes[each][side]]


class _Line:
    """Who came before and after whom by the day, however surely: a tie is for people to weigh."""

    def __init__(self, rows: Sequence[Row], as_of: date) -> None:
        self._before: dict[str, list[str]] = defaultdict(list)
        self._after: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if begun(bounded(*map(day, row["dates"])), as_of) != "no":
                self._before[row["of"]].append(row["from"])
                self._after[row["from"]].append(row["of"])

    def of(self, several: Iterable[str]) -> list[str]:
        """Organisations, then all before and all after them; what came out of the same is no relative by that."""
        listed = list(dict.fromkeys(several))
        return list(
            dict.fromkeys([*listed, *_followed(listed, self._before), *_followed(listed, self._after)])
        )


def _followed(several: Iterable[str], steps: Mapping[str, Sequence[str]]) -> list[str]:
    found: list[str] = []
    waiting = list(several)
    while waiting:
        for one in steps.get(waiting.pop(0), ()):
            if one not in found:
                found.append(one)
                waiting.append(one)
    return found
