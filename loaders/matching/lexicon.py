"""words.toml enters; what words of names mean leaves: legal forms, small words, kinds, abbreviations, short forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from loaders.toml import Table, read_toml

_WORDS = Path(__file__).parent / "words.toml"
HARD, SOFT = "hard", "soft"
# ways to write one sound: umlauts and Nordic letters written out, and what transliterations differ in
_SOUNDS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ph", "f"))


@lru_cache(maxsize=262_144)
def sound(word: str) -> str:
    """A word with the ways to write one sound made equal: universitaet, universitat; aarhus, arhus."""
    for written, kept in _SOUNDS:
        word = word.replace(written, kept)
    return word


@dataclass(frozen=True)
class Kind:
    """A kind of organisation that names can say."""

    name: str
    label: Mapping[str, str]
    hard: bool  # whether one name that says it and another that does not are two organisations
    apart_from: frozenset[str]  # kinds beside which it is always another organisation
    relative: bool  # whether it then belongs to the one whose name it bears


@dataclass(frozen=True)
class Lexicon:
    """What no data can tell of the words of names."""

    legal: Mapping[str, str]  # word → the legal form's group
    legal_zh: tuple[str, ...]  # longest first
    small: frozenset[str]
    kinds: Mapping[str, Kind]
    kinds_of: Mapping[str, frozenset[str]]  # word, also as it sounds → names of the kinds that it says
    meanings: Mapping[
        str, frozenset[int]
    ]  # word → numbers of the lines that it stands on; one line, one meaning
    words_zh: tuple[str, ...]  # Chinese words that say a kind, longest first
    abbreviations: Mapping[str, str]
    compounds: Mapping[str, tuple[str, ...]]
    short_zh: Mapping[str, str]


@cache
def default_lexicon() -> Lexicon:
    """The shipped one."""
    return read_lexicon(_WORDS)


def read_lexicon(path: Path) -> Lexicon:
    """Read a file of words; a key that nobody reads is named."""
    top = read_toml(path)
    top.only(("legal", "legal_zh", "small", "kinds", "abbreviations", "compounds", "short_zh"))
    kinds, kinds_of, meanings, words_zh = _kinds(top.table("kinds"))
    legal: dict[str, str] = {}
    groups = top.table("legal")
    for group in groups.values:
        table = groups.table(group)
        table.only(("label", "words"))
        table.bilingual("label")
        legal |= dict.fromkeys(table.text("words").split(), group)
    return Lexicon(
        legal,
        _longest_first(top.table("legal_zh").text("words")),
        frozenset(top.table("small").text("words").split()),
        kinds,
        kinds_of,
        meanings,
        words_zh,
        top.mapping("abbreviations"),
        {sound(word): tuple(parts.split()) for word, parts in top.mapping("compounds").items()},
        top.mapping("short_zh"),
    )


def _kinds(
    tables: Table,
) -> tuple[dict[str, Kind], dict[str, frozenset[str]], dict[str, frozenset[int]], tuple[str, ...]]:
    kinds: dict[str, Kind] = {}
    kinds_of: dict[str, set[str]] = {}
    meanings: dict[str, set[int]] = {}
    number = 0
    for name in tables.values:
        table = tables.table(name)
        table.only(("label", "guard", "words", "apart_from", "relative"))
        guard = table.text("guard")
        if guard not in (HARD, SOFT):
            raise table.wrong("guard", "hard or soft is expected", "应为 hard 或 soft")
        kinds[name] = Kind(
            name,
            table.bilingual("label"),
            guard == HARD,
            frozenset(table.texts("apart_from")),
            table.truth("relative"),
        )
        for line in table.text("words").strip().splitlines():
            number += 1
            for word in line.split():
                for written in {word, sound(word)}:
                    kinds_of.setdefault(written, set()).add(name)
                    meanings.setdefault(written, set()).add(number)
    chinese = " ".join(word for word in kinds_of if not word.isascii())
    return (
        kinds,
        {word: frozenset(found) for word, found in kinds_of.items()},
        {word: frozenset(found) for word, found in meanings.items()},
        _longest_first(chinese),
    )


def _longest_first(words: str) -> tuple[str, ...]:
    return tuple(sorted(set(words.split()), key=lambda word: (-len(word), word)))
