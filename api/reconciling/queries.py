"""A batch of reconciliation queries enters; it leaves read, or what is wrong with it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from api.errors import Refusal
from api.queries.document import misfit

BATCH: Final = 50  # queries at a time; the manifest says it
MOST: Final = 50  # candidates of one query
FEW: Final = 5  # where no limit is given
_NAMES: Final = ("query", "type", "limit", "properties", "type_strict")
_VALUES: Final = 20  # of one property
_LONGEST: Final = 2_000  # characters of a value
_STRICT: Final = ("any", "should", "all")


@dataclass(frozen=True)
class Query:
    """One query."""

    text: str
    types: tuple[str, ...]
    limit: int
    properties: tuple[tuple[str, tuple[str, ...]], ...]  # id, values as text
    strict: str


def read_json(text: str, name: str) -> Mapping[str, Any]:
    """Read the JSON object that a form's field holds."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal("bad-request", f"{name} is no JSON: {error}", f"{name} 不是 JSON：{error}") from None
    if not isinstance(document, dict):
        raise misfit(f"/{name}", "it is an object", "应为对象")
    return document


def read_batch(text: str) -> dict[str, Query]:
    """Read a batch; a part of the wrong form is named."""
    batch = read_json(text, "queries")
    if len(batch) > BATCH:
        raise Refusal("too-large", f"a batch may have {BATCH} queries, and this one has {len(batch)}",
                      f"每批最多 {BATCH} 个查询，此批有 {len(batch)} 个")  # fmt: skip
    return {key: _query(f"/queries/{key[:80]}", said) for key, said in batch.items()}


def _query(at: str, said: object) -> Query:
    if not isinstance(said, dict):
        raise misfit(at, "it is an object", "应为对象")
    for name in said:
        if name not in _NAMES:
            raise misfit(f"{at}/{name[:80]}", f"known are {', '.join(_NAMES)}", f"可用：{'、'.join(_NAMES)}")
    text = said.get("query", "")
    if not isinstance(text, str):
        raise misfit(f"{at}/query", "it is text", "应为文本")
    properties = _properties(f"{at}/properties", said.get("properties", []))
    if "query" not in said and not properties:
        raise misfit(at, "it needs query or properties", "需要 query 或 properties")
    strict = said.get("type_strict", "should")
    if strict not in _STRICT:
        raise misfit(
            f"{at}/type_strict", f"it is one of {', '.join(_STRICT)}", f"应为 {'、'.join(_STRICT)} 之一"
        )
    return Query(text, _types(f"{at}/type", said.get("type", [])), _limit(f"{at}/limit", said.get("limit", FEW)),
                 properties, strict)  # fmt: skip


def _types(at: str, said: object) -> tuple[str, ...]:
    listed = [said] if isinstance(said, str) else said
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise misfit(at, "it is a type or a list of types", "应为类型或类型列表")
    return tuple(one for one in listed if one)


def _limit(at: str, said: object) -> int:
    if isinstance(said, bool) or not isinstance(said, int | float) or said < 1 or said != int(said):
        raise misfit(at, "it is a positive whole number", "应为正整数")
    return min(int(said), MOST)


def _properties(at: str, said: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(said, list):
        raise misfit(at, "it is a list", "应为列表")
    found = []
    for number, one in enumerate(said):
        where = f"{at}/{number}"
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise misfit(where, "it is an object with pid and v", "应为含 pid 与 v 的对象")
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        texts = [text for value in values for text in _value(f"{where}/v", value)]
        if len(values) > _VALUES or any(len(text) > _LONGEST for text in texts):
            raise misfit(
                f"{where}/v",
                f"it has at most {_VALUES} values of {_LONGEST} characters",
                f"至多 {_VALUES} 个值，每个至多 {_LONGEST} 个字符",
            )
        found.append((one["pid"], tuple(texts)))
    return tuple(found)


def _value(at: str, value: object) -> Sequence[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, bool | int | float):
        return [str(value).lower() if isinstance(value, bool) else f"{value:g}"]
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        named = value.get("name", "")
        return [value["id"], named] if isinstance(named, str) and named else [value["id"]]
    raise misfit(
        at, "it is text, a number, true or false, or an object with id", "应为文本、数、真假值或含 id 的对象"
    )
