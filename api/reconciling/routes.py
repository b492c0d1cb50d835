"""Names of the current data enter; the routes of a reconciliation service leave: manifest, batches, suggestions, previews.

What other programs ask stands in the 0.2 specification of the Entity Reconciliation Community Group; see docs/conformance.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qsl, quote

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.errors import Refusal
from api.guards.sharing import EVERYBODY
from api.guards.watching import GONE
from api.problems import language
from api.queries.query import unknown_name, wrong
from api.reconciling.answering import answer, find_id
from api.reconciling.extending import extend, proposed
from api.reconciling.manifest import ROOT, manifest
from api.reconciling.offered import main_type
from api.reconciling.preview import headers, page
from api.reconciling.queries import read_batch, read_json
from api.reconciling.suggesting import entities, listed_properties, listed_types
from api.routes.answering import GoneError, unless_gone
from api.routes.asked import several
from api.settings import Settings
from api.shelves import Shelves
from loaders.affiliation.reading import VERSION
from loaders.affiliation.shelf import Shelf
from ontology.errors import BadParameter, NotFound

_CALLBACK: Final = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]{0,63}(?:\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,3}")
_FORM: Final = "application/x-www-form-urlencoded"
_ASKED: Final = ("queries", "extend", "callback")
_SKIPPED: Final = 10_000  # suggestions that can be skipped


class _Reconciling:
    """What the routes share."""

    def __init__(self, settings: Settings, shelves: Shelves, today: Callable[[], date]) -> None:
        self.base, self.callbacks = settings.base, settings.origins == EVERYBODY
        self.shelves, self.today = shelves, today

    async def root(self, request: Request) -> Response:
        """Answer the manifest, a batch or an extension: by GET, and by POST with a form."""
        given = {name: _once(name, values) for name, values in several(request).items()}
        if request.method == "POST":
            given |= await _form(request)
        for name in given:
            if name not in _ASKED:
                raise unknown_name(name, _ASKED, "parameter", "参数")
        if "queries" in given and "extend" in given:
            raise BadParameter("queries and extend exclude each other", "queries 与 extend 不能同时给出",
                               remedy="ask one of them", remedy_zh="请只给出其中一个")  # fmt: skip
        callback, lang = self._callback(given), _lang(request)
        if "queries" in given:
            queries, day = read_batch(given["queries"]), self.today().isoformat()

            def batch(shelf: Shelf) -> Mapping[str, Any]:
                return {key: {"result": answer(one, shelf, day, lang)} for key, one in queries.items()}

            return await self._work(request, batch, callback)
        if "extend" in given:
            wanted = read_json(given["extend"], "extend")
            return await self._work(request, lambda shelf: extend(wanted, shelf, lang), callback)
        if request.method == "POST":
            raise BadParameter("the form holds neither queries nor extend", "表单中没有 queries 或 extend",
                               remedy="send one of them", remedy_zh="请发送其中一个")  # fmt: skip
        self.shelves.begin()  # whoever reads the manifest is about to ask
        return _said(manifest(_site(request), self.base, lang), callback, {})

    async def _work(
        self, request: Request, work: Callable[[Shelf], Mapping[str, Any]], callback: str
    ) -> Response:
        def done(shelf: Shelf) -> tuple[Mapping[str, Any], str]:
            return work(shelf), shelf.data_version

        try:
            found, version = await unless_gone(request, self.shelves.aside(done))
        except GoneError:
            return Response(None, GONE)
        return _said(found, callback, {
            "coopgraph-data-version": version,
            "coopgraph-as-of": self.today().isoformat(),
            "coopgraph-match-rules": VERSION,
        })  # fmt: skip

    def _callback(self, given: Mapping[str, str]) -> str:
        name = given.get("callback", "")
        if name and not (self.callbacks and _CALLBACK.fullmatch(name)):
            raise wrong("callback", name[:80], "it is the name of a function, where callbacks are allowed",
                        "应为函数名，且服务允许回调")  # fmt: skip
        return name

    async def suggest(self, request: Request) -> Response:
        """Answer what begins so."""
        given = {name: _once(name, values) for name, values in several(request).items()}
        for name in given:
            if name not in ("prefix", "cursor", "callback"):
                raise unknown_name(name, ("prefix", "cursor", "callback"), "parameter", "参数")
        prefix, skip, lang = (
            given.get("prefix", ""),
            _number("cursor", given.get("cursor", "0"), _SKIPPED),
            _lang(request),
        )
        callback = self._callback(given)
        if not prefix:
            raise BadParameter("prefix is needed", "缺少 prefix",
                               remedy="give what is typed", remedy_zh="请给出所输入的文字")  # fmt: skip
        match request.url.path.rpartition("/")[2]:
            case "property":
                return _said(listed_properties(prefix, skip, lang), callback, {})
            case "type":
                return _said(listed_types(prefix, skip, lang), callback, {})
            case _:
                return await self._work(request, lambda shelf: entities(prefix, skip, shelf, lang), callback)

    async def properties(self, request: Request) -> Response:
        """Answer which properties can be fetched."""
        given = {name: _once(name, values) for name, values in several(request).items()}
        for name in given:
            if name not in ("type", "limit", "callback"):
                raise unknown_name(name, ("type", "limit", "callback"), "parameter", "参数")
        limit = _number("limit", given.get("limit", "0"), 1_000)
        return _said(
            proposed(given.get("type", main_type()), limit, _lang(request)), self._callback(given), {}
        )

    async def preview(self, request: Request) -> Response:
        """Answer a small page about one organisation."""
        given = {name: _once(name, values) for name, values in several(request).items()}
        for name in given:
            if name != "id":
                raise unknown_name(name, ("id",), "parameter", "参数")
        wanted, lang, site = given.get("id", ""), _lang(request), _site(request)

        def drawn(shelf: Shelf) -> bytes:
            found = find_id(wanted, shelf)
            if found is None:
                raise NotFound("no organisation has this id", "没有此编号的机构",
                               remedy="take the id from a candidate", remedy_zh="请使用候选结果中的编号")  # fmt: skip
            return page(found, shelf, f"{site}/id/{quote(found.id, safe='~')}", lang)

        try:
            body = await unless_gone(request, self.shelves.aside(drawn))
        except GoneError:
            return Response(None, GONE)
        return Response(body, 200, headers(), "text/html; charset=utf-8")


def reconciling_router(settings: Settings, shelves: Shelves, today: Callable[[], date]) -> APIRouter:
    """Return the routes; others describe them, so our own description leaves them out."""
    router = APIRouter(include_in_schema=False)
    shared = _Reconciling(settings, shelves, today)
    router.add_api_route(ROOT, shared.root, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route(ROOT, shared.root, methods=["POST"], response_model=None)
    for name in ("entity", "property", "type"):
        router.add_api_route(
            f"{ROOT}/suggest/{name}", shared.suggest, methods=["GET", "HEAD"], response_model=None
        )
    router.add_api_route(
        f"{ROOT}/properties", shared.properties, methods=["GET", "HEAD"], response_model=None
    )
    router.add_api_route(f"{ROOT}/preview", shared.preview, methods=["GET", "HEAD"], response_model=None)
    return router


def _said(document: Mapping[str, Any], callback: str, more: Mapping[str, str]) -> Response:
    body = orjson.dumps(document)
    told = {"cache-control": "no-cache", "vary": "Accept-Language", **more}
    if not callback:
        return Response(body, 200, told, "application/json")
    # the comment keeps the first bytes ours; two line ends of Unicode were none in older scripts
    script = body.replace("\u2028".encode(), b"\\u2028").replace("\u2029".encode(), b"\\u2029")
    return Response(
        b"/**/" + callback.encode() + b"(" + script + b");", 200, told, "text/javascript; charset=utf-8"
    )


async def _form(request: Request) -> dict[str, str]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise Refusal(
            "bad-request", f"the body is no form: send it as {_FORM}", f"请求体不是表单：请以 {_FORM} 发送"
        )
    try:
        pairs = parse_qsl(
            (await request.body()).decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=8
        )
    except ValueError:
        raise Refusal("bad-request", "the form cannot be read", "表单无法读取") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise wrong(name[:80], [value[:80]], "give it once", "只给出一次")
        found[name] = value
    return found


def _once(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise wrong(name, values, "give it once", "只给出一次")
    return values[0]


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text) <= most):
        raise wrong(name, text[:80], f"give a whole number up to {most}", f"请给出不超过 {most} 的整数")
    return int(text)


def _lang(request: Request) -> str:
    return language(request.headers.get("accept-language", ""))


def _site(request: Request) -> str:
    return str(request.base_url).rstrip("/")
