"""A graph and a journal enter; the routes of dossiers and of the page that puts candidates side by side leave."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.aside import Aside, Look
from api.dossier import page
from api.dossier.comparing import compared
from api.dossier.facts import Facts, Wanted, gather
from api.dossier.forms import FORMS, GAPS, LANGUAGES, WHOLE, form_named, language_named
from api.dossier.judged import Judged, judged
from api.dossier.people import People
from api.guards.access import holder_of
from api.guards.watching import GONE
from api.journals import Journals
from api.openapi.casework import AS
from api.openapi.schemas import Schema, parameter_schema
from api.problems import described, language
from api.queries.address import API
from api.queries.query import not_offered, unknown_name
from api.routes.answering import GoneError, unless_gone
from api.routes.asked import one, several
from api.routes.envelope import disposition
from api.routes.questions import add
from cases.acting import moment
from cases.keys import Holder
from cases.workflow import Workflow
from graph.question import find_question
from graph.ruleset import RuleSet
from graph.ruleset_read import find_rule_set, load_rule_sets

COMPARE: Final = "/compare"
_VERDICT: Final = ("as_of", "home", "rules", "reading")
_HEADERS: Final = {
    "cache-control": "no-store", "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "vary": "Accept-Language",
    "content-security-policy": page.POLICY,
}  # fmt: skip


@dataclass(frozen=True)
class Compiler:
    """What makes dossiers."""

    aside: Aside
    journals: Journals
    workflow: Workflow
    now: Callable[[], datetime]
    people: People

    async def made(
        self, wanted: Wanted, who: Holder, write: Callable[[Facts], bytes], *, every: bool = False
    ) -> tuple[Facts, bytes]:
        """Gather the facts of one dossier, as somebody may see them, and write it."""
        now = self.now()

        def judge(ids: Sequence[str]) -> Judged:
            return judged(self.journals.journal, self.workflow, ids, who, wanted.rules, now.date())

        def work(look: Look) -> tuple[Facts, bytes]:
            facts = gather(look, wanted, judge, who.person, moment(now), every=every)
            return facts, write(facts)

        return await self.aside.run(work)


def dossier_router(compiler: Compiler) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    async def made(request: Request) -> Response:
        given = several(request)
        lang = _language(request, given)
        form = form_named(one("format", given.pop("format", ["html"])))
        document = one("document", given.pop("document", [WHOLE]))
        if document not in (WHOLE, GAPS):
            raise not_offered("document", document, [WHOLE, GAPS])
        wanted = _wanted(str(request.path_params["institution"]), given, compiler.now())
        work = compiler.made(
            wanted,
            holder_of(request.scope),
            lambda facts: form.write(facts, lang, document),
            every=form.every,
        )
        try:
            facts, body = await unless_gone(request, work)
        except GoneError:
            return Response(None, GONE)
        named = {} if form.name in ("html", "json") else disposition(document, facts.meta, f".{form.name}")
        return Response(body, 200, {**_HEADERS, "content-language": lang, **named}, form.media)

    async def beside(request: Request) -> Response:
        given = several(request)
        lang = _language(request, given)
        institutions = [part for text in given.pop("institutions", []) for part in text.split(",")]
        asked = _wanted("", given, compiler.now()).params() | {"institutions": institutions}
        del asked["institution"]
        judgements = await compiler.people(request, "compare", str(asked["rules"])) or ()

        def work(look: Look) -> bytes:
            return page.html(compared(look("compare", asked, judgements), lang))

        try:
            body = await unless_gone(request, compiler.aside.run(work))
        except GoneError:
            return Response(None, GONE)
        return Response(body, 200, {**_HEADERS, "content-language": lang}, page.MEDIA)

    add(router, f"{API}/dossiers/{{institution}}", made, _about())
    router.add_api_route(
        COMPARE, beside, methods=["GET", "HEAD"], include_in_schema=False, response_model=None
    )
    return router


def _language(request: Request, given: dict[str, list[str]]) -> str:
    named = given.pop("lang", None)
    return (
        language_named(one("lang", named)) if named else language(request.headers.get("accept-language", ""))
    )


def _wanted(institution: str, given: Mapping[str, list[str]], now: datetime) -> Wanted:
    for name in given:
        if name not in _VERDICT:
            raise unknown_name(name, (*_VERDICT, "format", "lang", "document"), "parameter", "参数")
    params = find_question("verdict").params
    lists = {
        key: tuple(part for text in given.get(key, ()) for part in text.split(","))
        for key in ("home", "reading")
    }
    return Wanted(
        candidate=institution,
        as_of=one("as_of", given.get("as_of", [now.date().isoformat()])),
        home=lists["home"] or tuple(params["home"].default),
        rules=one("rules", given.get("rules", [str(params["rules"].default)])),
        reading=lists["reading"],
    )


def _rule_sets() -> list[str]:
    return sorted({*load_rule_sets(), *(each.name for each in load_rule_sets().values())})


def _readings() -> str:
    """What may stand as a reading: every mode with its options, every threshold within its bounds."""
    said = [f"{re.escape(mode.name)}=({'|'.join(mode.options)})" for mode in _default().modes.values()]
    said += [
        f"{re.escape(each.name)}=({'|'.join(map(str, range(each.minimum, min(each.maximum, each.minimum + 99) + 1)))})"
        for each in _default().thresholds.values()
    ]
    return f"^({'|'.join(said)})$"


def _default() -> RuleSet:
    return find_rule_set(str(find_question("verdict").params["rules"].default))


def _about() -> Schema:
    summary = "The dossier of a candidate, for a reviewer or a nominator · 候选机构卷宗"
    content: dict[str, Any] = {each.media.partition(";")[0]: {} for each in FORMS.values()}
    text = {"type": "string"}
    asked = find_question("verdict").params
    lists = {"type": "array", "items": text, "minItems": 1, "maxItems": 50}
    named = (
        ("format", "Form of the file · 文件格式", {**text, "enum": list(FORMS), "default": "html"}),
        ("lang", "Language (default: as Accept-Language says) · 语言", {**text, "enum": list(LANGUAGES)}),
        ("document", "The whole dossier, or the page of gaps · 全卷或待补事项",
         {**text, "enum": [WHOLE, GAPS], "default": WHOLE}),
        ("as_of", "The day whose knowledge is asked for (default: today) · 截至日期", {**text, "format": "date"}),
        ("home", "Home: country codes or ids of regions · 本方", parameter_schema(asked["home"])),
        ("rules", "Rule set: a name, or name@version · 规则集", {**text, "enum": _rule_sets()}),
        ("reading", "Modes and numbers, such as C3=all · 读法", {**lists, "items": {**text, "pattern": _readings()}}),
    )  # fmt: skip
    return {
        "operationId": "dossier",
        "summary": summary,
        "tags": ["cases"],
        "parameters": [
            {"name": "institution", "in": "path", "required": True, "schema": parameter_schema(asked["institution"])},
            AS,
            *({"name": name, "in": "query", "required": False, "description": about, "schema": schema,
               **({"style": "form", "explode": False} if schema["type"] == "array" else {})} for name, about, schema in named),
        ],
        "responses": {
            "200": {"description": summary, "content": content},
            **described((400, 401, 403, 404, 405, 413, 414, 429, 500, 503, 504)),
        },
    }  # fmt: skip
