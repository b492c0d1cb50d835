"""The tag of an answer enters; its bytes and headers leave, if this process made it lately and still has room for it.

An answer is a pure function of program, data version and query, and its strong tag names them all, so remembering it is no
state that anybody could miss: another process makes the same bytes. Room is bounded in bytes, the longest unasked goes first.
What went out unpacked is packed here: JSON takes a tenth of its room then, and the service stays as large as it was.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Final

from api.routes.envelope import Written

_ENTRY_BYTES: Final = 1_000  # what a tag, its place and the headers cost beside the body
_LARGEST_SHARE: Final = 8  # no answer may take more than this part of the room
_WORTH_PACKING: Final = 2_000  # bytes; packing less saves nothing that counts
_QUICK: Final = 1  # of zlib's levels: who waits for the answer waits for this too
_GZIP: Final = b"\x1f\x8b"  # how a body begins that went out packed


@dataclass(frozen=True)
class _Held:
    """An answer, its body packed or as it is."""

    made: Written
    packed: bool

    @property
    def cost(self) -> int:
        return len(self.made.body) + _ENTRY_BYTES


@dataclass
class Remembered:
    """Answers by tag, the one that was asked for last at the end."""

    room: int
    size: int = 0
    answers: OrderedDict[str, _Held] = field(default_factory=OrderedDict)

    def find(self, tag: str) -> Written | None:
        """Return the answer of a tag, if it is remembered."""
        held = self.answers.get(tag)
        if held is None:
            return None
        self.answers.move_to_end(tag)
        return replace(held.made, body=zlib.decompress(held.made.body)) if held.packed else held.made

    def keep(self, tag: str, made: Written) -> None:
        """Remember an answer; others go where the room is used up."""
        if tag in self.answers:
            return
        held = _held(made)
        if held.cost * _LARGEST_SHARE > self.room:
            return
        self.answers[tag] = held
        self.size += held.cost
        while self.size > self.room:
            _, gone = self.answers.popitem(last=False)
            self.size -= gone.cost


def _held(made: Written) -> _Held:
    if len(made.body) < _WORTH_PACKING or made.body.startswith(_GZIP):
        return _Held(made, packed=False)
    return _Held(replace(made, body=zlib.compress(made.body, _QUICK)), packed=True)
