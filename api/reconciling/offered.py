"""offered.toml and the model enter; the properties and types of the service leave, and what an organisation has of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from loaders.affiliation.shelf import Bearer, Shelf
from loaders.matching.profile import default_profile
from ontology.model import Model, default_model
from ontology.terms import split_id

_FILE: Final = Path(__file__).parent / "offered.toml"
_KINDS: Final = "kind"  # the concept scheme of the kinds of organisations


@dataclass(frozen=True)
class Offered:
    """One property."""

    id: str
    label: Mapping[str, str]
    of: str
    scheme: str
    address: str
    things: bool

    def texts(self, one: Bearer) -> tuple[str, ...]:
        """What an organisation has of it, as text."""
        value = getattr(one, self.of)
        values = (
            (value,)
            if isinstance(value, str)
            else tuple(value)
            if self.of in _ORDERED
            else tuple(sorted(value))
        )
        if self.scheme:
            parts = (split_id(name) for name in values)
            return tuple(f"{self.address}{key}" for _, scheme, key in parts if scheme == self.scheme)
        return tuple(text for text in values if text)

    def values(self, one: Bearer, shelf: Shelf) -> list[dict[str, Any]]:
        """The same as the service gives it."""
        found: list[dict[str, Any]] = []
        for text in self.texts(one):
            other = shelf.find(text) if self.things else None
            if other is not None:
                found.append({"id": other.id, "name": other.name})
            elif text.isdecimal() and self.of == "established":
                found.append({"int": int(text)})
            else:
                found.append({"str": text})
        return found

    def told(self, lang: str) -> dict[str, str]:
        """Id and name."""
        return {"id": self.id, "name": self.label[lang]}


_ORDERED: Final = ("cities", "within", "becomes")


@cache
def properties() -> Mapping[str, Offered]:
    """All of them, in the order of the file."""
    said = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        name: Offered(
            name,
            row["label"],
            row["of"],
            row.get("scheme", ""),
            row.get("address", ""),
            row.get("things", False),
        )
        for name, row in said.items()
    }


def main_type() -> str:
    """The type of everything here."""
    return default_profile().kind_of_thing


def types(lang: str, model: Model | None = None) -> list[dict[str, Any]]:
    """All types: the one of everything, and the kinds below it."""
    known = model or default_model()
    top = {"id": main_type(), "name": known.classes[main_type()].labels[lang]}
    kinds = known.concepts.get(_KINDS, {})
    return [
        top,
        *({"id": one.id, "name": one.labels[lang], "broader": [top]} for _, one in sorted(kinds.items())),
    ]


def types_of(one: Bearer, lang: str) -> list[dict[str, str]]:
    """The types of an organisation: its kinds, and the one of everything."""
    known = {kind["id"].rpartition("-")[2]: kind for kind in types_known(lang)[1:]}
    mine = [known[kind] for kind in sorted(one.kinds) if kind in known]
    return [{"id": kind["id"], "name": kind["name"]} for kind in (*mine, types_known(lang)[0])]


@cache
def types_known(lang: str) -> Sequence[Mapping[str, Any]]:
    """The types, made once."""
    return types(lang)
