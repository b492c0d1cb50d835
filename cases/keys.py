"""A person and scopes enter; an API key leaves, once. A key that is shown later gives back who holds it and what they may.

What is kept is a salted scrypt hash of the secret (standard library), never the secret. A key names its row, so a wrong
one costs one hash at most, and none where no such row exists. Keys that were right are remembered by their SHA-256 for
as long as the process runs; whether they are revoked or expired is looked up every time.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import scrypt, sha256
from threading import Lock
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from cases.journal import Journal, Writing
from cases.people import LOCAL, somebody
from cases.tables import KEYS
from ontology.errors import BadParameter, NotFound

ADDED: Final = "key-added"
REVOKED: Final = "key-revoked"
SCOPES: Final = ("reader", "nominator", "reviewer", "administrator")
_KEY: Final = re.compile(r"coopgraph_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_EXPIRES: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?")
_COST: Final = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
_REMEMBERED: Final = 1_000


@dataclass(frozen=True)
class Holder:
    """Who asks: a person's id and what they may do. `key` is empty where there are no keys and the machine's user asks."""

    person: str
    scopes: frozenset[str]
    key: str = ""

    def may(self, scopes: Iterable[str]) -> bool:
        """Whether one of the scopes that allow something is held."""
        return not self.scopes.isdisjoint(scopes)


OWNER: Final = Holder(LOCAL, frozenset(SCOPES))


@dataclass(frozen=True)
class Key:
    """A key as it may be listed."""

    id: str
    person: str
    scopes: tuple[str, ...]
    expires: str
    revoked: str


def add_key(
    journal: Journal, person: str, scopes: Iterable[str], actor: str, at: str, expires: str = ""
) -> tuple[Key, str]:
    """Make a key; its text is returned this once and kept nowhere."""
    wanted = tuple(one for one in SCOPES if one in set(scopes))
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise BadParameter(
            f"there is no scope {unknown[0][:40]!r}", f"没有权限“{unknown[0][:40]}”",
            where="scope", remedy=f"use one or more of: {', '.join(SCOPES)}", remedy_zh=f"可用：{'、'.join(SCOPES)}",
        )  # fmt: skip
    if not wanted:
        raise BadParameter("a key needs a scope", "密钥需要至少一项权限", where="scope",
                           remedy=f"use one or more of: {', '.join(SCOPES)}", remedy_zh=f"可用：{'、'.join(SCOPES)}")  # fmt: skip
    expires = _moment(expires)
    name, secret, salt = secrets.token_hex(6), secrets.token_urlsafe(32), secrets.token_hex(16)

    def work(writing: Writing) -> Key:
        somebody(writing, person)
        writing.connection.execute(insert(KEYS).values(
            id=name, person=person, scopes=" ".join(wanted), salt=salt, hash=_hashed(secret, salt), expires=expires,
            revoked="",
        ))  # fmt: skip
        writing.add(
            "",
            ADDED,
            actor,
            at,
            "",
            {"key": name, "person": person, "scopes": list(wanted), "expires": expires},
        )
        return Key(name, person, wanted, expires, "")

    return journal.write(work), f"coopgraph_{name}_{secret}"


def _moment(expires: str) -> str:
    """From which moment on a key is worth nothing: a day means its first second; nothing means never."""
    if not expires:
        return ""
    try:
        date.fromisoformat(expires[:10])
        whole = _EXPIRES.fullmatch(expires)
    except ValueError:
        whole = None
    if whole is None:
        raise BadParameter(
            f"{expires[:40]!r} is no day of the calendar", f"“{expires[:40]}”不是日历上的日期", where="expires",
            remedy="write a day, such as 2027-01-01, or a moment, such as 2027-01-01T12:00:00Z",
            remedy_zh="请写日期，如 2027-01-01，或时刻，如 2027-01-01T12:00:00Z",
        )  # fmt: skip
    return expires if whole[1] else f"{expires}T00:00:00Z"


def revoke_key(journal: Journal, name: str, actor: str, at: str, reason: str) -> Key:
    """Make a key worth nothing from now on."""

    def work(writing: Writing) -> Key:
        row = _row(writing, name)
        if row is None:
            raise NotFound(f"there is no key {name[:40]!r}", f"没有密钥“{name[:40]}”",
                           remedy="coopgraph keys list names them", remedy_zh="coopgraph keys list 列出全部密钥")  # fmt: skip
        if row.revoked:
            return _key(row)
        writing.connection.execute(update(KEYS).where(KEYS.c.id == name).values(revoked=at))
        writing.add("", REVOKED, actor, at, reason, {"key": name})
        return Key(row.id, row.person, tuple(row.scopes.split()), row.expires, at)

    return journal.write(work)


def keys(journal: Journal) -> list[Key]:
    """All keys, by id."""
    return journal.read(
        lambda one: [_key(row) for row in one.connection.execute(select(KEYS).order_by(KEYS.c.id))]
    )


@dataclass(frozen=True)
class Doorkeeper:
    """Knows who holds a key."""

    journal: Journal
    right: OrderedDict[str, str] = field(default_factory=OrderedDict)  # SHA-256 of a key to the hash it fits
    lock: Lock = field(default_factory=Lock)

    def any_keys(self) -> bool:
        """Whether there are keys at all, revoked ones included: then nobody acts without one."""
        return self.journal.read(
            lambda one: one.connection.execute(select(KEYS.c.id).limit(1)).first() is not None
        )

    def holder(self, key: str, now: str) -> Holder | None:
        """Return who holds a key that is good now."""
        match = _KEY.fullmatch(key)
        row = self.journal.read(lambda one: _row(one, match[1])) if match else None
        if match is None or row is None or row.revoked or (row.expires and row.expires <= now):
            return None
        if not self._fits(key, match[2], row):
            return None
        return Holder(row.person, frozenset(row.scopes.split()), row.id)

    def _fits(self, key: str, secret: str, row: Row[Any]) -> bool:
        digest = sha256(key.encode()).hexdigest()
        with self.lock:
            if self.right.get(digest) == row.hash:
                self.right.move_to_end(digest)
                return True
        if not hmac.compare_digest(_hashed(secret, row.salt), row.hash):
            return False
        with self.lock:
            self.right[digest] = row.hash
            while len(self.right) > _REMEMBERED:
                self.right.popitem(last=False)
        return True


def _row(writing: Writing, name: str) -> Row[Any] | None:
    return writing.connection.execute(select(KEYS).where(KEYS.c.id == name)).first()


def _key(row: Row[Any]) -> Key:
    return Key(row.id, row.person, tuple(row.scopes.split()), row.expires, row.revoked)


def _hashed(secret: str, salt: str) -> str:
    return scrypt(secret.encode(), salt=bytes.fromhex(salt), **_COST).hex()
