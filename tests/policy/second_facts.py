"""Statements enter; things with their values, and the plain arithmetic of days and statuses, leave for the second computation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import networkx as nx

GOOD = {"yes": 3, "presumed": 2, "unknown": 1, "no": 0}
EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)


class Facts:
    """The statements as a graph of things, literals as node data, references as edges named by their predicate."""

    def __init__(self, statements: Iterable[Any]) -> None:
        self.graph = nx.MultiDiGraph()
        said: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for row in sorted(statements, key=lambda one: one.record):
            said[row.subject, row.predicate].setdefault(row.object, row.record)
            self.graph.add_node(row.subject)
            if row.datatype == "id":
                self.graph.add_edge(row.subject, row.object, key=row.predicate)
        self._said = said
        self.kinds: dict[str, list[str]] = defaultdict(list)
        for (subject, predicate), values in sorted(said.items()):
            if predicate == "type":
                for value in values:
                    self.kinds[value].append(subject)

    def values(self, thing: str, name: str) -> list[str]:
        """All values that records give, the first record's first."""
        return list(self._said.get((thing, name), {}))

    def one(self, thing: str, name: str) -> str | None:
        """The value that views show."""
        return next(iter(self.values(thing, name)), None)

    def word(self, thing: str, name: str) -> str | None:
        """The notation of a concept."""
        value = self.one(thing, name)
        return value.split("-", 2)[2] if value else None

    def words(self, thing: str, name: str) -> set[str]:
        return {value.split("-", 2)[2] for value in self.values(thing, name)}

    def day(self, thing: str, name: str) -> date | None:
        value = self.one(thing, name)
        return date.fromisoformat(value) if value else None

    def behind(self, thing: str, name: str) -> list[str]:
        """What refers to a thing by a predicate."""
        if thing not in self.graph:
            return []
        return sorted({one for one, _, key in self.graph.in_edges(thing, keys=True) if key == name})

    def seat(self, thing: str) -> str | None:
        country = self.one(thing, "country") or (thing if thing.startswith("country-iso-") else None)
        if country is None and (host := self.one(thing, "host")):
            country = self.one(host, "country")
        return country.split("-", 2)[2] if country else None

    def up(self, thing: str, name: str) -> list[str]:
        """A thing and all that it is under."""
        found, wait = [thing], [thing]
        while wait:
            for above in self.values(wait.pop(), name):
                if above not in found:
                    found.append(above)
                    wait.append(above)
        return found


def longest(years: set[int], gap: int) -> tuple[int, int]:
    """The span of the longest chain of years with gaps of at most so many, and how many of its years are active."""
    best = (0, 0)
    for first in years:
        chain = [first]
        for year in sorted(one for one in years if one > first):
            if year - chain[-1] - 1 > gap:
                break
            chain.append(year)
        best = max(best, (chain[-1] - first + 1, len(chain)))
    return best


def some(states: Iterable[str]) -> str:
    """At least one."""
    found = list(states)
    if "MET" in found:
        return "MET"
    return _open(found) or ("NOT_MET" if found else "UNKNOWN")


def all_of(states: Iterable[str]) -> str:
    """Every one."""
    found = list(states)
    if "NOT_MET" in found:
        return "NOT_MET"
    return _open(found) or ("MET" if found else "JUDGE")


def _open(found: list[str]) -> str | None:
    return next((one for one in ("CONFLICT", "UNKNOWN", "JUDGE") if one in found), None)


def next_day(day: date) -> date:
    return day if day == NEVER else day + timedelta(days=1)


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError
