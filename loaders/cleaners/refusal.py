"""A reason and a remedy in two languages enter, an exception that the mapper writes to the ledger leaves."""

from __future__ import annotations

from collections.abc import Callable


class Refused(Exception):  # noqa: N818 - it is a verdict on a value, not an error of the program
    """The value is not taken; the text says why and what to do, to a person who has the file before them."""

    def __init__(self, reason: str, reason_zh: str, remedy: str, remedy_zh: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.reason_zh = reason_zh
        self.remedy = remedy
        self.remedy_zh = remedy_zh

    def __reduce__(self) -> tuple[object, ...]:
        # refusals may cross a process border
        return type(self), (self.reason, self.reason_zh, self.remedy, self.remedy_zh)


class Absent(Refused):
    """The cell says 'no value' in a way of its own ('-', 'N/A'): noted in the ledger, nothing is lost."""


Cleaner = Callable[[str], tuple[str, str]]  # a cell's text, never empty -> (lexical form, xsd datatype)


def absent(text: str) -> Absent:
    """The note for a cell that stands for no value."""
    return Absent(
        f"{text!r} stands for 'no value'; treated as an empty cell",
        f"{text!r} 表示“没有值”，按空白单元格处理",
        "nothing to do; leave the cell empty to avoid this note",
        "无须处理；若不想看到此提示，请将单元格留空",
    )
