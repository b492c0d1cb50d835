"""The parts of a group enter; which countries and towns they name, and which say nothing but where, leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from loaders.affiliation.finding import Part
from loaders.affiliation.shelf import Place, Shelf
from loaders.affiliation.wording import Wording, plain
from loaders.matching.names import fold, words_of
from loaders.matching.parties import cities_of
from loaders.matching.places import kilometres

_TAIL: Final = 5  # words at the end of a part that may be a country
_STATE_AMONG: Final = 3  # words of a part that may close with the letters of a state
_NEAR: Final = 50.0  # kilometres within which two towns are taken for one place
_POSTAL: Final = re.compile(r"[A-Z]{2}")
_CODE: Final = re.compile(r"[A-Z]{2,3}")
_TOKEN: Final = re.compile(r"[^\s,]+")
_CHINESE_END: Final = re.compile(r"(?:特别行政区|自治区|省|市|区|县)$")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a group says it is, part by part."""

    countries: Mapping[int, str]
    towns: Mapping[int, tuple[Place, ...]]
    hints: Mapping[int, frozenset[str]]  # countries of which a part names a state
    only: frozenset[int]  # parts that say where and nothing else

    def countries_for(self, first: int, last: int, named: Iterable[int]) -> frozenset[str]:
        """The countries that a name in these parts stands in: the next after it, else any of the group."""
        return (
            frozenset(self._next(self.countries, last))
            or frozenset(self.countries.values())
            or self._hinted()
        )

    def _hinted(self) -> frozenset[str]:
        return frozenset(code for found in self.hints.values() for code in found)

    def towns_for(self, last: int, named: frozenset[int]) -> tuple[Place, ...]:
        """The towns that follow a name, up to the next name that itself is followed by some; else any of the group."""
        found: list[Place] = []
        for at in sorted(self.towns):
            if at <= last:
                continue
            if found and any(last < other < at for other in named if other > min(self._after(last))):
                break
            found += self.towns[at]
        return tuple(found) or tuple(place for at in sorted(self.towns) for place in self.towns[at])

    def _after(self, last: int) -> list[int]:
        return [at for at in self.towns if at > last] or [last]

    def _next(self, found: Mapping[int, str], last: int) -> list[str]:
        after = sorted(at for at in found if at > last)
        return [found[after[0]]] if after else []


@dataclass(slots=True)
class _Said:
    """What the parts of a group say, while they are read."""

    countries: dict[int, str] = field(default_factory=dict)
    hints: dict[int, frozenset[str]] = field(default_factory=dict)  # by the letters of a state
    named: dict[int, frozenset[str]] = field(default_factory=dict)  # by the name of a state
    alone: set[int] = field(default_factory=set)  # parts that are the name of a state and nothing else
    doubtful: dict[int, frozenset[str]] = field(default_factory=dict)  # country's name that is a state's too


def whereabouts(parts: Sequence[Part], shelf: Shelf, wording: Wording) -> Where:
    """Read the places of a group."""
    said = _Said()
    only: set[int] = set()
    bare: set[int] = set()
    rests: dict[int, str] = {}
    for part in parts:
        rest = _country(part, shelf.countries, wording, said)
        if not rest:
            only.add(part.at)
            bare.add(part.at)
        rests[part.at] = rest
    keys = {at: _town_keys(rest, wording) for at, rest in rests.items() if rest}
    held = shelf.places({key for several in keys.values() for key in several})
    towns: dict[int, tuple[Place, ...]] = {}
    for at, several in sorted(keys.items()):
        found = tuple(place for key in several for place in held.get(key, ()))
        if found:
            towns[at] = found
            only.add(at)
    _settle(said, towns)
    # a country at the end of a part counts where no part is one: rue du Luxembourg, Concepción del Uruguay
    whole = {at: code for at, code in said.countries.items() if at in bare}
    return Where(whole or said.countries, towns, said.hints, frozenset(only | said.alone))


