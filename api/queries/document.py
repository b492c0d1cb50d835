"""A canonical query enters, its JSON document leaves; and back.

`{"question": …, "params": {…}, "filter": [{"field": "country", "is": ["CN", "DE"]}, {"field": "year", "above": 2019}]}`
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.errors import Refusal
from api.queries.query import (
    KNOWN,
    OPERATORS,
    ORDERED,
    Clause,
    Query,
    filter_value,
    make_query,
    short,
    unknown_name,
)
from graph.question import Question


def to_document(query: Query) -> dict[str, Any]:
    """Return the query as plain data."""
    return {
        "question": query.question,
        "params": {name: list(one) if isinstance(one, tuple) else one for name, one in query.params},
        "filter": [{"field": one.field, one.operator: _values(one)} for one in query.clauses],
    }


def _values(clause: Clause) -> Any:
    if clause.operator in KNOWN:
        return True
    return clause.values[0] if clause.operator in ORDERED else list(clause.values)


def from_document(document: Mapping[str, Any], question: Question) -> Query:
    """Read a query from plain data; values must have their own types, numbers are no text."""
    params = document.get("params", {})
    conditions = document.get("filter", [])
    if not isinstance(params, Mapping):
        raise misfit("/params", "it is an object of parameters", "应为参数对象")
    if not isinstance(conditions, list):
        raise misfit("/filter", "it is a list of conditions", "应为条件列表")
    return make_query(
        question, _typed(params, question), [_clause(one, at, question) for at, one in enumerate(conditions)]
    )


def _typed(params: Mapping[str, Any], question: Question) -> dict[str, object]:
    for name, value in params.items():
        parameter = question.params.get(name)
        if parameter is None:
            continue  # named with the nearest right one where the query is made
        listed = parameter.many or parameter.type == "countries"
        if listed != isinstance(value, list):
            raise misfit(f"/params/{name}", "it is a list" if listed else "it is one value",
                         "应为列表" if listed else "应为单个值")  # fmt: skip
        several = value if isinstance(value, list) else [value]
        whole = all(isinstance(one, int) and not isinstance(one, bool) for one in several)
        if parameter.type == "integer" and not whole:
            raise misfit(f"/params/{name}", "it is a whole number", "应为整数")
    return dict(params)


def _clause(condition: Any, at: int, question: Question) -> Clause:
    where = f"/filter/{at}"
    if not isinstance(condition, Mapping) or "field" not in condition or len(condition) != 2:
        raise misfit(where, "it has a field and one of: " + ", ".join(OPERATORS), "应有 field 及一个条件")
    name = condition["field"]
    field = question.fields.get(name) if isinstance(name, str) else None
    if field is None:
        raise unknown_name(str(name), question.fields, "filter field", "筛选字段")
    operator = next(key for key in condition if key != "field")
    if operator not in OPERATORS:
        raise unknown_name(operator, OPERATORS, "operator", "条件")
    value = condition[operator]
    if operator in KNOWN:
        if value is not True:
            raise misfit(f"{where}/{operator}", "it is true", "应为 true")
        return Clause(name, operator)
    if (operator in ORDERED) == isinstance(value, list):
        raise misfit(f"{where}/{operator}", "it is one value" if operator in ORDERED else "it is a list",
                     "应为单个值" if operator in ORDERED else "应为列表")  # fmt: skip
    values = value if isinstance(value, list) else [value]
    for one in values:
        if not _fits(field.type, one):
            raise misfit(f"{where}/{operator}", f"{short(one)} is no {field.type}", f"{short(one)} 类型不符")
    return Clause(name, operator, tuple(filter_value(name, field, one) for one in values))


def _fits(kind: str, value: object) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def misfit(pointer: str, what: str, what_zh: str) -> Refusal:
    """The error for a document whose parts have the wrong form."""
    return Refusal("bad-body", f"{pointer}: {what}", f"{pointer}：{what_zh}")
