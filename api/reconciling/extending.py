"""A data extension query enters; the values of its properties leave, for each of its ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.errors import Refusal
from api.queries.document import misfit
from api.reconciling.offered import Offered, properties
from loaders.affiliation.shelf import Shelf

MOST_IDS: Final = 200
_MOST_PROPERTIES: Final = 50


def extend(said: Mapping[str, Any], shelf: Shelf, lang: str) -> dict[str, Any]:
    """Return what is known; an id that nobody knows has no values."""
    ids, wanted = said.get("ids"), said.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise misfit("/extend/ids", "it is a list of ids", "应为编号列表")
    if len(ids) > MOST_IDS:
        raise Refusal(
            "too-large", f"{MOST_IDS} ids may be asked for at a time", f"每次最多 {MOST_IDS} 个编号"
        )
    if not isinstance(wanted, list) or len(wanted) > _MOST_PROPERTIES:
        raise misfit("/extend/properties", "it is a list of properties", "应为属性列表")
    asked = [_property(f"/extend/properties/{at}", one) for at, one in enumerate(wanted)]
    rows: dict[str, Any] = {}
    for name in ids:
        found = shelf.find(name)
        rows[name] = {
            one.id: (one.values(found, shelf)[: limit or None] if found is not None else [])
            for one, limit in asked
        }
    return {"meta": [one.told(lang) for one, _ in asked], "rows": rows}


def _property(at: str, said: object) -> tuple[Offered, int]:
    if not isinstance(said, dict) or not isinstance(said.get("id"), str):
        raise misfit(at, "it is an object with id", "应为含 id 的对象")
    known = properties()
    if said["id"] not in known:
        raise misfit(f"{at}/id", f"known are {', '.join(known)}", f"可用：{'、'.join(known)}")
    settings = said.get("settings", {})
    limit = settings.get("limit", 0) if isinstance(settings, dict) else None
    if isinstance(limit, str) and limit.isascii() and limit.isdigit() and len(limit) < 6:
        limit = int(limit)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 0:
        raise misfit(f"{at}/settings/limit", "it is a whole number, 0 = all", "应为整数，0 为全部")
    return known[said["id"]], int(limit)


def proposed(kind: str, limit: int, lang: str) -> dict[str, Any]:
    """Return the properties that can be fetched; they are the same for every type."""
    listed = [one.told(lang) for one in properties().values()]
    return {"properties": listed[: limit or None], "type": kind, **({"limit": limit} if limit else {})}