def _settle(said: _Said, towns: Mapping[int, Sequence[Place]]) -> None:
    """Georgia is the state where the United States, letters of a state or a town there stand beside it."""
    here = {place.country for found in towns.values() for place in found}
    for at, states in said.doubtful.items():
        follows = any(other > at and code in states for other, code in said.countries.items())
        lettered = any(found & states for found in said.hints.values())
        if follows or lettered or (here & states and said.countries[at] not in here):
            del said.countries[at]
            said.named[at] = states
    for at, states in said.named.items():
        # Victoria is a town in other countries too, and says nothing then
        if all(place.country in states for place in towns.get(at, ())):
            said.hints.setdefault(at, states)


def _country(part: Part, known: Mapping[str, str], wording: Wording, said: _Said) -> str:
    """What is left of a part without figures, country and state."""
    if part.runs and not part.words:
        return _chinese(part, known, said.countries)
    tokens = [token for token in _TOKEN.findall(part.text) if not any(sign.isdigit() for sign in token)]
    figures = len(tokens) < len(_TOKEN.findall(part.text))
    if figures and len(tokens) > 1 and _POSTAL.fullmatch(tokens[0]):  # 3062 PA Rotterdam
        tokens = tokens[1:]
    for size in range(min(_TAIL, len(tokens)), 0, -1):
        name = plain(" ".join(tokens[-size:]))
        code, states = known.get(name), wording.states_named.get(name)
        if states and not code:
            tokens = _state(part.at, tokens, size, states, said, figures=figures)
            break  # what ends in New Jersey or New South Wales ends in no country
        new = size < len(tokens) and plain(tokens[-size - 1]) == "new"  # New England
        if code and not new and (size == len(tokens) or figures or len(tokens) - size <= 2):
            said.countries[part.at] = code
            if states:
                said.doubtful[part.at] = states
            tokens = tokens[:-size]
            break
    state = bool(tokens) and bool(_CODE.fullmatch(tokens[-1])) and tokens[-1].lower() in wording.states
    if state and (figures or len(tokens) <= _STATE_AMONG):
        said.hints[part.at] = wording.states[tokens[-1].lower()]
        tokens = tokens[:-1]
    return " ".join(tokens)


def _state(
    at: int, tokens: list[str], size: int, states: frozenset[str], said: _Said, *, figures: bool
) -> list[str]:
    """What is left of a part that ends in the name of a state; one that is nothing else may be a town too: New York."""
    if size == len(tokens):
        said.alone.add(at)
        said.named[at] = states
        return tokens
    if not figures:
        return tokens  # University of Maine
    said.named[at] = states
    return tokens[:-size]


def _chinese(part: Part, known: Mapping[str, str], countries: dict[int, str]) -> str:
    run = "".join(sign for sign in "".join(part.runs) if not sign.isdigit())
    for size in range(min(len(run), 8), 1, -1):
        code = known.get(run[:size])
        if code and size > 1:
            countries[part.at] = code
            run = run[size:]
            break
    return run


def _town_keys(rest: str, wording: Wording) -> list[str]:
    if not rest.isascii():
        chinese = _CHINESE_END.sub("", fold(rest).replace(" ", ""))
        for known, name in wording.cities_zh.items():
            if chinese == known or (chinese.endswith(known) and len(chinese) <= len(known) + 4):
                return sorted(cities_of(name))
    words = words_of(rest)
    if not words or len(words) > 4:
        return []
    return sorted({*cities_of(rest), "".join(words)})


def stands_there(
    cities: frozenset[str], point: tuple[float, float] | None, country: str, towns: Sequence[Place]
) -> bool:
    """Whether an organisation is in one of these towns or near."""
    for place in towns:
        if place.key in cities:
            return True
        here = point is not None and place.country == country
        if here and point is not None and place.point is not None and kilometres(point, place.point) <= _NEAR:
            return True
    return False
