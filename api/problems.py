"""An error enters, one problem document (RFC 9457) leaves, in the language that the request asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from api.errors import KINDS, Kind, Refusal, kind_of
from ontology.errors import CoopgraphError, Incomplete

MEDIA: Final = "application/problem+json"
_URN: Final = "urn:coopgraph:problem:"
_RETRY_S: Final = "1"
_LANGUAGES: Final = ("zh", "en")


def problem(error: CoopgraphError, scope: Scope) -> Response:
    """Return the response that says what went wrong and what to do."""
    kind = kind_of(error)
    lang = language(HTTPConnection(scope).headers.get("accept-language", ""))
    languages = {one: _told(error, kind, chinese=one == "zh") for one in _LANGUAGES}
    document: dict[str, Any] = {
        "type": f"{_URN}{kind.name}",
        "status": kind.status,
        **languages[lang],
        "instance": scope["path"][:200],
        "request_id": scope.get("state", {}).get("request_id", ""),
        "languages": languages,
    }
    if isinstance(error, Incomplete):
        document["errors"] = [
            {"need": need, "detail": zh if lang == "zh" else en} for need, en, zh in error.lacks
        ]
    headers = {"content-language": lang, "vary": "Accept-Language", "cache-control": "no-store"}
    headers |= dict(error.headers) if isinstance(error, Refusal) else {}
    if kind.status == 503:
        headers.setdefault("retry-after", _RETRY_S)
    if kind.status == 401:
        headers.setdefault("www-authenticate", "ApiKey")
    return Response(orjson.dumps(document, default=str), kind.status, headers, MEDIA)


def accepted(request: HTTPConnection) -> str:
    """What a request accepts: several lines of the header mean what one with commas means."""
    return ",".join(request.headers.getlist("accept"))


def reads_pages(request: HTTPConnection) -> bool:
    """Whether a request names HTML among what it accepts, and likes nothing better: as browsers do, and no program."""
    best = {"text/html": 0.0, "": 0.0}
    for part in accepted(request).split(",")[:20]:
        media, _, rest = part.partition(";")
        weight = re.search(r"(?:^|;)\s*q=([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", rest)
        name = "text/html" if media.strip().lower() == "text/html" else ""
        best[name] = max(best[name], float(weight[1]) if weight else 1.0)
    return best["text/html"] > 0 and best["text/html"] >= best[""]


def language(accepted: str) -> str:
    """Return zh or en, whichever an Accept-Language header prefers; en where it names neither."""
    best, found = 0.0, "en"
    for part in accepted.split(",")[:20]:
        match = re.fullmatch(
            r"\s*(zh|en)(?:-[A-Za-z0-9-]{1,20})?\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?))?\s*", part, re.I
        )
        if match and float(match[2] or 1) > best:
            best, found = float(match[2] or 1), match[1].lower()
    return found


def described(statuses: Iterable[int]) -> dict[str, Any]:
    """Return the OpenAPI responses of these statuses, by reference."""
    return {str(status): {"$ref": f"#/components/responses/problem_{status}"} for status in statuses}


def problem_responses() -> dict[str, Any]:
    """Return what the references lead to: each status with an example of every kind that it may be."""
    return {
        f"problem_{status}": {
            "description": " / ".join(one.title for one in KINDS if one.status == status),
            "content": {
                MEDIA: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {one.name: {"value": _example(one)} for one in KINDS if one.status == status},
                }
            },
        }
        for status in sorted({one.status for one in KINDS})
    }


def _example(kind: Kind) -> dict[str, Any]:
    return {
        "type": f"{_URN}{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title,
        "remedy": kind.remedy,
        "instance": "/api/v1/candidates",
        "request_id": "0b6c9c1e",
        "languages": {
            "zh": {"title": kind.title_zh, "detail": kind.title_zh, "remedy": kind.remedy_zh},
            "en": {"title": kind.title, "detail": kind.title, "remedy": kind.remedy},
        },
    }


def _told(error: CoopgraphError, kind: Kind, *, chinese: bool) -> dict[str, str]:
    """What is said in one language; what happened inside is for the log."""
    title, remedy = (kind.title_zh, kind.remedy_zh) if chinese else (kind.title, kind.remedy)
    what = (error.what_zh if chinese else "") or error.what
    return {
        "title": title,
        "detail": title if kind.name == "internal" else what,
        "remedy": (error.remedy_zh if chinese else error.remedy) or remedy,
    }


def _text(about: str) -> dict[str, Any]:
    return {"type": "string", "description": about}


_SAID: Final[dict[str, Any]] = {
    "title": _text("What kind of problem it is"),
    "detail": _text("What exactly"),
    "remedy": _text("What to do"),
}
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "description": "What went wrong and what to do, in one shape for every status (RFC 9457); "
    "in Chinese where Accept-Language asks for it",
    "properties": {
        "type": {"type": "string", "enum": [f"{_URN}{one.name}" for one in KINDS]},
        "status": {"type": "integer", "enum": sorted({one.status for one in KINDS})},
        **_SAID,
        "instance": _text("The path that was asked"),
        "request_id": _text("Id of the request, as in the header X-Request-Id and in the service's log"),
        "languages": {
            "type": "object",
            "description": "Title, detail and remedy in both languages",
            "properties": {
                one: {"type": "object", "properties": _SAID, "required": list(_SAID)} for one in _LANGUAGES
            },
            "required": list(_LANGUAGES),
        },
        "errors": {
            "type": "array",
            "description": "Where several things are missing: each of them",
            "items": {
                "type": "object",
                "properties": {"need": _text("Name of the need"), "detail": _text("What is missing")},
                "required": ["need", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "remedy", "instance", "request_id", "languages"],
}
