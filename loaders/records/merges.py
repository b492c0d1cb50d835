"""The XML of a worksheet enters in pieces, its merged areas leave; row by row, which cells they cover and hide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_MERGED = re.compile(
    rb"<(?:[\w.-]+:)?mergeCell\s[^<>]*?ref=[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"
)


class Area(NamedTuple):
    """Merged cells; rows and columns count from 1."""

    top: int
    left: int
    bottom: int
    right: int
    name: str  # C2:C4


def areas_in(content: bytes) -> list[Area]:
    """The merged areas that a piece of a worksheet names."""
    if b"\0" in content:  # UTF-16
        content = content.replace(b"\0", b"")
    found = []
    for left, top, right, bottom in _MERGED.findall(content):
        name = b"%s%s:%s%s" % (left, top, right, bottom)
        found.append(Area(int(top), _column(left), int(bottom), _column(right), name.decode()))
    return found


@dataclass
class Merges:
    """The areas of one sheet while its rows go by; an area whose first cell is empty hides nothing."""

    areas: Sequence[Area]
    waiting: list[Area] = field(init=False)  # the next one last
    open: dict[Area, str] = field(default_factory=dict, init=False)  # with the text of its first cell

    def __post_init__(self) -> None:
        """Sort them once: most rows have none."""
        self.waiting = sorted(set(self.areas), reverse=True)

    def at(self, row: int, texts: Sequence[str]) -> None:
        """Take up the areas that begin in a row, leave those that ended."""
        if self.open:
            self.open = {area: text for area, text in self.open.items() if area.bottom >= row}
        while self.waiting and self.waiting[-1].top <= row:
            area = self.waiting.pop()
            if area.top == row and area.left <= len(texts) and (text := texts[area.left - 1].strip()):
                self.open[area] = text

    def covered(self, row: int, width: int) -> Iterator[tuple[int, str, str]]:
        """The cells of a row that an area hides: position from 0, text of the area's first cell, its name."""
        for area, text in self.open.items():
            for column in range(area.left, min(area.right, width) + 1):
                if (row, column) != (area.top, area.left):
                    yield column - 1, text, area.name


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
