r"""A canonical query enters, its address leaves; and back. `filter=country:CN|DE,year:>2019,!type:company`.

A condition is `field:values`, `!field:values`, `field:>x` (`>=`, `<`, `<=`), `field:~word` (contains) or `field:?`
(not known). `,` joins conditions, `|` joins values, `\` before a sign makes it a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from api.queries.query import (
    INTEGER,
    NUMBER,
    ORDERED,
    PARTIAL_DATE,
    WORDS,
    Clause,
    Query,
    checked,
    operators_of,
    scalar_text,
    unknown_name,
    wrong,
)
from graph.question import Field, Question

API: Final = "/api/v1"
_SIGNS: Final = r"\\,|!:<>=~?"  # that mean something in a query, as a class of letters holds them
_LETTER: Final = rf"(?:[^{_SIGNS}]|\\[{_SIGNS}])"
_ESCAPED: Final = re.compile(rf"([{_SIGNS}])")
_COMPARED: Final = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}
_SPLIT: Final[Mapping[str, re.Pattern[str]]] = {
    sign: re.compile(rf"((?:[^\\{sign}]|\\.)*)(?:{re.escape(sign)}|\Z)", re.S) for sign in ",|"
}


def to_address(query: Query, question: Question, order: str = "") -> str:
    """Return the address that asks this query; the order of its rows is no part of it, and stands beside it."""
    inside = {name for name, _ in query.params if f"{{{name}}}" in question.path}
    path = question.path
    for name, value in query.params:
        if name in inside:
            path = path.replace(f"{{{name}}}", quote(str(value), safe="~-._"))
    parts = [f"{name}={_joined(value)}" for name, value in query.params if name not in inside]
    if query.clauses:
        parts.append(f"filter={quote(filter_text(query.clauses), safe=_KEPT)}")
    if order:
        parts.append(f"sort={order}")
    return f"{API}{path}" + (f"?{'&'.join(parts)}" if parts else "")


_KEPT: Final = "~-._:,|!<>=?/"


def _joined(value: object) -> str:
    several = value if isinstance(value, tuple) else (value,)
    return ",".join(quote(scalar_text(one), safe="~-._") for one in several)


def filter_text(clauses: Iterable[Clause]) -> str:
    """Return the conditions in the form of the address."""
    return ",".join(map(_clause_text, clauses))


def _clause_text(clause: Clause) -> str:
    values = "|".join(_ESCAPED.sub(r"\\\1", scalar_text(one)) for one in clause.values)
    match clause.operator:
        case "unknown" | "known":
            return f"{'!' * (clause.operator == 'known')}{clause.field}:?"
        case "is" | "is_not":
            return f"{'!' * (clause.operator == 'is_not')}{clause.field}:{values}"
        case "contains" | "contains_not":
            return f"{'!' * (clause.operator == 'contains_not')}{clause.field}:~{values}"
        case _:
            return f"{clause.field}:{_COMPARED[clause.operator]}{values}"


def read_filter(text: str, question: Question) -> tuple[Clause, ...]:
    """Read the conditions of an address; what does not fit is an error that names it."""
    clauses = tuple(checked(question, _read_clause(part, question)) for part in _split(text, ","))
    if not re.fullmatch(filter_pattern(question), text, re.S):
        raise wrong("filter", text, _HOW, _HOW_ZH)
    return clauses


_HOW: Final = "write field:value, field:a|b, !field:value, field:>9, field:~word or field:?, joined by commas"
_HOW_ZH: Final = "请写作 字段:值、字段:甲|乙、!字段:值、字段:>9、字段:~词 或 字段:?，以逗号连接"


def _read_clause(text: str, question: Question) -> Clause:
    no = text.startswith("!")
    name, colon, rest = text.removeprefix("!").partition(":")
    if name not in question.fields:
        raise unknown_name(name, question.fields, "filter field", "筛选字段")
    if not colon or not rest:
        raise wrong("filter", text, _HOW, _HOW_ZH)
    if rest == "?":
        return Clause(name, "known" if no else "unknown")
    for operator, sign in sorted(_COMPARED.items(), key=lambda one: -len(one[1])):
        if rest.startswith(sign):
            if no:
                raise wrong(
                    "filter", text, "turn the comparison round instead of the “!”", "请反转比较符，而不用“!”"
                )
            return Clause(name, operator, (_plain(rest.removeprefix(sign)),))
    words = rest.startswith("~")
    values = tuple(_plain(one) for one in _split(rest.removeprefix("~"), "|"))
    if words:
        return Clause(name, "contains_not" if no else "contains", values)
    return Clause(name, "is_not" if no else "is", values)


def _split(text: str, sign: str) -> Sequence[str]:
    parts, at = [], 0
    while at <= len(text):
        found = _SPLIT[sign].match(text, at)
        if found is None:  # a lone backslash at the end
            raise wrong("filter", text, _HOW, _HOW_ZH)
        parts.append(found[1])
        if found.end(1) == len(text):  # it ends here, with a value and not with a sign
            break
        at = found.end()
    return parts


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.S)


def filter_pattern(question: Question) -> str:
    """Return the regular expression of all filters of a question, as the API's description gives it."""
    kinds: dict[Field, list[str]] = {}
    for name, field in question.fields.items():
        kinds.setdefault(replace(field, many=False), []).append(name)
    clauses = "|".join(_clause_pattern(names, field) for field, names in kinds.items())
    return f"(?:{clauses})(?:,(?:{clauses}))*"


def _clause_pattern(names: Sequence[str], field: Field) -> str:
    name = f"(?:{'|'.join(names)})"
    value = _value_pattern(field)
    several = f"{value}(?:\\|{value})*"
    operators = operators_of(field)
    if set(WORDS) & set(operators):
        return f"!?{name}:(?:\\?|~?{several})"
    kinds = [f"!?{name}:(?:\\?|{several})"]
    if set(ORDERED) & set(operators):
        kinds.append(f"{name}:[<>]=?{value}")
    return "|".join(kinds)


def _value_pattern(field: Field) -> str:
    if field.options:
        return f"(?:{'|'.join(field.options)})"
    match field.type:
        case "boolean":
            return "(?:true|false)"
        case "integer":
            return INTEGER
        case "number":
            return NUMBER.replace("(", "(?:")
        case "date":
            return PARTIAL_DATE.replace("(", "(?:")
        case _:
            return f"{_LETTER}+"
