"""A request enters; the canonical query and what of its answer is to be shown leave, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from starlette.requests import Request

from api.errors import Refusal
from api.openapi.schemas import MOST_PER_PAGE, PER_PAGE
from api.problems import accepted
from api.queries.address import read_filter
from api.queries.cursor import Cursor, read_cursor
from api.queries.document import from_document, misfit
from api.queries.filtering import sort_keys
from api.queries.query import Given, Query, make_query, not_offered, shown_params, unknown_name, wrong
from api.routes.forms import JSON, form_accepted, form_named
from graph.question import Parameter, Question
from ontology.errors import BadParameter

VIEW = ("sort", "per_page", "cursor", "format")
EVERYTHING = 10**9  # rows a page of a file that is asked for without pages
DEEPEST = 50  # lists and objects within each other in a body; what JSON allows is more than Python can follow


@dataclass(frozen=True)
class View:
    """What of an answer is shown: no part of the query."""

    sort: tuple[tuple[str, bool], ...] = ()
    per_page: int = PER_PAGE
    cursor: Cursor | None = None
    form: str = JSON.name


@dataclass(frozen=True)
class Asked:
    """One request, read."""

    question: Question
    query: Query
    view: View


@dataclass(frozen=True)
class Reader:
    """Reads requests; `today` is the day where none is given, `secret` signs cursors, `chosen` are the operator's defaults."""

    today: Callable[[], date]
    secret: bytes
    chosen: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def from_address(self, request: Request, question: Question) -> Asked:
        """Read a request whose query stands in its address."""
        known = shown_params(question)
        given: dict[str, object] = dict(request.path_params)
        view: dict[str, Any] = {}
        clauses: Sequence[Any] = ()
        for name, values in several(request).items():
            if name in known and f"{{{name}}}" not in question.path:
                given[name] = _listed(known[name], name, values)
            elif name == "filter" and question.fields:
                clauses = read_filter(one(name, values), question)
            elif name in VIEW and (name != "sort" or question.fields):
                view[name] = one(name, values)
            else:
                raise unknown_name(name, _names(question), "parameter", "参数")
        if "per_page" in view:
            view["per_page"] = page_size(view["per_page"])
        view.setdefault("format", form_accepted(accepted(request)).name)
        return self.whole(question, make_query(question, given, clauses), self.view(view, question))

    def for_file(self, request: Request, question: Question, forms: Sequence[str]) -> Asked:
        """Read a request for a file that is made of a whole answer: parameters in the address, and a form."""
        known = [name for name in shown_params(question) if f"{{{name}}}" not in question.path]
        given: dict[str, object] = dict(request.path_params)
        form = JSON.name
        for name, values in several(request).items():
            if name in known:
                given[name] = _listed(question.params[name], name, values)
            elif name == "format":
                form = one(name, values)
                if form not in forms:
                    raise not_offered(name, form, forms)
            else:
                raise unknown_name(name, [*known, "format"], "parameter", "参数")
        return self.whole(question, make_query(question, given), View(form=form))

    async def from_body(self, request: Request, question: Question) -> Asked:
        """Read a request whose query stands in its body, and in its path."""
        document = await body_of(request, ("question", "params", "filter", *VIEW))
        if document.get("question", question.name) != question.name:
            raise misfit("/question", f"here it is {question.name}", f"此处应为 {question.name}")
        params = document.get("params", {})
        if isinstance(params, Mapping):
            for name in request.path_params:
                if name in params:
                    raise misfit(f"/params/{name}", "the path says it already", "路径已给出")
            document = {**document, "params": {**request.path_params, **params}}
        return self.from_query(document, question, accepted(request))

    def from_query(self, document: Mapping[str, Any], question: Question, accept: str) -> Asked:
        """Read a whole query as JSON."""
        for name in ("filter", "sort"):
            if name in document and not question.fields:
                raise misfit(f"/{name}", "this question has none", "此问题没有该项")
        view = {name: document[name] for name in VIEW if name in document}
        view.setdefault("format", form_accepted(accept).name)
        size = view.get("per_page", PER_PAGE)
        if not isinstance(size, int) or isinstance(size, bool):
            raise misfit("/per_page", "it is a whole number", "应为整数")
        page_size(str(size))
        for name in ("sort", "cursor", "format"):
            if not isinstance(view.get(name, ""), str):
                raise misfit(f"/{name}", "it is text", "应为文本")
        return self.whole(question, from_document(document, question), self.view(view, question))

    def view(self, given: Mapping[str, Any], question: Question) -> View:
        """Read how an answer is shown."""
        form = form_named(given["format"])
        return View(
            sort_keys(given["sort"], question) if "sort" in given else (),
            given.get("per_page", EVERYTHING if form.is_file else PER_PAGE),
            read_cursor(given["cursor"], self.secret) if "cursor" in given else None,
            form.name,
        )

    def whole(self, question: Question, query: Query, view: View) -> Asked:
        """Fill in the day, where a question needs one: that of the page before, or today."""
        given: dict[str, Given] = {**self.chosen.get(question.name, {}), **dict(query.params)}
        for name, parameter in shown_params(question).items():
            if not parameter.required or name in given:
                continue
            if parameter.type != "date":
                raise BadParameter(
                    f"question {question.name} needs {name}: {parameter.about['en']}",
                    f"问题 {question.name} 缺少参数 {name}：{parameter.about['zh']}",
                    remedy=f"give {name}",
                    remedy_zh=f"请给出 {name}",
                )
            day = view.cursor.as_of if view.cursor is not None else ""
            given[name] = day or self.today().isoformat()
        full = make_query(question, {key: _plain(value) for key, value in given.items()}, query.clauses)
        return Asked(question, full, view)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _names(question: Question) -> list[str]:
    inside = [name for name in shown_params(question) if f"{{{name}}}" not in question.path]
    return [*inside, *(("filter", *VIEW) if question.fields else VIEW[1:])]


