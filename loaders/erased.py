"""A home enters; the list of what was erased from it leaves, which says of an id whether it was, and never which ids those are.

Each line of the list holds keyed digests of ids (HMAC-SHA-256), who erased, when and why, and the hash of the line before.
The key lies beside it: whoever has both can try ids one by one, so the key is for the operators alone. `current.json` holds
how long the list was and how it ended: a home whose list is lost or shortened loads nothing, so nobody comes back by accident.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from ontology.errors import Erased, SourceError

FILE: Final = "erasures.jsonl"
KEY: Final = "erasures.key"
_SIGNED: Final = "coopgraph erasures"  # what the first line holds the digest of, to know the key again
_NEVER: Final = "0:"


@dataclass(frozen=True)
class Erasure:
    """One line: an erasure, or (where `of` names one) what a later load found to belong to it."""

    number: int
    things: tuple[str, ...]  # digests of ids
    when: str = ""
    who: str = ""
    reason: str = ""
    of: int = 0
    versions: Mapping[str, str] = field(
        default_factory=dict
    )  # data versions that were replaced, and by which


@dataclass(frozen=True)
class Erasures:
    """All that was erased from a home."""

    key: bytes = b""
    entries: tuple[Erasure, ...] = ()
    end: str = ""  # the hash of the last line

    @cached_property
    def _digests(self) -> frozenset[str]:
        return frozenset(digest for entry in self.entries for digest in entry.things)

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """Data versions that held what was erased, and which took their place."""
        return {old: new for entry in self.entries for old, new in entry.versions.items()}

    @property
    def mark(self) -> str:
        """How long the list is and how it ends."""
        return f"{len(self.entries)}:{self.end}"

    def digest(self, identifier: str) -> str:
        """What stands in the list for an id."""
        return hmac.digest(self.key, identifier.encode(), "sha256").hex()

    def holds(self, identifier: str) -> bool:
        """Whether this id was erased."""
        return bool(self.entries) and self.digest(identifier) in self._digests

    def refuse(self, name: str) -> None:
        """Refuse an id that was erased, or a data version that held such a one."""
        if not self.entries:
            return
        if name in self.versions:
            new = self.versions[name]
            raise Erased(
                "this data version held somebody who was erased, and is kept no more",
                "此数据版本含有已被删除的人员，不再保留",
                remedy=f"ask the one that took its place: {new}", remedy_zh=f"请改用取代它的版本：{new}",
            )  # fmt: skip
        if self.holds(name):
            raise Erased(
                "what had this id was personal, and was erased for good", "此编号所指为个人信息，已永久删除",
                remedy="nothing of it is kept; totals without persons can be asked as before",
                remedy_zh="不再保留任何内容；不含个人的汇总照常可查",
            )  # fmt: skip

    def refuse_version(self, beginning: str, kept: Iterable[str]) -> None:
        """Refuse what names a data version that was replaced: its name, or a beginning that no kept one and no other has."""
        self.refuse(beginning)
        gone = [name for name in self.versions if name.startswith(beginning)]
        if len(gone) == 1 and not any(name.startswith(beginning) for name in kept):
            self.refuse(gone[0])


def read_erasures(home: Path) -> Erasures:
    """The list of a home; nothing where nothing was ever erased. A line that was changed is named.

    A last line without its end was being written when its writer was killed: nothing had been erased by then, and it counts for
    nothing.
    """
    path = home / FILE
    if not path.exists():
        return Erasures()
    entries, end = [], ""
    lines = _whole(path).splitlines()
    for number, line in enumerate(lines, 1):
        try:
            told: dict[str, Any] = orjson.loads(line)
            if told.pop("before") != end:
                raise ValueError("it does not follow the line before it")
            signed = told.pop("key", "")
            entries.append(Erasure(**{**told, "things": tuple(told["things"])}))
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(number, str(error)) from None
        if number == 1 and not hmac.compare_digest(signed, _sign(_key(home))):
            raise _damaged(1, f"{KEY} is not the key that it was written with")
        end = sha256(line).hexdigest()
    return Erasures(_key(home), tuple(entries), end)


def append(home: Path, erasures: Erasures, entry: Erasure) -> Erasures:
    """Add a line; what stands before it stays as it is."""
    key = erasures.key or _new_key(home)
    line = {
        "before": erasures.end,
        **({} if erasures.entries else {"key": _sign(key)}),
        "number": len(erasures.entries) + 1,
        "things": sorted(entry.things),
        **{name: value for name in ("when", "who", "reason", "of", "versions") if (value := getattr(entry, name))},
    }  # fmt: skip
    path = home / FILE
    path.touch()
    with path.open("r+b") as file:
        file.seek(len(_whole(path)))
        file.write(orjson.dumps(line, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE))
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    return read_erasures(home)


def _whole(path: Path) -> bytes:
    """The lines that were written to their end."""
    content = path.read_bytes()
    return content[: content.rfind(b"\n") + 1]


def digests(home: Path, erasures: Erasures, identifiers: Iterable[str]) -> tuple[str, ...]:
    """What stands for these ids in the list, those that stand in it already left out; the first erasure makes the key."""
    keyed = erasures if erasures.key else Erasures(_new_key(home))
    return tuple(sorted(keyed.digest(name) for name in set(identifiers) if not erasures.holds(name)))


def check_complete(erasures: Erasures, mark: str) -> None:
    """Refuse to go on where the list is not the one, or a longer one, that the home was last loaded with."""
    count, _, end = (mark or _NEVER).partition(":")
    if len(erasures.entries) < int(count) or (len(erasures.entries) == int(count) and erasures.end != end):
        raise SourceError(
            f"the list of erasures is lost or was changed: this home was loaded with {count} lines of it",
            f"删除清单缺失或被改动：此目录上次载入时有 {count} 行",
            file=FILE,
            remedy=f"put {FILE} and {KEY} back from a copy; without them somebody who was erased would come back",
            remedy_zh=f"请从备份恢复 {FILE} 与 {KEY}；否则已删除的人员会重新出现",
        )


def _key(home: Path) -> bytes:
    try:
        return bytes.fromhex((home / KEY).read_text("ascii").strip())
    except (OSError, ValueError):
        raise SourceError(
            "the key of the list of erasures is missing or damaged", "删除清单的密钥缺失或损坏", file=KEY,
            remedy="put it back from a copy; without it nobody can say who was erased",
            remedy_zh="请从备份恢复；没有它就无法识别已删除者",
        ) from None  # fmt: skip


def _new_key(home: Path) -> bytes:
    path = home / KEY
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return _key(home)


def _sign(key: bytes) -> str:
    return hmac.digest(key, _SIGNED.encode(), "sha256").hex()


def _damaged(line: int, what: str) -> SourceError:
    return SourceError(
        f"not a line of the list of erasures: {what}", f"不是删除清单的行：{what}", file=FILE, line=line,
        remedy="put the file back from a copy; lines are only ever added to it", remedy_zh="请从备份恢复；该文件只能追加",
    )  # fmt: skip
