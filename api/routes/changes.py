"""Two data versions enter; what differs between them leaves, statement by statement, and which versions are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.aside import Aside
from api.asker import Graph
from api.openapi.operations import ALWAYS, ALWAYS_PAGED, envelope, view
from api.openapi.schemas import PER_PAGE, Schema
from api.problems import described
from api.queries.address import API
from api.queries.cursor import Cursor, elsewhere, read_cursor, write_cursor
from api.queries.query import unknown_name, wrong
from api.routes.answering import responded
from api.routes.asked import one, page_size, several
from api.routes.meta import beside, held
from api.routes.questions import add
from loaders.changes import changes, difference
from loaders.current import CANONS
from loaders.kept import kept_like, kept_versions
from ontology.errors import BadParameter, NoSuchValue
from ontology.statements import VERSION_FILE

_VERSION: Final = "[0-9a-f]{4,64}"
_COLUMNS: Final = (
    "thing",
    "sign",
    "subject",
    "predicate",
    "object",
    "datatype",
    "lang",
    "record",
    "stated_subject",
)


@dataclass(frozen=True)
class Kept:
    """The data versions that a home keeps."""

    home: Path
    secret: bytes

    def names(self) -> list[str]:
        """All of them, sorted."""
        return kept_versions(self.home)

    def folder(self, parameter: str, beginning: str) -> Path:
        """The folder of the one version that begins like this."""
        found = kept_like(self.home, beginning)
        if len(found) != 1:
            raise NoSuchValue(
                f"{len(found) or 'no'} kept data versions begin with {beginning!r}",
                f"有 {len(found)} 个保留的数据版本以 {beginning!r} 开头",
                remedy=f"{parameter}: /api/v1/versions lists the versions that are kept",
                remedy_zh=f"{parameter}：可用版本见 /api/v1/versions",
            )
        return self.home / CANONS / found[0]


def changes_router(home: Path, secret: bytes, graph: Graph, aside: Aside) -> APIRouter:
    """Return the addresses that compare data versions."""
    router = APIRouter(prefix=API)
    kept = Kept(home, secret)

    async def versions(request: Request) -> Response:
        given = several(request)
        for name in given:
            raise unknown_name(name, (), "parameter", "参数")
        rows = await aside.run(lambda _: _versions(kept))
        return await responded(request, _body(beside(request, await held(graph), rows), rows))

    async def changed(request: Request) -> Response:
        given = {name: one(name, values) for name, values in several(request).items()}
        found = await aside.run(lambda _: _changes(kept, given))
        meta = beside(
            request,
            await held(graph),
            found.rows,
            total=found.total,
            limited=found.limited,
            next_cursor=found.next_cursor,
        )
        return await responded(request, _body({**found.said, **meta}, found.rows))

    add(router, "/versions", versions, _about("versions", "The kept data versions · 保留的数据版本", [], _row(
        data_version="string", sources="array", counts="object"), ALWAYS))  # fmt: skip
    add(router, "/changes", changed, _about("changes", "What differs between two data versions · 两个数据版本之间的差异",
        [_in("before", "The older data version · 旧数据版本"), _in("after", "The newer one · 新数据版本"), *view(None)],
        _row(**dict.fromkeys(_COLUMNS, "string")), ALWAYS_PAGED))  # fmt: skip
    return router


def _body(meta: Mapping[str, Any], rows: list[dict[str, Any]]) -> bytes:
    return orjson.dumps({"meta": meta, "results": rows})


def _versions(kept: Kept) -> list[dict[str, Any]]:
    rows = []
    for name in kept.names():
        told = json.loads((kept.home / CANONS / name / VERSION_FILE).read_text("utf-8"))
        rows.append({"data_version": name, "sources": sorted(told["sources"]), "counts": told["counts"]})
    return rows


@dataclass(frozen=True)
class _Found:
    """A page of changes, and what is said of all of them."""

    rows: list[dict[str, Any]]
    said: Mapping[str, Any]
    total: int
    limited: list[dict[str, Any]]
    next_cursor: str | None


def _changes(kept: Kept, given: Mapping[str, str]) -> _Found:
    known = ("before", "after", "per_page", "cursor")
    for name in given:
        if name not in known:
            raise unknown_name(name, known, "parameter", "参数")
    for name in known[:2]:
        if name not in given:
            raise BadParameter(f"{name} is needed: a data version", f"缺少 {name}：数据版本",
                               remedy="/api/v1/versions lists them", remedy_zh="可用版本见 /api/v1/versions")  # fmt: skip
        if not 4 <= len(given[name]) <= 64 or set(given[name]) - set("0123456789abcdef"):
            raise wrong(name, given[name], "it is 4 to 64 hex digits", "应为 4 至 64 个十六进制数字")
    first, second = (kept.folder(name, given[name]) for name in known[:2])
    size = page_size(given.get("per_page", str(PER_PAGE)))
    key = sha256(f"changes {first.name} {second.name}".encode()).hexdigest()[:20]
    cursor = read_cursor(given["cursor"], kept.secret) if "cursor" in given else None
    if cursor is not None and cursor.query != key:
        raise elsewhere()
    begin = cursor.after if cursor else 0
    rows = [
        {"thing": row.thing, "sign": row.sign, **row.statement._asdict()}
        for row in islice(changes(first, second), begin, begin + size)
    ]
    counts = difference(first, second)
    total = sum(counts.statements.values())
    end = begin + len(rows)
    more = end < total
    following = write_cursor(Cursor(key, second.name, end, ""), kept.secret) if more else None
    cut = [{"what": "results", "by": "per_page", "shown": len(rows), "total": total}] if more or begin else []
    said = {
        "before": first.name,
        "after": second.name,
        "statements": counts.statements,
        "things": counts.things,
    }
    return _Found(rows, said, total, cut, following)


def _in(name: str, about: str) -> Schema:
    schema = {"type": "string", "pattern": f"^{_VERSION}$"}
    return {"name": name, "in": "query", "required": True, "description": about, "schema": schema}


def _row(**kinds: str) -> Schema:
    return {"type": "object", "properties": {name: {"type": kind} for name, kind in kinds.items()},
            "required": list(kinds)}  # fmt: skip


def _about(
    name: str, summary: str, parameters: list[Schema], row: Schema, statuses: tuple[int, ...]
) -> Schema:
    answer = envelope(row)
    answer["properties"]["meta"] = {
        "type": "object",
        "$ref": "#/components/schemas/MetaBeside",
        "properties": {"shown": {"type": "integer"}, "total": {"type": "integer"}},
        "required": ["shown", "total", "limited", "next_cursor"],
    }
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["versions"],
        "parameters": parameters,
        "responses": {
            "200": {"description": "The answer", "content": {"application/json": {"schema": answer}}},
            **described(statuses),
        },
    }
