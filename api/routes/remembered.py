"""The tag of an answer enters; its bytes leave, if this process made it lately and still has room for it.

An answer is a pure function of program, data version and query, and its strong tag names them all, so remembering it is no
state that anybody could miss: another process makes the same bytes. Room is bounded in bytes, the longest unasked goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

_ENTRY_BYTES: Final = 400  # what a tag and its place cost beside the body
_LARGEST_SHARE: Final = 8  # no answer may take more than this part of the room


@dataclass
class Remembered:
    """Bodies by tag, the one that was asked for last at the end."""

    room: int
    size: int = 0
    bodies: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def find(self, tag: str) -> bytes | None:
        """Return the body of a tag, if it is remembered."""
        body = self.bodies.get(tag)
        if body is not None:
            self.bodies.move_to_end(tag)
        return body

    def keep(self, tag: str, body: bytes) -> None:
        """Remember a body; others go where the room is used up."""
        if (len(body) + _ENTRY_BYTES) * _LARGEST_SHARE > self.room or tag in self.bodies:
            return
        self.bodies[tag] = body
        self.size += len(body) + _ENTRY_BYTES
        while self.size > self.room:
            _, gone = self.bodies.popitem(last=False)
            self.size -= len(gone) + _ENTRY_BYTES
