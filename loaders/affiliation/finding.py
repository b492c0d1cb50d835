"""A part of an affiliation string enters; stretches of its words that are names on the shelf leave, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from loaders.affiliation.keys import (
    BAG,
    EXACT,
    MEANING,
    SHORT,
    VARIANT,
    bagged,
    exact_key,
    joined_meanings,
    meant,
)
from loaders.affiliation.shelf import Shelf
from loaders.affiliation.wording import Wording
from loaders.matching.lexicon import Lexicon
from loaders.matching.names import Name, fold, read_name

_WORDS: Final = 40  # of a part that are read
_CODE: Final = 4  # figures of a number that is a postal code and no part of a name
_LONG: Final = 14  # words of a name
_TOGETHER: Final = 3  # parts that one name may run over: University of California, Berkeley
_SHORTEST: Final = 3  # Chinese signs of a name that is no short form
_SIGNS: Final = 30  # Chinese signs of a name
_INSTITUTE: Final = re.compile(r"(?<!研究)所\Z")  # 所 is said for 研究所
_CAPITALS: Final = re.compile(r"[A-Z0-9&/-]{2,12}")
_CHINESE: Final = re.compile(r"[㐀-鿿豈-﫿]")
_RUN: Final = re.compile(r"[㐀-鿿豈-﫿0-9a-z]*[㐀-鿿豈-﫿][㐀-鿿豈-﫿0-9a-z]*")
# brackets around Chinese in Chinese: a name may hold them
_BETWEEN: Final = re.compile(r"(?<=[㐀-鿿豈-﫿])\s*[()]\s*(?=[㐀-鿿豈-﫿])")
_CLOSING: Final = re.compile(r"(?<=[㐀-鿿豈-﫿])\s*[()]\s*$")
_BOUNDARY: Final = (
    "系",
    "学院",
    "学部",
    "所",
    "室",
    "院",
    "部",
    "中心",
    "大学",
    "省",
    "市",
    "中国",
    "站",
    "学",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part, ready to be looked at."""

    at: int
    text: str
    words: tuple[str, ...]
    legal: frozenset[str]  # legal forms as they stand in it
    runs: tuple[str, ...]  # Chinese in it, simplified
    bears: bool  # whether it bears a legal form at all


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of words that is a name."""

    first: int  # part
    last: int
    start: int  # word of the part, or sign of its Chinese
    end: int
    run: int  # which of the Chinese runs, -1 = words
    level: int
    organisations: tuple[int, ...]
    text: str
    before: str  # Chinese signs beside it in its run
    after: str

    @property
    def size(self) -> tuple[int, int]:
        """Longer names go first, then surer ways to meet them."""
        return (self.end - self.start, -self.level)


def read_part(at: int, text: str, lexicon: Lexicon, wording: Wording) -> Part:
    """Make a part ready."""
    chinese = bool(_CHINESE.search(text))
    name = read_name(text, lexicon) if not chinese else Name(text, (), frozenset(), frozenset())
    folded = fold(text) if chinese else text.lower()
    latin = _without_codes(name.words)
    runs: tuple[str, ...] = ()
    if chinese:
        folded = _CLOSING.sub("", _BETWEEN.sub("", folded))
        joined = re.sub(r"(?<=[㐀-鿿豈-﫿])\s+(?=[㐀-鿿豈-﫿])", "", folded)
        runs = tuple(run[:80] for run in _RUN.findall(joined))
        rest = _RUN.sub(" ", joined).strip()
        if any(sign.isalpha() for sign in rest):
            latin = _without_codes(read_name(rest, lexicon).words)
    legal = frozenset(re.findall(r"[a-z]{2,12}", folded)) & wording.apart_legal
    return Part(at, text, latin, legal, runs, bool(name.legal))


def _without_codes(words: Sequence[str]) -> tuple[str, ...]:
    """Without postal codes."""
    return tuple(word for word in words if not (word.isdigit() and len(word) >= _CODE))[:_WORDS]


def find(parts: Sequence[Part], shelf: Shelf, lexicon: Lexicon) -> list[Mention]:
    """All names in the parts of one group, the longest first; those that lie in a longer one are left out."""
    asked = _Asked(lexicon)
    for part in parts:
        for start in range(len(part.words)):
            for end in range(start + 1, min(len(part.words), start + _LONG) + 1):
                asked.words(part, start, end)
        for number in range(len(part.runs)):
            asked.chinese(part, number)
    for first in range(len(parts)):
        for last in range(first + 1, min(len(parts), first + _TOGETHER)):
            asked.together(parts[first : last + 1])
    return _longest(_found(asked.by_key, shelf.by_keys(asked.by_key.keys())))


class _Asked:
    """Keys to look up on the shelf: for each the stretches that have it, and the level at which it would be their name."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.by_key: dict[str, list[tuple[Mention, int]]] = {}
        self._lexicon = lexicon

    def words(self, part: Part, start: int, end: int) -> None:
        """Some words of a part, or all of them; a part that is one word in capitals may be a short form."""
        words, whole = part.words[start:end], end - start == len(part.words)
        text = part.text if whole else " ".join(words)
        mention = Mention(part.at, part.at, start, end, -1, EXACT, (), text, "", "")
        self._named(mention, words)
        if whole and len(words) == 1 and _CAPITALS.fullmatch(part.text.strip()):
            self._add(exact_key(words), mention, SHORT)
            self._add(fold(part.text).replace("-", "").replace("&", "and").strip(), mention, SHORT)

    def together(self, parts: Sequence[Part]) -> None:
        """All words of parts that stand side by side, as one name."""
        words = tuple(word for part in parts for word in part.words)
        if all(part.words for part in parts) and len(words) <= _LONG:
            text = parts[0].text
            self._named(Mention(parts[0].at, parts[-1].at, 0, len(words), -1, EXACT, (), text, "", ""), words)

    def chinese(self, part: Part, number: int) -> None:
        """What begins in a run of Chinese where a name may begin, short forms written out too."""
        run = part.runs[number]
        for start in range(len(run)):
            if start and not run[:start].endswith(_BOUNDARY):
                continue
            rest = run[start:]
            for short, written in self._lexicon.short_zh.items():
                if rest.startswith(short) and not rest.startswith(written):
                    self._begun(part, number, start, short, written)
            self._begun(part, number, start)

    def _begun(self, part: Part, number: int, start: int, short: str = "", written: str = "") -> None:
        """Names that begin at a place of a run; where a short form stands there, with it written out."""
        run, least = part.runs[number], len(short)
        for end in range(start + (least or _SHORTEST), min(len(run), start + _SIGNS) + 1):
            text = written + run[start + least : end]
            mention = Mention(
                part.at, part.at, start, end, number, EXACT, (), run[start:end], run[:start], run[end:]
            )
            names = (text, _INSTITUTE.sub("研究所", text)) if _INSTITUTE.search(text) else (text,)
            for name in names:
                self._add(exact_key(read_name(name, self._lexicon).words), mention, EXACT)

    def _named(self, mention: Mention, words: tuple[str, ...]) -> None:
        self._add(exact_key(words), mention, EXACT)
        if len(words) > 1:
            said = meant(words, self._lexicon)
            self._add(joined_meanings(said), mention, MEANING)
            self._add(bagged(said), mention, BAG)

    def _add(self, key: str, mention: Mention, level: int) -> None:
        self.by_key.setdefault(key, []).append((mention, level))


