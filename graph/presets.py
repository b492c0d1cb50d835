"""The tables beside the questions enter: numbers that judge, reasons, clauses, what may be lacking; each leaves, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ontology.errors import GraphError

ORIGINS: Final = ("policy", "documented-preset", "ours")


@dataclass(frozen=True)
class Preset:
    """A value that judges, and whose it is."""

    name: str
    value: Any
    origin: str
    about: Mapping[str, str]
    clause: str = ""

    def shown(self, value: object = None) -> dict[str, Any]:
        """Return it as an answer prints it; a value that the caller chose is the caller's."""
        used = self.value if value is None else value
        origin = self.origin if used == self.value else "caller"
        return {"value": used, "origin": origin, "clause": self.clause, "about": dict(self.about)}


@cache
def load_presets() -> Mapping[str, Preset]:
    """Return the shipped presets by name."""
    said = _table("presets.toml")
    presets = {name: Preset(name=name, **entry) for name, entry in said.items()}
    for one in presets.values():
        if one.origin not in ORIGINS:
            raise GraphError(
                f"preset {one.name} has the origin {one.origin!r}; it must be one of {', '.join(ORIGINS)}"
            )
    return MappingProxyType(presets)


@cache
def load_clauses() -> Mapping[str, Mapping[str, Any]]:
    """Return the clauses of the policy by number, each with its words, what answers it and which tests show it."""
    return MappingProxyType(_table("policy.toml"))


@cache
def load_lacks() -> Mapping[str, Mapping[str, Any]]:
    """Return what agreements and labs may lack, and where and by whom it is supplied."""
    return MappingProxyType(_table("lacks.toml"))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "questions" / name).read_text("utf-8"))


@cache
def load_reasons() -> Mapping[str, Mapping[str, str]]:
    """Return what each code of an answer means, in zh and en."""
    return MappingProxyType(_table("reasons.toml"))
