"""A question with raw values and conditions enters; the one canonical query leaves, or what is wrong with it.

Two requests that ask the same are the same query: defaults are left out, conditions sorted, values read by type.
What can be filtered is what the question's header gives a type; no name stands here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

from graph.question import Field, Parameter, Question
from ontology.errors import BadParameter
from ontology.terms import is_id

Scalar = str | int | float | bool
Given = Scalar | tuple[Scalar, ...]

LIMIT: Final = "limit"  # how much of an answer is shown is no part of the query: pages do it
EQUAL: Final = ("is", "is_not")
ORDERED: Final = ("above", "at_least", "below", "at_most")
WORDS: Final = ("contains", "contains_not")
KNOWN: Final = ("unknown", "known")
OPERATORS: Final = (*EQUAL, *ORDERED, *WORDS, *KNOWN)
MOST_CLAUSES: Final = 50
MOST_VALUES: Final = 200
LONGEST_VALUE: Final = 400
LONGEST_TEXT: Final = 400
ACTOR: Final = r"[A-Za-z0-9][A-Za-z0-9-]{1,99}"
PARTIAL_DATE: Final = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
INTEGER: Final = r"-?[0-9]{1,9}"
LARGEST: Final = 999_999_999  # the largest number that these take
NUMBER: Final = r"-?[0-9]{1,9}(\.[0-9]{1,6})?"


@dataclass(frozen=True, order=True)
class Clause:
    """One condition on one column."""

    field: str
    operator: str
    values: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class Query:
    """What is asked: the question, the values that differ from its defaults, the conditions on its rows."""

    question: str
    params: tuple[tuple[str, Given], ...] = ()
    clauses: tuple[Clause, ...] = ()

    def value(self, name: str) -> Given | None:
        """The value of one parameter, if it was given."""
        return dict(self.params).get(name)


def shown_params(question: Question) -> dict[str, Parameter]:
    """The parameters that a caller may give."""
    return {name: one for name, one in question.params.items() if one.type != "internal" and name != LIMIT}


def make_query(question: Question, given: Mapping[str, object], clauses: Iterable[Clause] = ()) -> Query:
    """Return the canonical query; what is missing is not asked for here, since a day may be filled in later."""
    known = shown_params(question)
    for name in given:
        if name not in known:
            raise unknown_name(name, known, "parameter", "参数")
    params: list[tuple[str, Given]] = []
    for name, parameter in known.items():
        if name not in given:
            continue
        value = _param(parameter, given[name])
        if parameter.required or value != _default(parameter):
            params.append((name, value))
    return Query(question.name, tuple(params), _clauses(question, clauses))


def unknown_name(name: str, known: Iterable[str], what: str, what_zh: str) -> BadParameter:
    """The error for a name that is none, with the nearest right one."""
    names = list(known)
    near = get_close_matches(name, names, n=1, cutoff=0.3)
    return BadParameter(
        f"there is no {what} {short(name)}",
        f"没有名为 {short(name)} 的{what_zh}",
        remedy=(f"did you mean {near[0]!r}? " if near else "") + f"there are: {', '.join(names) or 'none'}",
        remedy_zh=(f"是否要写 {near[0]!r}？" if near else "") + f"可用：{'、'.join(names) or '无'}",
    )


def wrong(name: str, value: object, remedy: str, remedy_zh: str) -> BadParameter:
    """The error for a value that cannot be."""
    return BadParameter(
        f"{name} cannot be {short(value)}",
        f"{name} 不能为 {short(value)}",
        remedy=remedy,
        remedy_zh=remedy_zh,
    )


def short(value: object) -> str:
    """A value as an error quotes it: never longer than a line."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _default(parameter: Parameter) -> Given | None:
    if isinstance(parameter.default, list):
        return _in_order(parameter, parameter.default)
    return None if parameter.default in ("", None) else parameter.default


def _param(parameter: Parameter, value: object) -> Given:
    if parameter.many or parameter.type == "countries":
        items = list(value) if isinstance(value, list | tuple) else [value]
        if parameter.type == "text":  # a comma parts one from the next, as in an address
            items = [part for one in items for part in (one.split(",") if isinstance(one, str) else [one])]
        several = _in_order(parameter, dict.fromkeys(_one(parameter, one) for one in items))
        if not 1 <= len(several) <= MOST_VALUES:
            raise wrong(
                parameter.name, value, f"give 1 to {MOST_VALUES} values", f"请给出 1 至 {MOST_VALUES} 个值"
            )
        return several
    return _one(parameter, value)


def _in_order(parameter: Parameter, several: Iterable[Scalar]) -> tuple[Scalar, ...]:
    """Several values in the one order that a query has, where it means nothing in which order they are given."""
    match parameter.type:
        case "choice":
            return tuple(sorted(several, key=lambda one: parameter.options.index(str(one))))
        case "countries":
            return tuple(sorted(several, key=str))
        case _:
            return tuple(several)


