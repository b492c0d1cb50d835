"""A ground for a place in the pool enters, as an answer tells it; words leave: which agreement is stated, what it leads to, when.

The command line, the pages and the dossier take these words from here, so that none of them says more than the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.values import code
from api.words import word

Row = Mapping[str, Any]


def during(state: str, lang: str, when: str = "any") -> str:
    """Return a state with the time of the project that it is of."""
    head, tail = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{word(state, lang)}{head}{word(f'when.{when}', lang)}{tail}"


def held(ground: Row, lang: str) -> str:
    """Return whether the agreement held for the project, and whether it does on the day."""
    mark, stop = ("：", "；") if lang == "zh" else (": ", "; ")
    days = ((f"when.{ground['when']}", ground["state"]), ("on_the_day", ground["on_the_day"]))
    told = [f"{word(when, lang)}{mark}{word(state, lang)}" for when, state in days]
    return stop.join([*told, *([word("inferred", lang)] if ground["reading"] == "copresence" else [])])


def lower(ground: Row) -> Sequence[Row]:
    """Return the agreements that a source names and that lead to the one of the ground: made under it, not it."""
    return [one for one in ground["stated"] if one["agreement"] != ground["agreement"]]


def level(one: Row, lang: str) -> str:
    """Return the level of a stated agreement in words."""
    return code(one["level"], lang, "level") if one["level"] else word("unknown", lang)


def under(ground: Row, lang: str, named: Callable[[Row], str]) -> str:
    """Return a ground as one line; `named` says what an agreement is called."""
    head, comma, tail = ("（", "，", "）") if lang == "zh" else (" (", ", ", ")")
    reading, upper = word(ground["reading"], lang), f"{named(ground)}{head}{held(ground, lang)}{tail}"
    if below := lower(ground):
        several = comma.join(f"{named(one)}{head}{reading}{comma}{level(one, lang)}{tail}" for one in below)
        return word("made_under", lang).format(lower=several, upper=upper)
    return f"{named(ground)}{head}{reading}{comma}{held(ground, lang)}{tail}"
