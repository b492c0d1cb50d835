"""The headers of the questions enter; a route for each leaves, by GET with an address and by POST with a body."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.openapi.operations import asked_by_get, asked_by_name, asked_by_post
from api.problems import accepted
from api.queries.address import API
from api.queries.document import misfit
from api.queries.query import unknown_name
from api.routes.answering import Answering
from api.routes.asked import VIEW, Reader, body_of
from graph.question import Question

Endpoint = Callable[[Request], Awaitable[Response]]


def question_router(answering: Answering, reader: Reader, questions: Mapping[str, Question]) -> APIRouter:
    """Return the routes of all questions; those without parameters in the path come first, so none hides another."""
    router = APIRouter(prefix=API)
    for question in sorted(questions.values(), key=lambda one: (one.path.count("{"), one.path)):
        add(router, question.path, _by_get(question, answering, reader), asked_by_get(question, questions))
        router.add_api_route(
            question.path,
            _by_post(question, answering, reader),
            methods=["POST"],
            openapi_extra=asked_by_post(question, questions),
            operation_id=f"{question.name}_by_post",
            response_model=None,
        )
    router.add_api_route(
        "/query",
        _by_name(questions, answering, reader),
        methods=["POST"],
        openapi_extra=asked_by_name(questions),
        operation_id="query",
        response_model=None,
    )
    return router


def add(router: APIRouter, path: str, endpoint: Endpoint, about: Mapping[str, object]) -> None:
    """Add a route for GET, and one for HEAD that the description does not repeat."""
    name = str(about["operationId"])
    router.add_api_route(
        path, endpoint, methods=["GET"], openapi_extra=dict(about), operation_id=name, response_model=None
    )
    router.add_api_route(
        path,
        endpoint,
        methods=["HEAD"],
        openapi_extra=dict(about),
        include_in_schema=False,
        response_model=None,
    )


def _by_get(question: Question, answering: Answering, reader: Reader) -> Endpoint:
    async def asked_at_its_address(request: Request) -> Response:
        return await answering.respond(request, reader.from_address(request, question))

    return asked_at_its_address


def _by_post(question: Question, answering: Answering, reader: Reader) -> Endpoint:
    async def asked_with_a_body(request: Request) -> Response:
        _no_parameters(request)
        return await answering.respond(request, await reader.from_body(request, question))

    return asked_with_a_body


def _by_name(questions: Mapping[str, Question], answering: Answering, reader: Reader) -> Endpoint:
    async def asked_by_its_name(request: Request) -> Response:
        _no_parameters(request)
        document = await body_of(request, ("question", "params", "filter", *VIEW))
        name = document.get("question")
        if not isinstance(name, str):
            raise misfit("/question", "it is the name of a question", "应为问题名称")
        if name not in questions:
            raise unknown_name(name, questions, "question", "问题")
        return await answering.respond(
            request, reader.from_query(document, questions[name], accepted(request))
        )

    return asked_by_its_name


def _no_parameters(request: Request) -> None:
    for name in request.query_params:
        raise unknown_name(name, (), "parameter", "参数")
