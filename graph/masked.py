"""An asking and titles enter; the same asking leaves, from whose facts these titles and undated inputs are taken out.

The history check judges a holder as if the title had not been given: the title itself, an earlier or a sibling title
that the rule set takes for the same, and one on which sources contradict each other cannot be evidence. Other facts
without a date are never certain on any day, so they cannot make a part met; an input without one would be taken to be
of the day of its agreement, and is taken out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final

from graph.asking import Asking, Row, day
from graph.intervals import begun, bounded
from graph.weighing_agreements import INPUTS

TITLES: Final = "evidence_titles"


@dataclass(frozen=True)
class Masked(Asking):
    """An asking that does not see some titles; what it hid is noted by whose it is."""

    titles: frozenset[str] = frozenset()
    hidden: dict[str, set[str]] = field(default_factory=dict)  # titles, by institution
    undated: dict[str, set[str]] = field(default_factory=dict)  # inputs, by what they were brought into

    def part(self, name: str, **params: object) -> list[Row]:
        """Run a step and leave out what is masked."""
        rows = super().part(name, **params)
        if name == TITLES:
            return [row for row in rows if not self._masks(row)]
        if name == INPUTS:
            return [row for row in rows if not self._without_day(row)]
        return rows

    def _masks(self, row: Row) -> bool:
        if row["value"] not in self.titles and "title" not in row["contested"]:
            return False
        if (
            begun(bounded(*map(day, row["dates"])), self.as_of) != "no"
        ):  # a later one is hidden by the day anyway
            self.hidden.setdefault(row["of"], set()).add(row["thing"])
        return True

    def _without_day(self, row: Row) -> bool:
        if any(row["dates"]):
            return False
        self.undated.setdefault(row["of"], set()).add(row["thing"])
        return True


def masked(asking: Asking, titles: frozenset[str]) -> Masked:
    """Return an asking that does not see these titles."""
    return Masked(**{one.name: getattr(asking, one.name) for one in fields(Asking)}, titles=titles)
