"""Text from data enters; text that is safe to look at leaves: nothing invisible, nothing endless, no strange address.

Markup is none of this module's business: templates escape everything. What escaping does not touch is shown here:
characters that turn the reading direction, have no width or no glyph stand as their code point in brackets.
Joiners stay, since scripts (Persian, Devanagari) and emoji are written with them.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

_WRITTEN_WITH: Final = frozenset("\u200c\u200d")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_MARKS_IN_A_ROW: Final = 4
SHORT: Final = 120


def visible(value: object) -> str:
    """Return the text with every hidden character written out, and no pile of combining marks."""
    text = str(value)
    return text if text.isascii() and text.isprintable() else _written_out(text)


@lru_cache(maxsize=4096)
def _written_out(text: str) -> str:
    found: list[str] = []
    marks = 0
    for letter in text:
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if letter in "\t\n\r":
            found.append(" ")
        elif letter in _BLANK or (kind in _HIDDEN and letter not in _WRITTEN_WITH):
            found.append(f"[U+{ord(letter):04X}]")
        elif marks <= _MARKS_IN_A_ROW:
            found.append(letter)
        elif marks == _MARKS_IN_A_ROW + 1:
            found.append("[…]")
    return "".join(found)


def shortened(value: object, limit: int = SHORT) -> str:
    """Return the beginning of a visible text; the ellipsis says that there is more."""
    whole = visible(value)
    return whole if len(whole) <= limit else whole[: limit - 1].rstrip() + "…"


def fitted(value: object, columns: int) -> str:
    """Return the beginning of a visible text that fits into a width; wide letters (Chinese) take two columns."""
    whole = visible(value)
    used = 0
    for at, letter in enumerate(whole):
        used += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if used > columns:
            return whole[:at].rstrip() + "…"
    return whole


def is_long(value: object, limit: int = SHORT) -> bool:
    """Whether `shortened` cuts the text."""
    return len(visible(value)) > limit


def web_address(value: object) -> str:
    """Return an address that a link may lead to: http and https only, else nothing."""
    given = str(value or "").strip()
    try:
        parts = urlsplit(given)
    except ValueError:
        return ""
    return given if parts.scheme in ("http", "https") and parts.netloc else ""
