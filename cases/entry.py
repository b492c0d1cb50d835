"""What somebody did enters; an entry chained to the one before leaves, and where a chain is broken.

Each entry's hash is SHA-256 over its fields and the hash of the entry before, so a change of any field of any entry, an
entry taken out, put in or moved shows at its place. A chain cut off at its end is shown by a head (position and hash)
that was noted elsewhere, as every dossier notes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from ontology.errors import UsageError

FIRST: Final = "0" * 64  # what the first entry is chained to


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did: what, about which case, who, when, why, and the particulars."""

    position: int
    case: str
    act: str
    actor: str
    at: str  # UTC, to the second
    reason: str
    content: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True)
class Head:
    """The last entry of a journal: who notes it can tell later whether the journal still holds everything."""

    position: int
    hash: str

    def __str__(self) -> str:
        return f"{self.position}:{self.hash}"


@dataclass(frozen=True)
class Break:
    """Where a journal was changed: the position, and what is wrong there."""

    position: int
    reason: str  # changed, missing, moved, cut, different, person_changed, ties_changed, key_changed


def chained(
    position: int,
    case: str,
    act: str,
    actor: str,
    at: str,
    reason: str,
    content: Mapping[str, Any],
    previous: str,
) -> Entry:
    """Return an entry with its hash."""
    made = Entry(position, case, act, actor, at, reason, content, previous, "")
    return replace(made, hash=_hash(made))


def committed(salt: str, text: str) -> str:
    """Return what binds whoever wrote a text to it and tells nobody else of it, as long as the salt is not known."""
    return sha256(f"{salt}{text}".encode()).hexdigest()


def written(content: Mapping[str, Any]) -> str:
    """Return particulars as the one text that they are hashed and kept as."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _hash(one: Entry) -> str:
    """SHA-256 over all fields but the hash itself."""
    said = [
        one.position,
        one.case,
        one.act,
        one.actor,
        one.at,
        one.reason,
        written(one.content),
        one.previous,
    ]
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def broken(entries: Iterable[Entry], noted: Iterable[Head] = ()) -> list[Break]:
    """Return every place where a journal is not what was written; `noted` are heads that were kept elsewhere."""
    found: list[Break] = []
    hashes: dict[int, str] = {}
    before, expected = FIRST, 1
    for one in entries:
        if one.position != expected:
            found.append(Break(expected, "missing"))
        elif one.previous != before:
            found.append(Break(one.position, "moved"))
        if one.hash != _hash(one):
            found.append(Break(one.position, "changed"))
        hashes[one.position] = one.hash
        before, expected = one.hash, one.position + 1
    for head in noted:
        if head.position >= expected:
            found.append(Break(head.position, "cut"))
        elif head.position and hashes.get(head.position) != head.hash:
            found.append(Break(head.position, "different"))
    return sorted(set(found), key=lambda one: (one.position, one.reason))


def read_head(text: str) -> Head:
    """Read a head as a dossier or `coopgraph case verify` writes it: POSITION:HASH."""
    position, _, digest = text.partition(":")
    if (
        not position.isascii()
        or not position.isdigit()
        or len(position) > 15
        or len(digest) != 64
        or set(digest) - set("0123456789abcdef")
    ):
        raise UsageError(
            f"{text[:100]!r} is not the head of a journal",
            f"{text[:100]!r} 不是日志的末端标记",
            remedy="write it as a dossier does: POSITION:HASH, such as 12:9f86…",
            remedy_zh="请按卷宗所示书写：位置:哈希，如 12:9f86…",
        )
    return Head(int(position), digest)
