"""A journal and a graph enter; the routes of cases, people, keys and the journal leave."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api import casework
from api.aside import Aside
from api.asker import Graph
from api.guards.access import holder_of
from api.journals import Journals
from api.openapi.casework import PERSON, act_body, closed, list_of, object_of, reading, text, writing
from api.openapi.schemas import ID, Schema
from api.queries.address import API
from api.queries.document import misfit
from api.queries.query import unknown_name
from api.routes.asked import body_of, several
from api.routes.forms import JSON
from api.routes.meta import beside, held
from api.routes.questions import add
from cases.acting import Wanted, moment
from cases.entry import Entry, read_head
from cases.journal import Journal, listed
from cases.keys import SCOPES, add_key, keys, revoke_key
from cases.people import Somebody, people
from cases.verifying import verify
from cases.workflow import Act, Workflow

_ENTRY: Final[Schema] = object_of(
    ("position", "case", "act", "actor", "at", "reason", "content", "hash"),
    position={"type": "integer"}, case=text(), act=text(), actor=text(), at=text(), reason=text(),
    content={"type": "object"}, hash=text(),
)  # fmt: skip
_CASE: Final[Schema] = object_of(
    ("case", "candidate", "state", "last", "entries"),
    case=text(), candidate=text(), known_as=list_of(text()), rules=text(), state=text(),
    last={"type": "integer"}, open={"type": "boolean"},
    can_do=list_of(text()), reviews={"type": "array", "items": _ENTRY}, reviews_hidden={"type": "integer"},
    support={"type": "array", "items": {"type": "object"}}, entries={"type": "array", "items": _ENTRY},
)  # fmt: skip
_SOMEBODY: Final[Schema] = object_of(
    ("id",), id={"type": "string", "pattern": PERSON}, name=text(most=400), contact=text(most=400),
    thing={"type": "string", "pattern": f"^({ID})?$"}, organisations=list_of({"type": "string", "pattern": f"^{ID}$"}),
    erased={"type": "boolean"},
)  # fmt: skip
_KEY: Final[Schema] = object_of(
    ("id", "person", "scopes"), id=text(), person=text(), scopes=list_of({"type": "string", "enum": list(SCOPES)}),
    expires=text(), revoked=text(),
)  # fmt: skip
_LAST: Final = ("reason", "despite", "expected")


@dataclass(frozen=True)
class Desk:
    """What the routes share."""

    journals: Journals
    aside: Aside
    graph: Graph
    workflow: Workflow
    now: Callable[[], datetime]

    @property
    def journal(self) -> Journal:
        """The journal."""
        return self.journals.journal

    async def rows(
        self, request: Request, rows: list[dict[str, Any]], more: Mapping[str, Any] | None = None
    ) -> Response:
        """Answer with rows; they hold for the day on which they are asked for."""
        meta = beside(request, await held(self.graph), rows, as_of=self.now().date().isoformat())
        body = orjson.dumps({"meta": {**(more or {}), **meta}, "results": rows})
        return Response(body, 200, {"cache-control": "no-store"}, JSON.media)


def case_router(
    journals: Journals, aside: Aside, graph: Graph, workflow: Workflow, now: Callable[[], datetime]
) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix=API)
    desk = Desk(journals, aside, graph, workflow, now)
    _add_reading(router, desk)
    for act in workflow.acts.values():
        _add_act(router, desk, act)
    _add_people(router, desk)
    _add_keys(router, desk)
    return router


def _add_reading(router: APIRouter, desk: Desk) -> None:
    async def table(request: Request) -> Response:
        _no_parameters(request)
        return await desk.rows(
            request, [asdict(one) for one in desk.workflow.acts.values()], _about(desk.workflow)
        )

    async def cases(request: Request) -> Response:
        _no_parameters(request)
        return await desk.rows(
            request, await desk.aside.run(lambda _: casework.overview(desk.journal, desk.workflow))
        )

    async def case(request: Request) -> Response:
        _no_parameters(request)
        name, who = str(request.path_params["case"]), holder_of(request.scope)

        def work(_: casework.Look) -> dict[str, Any]:
            return casework.show_case(desk.journal, desk.workflow, name, who, desk.now().date())

        return await desk.rows(request, [await desk.aside.run(work)])

    async def journal(request: Request) -> Response:
        given = several(request)
        for name in given:
            if name != "head":
                raise unknown_name(name, ("head",), "parameter", "参数")
        noted = [read_head(one) for one in given.get("head", ())]
        found = await desk.aside.run(lambda _: verify(desk.journal, noted))
        row = {"whole": found.whole, "entries": found.entries, "head": str(found.head),
               "breaks": [asdict(one) for one in found.breaks]}  # fmt: skip
        return await desk.rows(request, [row])

    shown = object_of(("name", "scopes"), name=text(), scopes=list_of(text()))
    add(
        router,
        "/workflow",
        table,
        reading("workflow", "The acts of the workflow, and who may do them · 流程中的各项操作", shown),
    )
    add(router, "/cases", cases, reading("cases", "All cases · 全部案卷", object_of(("case", "candidate", "state"), case=text(),
        candidate=text(), known_as=list_of(text()), state=text())))  # fmt: skip
    add(
        router,
        "/cases/{case}",
        case,
        reading("case", "One case, as you may see it · 一份案卷", _CASE, ["case"]),
    )
    whole = object_of(("whole", "entries", "head", "breaks"), whole={"type": "boolean"}, entries={"type": "integer"}, head=text(),
                      breaks={"type": "array", "items": {"type": "object"}})  # fmt: skip
    said = reading("journal", "Whether the journal is what was written, and where not · 校验日志", whole)
    head = {"name": "head", "in": "query", "required": False,
            "description": "A head noted elsewhere: POSITION:HASH · 另行记下的末端标记",
            "schema": {"type": "string", "pattern": "^[0-9]{1,15}:[0-9a-f]{64}$"}}  # fmt: skip
    add(router, "/journal", journal, {**said, "parameters": [*said["parameters"], head]})


def _add_act(router: APIRouter, desk: Desk, act: Act) -> None:
    opens = not act.before

    async def acted(request: Request) -> Response:
        _no_parameters(request)
        body = await body_of(request, (*act.fields, *_LAST))
        content = {name: body[name] for name in act.fields if name in body}
        expected = body.get("expected")
        if expected is not None and type(expected) is not int:
            raise misfit("/expected", "it is a whole number", "应为整数")
        wanted = Wanted(act.name, "" if opens else str(request.path_params["case"]), content, _text(body, "reason"),
                        _text(body, "despite"), expected)  # fmt: skip
        who = holder_of(request.scope)

        def work(look: casework.Look) -> Entry:
            return casework.perform(desk.journal, desk.workflow, look, wanted, who, desk.now())

        return await desk.rows(request, listed([await desk.aside.run(work, writes=True)]))

    name = "open_case" if opens else f"case_{act.name}"
    summary = f"{act.about['en']} · {act.about['zh']}"
    said = writing(name, summary, _ENTRY, act_body(act), () if opens else ("case",))
    _post(router, "/cases" if opens else f"/cases/{{case}}/{act.name}", acted, said)


def _add_people(router: APIRouter, desk: Desk) -> None:
    async def everybody(request: Request) -> Response:
        _no_parameters(request)
        return await desk.rows(
            request, [asdict(one) for one in await desk.aside.run(lambda _: people(desk.journal))]
        )

    async def person(request: Request) -> Response:
        _no_parameters(request)
        body = await body_of(request, ("id", "name", "contact", "thing", "organisations"))
        belongs = body.get("organisations", [])
        if not isinstance(belongs, list) or not all(isinstance(one, str) for one in belongs):
            raise misfit("/organisations", "it is a list of ids", "应为编号列表")
        who = Somebody(
            _text(body, "id"),
            _text(body, "name"),
            _text(body, "contact"),
            _text(body, "thing"),
            tuple(belongs),
        )
        actor = holder_of(request.scope).person
        made = await desk.aside.run(
            lambda look: casework.register(desk.journal, look, who, actor, desk.now()), writes=True
        )
        return await desk.rows(request, [asdict(made)])

    async def erased(request: Request) -> Response:
        _no_parameters(request)
        name, actor = str(request.path_params["person"]), holder_of(request.scope).person
        gone = await desk.aside.run(
            lambda _: casework.forget(desk.journal, name, actor, desk.now(), "asked over HTTP"), writes=True
        )
        return await desk.rows(request, [asdict(gone)])

    add(
        router,
        "/people",
        everybody,
        reading("people", "Everybody who works in the system · 全部人员", _SOMEBODY),
    )
    body = object_of(
        ("id",), **{name: one for name, one in _SOMEBODY["properties"].items() if name != "erased"}
    )
    _post(
        router, "/people", person, writing("add_person", "Add somebody · 新增人员", _SOMEBODY, closed(body))
    )
    _delete(router, "/people/{person}", erased, writing("erase_person",
        "Erase the personal fields of somebody; the log stays valid · 删除个人信息，日志仍有效",
        _SOMEBODY, None, ["person"]))  # fmt: skip


def _add_keys(router: APIRouter, desk: Desk) -> None:
    async def every_key(request: Request) -> Response:
        _no_parameters(request)
        return await desk.rows(
            request, [asdict(one) for one in await desk.aside.run(lambda _: keys(desk.journal))]
        )

    async def key(request: Request) -> Response:
        _no_parameters(request)
        body = await body_of(request, ("person", "scopes", "expires"))
        scopes = body.get("scopes", [])
        if not isinstance(scopes, list) or not all(isinstance(one, str) for one in scopes):
            raise misfit("/scopes", "it is a list of scopes", "应为权限列表")
        actor, at = holder_of(request.scope).person, moment(desk.now())
        made, secret = await desk.aside.run(
            lambda _: add_key(desk.journal, _text(body, "person"), scopes, actor, at, _text(body, "expires")),
            writes=True,
        )
        return await desk.rows(request, [{**asdict(made), "key": secret}])

    async def revoked(request: Request) -> Response:
        _no_parameters(request)
        name, actor = str(request.path_params["key"]), holder_of(request.scope).person
        gone = await desk.aside.run(
            lambda _: revoke_key(desk.journal, name, actor, moment(desk.now()), "asked over HTTP"),
            writes=True,
        )
        return await desk.rows(request, [asdict(gone)])

    add(
        router,
        "/keys",
        every_key,
        reading("keys", "All API keys, without their secrets · 全部 API 密钥", _KEY),
    )
    body = object_of(
        ("person", "scopes"),
        person={"type": "string", "pattern": PERSON},
        scopes={**_KEY["properties"]["scopes"], "minItems": 1},
        expires={"type": "string", "format": "date"},
    )
    shown = {
        **_KEY,
        "properties": {**_KEY["properties"], "key": text("The key, shown this once · 密钥，仅显示一次")},
    }
    _post(router, "/keys", key, writing("add_key", "Make an API key · 新增 API 密钥", shown, closed(body)))
    _delete(
        router,
        "/keys/{key}",
        revoked,
        writing("revoke_key", "Revoke an API key · 吊销 API 密钥", _KEY, None, ["key"]),
    )


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise misfit(f"/{name}", "it is text", "应为文本")
    return value


def _about(workflow: Workflow) -> dict[str, Any]:
    return {"version": workflow.version, "states": dict(workflow.states),
            "criteria": dict(workflow.criteria),
            "checklist": dict(workflow.checklist),
            "limits": {name: asdict(one) for name, one in workflow.limits.items()}}  # fmt: skip


def _no_parameters(request: Request) -> None:
    for name in request.query_params:
        raise unknown_name(name, (), "parameter", "参数")


Endpoint = Callable[[Request], Awaitable[Response]]


def _post(router: APIRouter, path: str, endpoint: Endpoint, about: Schema) -> None:
    router.add_api_route(path, endpoint, methods=["POST"], openapi_extra=about, operation_id=str(about["operationId"]),
                         response_model=None)  # fmt: skip


def _delete(router: APIRouter, path: str, endpoint: Endpoint, about: Schema) -> None:
    router.add_api_route(path, endpoint, methods=["DELETE"], openapi_extra=about, operation_id=str(about["operationId"]),
                         response_model=None)  # fmt: skip
