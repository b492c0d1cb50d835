"""Own reductions of the published JSON schemas of Reconciliation API 0.2, written by hand: what a document must hold.

They keep of each schema what decides whether a document is one: required members, their types, the patterns. The originals are
run from CONFORMANCE_DIR by `make conformance`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Check = Callable[[Any], bool]


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def named(value: Any) -> bool:
    return isinstance(value, dict) and is_text(value.get("id")) and is_text(value.get("name"))


def a_type(value: Any) -> bool:
    return named(value) and all(a_type(one) for one in value.get("broader", []))


def listed(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(one) for one in value)


def manifest(value: Any) -> bool:
    if not isinstance(value, dict) or "0.2" not in value.get("versions", []):
        return False
    if not all(is_text(value.get(name)) for name in ("name", "identifierSpace", "schemaSpace")):
        return False
    if "view" in value and "{{id}}" not in value["view"].get("url", ""):
        return False
    preview = value.get("preview")
    if preview is not None and not (
        "{{id}}" in preview.get("url", "")
        and isinstance(preview.get("width"), int)
        and isinstance(preview.get("height"), int)
    ):
        return False
    settings = value.get("extend", {}).get("property_settings", [])
    kinds = {
        "number": is_number,
        "text": is_text,
        "checkbox": lambda one: isinstance(one, bool),
        "select": is_text,
    }
    for one in settings:
        if one.get("type") not in kinds or not (is_text(one.get("label")) and is_text(one.get("name"))):
            return False
        if "default" in one and not kinds[one["type"]](one["default"]):
            return False
        if one["type"] == "select" and "choices" not in one:
            return False
    return listed(a_type)(value.get("defaultTypes", []))


def property_value(value: Any) -> bool:
    return isinstance(value, str | int | float | bool) or (
        isinstance(value, dict) and is_text(value.get("id"))
    )


def query(value: Any) -> bool:
    known = {"query", "type", "limit", "properties", "type_strict"}
    if not isinstance(value, dict) or set(value) - known:
        return False
    for one in value.get("properties", []):
        if not isinstance(one, dict) or not is_text(one.get("pid")) or "v" not in one:
            return False
        if not (listed(property_value)(one["v"]) if isinstance(one["v"], list) else property_value(one["v"])):
            return False
    return ("query" in value and is_text(value["query"])) or bool(value.get("properties"))


def query_batch(value: Any) -> bool:
    return isinstance(value, dict) and all(query(one) for one in value.values())


def candidate(value: Any) -> bool:
    return (
        named(value) and is_number(value.get("score")) and isinstance(value.get("match", False), bool)
        and all(is_text(one) or is_text(one.get("id")) for one in value.get("type", []))
        and all(is_text(one["id"]) and isinstance(one["value"], bool | int | float) for one in value.get("features", []))
    )  # fmt: skip


def result_batch(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(one, dict) and listed(candidate)(one.get("result")) for one in value.values()
    )


def suggested(value: Any) -> bool:
    return isinstance(value, dict) and listed(named)(value.get("result"))


def suggested_types(value: Any) -> bool:
    return isinstance(value, dict) and listed(a_type)(value.get("result"))


def proposal(value: Any) -> bool:
    return isinstance(value, dict) and listed(named)(value.get("properties"))


_DATE = re.compile(r"-?\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?")


def extended_value(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    match sorted(value):
        case []:
            return True
        case ["str"]:
            return is_text(value["str"])
        case ["float"]:
            return is_number(value["float"])
        case ["int"]:
            return isinstance(value["int"], int)
        case ["date"]:
            return bool(_DATE.fullmatch(value["date"]))
        case ["id", "name"] | ["description", "id", "name"]:
            return named(value)
    return False


def extension(value: Any) -> bool:
    return (
        isinstance(value, dict) and listed(named)(value.get("meta")) and isinstance(value.get("rows"), dict)
        and all(listed(extended_value)(cells) for row in value["rows"].values() for cells in row.values())
    )  # fmt: skip
