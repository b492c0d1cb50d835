"""Bounds enter; what OpenAPI says of reading affiliation strings leaves."""

from __future__ import annotations

from typing import Final

from api.openapi.casework import object_of
from api.openapi.schemas import Schema
from api.problems import described

STATUSES: Final = (400, 401, 404, 405, 413, 414, 415, 422, 429, 500, 503, 504)
_SAID: Final = object_of(("reason",), reason={"type": "string"}, zh={"type": "string"}, en={"type": "string"})
_WHICH: Final[Schema] = {name: {"type": "string"} for name in ("id", "name", "name_zh", "country", "city")}
_BRIEF: Final = object_of(tuple(_WHICH), **_WHICH)
_REASONS: Final[Schema] = {"type": "array", "items": _SAID}
_CANDIDATE: Final = object_of(
    (*_WHICH, "score", "reasons"),
    **_WHICH,
    score={"type": "number", "minimum": 0, "maximum": 1},
    reasons=_REASONS,
)
_FOUND: Final = object_of(
    (*_WHICH, "known_as", "score", "reasons", "part", "department", "also", "part_of", "successors"),
    **_WHICH,
    score={"type": "number", "minimum": 0, "maximum": 1},
    reasons=_REASONS,
    known_as={"type": "string",
              "description": "The name that was met, where it is none of those shown · 所匹配的名称（与所示名称不同时）"},
    status={"type": "array", "items": {"type": "string"}},
    part={"type": "string", "description": "What of the string names it · 字符串中的对应部分"},
    department={"type": "string", "description": "A part of it that is named beside it · 同时写明的部门"},
    also={"type": "array", "items": {"type": "string"},
          "description": "Ids of that name and country that nobody has judged to be the same · 同名同国但未判定为同一的编号"},
    part_of={"type": "array", "items": _BRIEF},
    successors={"type": "array", "items": _BRIEF},
)  # fmt: skip
_DOUBT: Final = object_of(
    ("part", "reason", "decides", "candidates", "further"),
    part={"type": "string"},
    reason=_SAID,
    decides=object_of((), zh={"type": "string"}, en={"type": "string"}),
    candidates={"type": "array", "items": _CANDIDATE},
    further={
        "type": "integer",
        "minimum": 0,
        "description": "Candidates that are not listed · 未列出的候选数",
    },
)
_ROW: Final = object_of(
    ("text", "answer", "matches", "unsure", "reasons", "countries", "left_out"),
    text={"type": "string"},
    answer={"type": "string", "enum": ["match", "unsure", "nothing"]},
    matches={"type": "array", "items": _FOUND},
    unsure={"type": "array", "items": _DOUBT},
    reasons=_REASONS,
    countries={"type": "array", "items": {"type": "string"}},
    left_out=object_of(
        ("characters", "personal"), characters={"type": "integer"}, personal={"type": "integer"}
    ),
)
_META: Final = object_of(
    ("data_version", "match_rules", "as_of", "shown", "total", "limited", "next_cursor"),
    data_version={"type": "string"},
    match_rules={"type": "string", "description": "Version of the rules · 规则版本"},
    as_of={"type": "string", "format": "date"},
    shown={"type": "integer"},
    total={"type": "integer"},
    limited={
        "type": "array",
        "items": {"type": "object"},
        "description": "What was cut, and by what · 截断说明",
    },
    next_cursor={"type": ["string", "null"]},
)


def about_match(most: int, longest: int) -> Schema:
    """Return what OpenAPI says of the operation."""
    body: Schema = {
        "type": "object",
        "properties": {
            "texts": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "string",
                    "maxLength": 1_000_000,
                    "description": f"An affiliation string; {longest} characters of it are read",
                },
                "description": f"The first {most} are read · 只读取前 {most} 个",
            },
            "as_of": {"type": "string", "format": "date", "description": "Default: today · 默认今天"},
        },
        "required": ["texts"],
        "additionalProperties": False,
    }
    answer = object_of(("meta", "results"), meta=_META, results={"type": "array", "items": _ROW})
    return {
        "operationId": "match",
        "summary": "Which institutions affiliation strings name · 单位字符串对应哪些机构",
        "description": "Departments are told with their host; where it is not sure, the near candidates are told as unsure, "
        "with what would decide. Nothing of the strings is kept.\n\n"
        "部门与其所属机构一并给出；不确定时列出候选及判断依据。不保留字符串内容。",
        "tags": ["matching"],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "The answer", "content": {"application/json": {"schema": answer}}},
            **described(STATUSES),
        },
    }
