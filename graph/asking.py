"""A question and raw parameter values enter; checked values and the means to run the question's steps leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from graph.connection import Reads, shipped
from graph.intervals import bounded, covers
from graph.naming import COUNTRY, check_records, named_actors, no_country, no_such_actor, refused, thing
from graph.question import Parameter, Question, load_parts, load_questions
from graph.steady import steady_rows
from graph.verdict_shape import Judgement
from ontology.errors import BadParameter

Row = dict[str, Any]

_LONGEST_TEXT: Final = 400
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Home:
    """The side from which is asked: as given, and the country codes that this means on the day."""

    given: tuple[str, ...]
    countries: tuple[str, ...]
    undated: tuple[str, ...] = ()  # memberships without any date, taken as valid


@dataclass(frozen=True)
class Asking:
    """One question being answered: its values are checked, ids are canonical, home is resolved."""

    connection: Reads
    question: Question
    values: Mapping[str, Any]
    data_version: str
    loading: bool
    redirected: Mapping[str, str]
    home: Home | None = None
    invented: bool = False  # whether any source in the graph is
    seen_until: date | None = None  # the last day on which any source was fetched, as far as sources say
    judgements: tuple[Judgement, ...] = ()  # what people judged: evidence of its own kind, kept elsewhere

    @property
    def as_of(self) -> date:
        """The day for which is asked; the caller gave it, nothing here reads the clock."""
        day: date = self.values["as_of"]
        return day

    @property
    def countries(self) -> tuple[str, ...]:
        """The country codes of home."""
        return self.home.countries if self.home else ()

    def rows(self, **more: object) -> list[Row]:
        """Run the question's own text."""
        return _read(self.connection, self.question, {**self.passed(), **more})

    def part(self, name: str, **params: object) -> list[Row]:
        """Run a step that several questions share: a part, or the text of another question."""
        step = load_parts().get(name) or load_questions()[name]
        if params or self.loading or not self.data_version:
            return _read(self.connection, step, params)
        return steady_rows(
            self.data_version, step.digest, lambda: _read(self.connection, step, params), self.unchanged
        )

    def mark(self) -> tuple[str, bool]:
        """What the graph says of itself now: its data version, and whether a load is changing it."""
        row = _read(self.connection, load_parts()["mark"], {})[0]
        return row["data_version"] or "", bool(row["loading"])

    def unchanged(self) -> bool:
        """Whether everything that was read so far is of the data version that the asking began with.

        A load marks the graph before it changes anything, so what was read before an unchanged mark is unchanged too.
        """
        return self.mark() == (self.data_version, self.loading)

    def records(self, things: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the records that state given things: the evidence of an answer."""
        wanted = sorted(set(things))
        return {one: sorted(set(records)) for one, records in self.part("evidence", ids=wanted)[0]["stated"]}

    def passed(self) -> dict[str, Any]:
        """The values as the text takes them: home as country codes."""
        values = dict(self.values)
        for name, parameter in self.question.params.items():
            if parameter.type == "countries":
                values[name] = list(self.countries)
        return values


def _read(connection: Reads, step: Question, params: Mapping[str, Any]) -> list[Row]:
    # Steps hand plain words and numbers on; only what a question without composition returns may hold dates.
    return connection.read(shipped(step.text), params, tag=step.name, raw=step.is_part or bool(step.answer))


def begin(connection: Reads, question: Question, given: Mapping[str, Any]) -> Asking:
    """Check what was given against the question, look its ids and home up, and return the asking."""
    values = check_values(question, given)
    homes = [name for name, p in question.params.items() if p.type == "countries"]
    wanted: list[str] = values[homes[0]] if homes else []
    frame = _read(
        connection,
        load_parts()["frame"],
        {
            "ids": _of_type(question, values, "id"),
            "records": _of_type(question, values, "record"),
            "wanted": wanted,
        },
    )[0]
    found = {row[0]: (row[1], row[2]) for row in frame["things"]}
    redirected: dict[str, str] = {}
    for name, parameter in question.params.items():
        if parameter.type == "id" and values[name]:
            several = [thing(connection, parameter, one, found[one]) for one in _listed(values[name])]
            redirected |= {
                old: new for old, new in zip(_listed(values[name]), several, strict=True) if old != new
            }
            values[name] = several if parameter.many else several[0]
    check_records(_of_type(question, values, "record"), frame["no_records"])
    actors = frame["actors"]
    if homes and (meant := named_actors(connection, [given for given, actor, _ in actors if actor is None])):
        values[homes[0]] = wanted = list(dict.fromkeys(meant.get(one, one) for one in wanted))
        ids = {"ids": [], "records": [], "wanted": wanted}
        actors = _read(connection, load_parts()["frame"], ids)[0]["actors"]
    home = _home(connection, homes[0], actors, wanted, values.get("as_of")) if homes else None
    return Asking(
        connection, question, values, frame["data_version"] or "", bool(frame["loading"]), redirected, home,
        bool(frame["invented"]), frame["seen_until"],
    )  # fmt: skip


def _of_type(question: Question, values: Mapping[str, Any], kind: str) -> list[str]:
    named = [name for name, parameter in question.params.items() if parameter.type == kind]
    return sorted({one for name in named for one in _listed(values[name])})


def check_values(question: Question, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a value of the right type for every parameter of a question, or say which one is wrong."""
    for name in given:
        if name not in question.params or question.params[name].type == "internal":
            raise _unknown(question, name)
    values: dict[str, Any] = {}
    for name, parameter in question.params.items():
        if parameter.type == "internal":
            continue
        value = given.get(name)
        if value is None or value in ("", []) or _is_blank(parameter, value):
            if parameter.required:
                raise BadParameter(
                    f"question {question.name} needs {name}: {parameter.about['en']}",
                    f"问题 {question.name} 缺少参数 {name}：{parameter.about['zh']}",
                    remedy=f"give {name}=…",
                    remedy_zh=f"请给出 {name}=…",
                )
            value = parameter.default if parameter.default != "" else None
        values[name] = _value(parameter, value) if value is not None else None
    return values


def _is_blank(parameter: Parameter, value: object) -> bool:
    """Whether nothing stands in a list of values: `--home ,` names nobody."""
    if not (parameter.many or parameter.type == "countries"):
        return False
    items = value if isinstance(value, list | tuple) else [value]
    return all(isinstance(one, str) and not one.strip(", ") for one in items)


def _unknown(question: Question, name: str) -> BadParameter:
    names = [one.name for one in question.params.values() if one.type != "internal"]
    near = get_close_matches(name, names, n=1, cutoff=0.3)
    hint = f"did you mean {near[0]!r}? " if near else ""
    hint_zh = f"是否要写 {near[0]!r}？" if near else ""
    return BadParameter(
        f"question {question.name} takes no parameter {name!r}",
        f"问题 {question.name} 没有参数 {name!r}",
        remedy=f"{hint}its parameters are: {', '.join(names) or 'none'}",
        remedy_zh=f"{hint_zh}可用的参数：{'、'.join(names) or '无'}",
    )


def _value(parameter: Parameter, value: object) -> object:
    several = parameter.many or parameter.type == "countries"
    if several:
        given = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        items: list[object] = []
        for item in given:  # --home CN,HK and --home CN --home HK mean the same
            items += [one.strip() for one in item.split(",")] if isinstance(item, str) else [item]
        return [_one(parameter, one) for one in dict.fromkeys(items) if one != ""]
    return _one(parameter, value)


def _one(parameter: Parameter, value: object) -> object:
    match parameter.type:
        case "date":
            return _date(parameter, value)
        case "integer":
            return _integer(parameter, value)
        case "choice":
            if value not in parameter.options:
                near = get_close_matches(str(value), parameter.options, n=1, cutoff=0.3)
                hint = f"did you mean {near[0]!r}? " if near else ""
                raise refused(parameter, value, f"{hint}it is one of: {', '.join(parameter.options)}",
                           f"可选值：{'、'.join(parameter.options)}")  # fmt: skip
            return value
        case _:
            if isinstance(value, str) and _SURROGATE.search(value):
                raise refused(parameter, ascii(value), "it holds half of a character: type it again",
                           "其中含有不完整的字符：请重新键入")  # fmt: skip
            if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_TEXT:
                raise refused(
                    parameter,
                    value,
                    f"give 1 to {_LONGEST_TEXT} characters",
                    f"请给出 1 至 {_LONGEST_TEXT} 个字符",
                )
            return value.strip()


def _date(parameter: Parameter, value: object) -> date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise refused(
                parameter,
                value,
                "that is not a day of the calendar: write a day as 2026-11-23",
                "日历上没有这一天：日期请写作 2026-11-23",
            ) from None
    raise refused(parameter, value, "write a day as 2026-11-23", "日期请写作 2026-11-23")


def _integer(parameter: Parameter, value: object) -> int:
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?[0-9]{1,9}", str(value)):
        raise refused(parameter, value, "give a whole number", "请给出整数")
    number = int(str(value))
    low, high = parameter.minimum, parameter.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        span = f"{'' if low is None else low}…{'' if high is None else high}"
        raise refused(parameter, value, f"give a whole number within {span}", f"请给出 {span} 之间的整数")
    return number


def _home(
    connection: Reads,
    name: str,
    actors: Sequence[Sequence[Any]],
    wanted: Sequence[str],
    as_of: date | None,
) -> Home:
    found = {given: (actor, members) for given, actor, members in actors}
    countries: set[str] = set()
    undated: list[str] = []
    for one in wanted:
        actor, members = found[one]
        if actor is None:
            raise no_such_actor(connection, name, one)
        if actor.startswith(COUNTRY):
            countries.add(actor.removeprefix(COUNTRY))
        elif not members:
            raise no_country(name, one)
        for membership, country, *days in members:
            span = bounded(*(day(text) for text in days))
            if span.undated:
                undated.append(membership)
            if span.undated or as_of is None or covers(span, as_of) != "no":
                countries.add(country.removeprefix(COUNTRY))
    return Home(tuple(wanted), tuple(sorted(countries)), tuple(undated))


def day(text: str | None) -> date | None:
    """Read a full ISO date as rows hold it."""
    return date.fromisoformat(text) if text else None


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
