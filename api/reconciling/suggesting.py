"""The beginning of a name or id enters; organisations, properties or types that begin so leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from api.reconciling.answering import described, find_id
from api.reconciling.offered import properties, types_known, types_of
from loaders.affiliation.filling import begin
from loaders.affiliation.shelf import Bearer, Shelf

AT_ONCE: Final = 20
LONGEST: Final = 200  # characters of a beginning that are looked at


def entities(prefix: str, skip: int, shelf: Shelf, lang: str) -> dict[str, Any]:
    """Organisations of which a name begins so, or whose id it is."""
    text = prefix[:LONGEST].strip()
    known = find_id(text, shelf)
    if known is not None:
        return {"result": [] if skip else [_entity(known, "", lang)]}
    return {
        "result": [
            _entity(shelf.organisation(number), name, lang)
            for number, name in shelf.beginning(text, AT_ONCE, skip)
        ]
    }


def _entity(one: Bearer, matched: str, lang: str) -> dict[str, Any]:
    name = (one.name_zh if lang == "zh" else "") or one.name
    told = described(one, lang)
    if matched and matched not in (name, one.name, one.name_zh):
        told = " · ".join(filter(None, (matched, told)))
    return {"id": one.id, "name": name, "description": told, "notable": types_of(one, lang)}


def listed_properties(prefix: str, skip: int, lang: str) -> dict[str, Any]:
    """Properties whose id or name begins so, in either language."""
    found = [
        one.told(lang) for one in properties().values() if _begins(prefix, (one.id, *one.label.values()))
    ]
    return {"result": found[skip : skip + AT_ONCE]}


def listed_types(prefix: str, skip: int, lang: str) -> dict[str, Any]:
    """Types whose id or name begins so, in either language."""
    names = {
        one["id"]: (one["id"], *(each["name"] for each in _both(one["id"]))) for one in types_known(lang)
    }
    found = [dict(one) for one in types_known(lang) if _begins(prefix, names[one["id"]])]
    return {"result": found[skip : skip + AT_ONCE]}


def _both(name: str) -> list[Any]:
    return [one for lang in ("en", "zh") for one in types_known(lang) if one["id"] == name]


def _begins(prefix: str, names: Iterable[str]) -> bool:
    start = begin(prefix[:LONGEST])
    return any(f" {begin(name)}".find(f" {start}") >= 0 for name in names)
