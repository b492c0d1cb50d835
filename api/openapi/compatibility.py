"""Two descriptions of the interface enter; what would break a caller of the first leaves, one line each.

Breaking is: an address, method, status, property of an answer or component that is gone; a parameter, body or member of a
body that is gone or newly required; on the way in whatever takes less than before: a type or format that changed, a value
that is gone, a bound that is tighter, and each of these where there was none; on the way out whatever may give more than
before: a bound or list of values that is gone, a bound that is wider, a property that may be missing. New addresses, new
optional parameters, new properties of answers and new values in their lists break nobody. Whether one regular expression
takes all that another took is not decided: the names of columns and operators, which the patterns of filters are made of,
are compared in the JSON form of the same filters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Node = Mapping[str, Any]

_SAME: Final = ("type", "format", "const", "$ref", "in", "operationId")
_CEILINGS: Final = ("maxLength", "maxItems", "maximum")
_FLOORS: Final = ("minLength", "minItems", "minimum")
# what takes less where it is new on the way in
_NARROWS: Final = (
    *_CEILINGS, *_FLOORS, "enum", "const", "type", "format", "pattern", "multipleOf", "uniqueItems", "exclusiveMinimum",
    "exclusiveMaximum", "minProperties", "maxProperties", "not", "contains", "propertyNames",
)  # fmt: skip
_OUT: Final = ("_row", "_answer", "schemas Meta", "schemas Network", "schemas Problem", "responses")
_UNTOLD: Final = (
    "description",
    "summary",
    "example",
    "examples",
    "default",
    "links",
    "tags",
    "pattern",
    "multipleOf",
)
_METHODS: Final = ("get", "post", "put", "patch", "delete")


def breaking(old: Node, new: Node) -> list[str]:
    """Return what breaks callers of the old description."""
    return sorted(set(_paths(old, new)) | set(_components(old, new)))


def _paths(old: Node, new: Node) -> Iterator[str]:
    for path, item in old["paths"].items():
        if path not in new["paths"]:
            yield f"{path} is gone"
            continue
        for method in _METHODS:
            if method in item:
                where = f"{method.upper()} {path}"
                if method not in new["paths"][path]:
                    yield f"{where} is gone"
                else:
                    yield from _operation(item[method], new["paths"][path][method], where)


def _operation(old: Node, new: Node, where: str) -> Iterator[str]:
    before = {one["name"]: one for one in old.get("parameters", [])}
    after = {one["name"]: one for one in new.get("parameters", [])}
    yield from (f"{where}: parameter {name} is gone" for name in before if name not in after)
    for name, one in after.items():
        if one.get("required") and not before.get(name, {}).get("required"):
            yield f"{where}: parameter {name} is needed now"
        if name in before:
            yield from _schema(before[name], one, f"{where}: parameter {name}")
    yield from (f"{where}: status {one} is gone" for one in old["responses"] if one not in new["responses"])
    if new.get("requestBody", {}).get("required") and "requestBody" not in old:
        yield f"{where}: requestBody is needed now"
    for key in ("requestBody", "operationId"):
        if key in old and key not in new:
            yield f"{where}: {key} is gone"
    yield from _schema(old, new, where, only=("requestBody", "responses", "operationId"))


def _components(old: Node, new: Node) -> Iterator[str]:
    for kind, parts in old.get("components", {}).items():
        for name, one in parts.items():
            if name not in new.get("components", {}).get(kind, {}):
                yield f"{kind} {name} is gone"
            else:
                yield from _schema(one, new["components"][kind][name], f"{kind} {name}")


def _schema(old: Any, new: Any, where: str, only: tuple[str, ...] = ()) -> Iterator[str]:
    """Walk two parts side by side."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in only or old:
            if key in old and key not in _UNTOLD:
                yield from _member(key, old, new, where)
        if not only and not _is_answer(where):
            yield from _asked_for(old, new, where)
    elif isinstance(old, list) and isinstance(new, list):
        for one in old:  # alternatives and the like: in whatever order, each must find its match
            if not any(not list(_schema(one, other, where)) for other in new):
                yield f"{where}: {str(one)[:80]} is gone"
    elif old != new:
        yield f"{where}: was {str(old)[:80]} and is {str(new)[:80]}"


def _asked_for(old: Node, new: Node, where: str) -> Iterator[str]:
    """What is asked for on the way in where nothing was; a property of such a name is itself a schema, so a mapping."""
    if "required" not in old:
        yield from (f"{where}: {one} is needed now" for one in _names(new.get("required")))
    for key in _NARROWS:
        if key in new and key not in old and not isinstance(new[key], Mapping):
            yield f"{where}: {key} is asked for now: {str(new[key])[:80]}"
    if new.get("additionalProperties") is False and old.get("additionalProperties", True) is not False:
        yield f"{where}: takes no other members now"


def _member(key: str, old: Node, new: Node, where: str) -> Iterator[str]:
    before = old[key]
    if isinstance(before, Mapping) and key in new:
        yield from _schema(before, new[key], f"{where} › {key}")
    elif key == "required":
        yield from _needed(before, new.get(key), where)
    elif key in ("enum", "additionalProperties") or key in _CEILINGS + _FLOORS:
        yield from _bounded(key, before, new.get(key), where)
    elif key not in new:
        yield f"{where}: {key} is gone"
    elif key in _SAME:
        if before != new[key]:
            yield f"{where}: {key} was {before!r} and is {new[key]!r}"
    else:
        yield from _schema(before, new[key], f"{where} › {key}")


def _needed(before: Any, after: Any, where: str) -> Iterator[str]:
    """Of a parameter or a body whether it is needed, of an object which members are."""
    if isinstance(before, bool):
        if after and not before:
            yield f"{where} is needed now"
        return
    old, new = set(_names(before)), set(_names(after))
    if _is_answer(where):
        yield from (f"{where}: {one} may be missing now" for one in sorted(old - new))
    else:
        yield from (f"{where}: {one} is needed now" for one in sorted(new - old))


def _bounded(key: str, before: Any, after: Any, where: str) -> Iterator[str]:
    """What may stand there: less on the way in breaks, more on the way out does."""
    out = _is_answer(where)
    if key == "enum":
        if out and after is None:
            yield f"{where}: any value may come now"
        kept = before if after is None else after
        yield from (f"{where}: {one!r} is no value any more" for one in before if one not in kept)
    elif key == "additionalProperties":
        if out and before is False and after is not False:
            yield f"{where}: other members may come now"
    elif _worse(key, before, after, out=out):
        yield f"{where}: {key} was {before} and is {after}"


def _worse(key: str, old: float, new: float | None, *, out: bool) -> bool:
    """Whether a bound takes less on the way in, or lets more through on the way out."""
    if new is None:
        return out
    tighter = new < old if key in _CEILINGS else new > old
    return new != old and tighter is not out


def _names(required: Any) -> list[str]:
    return required if isinstance(required, list) else []


def _is_answer(where: str) -> bool:
    """Whether a part says what comes back: there, required properties are a promise, not a demand."""
    return any(word in where for word in _OUT)
