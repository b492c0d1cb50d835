"""Ties of interest that were looked up enter; a reference and a commitment leave for the journal, and the ties until erased.

Which organisation a reviewer belongs to is personal, so what an act found of it stands in a table of its own, as people's
fields do. The journal holds whom it is about, where it stands and a salted hash of it. Journals from before that was so
hold the ties themselves; they are read as they are, and shown no longer once the person was erased.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import insert, select

from cases.case import Case
from cases.entry import Break, Entry, committed
from cases.journal import Writing
from cases.people import ERASED
from cases.tables import TIES

KEPT: Final = "ties_kept"  # person to where their ties stand, and the commitment
INLINE: Final = "ties"  # how journals held them before
_OLD: Final = (INLINE, "set_aside")
Tie = Mapping[str, Any]
Looked = Mapping[str, Sequence[Tie] | None]  # person to their ties; None: nobody could look


@dataclass(frozen=True)
class Shelf:
    """What is still kept of all ties of a journal, and who was erased."""

    kept: Mapping[str, Sequence[Tie]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def of(self, entry: Entry, person: str) -> Sequence[Tie] | None:
        """The ties of somebody that an entry found; nothing where nobody could look, or they were erased."""
        if person in self.gone:
            return None
        inline = entry.content.get(INLINE)
        if inline is not None:
            return list(inline)
        held = entry.content.get(KEPT, {}).get(person)
        return self.kept.get(held["at"]) if held else None

    def known(self, case: Case, person: str) -> frozenset[tuple[str, ...]]:
        """Which ties of a reviewer were known when they were last invited, or set aside since."""
        invited = case.invited.get(person)
        seen = [one for one in case.done("decide") if KEPT in one.content]
        entries = [*([invited] if invited else []), *seen]
        return frozenset(same(tie) for entry in entries for tie in self.of(entry, person) or ())


def same(tie: Tie) -> tuple[str, ...]:
    """What makes two ties one: their kind, the thing, with whom."""
    return str(tie["kind"]), str(tie["thing"]), str(tie["organisation"])


def keep(writing: Writing, found: Looked) -> dict[str, Any]:
    """Put ties where they can be erased; what the journal says of them is returned."""
    told: dict[str, Any] = {}
    for person, ties in sorted(found.items()):
        if ties is None:
            continue
        at, salt = secrets.token_hex(16), secrets.token_hex(32)
        text = json.dumps([dict(one) for one in ties], ensure_ascii=False, sort_keys=True)
        writing.connection.execute(insert(TIES).values(id=at, person=person, salt=salt, fields=text))
        told[person] = {"at": at, "commitment": committed(salt, text)}
    return {KEPT: told} if told else {}


def shelf(writing: Writing) -> Shelf:
    """Read all that is kept."""
    kept = {row.id: json.loads(row.fields) for row in writing.connection.execute(select(TIES))}
    return Shelf(kept, frozenset(str(one.content.get("person")) for one in _erased(writing)))


def changed_ties(writing: Writing) -> list[Break]:
    """Return the entries whose ties are no longer those that were found, though nobody erased the person."""
    gone = {str(one.content.get("person")) for one in _erased(writing)}
    rows = {row.id: (row.person, committed(row.salt, row.fields))
            for row in writing.connection.execute(select(TIES))}  # fmt: skip
    return [
        Break(one.position, "ties_changed")
        for one in writing.entries()
        for person, held in _held(one).items()
        if person not in gone and rows.get(held.get("at", "")) != (person, held.get("commitment"))
    ]


def _held(one: Entry) -> Mapping[str, Mapping[str, str]]:
    held = one.content.get(KEPT) if isinstance(one.content, Mapping) else None  # somebody may have changed it
    return (
        {person: each for person, each in held.items() if isinstance(each, Mapping)}
        if isinstance(held, Mapping)
        else {}
    )


def counted(ties: Sequence[Tie]) -> list[dict[str, Any]]:
    """Return ties by kind and number alone."""
    kinds = [str(one["kind"]) for one in ties]
    return [{"kind": one, "count": kinds.count(one)} for one in sorted(set(kinds))]


def without(entry: Entry) -> Mapping[str, Any]:
    """Return the particulars of an entry of older journals without what it says of anybody's ties."""
    if INLINE not in entry.content:
        return entry.content
    return {name: value for name, value in entry.content.items() if name not in _OLD}


def _erased(writing: Writing) -> list[Entry]:
    return [one for one in writing.entries("") if one.act == ERASED]
