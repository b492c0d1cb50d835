"""A name as a source writes it enters; the words to compare leave: folded, shortened forms written out, legal form apart."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from anyascii import anyascii
from opencc import OpenCC

from loaders.matching.lexicon import Lexicon, sound

_CHINESE = re.compile(r"[㐀-鿿豈-﫿]+")
_APART = re.compile(r"[^0-9a-z㐀-鿿豈-﫿]+")
_APOSTROPHE = re.compile(r"['’`´ʼ]")
_NUMERALS = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "xi": "11", "xii": "12", "xiii": "13",
}  # fmt: skip
_LONGER = r"IX|XI{1,3}|VI{1,3}|IV|II{1,2}"
_NUMERAL_AT_END = re.compile(rf"(?<=[\s-])(?:{_LONGER}|I)$")
_NUMERAL = re.compile(rf"(?<![\w.'’])(?:{_LONGER}|I)(?![\w.'’])")
_NUMERAL_IN_CAPITALS = re.compile(rf"(?<![\w.'’])(?:{_LONGER})(?![\w.'’])")
_AND = re.compile(r"[&+]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name to compare."""

    text: str  # as its source writes it
    words: tuple[str, ...]  # folded, in order, without legal forms and small words
    kinds: frozenset[str]  # kinds of organisation that its words say
    legal: frozenset[str]  # groups of legal forms that it bears

    @property
    def key(self) -> str:
        """Equal for names that differ in writing alone."""
        return "".join(self.words)


@cache
def _simplify() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, half width, simplified characters, other scripts in Latin letters without accents; Chinese stays."""
    text = unicodedata.normalize("NFKC", text)
    if _CHINESE.search(text):
        text = str(_simplify().convert(text))
        parts = re.split(f"({_CHINESE.pattern})", text)
        return "".join(
            f" {part} " if _CHINESE.fullmatch(part) else anyascii(part) for part in parts if part
        ).lower()
    return (text if text.isascii() else anyascii(text)).lower()


def words_of(text: str) -> list[str]:
    """The words of a text; letters that stand alone one after another (s. r. l.) are one word."""
    folded = _APOSTROPHE.sub(" ", _AND.sub(" and ", fold(text)))
    merged: list[str] = []
    letters = ""
    for word in [*_APART.sub(" ", folded).split(), ""]:
        if len(word) == 1 and word.isascii():
            letters += word
            continue
        if letters:
            merged.append(letters)
            letters = ""
        if word:
            merged.append(word)
    return merged


def read_name(text: str, lexicon: Lexicon, besides: frozenset[str] = frozenset()) -> Name:
    """Make a name ready to compare; `besides` are words of its country, dropped where they close it in brackets."""
    words: list[str] = []
    legal: set[str] = set()
    kinds: set[str] = set()
    for word in words_of(_numbered(_without_place(text, besides))):
        if _CHINESE.fullmatch(word):
            words += _chinese(word, lexicon, legal)
        elif (parts := lexicon.compounds.get(sound(word))) is not None:
            words += parts
        else:
            words.append(lexicon.abbreviations.get(word, word))
    kept = [word for word in words if word not in lexicon.legal and word not in lexicon.small]
    legal |= {lexicon.legal[word] for word in words if word in lexicon.legal}
    for word in kept:
        kinds |= lexicon.kinds_of.get(word, frozenset())
    return Name(text, tuple(sound(word) for word in kept or words), frozenset(kinds), frozenset(legal))


def _numbered(text: str) -> str:
    """Roman numerals as figures; I alone only where it closes the name or stands in capitals among small letters."""
    text = _NUMERAL_AT_END.sub(_figure, text)
    return (_NUMERAL_IN_CAPITALS if text.isupper() else _NUMERAL).sub(_figure, text)


def _figure(found: re.Match[str]) -> str:
    return _NUMERALS[found[0].lower()]


_IN_BRACKETS = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*$")


def _without_place(text: str, besides: frozenset[str]) -> str:
    """`Norconsult (Norway)` without the country that a registry adds to tell its records apart."""
    found = _IN_BRACKETS.search(text)
    if found and found.start() > 0 and fold(found[1]).strip() in besides:
        return text[: found.start()]
    return text


def _chinese(run: str, lexicon: Lexicon, legal: set[str]) -> list[str]:
    """Chinese writes no blanks: cut at words that say a kind, written-out short forms, the legal form dropped."""
    run = lexicon.short_zh.get(run, run)
    for short, written in lexicon.short_zh.items():
        if run.startswith(short) and not run.startswith(written) and len(short) > 2:
            run = written + run.removeprefix(short)
    for form in lexicon.legal_zh:
        if run.endswith(form) and run != form:
            legal.add("company")
            run = run.removesuffix(form)
            break
    words: list[str] = []
    rest = ""
    at = 0
    while at < len(run):
        found = next((word for word in lexicon.words_zh if run.startswith(word, at)), "")
        if found:
            words += [rest] if rest else []
            words.append(found)
            rest, at = "", at + len(found)
        else:
            rest += run[at]
            at += 1
    return words + ([rest] if rest else [])
