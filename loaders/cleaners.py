"""The text of one cell enters, its canonical lexical form and datatype leave, or a reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping


class Refused(Exception):
    """The value is not taken; the text says why and what to do, in the words of a person who has the file."""

    def __init__(self, reason: str, reason_zh: str, remedy: str, remedy_zh: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.reason_zh = reason_zh
        self.remedy = remedy
        self.remedy_zh = remedy_zh


class Absent(Refused):
    """The cell says 'no value' in a way of its own ('-', 'N/A'): noted in the ledger, nothing is lost."""


Cleaner = Callable[[str], tuple[str, str]]  # text -> (lexical form, datatype); text is never empty
CLEANERS: Mapping[str, Cleaner] = {}
