"""Names of a thing and what somebody typed enter; how the two match leaves, with the name that matches best."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.folding import Folded, fold, is_unspaced
from graph.search_terms import borders_count, identifier_keys, may_slip, pieces

# The ways to match, the best first; each is a code of reasons.toml.
IDENTIFIER, NAME, SHORT, BEGINS, WORDS, MISTYPED, SOME = WAYS = (
    "found_by_identifier",
    "found_by_name",
    "found_by_short_form",
    "found_by_beginning",
    "found_by_words",
    "found_by_mistyped_words",
    "found_by_some_words",
)  # fmt: skip
FOLDED: Final = "spelling_folded"
SCRIPT: Final = "script_variant"
_LEVELS: Final = (  # what had to be made alike, the least first
    ((), {"letters": False, "script": False}),
    ((FOLDED,), {"letters": True, "script": False}),
    ((SCRIPT,), {"letters": False, "script": True}),
    ((FOLDED, SCRIPT), {"letters": True, "script": True}),
)


@dataclass(frozen=True)
class Name:
    """A name as it stands: the property that holds it, its language ("" where it has none), the text."""

    property: str
    lang: str
    text: str


@dataclass(frozen=True)
class Match:
    """Why a thing is in an answer."""

    way: str
    name: Name | None = None
    through: tuple[str, ...] = ()  # what had to be made alike: spelling, script


def match(text: str, names: Sequence[Name], identifiers: Iterable[str], short: Collection[str]) -> Match:
    """How a text matches a thing; the best way over all its names, and of equal ones the first name."""
    keys = identifier_keys(text)
    if any(fold(one).joined in keys for one in identifiers):
        return Match(IDENTIFIER)
    asked = fold(text)
    graded = [
        (WAYS.index(way), at, way) for at, one in enumerate(names)
        if (way := _way(asked, fold(one.text, name=True), one.property in short))
    ]  # fmt: skip
    if graded:
        _, at, way = min(graded)
        return Match(way, names[at], _through(text, names[at], way, short))
    return _by_words(asked, names)


def _way(asked: Folded, held: Folded, short: bool) -> str | None:
    """How a text matches one name as a whole or word by word."""
    if asked.joined == held.joined:
        return SHORT if short else NAME
    if held.spaced.startswith(asked.spaced) if borders_count(asked) else held.joined.startswith(asked.joined):
        return BEGINS
    return WORDS if all(_in(word, held) for word in asked.words) else None


def _in(word: str, held: Folded) -> bool:
    """Whether a name has a word that begins like this; a single letter must be a word, and in Han any character begins one."""
    if is_unspaced(word):
        return any(word in one for one in held.words)
    if len(word) == 1:
        return word in held.words
    return any(one.startswith(word) for one in held.words)


def _by_words(asked: Folded, names: Sequence[Name]) -> Match:
    """What of the words is in any of the names, as typed or with slips of the finger."""
    held = [fold(one.text, name=True) for one in names]
    everywhere = Folded(tuple(word for one in held for word in one.words))
    words = list(dict.fromkeys(asked.words))
    right = [word for word in words if _in(word, everywhere)]
    if len(right) == len(words):
        return Match(WORDS, _fullest(words, names, held))
    near = [word for word in words if word in right or _near(word, everywhere.words)]
    if len(near) == len(words):
        return Match(MISTYPED, _fullest(words, names, held, near=True))
    parts = pieces(asked)
    return Match(SOME, _fullest(parts, names, held))


def _fullest(
    words: Sequence[str], names: Sequence[Name], held: Sequence[Folded], *, near: bool = False
) -> Name | None:
    """The name that holds most of the words."""

    def holds(one: Folded) -> int:
        return sum(_in(word, one) or (near and _near(word, one.words)) for word in words)

    if not names:
        return None
    return names[max(range(len(names)), key=lambda at: (holds(held[at]), -at))]


def _near(word: str, held: Iterable[str]) -> bool:
    return may_slip(word) and any(one_slip(word, one) for one in held)


def one_slip(one: str, other: str) -> bool:
    """Whether two words are the same but for a letter more, a letter less, another letter, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    if at is None:  # one is the beginning of the other
        return True
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return (
        swapped
        or one[at + 1 :] == other[at + 1 :]
        or one[at:] == other[at + 1 :]
        or one[at + 1 :] == other[at:]
    )


def _through(text: str, name: Name, way: str, short: Collection[str]) -> tuple[str, ...]:
    """The least that had to be made alike for this match; capitals, hyphens and the like are not worth a word."""
    for told, level in _LEVELS:
        if _way(fold(text, **level), fold(name.text, name=True, **level), name.property in short) == way:
            return told
    return ()
