"""Two descriptions of the interface enter; what would break a caller of the first leaves, one line each.

Breaking is: an address, method, status, property of an answer or component that is gone; a parameter or member of a body
that is gone or newly required; a type, pattern, format or list of allowed values that changed on the way in or lost
something on the way out. New addresses, new optional parameters and new properties of answers break nobody. Whether one
regular expression takes all that another took is not decided: the names of columns and operators, which the patterns of
filters are made of, are compared in the JSON form of the same filters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Node = Mapping[str, Any]

_SAME: Final = ("type", "format", "const", "$ref", "in", "operationId")
_CEILINGS: Final = ("maxLength", "maxItems", "maximum")
_FLOORS: Final = ("minLength", "minItems", "minimum")
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
        if "required" in new and "required" not in old and not _is_answer(where):
            yield from (f"{where}: {one} is needed now" for one in _names(new["required"]))
    elif isinstance(old, list) and isinstance(new, list):
        for one in old:  # alternatives and the like: in whatever order, each must find its match
            if not any(not list(_schema(one, other, where)) for other in new):
                yield f"{where}: {str(one)[:80]} is gone"
    elif old != new:
        yield f"{where}: was {str(old)[:80]} and is {str(new)[:80]}"


def _member(key: str, old: Node, new: Node, where: str) -> Iterator[str]:
    if key == "required" and isinstance(old[key], list):
        before, after = set(_names(old[key])), set(_names(new.get(key)))
        if _is_answer(where):
            yield from (f"{where}: {one} may be missing now" for one in sorted(before - after))
        else:
            yield from (f"{where}: {one} is needed now" for one in sorted(after - before))
    elif key == "enum":
        yield from (
            f"{where}: {one!r} is no value any more" for one in old[key] if one not in new.get(key, [one])
        )
    elif key in _CEILINGS + _FLOORS:
        tighter = key in new and (new[key] < old[key] if key in _CEILINGS else new[key] > old[key])
        if tighter:
            yield f"{where}: {key} was {old[key]} and is {new[key]}"
    elif key not in new:
        yield f"{where}: {key} is gone"
    elif key in _SAME and not isinstance(old[key], Mapping):
        if old[key] != new[key]:
            yield f"{where}: {key} was {old[key]!r} and is {new[key]!r}"
    else:
        yield from _schema(old[key], new[key], f"{where} › {key}")


def _names(required: Any) -> list[str]:
    return required if isinstance(required, list) else []


def _is_answer(where: str) -> bool:
    """Whether a part says what comes back: there, required properties are a promise, not a demand."""
    return any(word in where for word in ("_row", "_answer", "schemas Meta", "schemas Problem", "responses"))
