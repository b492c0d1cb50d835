"""The tag of an answer enters; its bytes and headers leave, if this process made it lately and still has room for it.

An answer is a pure function of program, data version and query, and its strong tag names them all, so remembering it is no
state that anybody could miss: another process makes the same bytes. Room is bounded in bytes, the longest unasked goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from api.routes.envelope import Written

_ENTRY_BYTES: Final = 1_000  # what a tag, its place and the headers cost beside the body
_LARGEST_SHARE: Final = 8  # no answer may take more than this part of the room


@dataclass
class Remembered:
    """Answers by tag, the one that was asked for last at the end."""

    room: int
    size: int = 0
    answers: OrderedDict[str, Written] = field(default_factory=OrderedDict)

    def find(self, tag: str) -> Written | None:
        """Return the answer of a tag, if it is remembered."""
        held = self.answers.get(tag)
        if held is not None:
            self.answers.move_to_end(tag)
        return held

    def keep(self, tag: str, made: Written) -> None:
        """Remember an answer; others go where the room is used up."""
        if _cost(made) * _LARGEST_SHARE > self.room or tag in self.answers:
            return
        self.answers[tag] = made
        self.size += _cost(made)
        while self.size > self.room:
            _, gone = self.answers.popitem(last=False)
            self.size -= _cost(gone)


def _cost(made: Written) -> int:
    return len(made.body) + _ENTRY_BYTES
