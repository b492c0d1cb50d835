"""A journal enters; whether it is what was written leaves, with the place of every break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cases.entry import Break, Head, broken
from cases.journal import Journal, Writing
from cases.keys import ADDED, REVOKED
from cases.people import changed_people
from cases.tables import KEYS
from cases.ties import changed_ties


@dataclass(frozen=True)
class Verified:
    """What was found of a journal."""

    entries: int
    head: Head
    breaks: tuple[Break, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing was changed."""
        return not self.breaks


def verify(journal: Journal, noted: Sequence[Head] = ()) -> Verified:
    """Read the whole journal and compare it with its own chain, with noted heads, and with people's fields and keys."""

    def work(writing: Writing) -> Verified:
        entries = writing.entries()
        found = [
            *broken(entries, noted),
            *changed_people(writing),
            *changed_ties(writing),
            *_changed_keys(writing),
        ]
        breaks = tuple(sorted(set(found), key=lambda one: (one.position, one.reason)))
        return Verified(len(entries), writing.head(), breaks)

    return journal.read(work)


def _changed_keys(writing: Writing) -> list[Break]:
    """The entries of keys that are no longer what was written: other scopes, another holder, a revocation undone."""
    rows = {row.id: row for row in writing.connection.execute(select(KEYS))}
    entries = writing.entries("")
    said = {one.content.get("key"): one for one in entries if one.act == ADDED}
    revoked = {one.content.get("key") for one in entries if one.act == REVOKED}
    found = []
    for name, one in said.items():
        row = rows.get(str(name))
        fits = (
            row is not None
            and row.person == one.content.get("person")
            and row.scopes.split() == one.content.get("scopes")
            and row.expires == one.content.get("expires")
            and bool(row.revoked) == (name in revoked)
        )
        if not fits:
            found.append(Break(one.position, "key_changed"))
    found += [Break(0, "key_unknown") for name in sorted(set(rows) - {str(one) for one in said})]
    return found
