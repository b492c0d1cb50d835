"""A question enters; what OpenAPI says of asking it by GET and by POST leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from api.formats import MEDIA, Form
from api.openapi.schemas import (
    FORM_ABOUT,
    FORM_SCHEMA,
    META,
    META_BESIDE,
    MOST_PER_PAGE,
    NETWORK,
    PER_PAGE,
    VOSVIEWER,
    Schema,
    address_schema,
    body_schema,
    both,
    conditions_schema,
    filter_schema,
    row_schema,
    sort_schema,
)
from api.problems import SCHEMA, described
from api.queries.cursor import PATTERN
from api.queries.query import shown_params
from graph.question import Question

ALWAYS: Final = (400, 401, 404, 405, 410, 413, 414, 429, 500, 503, 504)
_HEADERS: Final[Schema] = {
    name: {"description": about, "schema": {"type": "string"}}
    for name, about in (
        ("ETag", "Changes with the data version and the query"),
        ("X-Request-Id", "Id of the request, as in the log"),
        (
            "RateLimit",
            "What is left of the allowance, and when it refills (draft-ietf-httpapi-ratelimit-headers)",
        ),
        ("RateLimit-Policy", "The allowance"),
        ("Coopgraph-Data-Version", "The data that it was answered from"),
        ("Coopgraph-As-Of", "The day whose knowledge was asked for"),
        ("Coopgraph-Rows", "Rows that are here/rows of the whole answer, * where that is not known"),
        ("Coopgraph-Next-Cursor", "Gives the next page, where there is one"),
        ("Link", "next: the next page; describedby: the same as JSON, with what is said beside the rows"),
        ("Content-Disposition", "A name for the file, where it is one"),
    )
}


FORM: Final[Schema] = {
    "name": "format",
    "in": "query",
    "required": False,
    "description": f"{FORM_ABOUT} · 格式：csv、jsonl 与 xlsx 为全部行的文件，给出 per_page 时只含该页",
    "schema": FORM_SCHEMA,
}
_ROWS: Final[Schema] = {
    MEDIA[form].partition(";")[0]: {"schema": {"type": "string", "description": about}}
    for form, about in (
        (Form.CSV, "The rows with a header line, UTF-8 with a byte-order mark"),
        (Form.JSONL, "One JSON object a line, one line a row"),
    )
} | {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
        "schema": {
            "type": "string",
            "format": "binary",
            "description": "A workbook: the rows, what was asked of which data, the sources with their licences",
        }
    }
}


def components(questions: Iterable[Question]) -> Schema:
    """Return the schemas that the operations refer to."""
    found: Schema = {"Problem": SCHEMA, "Meta": META, "MetaBeside": META_BESIDE, "Network": NETWORK}
    for one in questions:
        if one.fields:
            found[f"{one.name}_filter"] = conditions_schema(one)
        found[f"{one.name}_row"] = row_schema(one)
        found[f"{one.name}_answer"] = envelope({"$ref": f"#/components/schemas/{one.name}_row"})
    return found


def envelope(row: Schema) -> Schema:
    """Return the schema of an answer whose rows are like this."""
    return {
        "type": "object",
        "properties": {
            "meta": {"$ref": "#/components/schemas/Meta"},
            "results": {"type": "array", "items": row},
        },
        "required": ["meta", "results"],
    }


def asked_by_get(question: Question, every: Mapping[str, Question]) -> Schema:
    """Return what OpenAPI says of the question at its address."""
    return {
        "operationId": question.name,
        "summary": both(question.title),
        "description": both(question.question)
        + (f"\n\nAt a hub: {both(question.hub)}" if question.hub else ""),
        "tags": ["questions"],
        "parameters": [*_params(question), *view(question), FORM],
        "responses": responses(f"{question.name}_answer", ALWAYS_PAGED, _links(question, every)),
    }


ALWAYS_PAGED: Final = tuple(sorted({*ALWAYS, 410}))


def asked_by_post(question: Question, every: Mapping[str, Question]) -> Schema:
    """Return what OpenAPI says of the same question with a JSON body."""
    by_get = asked_by_get(question, every)
    inside = [one for one in by_get["parameters"] if one["in"] == "path"]
    return {
        **by_get,
        "operationId": f"{question.name}_by_post",
        "parameters": inside,
        "requestBody": {
            "required": any(
                one.required and one.type != "date" and f"{{{name}}}" not in question.path
                for name, one in shown_params(question).items()
            ),
            "content": {"application/json": {"schema": body_schema(question, whole=False)}},
        },
        "responses": responses(f"{question.name}_answer", (*ALWAYS_PAGED, 415, 422), {}),
    }


def asked_by_name(every: Mapping[str, Question]) -> Schema:
    """Return what OpenAPI says of any question as a JSON query: `meta.query.json` of an answer asks it again."""
    return {
        "operationId": "query",
        "summary": "Any question as a JSON query · 以 JSON 提出任一问题",
        "description": "Takes what `meta.query.json` of an answer holds, and gives that answer.",
        "tags": ["questions"],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"oneOf": [body_schema(one, whole=True) for one in every.values()]}
                }
            },
        },
        "responses": {
            **responses("", (*ALWAYS_PAGED, 415, 422), {}),
            "200": _answered(
                {"anyOf": [{"$ref": f"#/components/schemas/{name}_answer"} for name in every]}, {}
            ),
        },
    }


def drawn(question: Question, forms: Mapping[str, str]) -> Schema:
    """Return what OpenAPI says of the network that a question answers, as a file; `forms` are names with media types."""
    content: Schema = {}
    for name, media in forms.items():
        plain = media.partition(";")[0]
        if name == "json":
            content[plain] = {"schema": {"anyOf": [{"$ref": "#/components/schemas/Network"}, VOSVIEWER]}}
        else:
            content.setdefault(plain, {})
    form = {"type": "string", "enum": sorted(forms), "default": "json"}
    return {
        "operationId": f"{question.name}_file",
        "summary": both(question.title),
        "description": both(question.question),
        "tags": ["networks"],
        "parameters": [*_params(question), _in_query("format", "Form of the file · 文件格式", form)],
        "responses": {
            "200": {"description": "The network", "headers": _HEADERS, "content": content},
            **described(ALWAYS),
        },
    }


def _params(question: Question) -> list[Schema]:
    found = []
    for name, one in shown_params(question).items():
        inside = f"{{{name}}}" in question.path
        schema = address_schema(one)
        several = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
        about = both(one.about)
        if one.type == "date" and one.required:
            about += " (default: today · 默认今天)"
        found.append(
            {
                "name": name,
                "in": "path" if inside else "query",
                "required": inside or (one.required and one.type != "date"),
                "description": about,
                "schema": schema,
                **several,
            }
        )
    return found


def view(question: Question | None) -> list[Schema]:
    """Return the parameters that say how much of an answer is shown, and which rows, in which order."""
    found = []
    if question is not None and question.fields:
        found += [
            _in_query("filter", "Conditions on columns: field:a|b, !field:a, field:>9, field:~word, field:? · 筛选",
                      filter_schema(question)),
            _in_query("sort", "A column, or -column for downwards; several joined by commas · 排序",
                      sort_schema(question)),
        ]  # fmt: skip
    size = {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE}
    return [
        *found,
        _in_query("per_page", "Rows a page · 每页行数", size),
        _in_query("cursor", "meta.next_cursor of the page before · 上一页给出的游标",
                  {"type": "string", "pattern": f"^{PATTERN}$"}),
    ]  # fmt: skip


def _in_query(name: str, about: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": about, "schema": schema}


def responses(schema: str, statuses: Iterable[int], links: Schema) -> Schema:
    """Return the responses of an operation: the answer, and a problem for every other status."""
    return {
        "200": _answered({"$ref": f"#/components/schemas/{schema}"}, links),
        **described(sorted(statuses)),
    }


def _answered(schema: Schema, links: Schema) -> Schema:
    answered: dict[str, Any] = {
        "description": "The answer",
        "headers": _HEADERS,
        "content": {"application/json": {"schema": schema}, **_ROWS},
    }
    return {**answered, "links": links} if links else answered


def _links(question: Question, every: Mapping[str, Question]) -> Schema:
    """Where a row leads: to each question whose path takes an id that a column of the row is named for."""
    links: Schema = {}
    for other in every.values():
        inside = [name for name in other.params if f"{{{name}}}" in other.path]
        if len(inside) == 1 and inside[0] in question.fields and question.fields[inside[0]].type == "id":
            links[f"to_{other.name}"] = {
                "operationId": other.name,
                "parameters": {inside[0]: f"$response.body#/results/0/{inside[0]}"},
            }
    if "record" in every and question.evidence:
        links.setdefault(
            "to_record",
            {"operationId": "record", "parameters": {"record": "$response.body#/meta/evidence/0"}},
        )
    links["next_page"] = {
        "operationId": question.name,
        "parameters": {"cursor": "$response.body#/meta/next_cursor"},
    }
    return links
