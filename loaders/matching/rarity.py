"""The names of all parties enter; how much a word says, in its country and in all of them, leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import log

from loaders.matching.parties import Entry, country_words

_LEAST = 0.5
_FEW = 50  # names that every country is taken to have more, so that a small one does not make all its words common


class Rarity:
    """Weights of words: the information, in nats, of meeting the word in a name; learnt from the data alone."""

    def __init__(self, parties: Iterable[Entry]) -> None:
        """Count in how many parties each word stands; a party counts once, in however many names it bears a word."""
        self._everywhere: Counter[str] = Counter()
        self._here: Counter[tuple[str, str]] = Counter()
        self._parties: Counter[str] = Counter()
        self._all = 0
        for party in parties:
            words = {word for name in party.names for word in name.words}
            self._everywhere.update(words)
            for country in party.countries or {""}:
                self._here.update((country, word) for word in words)
                self._parties[country] += 1
            self._all += 1
        self._of_country = {country: country_words(country) for country in self._parties}
        self._known: dict[tuple[str, str], float] = {}

    def weight(self, country: str, word: str) -> float:
        """The mean of what the word says among all names and among those of its country."""
        known = self._known.get((country, word))
        if known is None:
            everywhere = log((self._all + _FEW) / (self._everywhere[word] + 1))
            here = log((self._parties[country] + _FEW) / (self._here[country, word] + 1))
            told = word in self._of_country[country]  # nothing that the country does not say already
            known = self._known[country, word] = _LEAST if told else max(_LEAST, (everywhere + here) / 2)
        return known
