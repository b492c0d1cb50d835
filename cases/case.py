"""The entries of a case enter; how the case stands leaves: its state, signatures, reviewers, reviews, decision, support."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cases.entry import Entry
from cases.workflow import Workflow

BLIND: Final = "review"  # the act that others do not see at first
BACK: Final = "return"  # the act that hands a case back to be completed
SIGN: Final = "sign"  # the act that puts a signature under the recommendation
KNOWN_AS: Final = (
    "known_as"  # the ids that led to a candidate when its case was opened, the one that was typed first
)
NONCE: Final = "nonce"  # what makes the hash of such an entry say nothing of it before it is seen


@dataclass(frozen=True)
class Case:
    """How a case stands; everything in it was said by an entry."""

    id: str
    candidate: str
    rules: str
    state: str
    entries: tuple[Entry, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that its candidate was known under when it was opened; the one that was typed first.

        Sources come and go, and with them which id stands for a thing: any of these may be the one that is left.
        """
        said = self.entries[0].content.get(KNOWN_AS)
        known = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
        return tuple(dict.fromkeys([*known, self.candidate]))

    def is_of(self, ids: Collection[str]) -> bool:
        """Whether it is of a candidate that these ids lead to."""
        return not set(self.ids).isdisjoint(ids)

    @property
    def last(self) -> int:
        """The position of its last entry."""
        return self.entries[-1].position

    def done(self, act: str) -> list[Entry]:
        """The entries of one act."""
        return [one for one in self.entries if one.act == act]

    @property
    def signatures(self) -> Mapping[str, Entry]:
        """The last signature of each side since the case was last handed back."""
        handed_back = max((one.position for one in self.done(BACK)), default=0)
        return {one.content["side"]: one for one in self.done(SIGN) if one.position > handed_back}

    def handed_back_after(self, entry: Entry) -> Entry | None:
        """The entry by which the case was handed back next after another: what was late then could still come."""
        return next((one for one in self.done(BACK) if one.position > entry.position), None)

    @property
    def invited(self) -> Mapping[str, Entry]:
        """The reviewers, each with the entry that invited them last."""
        return {one.content["reviewer"]: one for one in self.done("invite")}

    @property
    def reviews(self) -> list[Entry]:
        """The reviews that count: the last of each reviewer on each clause."""
        last = {(one.actor, one.content["clause"]): one for one in self.done("review")}
        return sorted(last.values(), key=lambda one: one.position)

    @property
    def decision(self) -> Entry | None:
        """The decision, once there is one."""
        return next(reversed(self.done("decide")), None)

    @property
    def supports(self) -> Mapping[str, list[tuple[str, str]]]:
        """The periods for which each key project is supported, first and last day."""
        found: dict[str, list[tuple[str, str]]] = {}
        for one in self.done("support"):
            found.setdefault(one.content["project"], []).append((one.content["since"], one.content["until"]))
        return {project: sorted(found[project]) for project in sorted(found)}

    @property
    def opened_on(self) -> str:
        """The day on which it was opened."""
        return self.entries[0].at[:10]

    @property
    def is_open(self) -> bool:
        """Whether it may still lead somewhere."""
        declined = self.decision is not None and self.decision.content["outcome"] == "declined"
        return self.state != "withdrawn" and not declined


def criterion(clause: str) -> str:
    """The condition that a part belongs to: C2 of C2c, and C2 of itself."""
    return clause[:-1] if clause[-1:].islower() else clause


def read_case(entries: Iterable[Entry], workflow: Workflow) -> Case | None:
    """Return how a case stands after its entries; nothing if there are none."""
    listed = tuple(entries)
    if not listed:
        return None
    state = ""
    for one in listed:
        known = workflow.acts.get(one.act)
        state = (known.after if known else "") or state
    first: Mapping[str, Any] = listed[0].content
    return Case(listed[0].case, str(first.get("candidate", "")), str(first.get("rules", "")), state, listed)


def read_cases(entries: Iterable[Entry], workflow: Workflow) -> list[Case]:
    """Return every case of a journal, in the order in which they were opened."""
    found: dict[str, list[Entry]] = {}
    for one in entries:
        if one.case:
            found.setdefault(one.case, []).append(one)
    return [case for listed in found.values() if (case := read_case(listed, workflow)) is not None]
