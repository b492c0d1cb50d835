"""How requests are read and answered enters; a router leaves that gives networks as files in any form.

What a parameter means, and which values it takes, stands in the header of the question alone; here the bounds of a whole
network are narrower, since one answer is made while somebody waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import Refusal
from api.network import FORMS
from api.openapi.operations import drawn
from api.queries.address import API
from api.routes.answering import Answering, Write
from api.routes.asked import Asked, Reader
from api.routes.envelope import Written, disposition, told_headers
from api.routes.questions import Endpoint, add
from graph.ask import Answer
from graph.network import Network
from graph.network_answer import network_of
from graph.network_snapshot import snapshot
from graph.network_store import Snapshot
from graph.network_whole import scope_of, whole
from graph.question import Question
from loaders.current import CANONS
from ontology.errors import GraphError, Unavailable
from ontology.model import default_model

Snapshots = Callable[[str], Snapshot]  # data version to its snapshot
Draw = Callable[[Answer], Network]

MOST: Final[Mapping[str, int]] = {"nodes": 5_000, "edges": 50_000}  # the command line has no such bounds
_MEDIA: Final = {name: form.media_type for name, form in FORMS.items()}


def network_router(
    answering: Answering, reader: Reader, questions: Mapping[str, Question], snapshots: Snapshots
) -> APIRouter:
    """Return the routes of ego networks, paths and filtered networks; `format` names the form of the file."""

    def filtered(answer: Answer) -> Network:
        if answer.meta["loading"]:
            raise Refusal("load-under-way")
        scope = scope_of(answer.params, answer.meta, answer.rows)
        return whole(snapshots(str(answer.meta["data_version"])), scope, {**answer.meta, "seed": scope.seed})

    router = APIRouter(prefix=API)
    for path, question, draw in (
        ("/networks/ego/{institution}", _with_all_events(questions["network_ego"]), _answered),
        ("/networks/paths/{one}/{other}", questions["network_paths"], _answered),
        ("/networks/whole", _bounded(questions["network_scope"]), filtered),
    ):
        placed = replace(question, path=path)
        add(router, path, _endpoint(answering, reader, placed, draw), drawn(placed, _MEDIA))
    return router


def kept_snapshots(home: Path) -> Snapshots:
    """Return what opens the snapshots of a home, and holds the two that were asked for last."""

    @lru_cache(maxsize=2)  # the version that is asked, and the one that a load puts in its place
    def held(version: str) -> Snapshot:
        try:
            return snapshot(home, home / CANONS / version, default_model())
        except GraphError as error:  # what is loaded elsewhere
            raise Unavailable(
                error.what, error.what_zh, where=error.where, remedy=error.remedy, remedy_zh=error.remedy_zh
            ) from error

    return held


def _answered(answer: Answer) -> Network:
    return network_of(answer.params, answer.meta, answer.rows)


def _with_all_events(question: Question) -> Question:
    """A file holds every event of a tie, so that it stands alone."""
    cited = replace(question.params["cited"], default=0)
    return replace(question, params=MappingProxyType({**question.params, "cited": cited}))


def _bounded(question: Question) -> Question:
    narrower = {name: replace(question.params[name], minimum=1, maximum=most) for name, most in MOST.items()}
    return replace(question, params=MappingProxyType({**question.params, **narrower}))


def _endpoint(answering: Answering, reader: Reader, question: Question, draw: Draw) -> Endpoint:
    kind = question.path.removeprefix("/networks/").partition("/")[0]
    write = _writer(kind, draw, answering.largest)

    async def drawn_as_a_file(request: Request) -> Response:
        asked = reader.for_file(request, question, sorted(FORMS))
        return await answering.respond_with(request, asked, kind, write)

    return drawn_as_a_file


def _writer(kind: str, draw: Draw, most: int) -> Write:
    def write(asked: Asked, answer: Answer) -> Written:
        form = FORMS[asked.view.form]
        network = draw(answer)
        buffer = BytesIO()
        form.write(network, buffer)
        if buffer.tell() > most:
            raise Refusal("too-large", f"this network has more than {most} bytes; ask for fewer nodes and edges",
                          f"此网络超过 {most} 字节；请减少 nodes 与 edges")  # fmt: skip
        named = disposition(kind, network.meta, form.suffix) if form.name != "json" else {}
        return Written(buffer.getvalue(), form.media_type, {**told_headers(network.meta), **named})

    return write