def several(request: Request) -> dict[str, list[str]]:
    """The values of every name in the address; an empty one is a mistake, not a default."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if not value:
            raise BadParameter(
                f"{name[:80]} has no value",
                f"{name[:80]} 没有值",
                remedy="give a value, or leave the name out",
                remedy_zh="请给出值，或去掉该名称",
            )
        found.setdefault(name, []).append(value)
    return found


def one(name: str, values: Sequence[str]) -> str:
    """The value of a name that may stand once."""
    if len(values) > 1:
        raise wrong(name, values, "give it once", "只给出一次")
    return values[0]


def page_size(text: str) -> int:
    """Read how many rows a page has."""
    if text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= MOST_PER_PAGE:
        return int(text)
    raise wrong(
        "per_page", text, f"give a whole number within 1…{MOST_PER_PAGE}", f"请给出 1…{MOST_PER_PAGE} 的整数"
    )


def _listed(parameter: Parameter, name: str, values: Sequence[str]) -> object:
    if not parameter.many and parameter.type != "countries":
        return one(name, values)
    return [part for value in values for part in value.split(",")]


async def body_of(request: Request, known: Sequence[str]) -> dict[str, Any]:
    """Return the JSON object that a request carries; no body is an empty one."""
    raw = await request.body()
    if not raw:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refusal(
            "not-json", f"the body is {kind[:120]!r}, not JSON", f"请求体是 {kind[:120]!r}，不是 JSON"
        )
    try:
        document = _whole_numbers(orjson.loads(raw))
    except orjson.JSONDecodeError as error:
        raise Refusal("bad-request", f"the body is no JSON: {error}", f"请求体不是 JSON：{error}") from None
    if not isinstance(document, dict):
        raise misfit("/", "it is an object", "应为对象")
    for name in document:
        if name not in known:
            raise unknown_name(name, known, "member of the body", "请求体成员")
    return document


def _whole_numbers(value: Any, inside: int = 0) -> Any:
    """JSON Schema knows no difference between 77 and 77.0, and so we make none."""
    if inside > DEEPEST:
        raise Refusal(
            "bad-request", f"the body is nested more than {DEEPEST} deep", f"请求体嵌套超过 {DEEPEST} 层"
        )
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole_numbers(one, inside + 1) for one in value]
    if isinstance(value, dict):
        return {name: _whole_numbers(one, inside + 1) for name, one in value.items()}
    return value
