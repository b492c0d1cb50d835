"""The entry [history] of a rule set enters; which titles were given under its conditions, and how holders are ranked, leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.presets import ORIGINS
from graph.ruleset import Changed, HistoryRule, Indicator, PartRule
from graph.ruleset_entry import Entry
from ontology.model import default_model

_KEYS: Final = {"scheme", "titles", "origin", "indicator", "changed"}
_INDICATOR: Final = {"clause", "figure", "zh", "en"}


def history_of(at: Entry, said: Any, parts: Sequence[PartRule], changed: Changed) -> HistoryRule | None:
    """Read the entry against the titles of the ontology and the parts of the rule set; a rule set need not have one."""
    if said is None:
        return None
    if not isinstance(said, Mapping):
        raise at.wrong("it must be a table")
    at.keys(said, _KEYS)
    schemes = default_model().concepts
    scheme = at.one_of(said, "scheme", schemes)
    known = {one.notation for one in schemes[scheme].values()}
    titles = at.listed(said, "titles")
    if not titles:
        raise at.wrong("it names no titles")
    if unknown := sorted(set(titles) - known):
        raise at.wrong(f"{scheme} has no {', '.join(unknown)}")
    clauses = {part.clause for part in parts}
    found: list[Indicator] = []
    for one in said.get("indicator", []):
        at.keys(one, _INDICATOR)
        clause = at.one_of(one, "clause", clauses)
        found.append(Indicator(clause, at.text_of(one, "figure"), at.words(one, f"indicator {clause}")))
    if not found:
        raise at.wrong("it names no indicator by which holders are ranked")
    return HistoryRule(
        scheme, titles, tuple(found), at.one_of(said, "origin", ORIGINS), at.changed(said, changed)
    )