def _one(parameter: Parameter, value: object) -> Scalar:
    match parameter.type:
        case "integer":
            return _integer(parameter, value)
        case "date":
            if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                try:
                    return date.fromisoformat(value).isoformat()
                except ValueError:
                    pass  # a day that no month has is answered like any other wrong day
            raise wrong(parameter.name, value, "write a day as 2026-11-23", "日期请写作 2026-11-23")
        case "choice":
            if value in parameter.options:
                return str(value)
            raise not_offered(parameter.name, value, parameter.options)
        case "countries":
            if isinstance(value, str) and re.fullmatch(ACTOR, value):
                return value
            raise wrong(parameter.name, value, "give two-letter country codes or ids of regions",
                        "请给出两位国家代码或地区编号")  # fmt: skip
        case "id" | "record":
            if isinstance(value, str) and is_id(value):
                return value
            raise wrong(parameter.name, value, "an id looks like inst-ror-03cve4549; names are looked up by search",
                        "编号形如 inst-ror-03cve4549；可按名称检索")  # fmt: skip
        case _:
            if isinstance(value, str) and value.strip() and len(value) <= LONGEST_TEXT and _writable(value):
                return value.strip()
            raise wrong(parameter.name, value, f"give 1 to {LONGEST_TEXT} characters",
                        f"请给出 1 至 {LONGEST_TEXT} 个字符")  # fmt: skip


def _writable(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def span_of(parameter: Parameter) -> tuple[int, int]:
    """The smallest and the largest whole number that a parameter takes."""
    low, high = parameter.minimum, parameter.maximum
    return -LARGEST if low is None else low, LARGEST if high is None else high


def _integer(parameter: Parameter, value: object) -> int:
    low, high = span_of(parameter)
    if not isinstance(value, bool | float) and re.fullmatch(INTEGER, str(value)):
        number = int(str(value))
        if low <= number <= high:
            return number
    raise wrong(parameter.name, value, f"give a whole number within {low}…{high}",
                f"请给出 {low}…{high} 之间的整数")  # fmt: skip


def not_offered(name: str, value: object, options: Sequence[str]) -> BadParameter:
    """The error for a value that is none of those that there are, with the nearest of them."""
    near = get_close_matches(str(value), options, n=1, cutoff=0.3)
    return wrong(
        name,
        value,
        (f"did you mean {near[0]!r}? " if near else "") + f"it is one of: {', '.join(options)}",
        (f"是否要写 {near[0]!r}？" if near else "") + f"可选值：{'、'.join(options)}",
    )


def _clauses(question: Question, clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    found = sorted({checked(question, one) for one in clauses}, key=_order)
    if len(found) > MOST_CLAUSES:
        raise BadParameter(
            f"a query has at most {MOST_CLAUSES} conditions",
            f"一个查询最多有 {MOST_CLAUSES} 个条件",
            remedy="ask for less at once",
            remedy_zh="请减少条件",
        )
    return tuple(found)


def _order(clause: Clause) -> tuple[str, int, tuple[str, ...]]:
    return clause.field, OPERATORS.index(clause.operator), tuple(map(str, clause.values))


def checked(question: Question, clause: Clause) -> Clause:
    """Return a condition with values of the type of its column, or what is wrong with it."""
    field = question.fields.get(clause.field)
    if field is None:
        raise unknown_name(clause.field, question.fields, "filter field", "筛选字段")
    if clause.operator not in operators_of(field):
        raise wrong(clause.field, clause.operator.replace("_", " "),
                    f"this column can be asked by: {', '.join(operators_of(field))}",
                    f"该列可用的条件：{'、'.join(operators_of(field))}")  # fmt: skip
    wanted = 0 if clause.operator in KNOWN else 1 if clause.operator in ORDERED else MOST_VALUES
    values = tuple(sorted({filter_value(clause.field, field, one) for one in clause.values}, key=str))
    if not min(wanted, 1) <= len(values) <= wanted:
        raise wrong(clause.field, list(clause.values),
                    f"give {'one value' if wanted == 1 else f'at most {wanted} values'}",
                    "请给出一个值" if wanted == 1 else f"最多给出 {wanted} 个值")  # fmt: skip
    return Clause(clause.field, clause.operator, values)


def operators_of(field: Field) -> tuple[str, ...]:
    """What a column of this kind can be asked by."""
    if field.options or field.type == "boolean":
        return EQUAL + KNOWN
    if field.type in ("text", "id"):
        return EQUAL + WORDS + KNOWN
    return EQUAL + ORDERED + KNOWN


def filter_value(name: str, field: Field, value: object) -> Scalar:
    """Return a value of the type of the column, from its own type or from text."""
    if field.options:
        if value in field.options:
            return str(value)
        raise not_offered(name, value, field.options)
    match field.type:
        case "boolean":
            if isinstance(value, bool) or value in ("true", "false"):
                return value in (True, "true")
            raise wrong(name, value, "it is true or false", "请写 true 或 false")
        case "integer":
            if not isinstance(value, bool | float) and re.fullmatch(INTEGER, str(value)):
                return int(str(value))
            raise wrong(name, value, "give a whole number", "请给出整数")
        case "number":
            if not isinstance(value, bool) and re.fullmatch(NUMBER, number_text(value)):
                return float(number_text(value)) or 0.0
            raise wrong(name, value, "give a number", "请给出数字")
        case "date":
            if isinstance(value, str) and re.fullmatch(PARTIAL_DATE, value):
                return value
            raise wrong(
                name, value, "write 2019, 2019-05 or 2019-05-17", "请写作 2019、2019-05 或 2019-05-17"
            )
        case _:
            if isinstance(value, str) and 1 <= len(value) <= LONGEST_VALUE and _writable(value):
                return value
            raise wrong(
                name, value, f"give 1 to {LONGEST_VALUE} characters", f"请给出 1 至 {LONGEST_VALUE} 个字符"
            )


def number_text(value: object) -> str:
    """A number as every form writes it: no exponent, no needless zeros."""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def scalar_text(value: Scalar) -> str:
    """A value as text: true and false as JSON writes them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)
