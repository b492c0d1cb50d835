"""The file of what search knows of the ontology enters; kinds of things, short forms and identifiers leave."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class SearchKind:
    """One group of a search's answer."""

    name: str
    classes: tuple[str, ...]  # () = what belongs to no other kind
    label: Mapping[str, str]
    published: str = ""  # only things that state this property are found


@dataclass(frozen=True)
class Searched:
    """What is searched for, and how it is grouped."""

    short: tuple[str, ...]
    identifiers: tuple[str, ...]
    general: int  # so many things of a kind, and a text that they only have in their names is too general
    kinds: tuple[SearchKind, ...]

    def hides(self, labels: Collection[str], stated: Collection[str]) -> bool:
        """Whether a thing with these labels that states these properties is not to be found."""
        return any(
            one.published not in stated
            for one in self.kinds
            if one.published and not set(one.classes).isdisjoint(labels)
        )


@cache
def load_searched() -> Searched:
    """Return the shipped file."""
    said = tomllib.loads((Path(__file__).parent / "questions" / "search.toml").read_text("utf-8"))
    kinds = tuple(
        SearchKind(one["name"], tuple(one["classes"]), one["label"], one.get("published", ""))
        for one in said["kinds"]
    )
    return Searched(tuple(said["short"]), tuple(said["identifiers"]), int(said["general"]), kinds)
