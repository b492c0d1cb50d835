"""A name, or what somebody typed, enters; the words leave in which unlike spellings of one name are alike.

Width (NFKC), case, accents, apostrophes, hyphens and other punctuation, invisible characters, and simplified or
traditional characters do not count. Characters are converted one at a time and never by phrase, so that the beginning
of a name folds to the beginning of its folded form, whichever side wrote it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import opencc

# Han and kana are written without blanks, so that a word may begin at any of their characters.
_UNSPACED: Final = (
    "\u3005\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
_WORD: Final = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}][^\\s{_UNSPACED}]*")
_ASCII_WORD: Final = re.compile("[a-z0-9]+")
_BETWEEN: Final = re.compile(f"(?<=[{_UNSPACED}]) +(?=[{_UNSPACED}])")
_FIRST: Final = re.compile(f"[{_UNSPACED}]")
# to the standard traditional form, from simplified (which may have a form of its own) and from regional ones; then to simplified
_TO_SIMPLIFIED: Final = ("s2t", "tw2t", "hk2t", "t2s")
_ONE_WAY: Final = {"幺": "么", "苧": "苎"}  # whose ways there and back lead past each other
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘‛ʼʻʹ′`´＇"))
_MARKS: Final = dict.fromkeys(range(0x300, 0x370))
# What has no shape of its own: selectors of a variant of the character before, fillers of Hangul.
_SHAPELESS: Final = frozenset(
    [
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
        *range(0x180B, 0x1810),
        0x34F,
        0x115F,
        0x1160,
        0x3164,
        0xFFA0,
    ]
)
# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS: Final = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
    }
)


@dataclass(frozen=True)
class Folded:
    """The words of a name, a run of Han or kana being one word."""

    words: tuple[str, ...]

    @property
    def joined(self) -> str:
        """All words without anything between them: Xi'an, Xi-an and Xi An are one."""
        return "".join(self.words)

    @property
    def spaced(self) -> str:
        """All words with their borders kept."""
        return "_".join(self.words)


def fold(text: str, *, letters: bool = True, script: bool = True, name: bool = False) -> Folded:
    """Return the words of a text; blanks between two Han characters are kept unless it is a name.

    Without `letters`, width and accents count; without `script`, so do simplified and traditional characters.
    """
    if text.isascii():  # most names are, and need none of what follows
        return Folded(tuple(_ASCII_WORD.findall(text.replace("'", "").replace("`", "").lower())))
    shown = text.translate(_visible()).translate(_APOSTROPHES)
    if letters:
        shown = unicodedata.normalize("NFKC", shown).translate(_APOSTROPHES).casefold()
        bare = unicodedata.normalize("NFKD", shown).translate(_MARKS)
        shown = unicodedata.normalize("NFC", bare).casefold().translate(_LETTERS)
    else:
        shown = unicodedata.normalize("NFC", shown.casefold())
    if script:
        shown = shown.translate(_simplified())
    spaced = shown.translate(_parted())
    return Folded(tuple(_WORD.findall(_BETWEEN.sub("", spaced) if name else spaced)))


def is_unspaced(word: str) -> bool:
    """Whether a word is a run of Han or kana, in which a word may begin at any character."""
    return not word.isascii() and _FIRST.match(word) is not None


class _Table(dict[int, str | None]):
    """What each character becomes, found when it is first met."""

    def __init__(self, become: Callable[[str], str | None]) -> None:
        super().__init__()
        self._become = become

    def __missing__(self, point: int) -> str | None:
        found = self[point] = self._become(chr(point))
        return found


@cache
def _visible() -> _Table:
    """What a reader does not see does not part a word: zero width, direction, soft hyphen, what has no shape."""
    return _Table(lambda one: None if unicodedata.category(one) == "Cf" or ord(one) in _SHAPELESS else one)


@cache
def _parted() -> _Table:
    return _Table(lambda one: one if one.isalnum() or unicodedata.category(one).startswith("M") else " ")


@cache
def _simplified() -> _Table:
    """The simplified form of each Han character, on its own, however many steps lead there."""
    ways = [opencc.OpenCC(way) for way in _TO_SIMPLIFIED]

    def become(one: str) -> str:
        if not _FIRST.match(one):
            return one
        seen = [one]
        while True:
            found = seen[-1]
            for way in ways:
                step = way.convert(found)
                found = step if len(step) == 1 else found
            if found in seen:
                least = min(seen[seen.index(found) :])  # a circle has one name too
                return _ONE_WAY.get(least, least)
            seen.append(found)

    return _Table(become)
