"""A way to ask and the snapshots of the home enter; a router leaves that gives networks as files in any form.

A handler asks the question, makes the network of its answer and writes it: what a parameter means, and which values it
takes, stands in the header of the question alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from io import BytesIO
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.network import FORMS, NetworkForm, form_of
from graph.ask import Answer
from graph.network import Network
from graph.network_answer import network_of
from graph.network_store import Snapshot
from graph.network_whole import scope_of, whole
from graph.question import Parameter, find_question
from ontology.errors import BadParameter

Asker = Callable[[str, Mapping[str, Any]], Awaitable[Answer]]
Snapshots = Callable[[str], Snapshot]  # data version to its snapshot

MOST_NODES: Final = 5_000  # over HTTP; the command line has no such limit
MOST_EDGES: Final = 50_000
WHOLE_TIES: Final[Mapping[str, int]] = {
    "cited": 0
}  # a file holds every event of a tie, so that it stands alone
_KINDS: Final = {"integer": "integer"}


def network_router(
    ask: Asker, snapshots: Snapshots, today: Callable[[], date], under: str = "", *, described: bool = True
) -> APIRouter:
    """Routes for ego networks, paths and filtered networks, `under` an address; `format` names the form of the file."""
    router = APIRouter(prefix=f"{under}/networks", tags=["networks"], include_in_schema=described)

    @router.get("/ego/{institution}", **_described("network_ego", "institution", **WHOLE_TIES))
    async def ego(request: Request, institution: Annotated[str, Path()]) -> Response:
        form, given = _given(request, today)
        answer = await ask("network_ego", {**WHOLE_TIES, **given, "institution": institution})
        return await run_in_threadpool(
            _file, network_of(answer.params, answer.meta, answer.rows), form, "ego"
        )

    @router.get("/paths/{one}/{other}", **_described("network_paths", "one", "other"))
    async def paths(request: Request, one: Annotated[str, Path()], other: Annotated[str, Path()]) -> Response:
        form, given = _given(request, today)
        answer = await ask("network_paths", {**given, "one": one, "other": other})
        return await run_in_threadpool(
            _file, network_of(answer.params, answer.meta, answer.rows), form, "paths"
        )

    @router.get("/whole", **_described("network_scope"))
    async def filtered(request: Request) -> Response:
        form, given = _given(request, today)
        answer = await ask("network_scope", given)
        return await run_in_threadpool(_whole, answer, form, snapshots)

    return router


def _whole(answer: Answer, form: NetworkForm, snapshots: Snapshots) -> Response:
    scope = scope_of(answer.params, answer.meta, answer.rows)
    for name, given, most in (("nodes", scope.nodes, MOST_NODES), ("edges", scope.edges, MOST_EDGES)):
        if not 1 <= given <= most:
            raise BadParameter(
                f"{name} cannot be {given} over HTTP",
                f"经 HTTP 时 {name} 不能为 {given}",
                remedy=f"give 1 to {most}; the command `coopgraph network whole` has no such limit",
                remedy_zh=f"请给出 1 至 {most}；命令 coopgraph network whole 没有此限制",
            )
    held = snapshots(str(answer.meta["data_version"]))
    return _file(whole(held, scope, {**answer.meta, "seed": scope.seed}), form, "whole")


def _given(request: Request, today: Callable[[], date]) -> tuple[NetworkForm, dict[str, Any]]:
    """The form, and the parameters as given; one that is repeated is a list. The question refuses what it does not know."""
    found: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    given = {name: values[0] if len(values) == 1 else values for name, values in found.items()}
    form = form_of(str(given.pop("format", "")))
    given.setdefault("as_of", today().isoformat())
    return form, given


def _file(network: Network, form: NetworkForm, name: str) -> Response:
    buffer = BytesIO()
    form.write(network, buffer)
    shown = f"{network.meta['data_version']}-{network.meta['as_of']}"
    headers = {"Content-Disposition": f'attachment; filename="coopgraph-{name}-{shown}{form.suffix}"'}
    return Response(
        buffer.getvalue(), media_type=form.media_type, headers=headers if form.name != "json" else None
    )


def _described(name: str, *placed: str, **defaults: int) -> dict[str, Any]:
    """What OpenAPI says of a route: from the header of its question, but for defaults of its own."""
    question = find_question(name)
    parameters = [
        {"name": one.name, "in": "query", "required": False, "description": f"{one.about['en']} · {one.about['zh']}",
         "schema": {**_schema(one), **({"default": defaults[one.name]} if one.name in defaults else {})}}
        for one in question.params.values()
        if one.type != "internal" and one.name not in placed
    ]  # fmt: skip
    parameters.append(
        {"name": "format", "in": "query", "required": False, "description": "Form of the file · 文件格式",
         "schema": {"type": "string", "enum": sorted(FORMS), "default": "json"}}
    )  # fmt: skip
    contents: dict[str, dict[str, Any]] = {form.media_type.partition(";")[0]: {} for form in FORMS.values()}
    return {
        "name": name,
        "operation_id": f"{name}_file",
        "summary": question.title["en"],
        "description": f"{question.question['en']} {question.question['zh']}",
        "response_class": Response,
        "responses": {200: {"description": "The network as a file", "content": contents}},
        "openapi_extra": {"parameters": parameters},
    }


def _schema(one: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _KINDS.get(one.type, "string")}
    if one.type == "date":
        schema["format"] = "date"
    if one.options:
        schema["enum"] = list(one.options)
    bounds = {"minimum": one.minimum, "maximum": one.maximum}
    schema |= {key: value for key, value in bounds.items() if value is not None}
    several = one.many or one.type == "countries"
    whole_schema: dict[str, Any] = {"type": "array", "items": schema} if several else schema
    if one.default not in (None, "", []):
        whole_schema["default"] = one.default
    return whole_schema