def _found(
    asked: Mapping[str, Iterable[tuple[Mention, int]]], held: Mapping[str, Mapping[int, Sequence[int]]]
) -> list[Mention]:
    """For each stretch the surest level at which it is a name."""
    best: dict[tuple[int, int, int, int, int], Mention] = {}
    for key, levels in held.items():
        for mention, way in asked[key]:
            for level in (EXACT, VARIANT) if way == EXACT else (way,):
                if numbers := levels.get(level):
                    place = (mention.first, mention.last, mention.start, mention.end, mention.run)
                    found = replace(mention, level=level, organisations=tuple(numbers))
                    best[place] = _surer(best[place], found) if place in best else found
    return list(best.values())


def _surer(one: Mention, other: Mention) -> Mention:
    """A word in capitals that is a name of one and the short form of another may mean either; else the surer level holds."""
    if SHORT in (one.level, other.level):
        return replace(
            one, level=SHORT, organisations=tuple(sorted({*one.organisations, *other.organisations}))
        )
    return other if other.level < one.level else one


def _longest(found: Iterable[Mention]) -> list[Mention]:
    """Without those that lie inside or across a longer one."""
    kept: list[Mention] = []
    order = sorted(
        found, key=lambda one: (one.last == one.first, -one.size[0], one.level, one.first, one.start, one.run)
    )
    for mention in order:
        if not any(_overlap(mention, other) for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda one: (one.first, one.run, one.start))


def _overlap(one: Mention, other: Mention) -> bool:
    if one.last < other.first or other.last < one.first:
        return False
    if one.first != one.last or other.first != other.last:
        return True
    return one.run == other.run and one.start < other.end and other.start < one.end
