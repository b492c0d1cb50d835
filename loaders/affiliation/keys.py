"""Words of a name enter; the keys under which the name is kept and looked up leave, from the exact one to the loosest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from loaders.matching.lexicon import Lexicon

EXACT, VARIANT, MEANING, BAG, SHORT = range(5)
LEVELS = ("exact", "variant", "meaning", "bag", "short")
_PLURAL = 4  # letters above which a closing s is not looked at


@lru_cache(maxsize=262_144)
def stem(word: str) -> str:
    """A word without the s of the plural: sciences, science."""
    return word[:-1] if len(word) > _PLURAL and word.endswith("s") and not word.endswith("ss") else word


def meant(words: Iterable[str], lexicon: Lexicon) -> list[str]:
    """The words, each that says a kind of organisation replaced by the number of what it says: universidad, university."""
    meanings = lexicon.meanings
    return [f"#{min(meanings[word])}" if word in meanings else stem(word) for word in words]


def exact_key(words: Sequence[str]) -> str:
    """Equal for names that differ in writing alone."""
    return "".join(stem(word) for word in words)


def joined_meanings(said: Sequence[str]) -> str:
    """The key of words that were replaced by what they mean."""
    return "~".join(said)


def bagged(said: Sequence[str]) -> str:
    """The same in any order."""
    return " ".join(sorted(said))


def meaning_key(words: Sequence[str], lexicon: Lexicon) -> str:
    """Equal also where the kind of organisation is said in another language."""
    return joined_meanings(meant(words, lexicon))


def bag_key(words: Sequence[str], lexicon: Lexicon) -> str:
    """Equal also where the words stand in another order."""
    return bagged(meant(words, lexicon))
