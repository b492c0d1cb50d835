"""Parameters, columns and filters of a question enter; their JSON schemas leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from api.formats import MEDIA, XLSX
from api.queries.address import filter_pattern
from api.queries.cursor import PATTERN
from api.queries.filtering import MOST_SORT_KEYS, sortable
from api.queries.query import (
    ACTOR,
    EQUAL,
    KNOWN,
    LARGEST,
    LONGEST_TEXT,
    LONGEST_VALUE,
    MOST_CLAUSES,
    MOST_VALUES,
    ORDERED,
    PARTIAL_DATE,
    operators_of,
    shown_params,
    span_of,
)
from graph.question import Field, Parameter, Question

Schema = dict[str, Any]

ID: Final = r"[a-z0-9]+-[a-z0-9]+(-[0-9A-Za-z_.-]{1,64}|~[0-9a-f]{24})"
# Python takes the four separators of ASCII for blanks, most dialects of patterns do not
NOT_BLANK: Final = r"[^\s\x1c-\x1f]"
_NOT_BLANK_BETWEEN_COMMAS: Final = r"[^,]*[^\s\x1c-\x1f,][^,]*"
PER_PAGE, MOST_PER_PAGE = 25, 200
FORM_SCHEMA: Final[Schema] = {"type": "string", "enum": [*(form.value for form in MEDIA), XLSX]}
FORM_ABOUT: Final = "Form: csv, jsonl and xlsx are files of all rows, or of one page where per_page is given; else as Accept says"


def both(text: Mapping[str, str]) -> str:
    """A text of a header in both languages, as descriptions give it."""
    return f"{text['en']} · {text['zh']}" if text else ""


def parameter_schema(one: Parameter) -> Schema:
    """Return the schema of the value of a parameter."""
    schema = _scalar(one)
    if one.type == "text" and one.many:  # a comma in one text parts it in two
        schema["pattern"] = f"^{_part(one)}(?:,{_part(one)})*$"
    if one.many or one.type == "countries":
        schema = {"type": "array", "items": schema, "minItems": 1, "maxItems": MOST_VALUES}
    if one.default not in (None, ""):
        schema["default"] = one.default
    return schema


def address_schema(one: Parameter) -> Schema:
    """Return the schema of the value of a parameter where several stand in an address, joined by commas."""
    schema = parameter_schema(one)
    if one.type == "text" and one.many:
        schema["items"]["pattern"] = f"^{_part(one)}$"
    return schema


def _part(one: Parameter) -> str:
    return f"(?:{one.pattern or _NOT_BLANK_BETWEEN_COMMAS})"


def _scalar(one: Parameter) -> Schema:
    match one.type:
        case "integer":
            low, high = span_of(one)
            return {"type": "integer", "minimum": low, "maximum": high}
        case "date":
            return {"type": "string", "format": "date"}
        case "choice":
            return {"type": "string", "enum": list(one.options)}
        case "countries":
            return {"type": "string", "pattern": f"^{ACTOR}$"}
        case "id" | "record":
            return {"type": "string", "pattern": f"^{ID}$"}
        case _:
            return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT,
                    "pattern": f"^(?:{one.pattern})$" if one.pattern else NOT_BLANK}  # fmt: skip


def field_schema(field: Field) -> Schema:
    """Return the schema of one value of a column."""
    if field.options:
        return {"type": "string", "enum": list(field.options)}
    match field.type:
        case "date":
            return {"type": "string", "pattern": f"^{PARTIAL_DATE}$"}
        case "id":
            return {"type": "string", "pattern": f"^{ID}$"}
        case "text":
            return {"type": "string"}
        case kind:
            return {"type": kind}


def row_schema(question: Question) -> Schema:
    """Return the schema of one row of an answer: every column is there, what is not known is null."""
    return {
        "type": "object",
        "description": both(question.question),
        "properties": {
            name: {**_column(question.fields.get(name)), "description": both(about)}
            for name, about in question.columns.items()
        },
        "required": list(question.columns),
        "additionalProperties": False,
    }


def _column(field: Field | None) -> Schema:
    if field is None:
        return {}
    schema = field_schema(field)
    if field.many:
        return {"type": ["array", "null"], "items": schema}
    schema["type"] = [schema["type"], "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return schema


def filter_schema(question: Question) -> Schema:
    """Return the schema of a filter in an address."""
    return {"type": "string", "pattern": f"^(?:{filter_pattern(question)})$"}


def sort_schema(question: Question) -> Schema:
    """Return the schema of a sort order."""
    key = f"-?(?:{'|'.join(sortable(question))})"
    return {"type": "string", "pattern": f"^{key}(?:,{key}){{0,{MOST_SORT_KEYS - 1}}}$"}


def conditions_schema(question: Question) -> Schema:
    """Return the schema of the conditions of a JSON query; columns of one kind stand together."""
    kinds: dict[Field, list[str]] = {}
    for name, field in question.fields.items():
        kinds.setdefault(replace(field, many=False), []).append(name)
    conditions = [
        {
            "type": "object",
            "properties": {"field": {"type": "string", "enum": names}, operator: _condition(field, operator)},
            "required": ["field", operator],
            "additionalProperties": False,
        }
        for field, names in kinds.items()
        for operator in operators_of(field)
    ]
    return {"type": "array", "items": {"oneOf": conditions}, "maxItems": MOST_CLAUSES}


def _condition(field: Field, operator: str) -> Schema:
    if operator in KNOWN:
        return {"const": True}
    value = field_schema(field)
    if field.type == "integer":
        value |= {"minimum": -LARGEST, "maximum": LARGEST}
    elif field.type == "number":
        value |= {"minimum": -LARGEST, "maximum": LARGEST, "multipleOf": 0.5}
    elif field.type in ("text", "id") and not field.options:
        value = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}
    if operator in ORDERED:
        return value
    assert operator in EQUAL or field.type in ("text", "id")  # noqa: S101
    return {"type": "array", "items": value, "minItems": 1, "maxItems": MOST_VALUES}


def body_schema(question: Question, *, whole: bool) -> Schema:
    """Return the schema of a query as JSON; `whole`: with its name, and with what a path would say."""
    known = {
        name: one
        for name, one in shown_params(question).items()
        if whole or f"{{{name}}}" not in question.path
    }
    needed = [name for name, one in known.items() if one.required and one.type != "date"]
    params = {
        "type": "object",
        "properties": {
            name: {**parameter_schema(one), "description": both(one.about)} for name, one in known.items()
        },
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
    }
    properties: Schema = {
        "question": {"const": question.name},
        "params": params,
        "filter": {"$ref": f"#/components/schemas/{question.name}_filter"},
        "sort": sort_schema(question),
        "per_page": {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
        "cursor": {"type": "string", "pattern": f"^{PATTERN}$"},
        "format": FORM_SCHEMA,
    }
    if not question.fields:
        del properties["filter"], properties["sort"]
    required = [*(["question"] if whole else []), *(["params"] if needed else [])]
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


META: Final[Schema] = {
    "type": "object",
    "description": "What must be known to judge an answer or to ask again",
    "properties": {
        "question": {"type": "string", "description": "Name of the question"},
        "title": {"type": "object", "description": "Its title in zh and en"},
        "digest": {"type": "string", "description": "Which wording of the question was answered"},
        "data_version": {"type": "string", "description": "The data that it was answered from"},
        "loading": {
            "type": ["string", "null"],
            "description": "old→new while a load changes the graph, else null",
        },
        "as_of": {"type": ["string", "null"], "description": "The day whose knowledge was asked for"},
        "home": {"type": ["object", "null"], "description": "Home as given, and the countries that it means"},
        "reading": {"type": ["array", "null"], "description": "How the agreements were read"},
        "query": {
            "type": "object",
            "description": "The canonical query as address, JSON and sentence; address and JSON also hold the order asked for",
            "properties": {
                "address": {"type": "string"},
                "json": {"type": "object"},
                "sentence": {
                    "type": "object",
                    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
                    "required": ["zh", "en"],
                },
            },
            "required": ["address", "json", "sentence"],
        },
        "shown": {"type": "integer", "description": "Rows on this page"},
        "total": {"type": ["integer", "null"], "description": "Rows of the whole answer"},
        "limited": {
            "type": "array",
            "description": "What was cut, and by what; empty where nothing was",
            "items": {
                "type": "object",
                "properties": {
                    "what": {"type": "string"},
                    "by": {"type": "string"},
                    "shown": {"type": "integer"},
                    "total": {"type": ["integer", "null"]},
                },
                "required": ["what", "by", "shown"],
            },
        },
        "filtered": {
            "type": ["object", "null"],
            "description": "What the filter kept, of how many, and how many rows it could not judge",
        },
        "next_cursor": {"type": ["string", "null"], "description": "Gives the next page; null on the last"},
        "evidence": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ids of the records behind this page: /api/v1/records/{id}",
        },
    },
    "required": [
        "question", "title", "digest", "data_version", "loading", "as_of", "home", "reading", "query", "shown", "total",
        "limited", "filtered", "next_cursor", "evidence",
    ],
}  # fmt: skip


_OF_QUESTIONS: Final = ("question", "title", "digest", "filtered", "evidence")
META_BESIDE: Final[Schema] = {
    **META,
    "description": "What every answer says beside its rows, where it is an answer to no question",
    "properties": {
        **{name: one for name, one in META["properties"].items() if name not in _OF_QUESTIONS},
        "data_version": {
            "type": ["string", "null"],
            "description": "The data that the graph holds; null where it does not answer",
        },
    },
    "required": [name for name in META["required"] if name not in _OF_QUESTIONS],
}


def _several(*names: str) -> Schema:
    """A list of objects that have at least these members."""
    return {"type": "array", "items": {"type": "object", "required": list(names)}}


NETWORK: Final[Schema] = {
    "type": "object",
    "description": "A network: what it holds for, its nodes, its edges, and the events that the edges rest on",
    "properties": {
        "meta": {
            "type": "object",
            "properties": {
                "question": {"type": "string"},
                "data_version": {"type": "string"},
                "as_of": {"type": "string"},
                "view": {"type": "string", "enum": ["pairs", "bipartite"]},
                "cut": {
                    "type": "object",
                    "description": "What was cut, and in which order the rest was taken",
                },
            },
            "required": ["question", "data_version", "as_of", "view", "cut"],
        },
        "nodes": _several("id", "type", "label", "name_zh", "name_en", "country", "kind", "fictional"),
        "edges": _several("source", "target", "weight", "strength", "events", "records"),
        "events": _several(
            "id", "label", "name_zh", "name_en", "kind", "activity", "size", "dates", "bonds", "records"
        ),
    },
    "required": ["meta", "nodes", "edges", "events"],
}
VOSVIEWER: Final[Schema] = {
    "type": "object",
    "description": "A network as VOSviewer reads it",
    "properties": {
        "network": {
            "type": "object",
            "properties": {
                "items": _several("id", "label", "x", "y"),
                "links": _several("source_id", "target_id", "strength"),
                "clusters": _several("cluster", "label"),
            },
            "required": ["items", "links", "clusters"],
        }
    },
    "required": ["network"],
}
