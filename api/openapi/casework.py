"""The table of the workflow enters; what OpenAPI says of cases, people, keys and the journal leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from api.openapi.schemas import ID, Schema, both
from api.problems import described
from cases.workflow import Act, Field

ALWAYS: Final = (400, 401, 403, 404, 405, 413, 414, 429, 500, 503, 504)
WRITING: Final = (*ALWAYS, 409, 415, 422)
PERSON: Final = "^[a-z0-9][a-z0-9-]{1,39}$"
_KEPT: Final = r"^[^\x00]*$"  # the one character that no journal keeps
_SAYS_SOMETHING: Final = r"^[^\x00]*[^\s\x00\x1c-\x1f][^\x00]*$"
AS: Final[Schema] = {
    "name": "Coopgraph-As",
    "in": "header",
    "required": False,
    "description": "As whom, where there are no keys yet and the machine's own user asks · 尚无密钥时本机用户以何人身份操作",
    "schema": {"type": "string", "pattern": PERSON},
}


def reading(name: str, summary: str, row: Schema, paths: Iterable[str] = ()) -> Schema:
    """Return what OpenAPI says of an address that gives rows."""
    return _operation(name, summary, row, ALWAYS, [*map(_in_path, paths), AS])


def writing(name: str, summary: str, row: Schema, body: Schema | None, paths: Iterable[str] = ()) -> Schema:
    """Return what OpenAPI says of an address that writes."""
    said = _operation(name, summary, row, WRITING, [*map(_in_path, paths), AS])
    if body is not None:
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return said


def act_body(act: Act) -> Schema:
    """Return the schema of the body of an act: its particulars and why."""
    properties: Schema = {
        name: {**_field(one), "description": both(one.about)} for name, one in act.fields.items()
    }
    properties["reason"] = {
        **text("Why; it is logged · 理由，随操作记录", least=1),
        "pattern": _SAYS_SOMETHING,
    }
    if act.unless:
        properties["despite"] = text(
            "Why it is done although something stands against it · 虽有不符仍办理的理由"
        )
    properties["expected"] = {
        "type": "integer", "minimum": 1, "maximum": 2**53 - 1,
        "description": "Last position of the case that was seen; another one is refused · 所见案卷最后一条的位置",
    }  # fmt: skip
    required = sorted([name for name, one in act.fields.items() if one.required] + ["reason"])
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def object_of(required: Iterable[str] = (), **properties: Schema) -> Schema:
    """Return the schema of an object with these members."""
    return {"type": "object", "properties": properties, "required": sorted(required)}


def closed(schema: Schema) -> Schema:
    """Return the schema of an object that has no other members."""
    return {**schema, "additionalProperties": False}


def text(about: str = "", *, least: int = 0, most: int = 4000) -> Schema:
    """Return the schema of a text."""
    return {
        "type": "string",
        "minLength": least,
        "maxLength": most,
        "pattern": _KEPT,
        **({"description": about} if about else {}),
    }


def list_of(item: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": item, "maxItems": 200}


def _field(one: Field) -> Schema:
    match one.type:
        case "items":
            return {**list_of(text(least=1)), "minItems": 1}
        case "positions":
            return {**list_of({"type": "integer", "minimum": 1, "maximum": 2**53 - 1}), "minItems": 1}
        case "choice":
            return {"type": "string", "enum": list(one.options)}
        case "date":
            return {"type": "string", "format": "date"}
        case "thing":
            return {"type": "string", "pattern": f"^{ID}$" if one.required else f"^({ID})?$"}
        case "person":
            return {"type": "string", "pattern": PERSON}
        case _:
            return {**text(least=1), "pattern": _SAYS_SOMETHING} if one.required else text()


def _in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "maxLength": 200}}


def _operation(
    name: str, summary: str, row: Schema, statuses: Iterable[int], parameters: list[Schema]
) -> Schema:
    envelope: dict[str, Any] = object_of(
        ("meta", "results"),
        meta={"type": "object", "$ref": "#/components/schemas/MetaBeside"},
        results={"type": "array", "items": row},
    )
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["cases"],
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": envelope}}},
            **described(sorted(set(statuses))),
        },
    }
