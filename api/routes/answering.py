"""What was asked enters; the response leaves: the page, or 304 where the one who asks has it already.

The strong ETag names data version, query, view and encoding, so the same tag always means the same bytes. While a load
changes the graph in place there is no tag, since the same name would then stand for different bytes.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final, TypeVar

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.aside import Aside
from api.asker import Graph
from api.formats import XLSX
from api.guards.watching import GONE, Figures
from api.routes import forms
from api.routes.asked import Asked
from api.routes.envelope import Written, check_cursor, query_key, values_of, written
from api.routes.remembered import Remembered
from api.routes.together import Together
from api.workbook import SOURCES
from graph.ask import Answer
from graph.verdict_shape import Judgement
from ontology.errors import Unavailable

T = TypeVar("T")
# who asks, a question and a rule set, to what people judged; nothing where the question takes no judgements
People = Callable[[Request, str, str], Awaitable[Sequence[Judgement] | None]]
Write = Callable[[Asked, Answer], Written]
Refuse = Callable[[Iterable[object]], None]  # what a request is asked with, to nothing, or to a refusal

_JSON: Final = forms.JSON.media
STATE_OLD_S: Final = (
    0.25  # how old what is known of the graph may be: an answer is that much behind a load at most
)
_ASIDE_FROM: Final = 100_000  # bytes from which work on a body would hold up the other requests
_LEVEL: Final = 4
_HEADERS: Final = {"cache-control": "no-cache", "vary": "Accept, Accept-Encoding"}
_PERSONAL: Final = {  # people's judgements are in it, as far as whoever asks may see them
    "cache-control": "private, no-cache",
    "vary": "Accept, Accept-Encoding, X-API-Key, Coopgraph-As",
}


class GoneError(Exception):
    """Whoever asked has hung up."""


@dataclass(frozen=True)
class Answering:
    """How questions become responses."""

    graph: Graph
    secret: bytes
    largest: int
    program: str  # a new program may say the same data differently
    remembered: Remembered
    figures: Figures
    aside: Aside
    together: Together[tuple[Written, str]] = field(default_factory=Together)
    people: People | None = None
    refuse: Refuse = lambda _: None

    async def judged(self, request: Request, asked: Asked) -> Sequence[Judgement] | None:
        """What people judged, as far as whoever asks may see it; nothing where a question takes no judgements."""
        if self.people is None:
            return None
        rules = dict(asked.query.params).get("rules")
        return await self.people(request, asked.question.name, str(rules or ""))

    async def respond(self, request: Request, asked: Asked) -> Response:
        """Answer one request; who goes away before the answer ends its query."""
        return await self.respond_with(request, asked, "", self._page)

    async def respond_with(self, request: Request, asked: Asked, kind: str, write: Write) -> Response:
        """Answer a request by what a function makes of the answer; `kind` tells it from others of the same question."""
        return await while_there(request, self._respond(request, asked, kind, write))

    def _page(self, asked: Asked, answer: Answer) -> Written:
        return written(asked, answer, self.secret, self.largest)

    async def _respond(self, request: Request, asked: Asked, kind: str, write: Write) -> Response:
        zipped = accepts_gzip(request)
        judged = await self.judged(request, asked)
        headers = _HEADERS if judged is None else _PERSONAL
        # what was erased is confirmed by no answer that is still at hand, and by no 304, while the graph may yet hold it
        self.refuse(values_of(asked).values())
        state = await self.graph.state(old_s=STATE_OLD_S)
        if not state.loading:
            check_cursor(asked, state.data_version, loading=False)
            tag = self._tag(asked, kind, state.data_version, judged, zipped=zipped)
            if matches(request.headers.get("if-none-match", ""), tag):
                return Response(None, 304, {**headers, "etag": tag})
            held = self.remembered.find(tag)
            if held is not None:
                self.figures.remembered.inc()
                return _response(held, tag, headers, zipped=zipped)
            made, tag = await self.together.once(
                tag, lambda: self._made(asked, kind, write, judged, zipped=zipped)
            )
        else:
            made, tag = await self._made(asked, kind, write, judged, zipped=zipped)
        return _response(made, tag, headers, zipped=zipped)

    async def _made(
        self, asked: Asked, kind: str, write: Write, judged: Sequence[Judgement] | None, *, zipped: bool
    ) -> tuple[Written, str]:
        """Ask, write and pack; without a tag where a load is changing the graph."""
        answer = await self.graph(asked.question.name, values_of(asked), judged or ())
        if asked.view.form == XLSX:  # a file that goes from hand to hand says under which licences
            sources = await self.graph(SOURCES, {})
            if sources.meta["data_version"] != answer.meta["data_version"]:
                raise Unavailable("a load came between the answer and its licences", "读取许可信息时数据已更新",
                                  remedy="ask again", remedy_zh="请重试")  # fmt: skip
            answer = replace(answer, meta={**answer.meta, SOURCES: sources.rows})
        if kind or asked.view.form != forms.JSON.name:  # files may be large
            # measures of a network may take longer than anybody waits: in few places, and no longer than a question
            made = await self.aside.run(lambda _: write(asked, answer))
        else:
            made = write(asked, answer)
        made = replace(made, body=await packed(made.body, zipped=zipped))
        if answer.meta["loading"]:
            return made, ""
        tag = self._tag(asked, kind, answer.meta["data_version"], judged, zipped=zipped)
        self.remembered.keep(tag, made)
        return made, tag

    def _tag(
        self,
        asked: Asked,
        kind: str,
        data_version: str,
        judged: Sequence[Judgement] | None,
        *,
        zipped: bool,
    ) -> str:
        view = asked.view
        page = [view.per_page, view.cursor.after if view.cursor else 0, view.form]
        said = orjson.dumps([self.program, data_version, query_key(asked), page, kind, list(judged or ())])
        return f'"{sha256(said).hexdigest()[:32]}{"-gzip" if zipped else ""}"'


async def packed(body: bytes, *, zipped: bool) -> bytes:
    """Return a body gzipped, where that is wanted; what is large is packed aside."""
    if not zipped:
        return body
    return await asyncio.to_thread(_gzip, body) if len(body) > _ASIDE_FROM else _gzip(body)


async def responded(request: Request, body: bytes) -> Response:
    """Return a JSON body as a response without a tag."""
    zipped = accepts_gzip(request)
    return _response(Written(await packed(body, zipped=zipped), _JSON, {}), "", _HEADERS, zipped=zipped)


def _response(made: Written, tag: str, always: Mapping[str, str], *, zipped: bool) -> Response:
    headers = {
        **always,
        **made.headers,
        **({"etag": tag} if tag else {}),
        **({"content-encoding": "gzip"} if zipped else {}),
    }
    return Response(made.body, 200, headers, made.media)


def _gzip(body: bytes) -> bytes:
    """Gzip without name and time, so that the same bytes come out every time."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def accepts_gzip(request: Request) -> bool:
    """Whether a request accepts gzip."""
    for part in request.headers.get("accept-encoding", "").split(",")[:20]:
        name, _, weight = part.partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def matches(held: str, tag: str) -> bool:
    """Whether an If-None-Match header names a tag; it is compared weakly, as the standard says."""
    return held.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in held.split(","))


async def unless_gone(request: Request, work: Awaitable[T]) -> T:
    """Return what the work gives, and end it when whoever asked hangs up."""
    task = asyncio.ensure_future(work)
    watch = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            watch.result()  # a refused body is an answer of its own
            raise GoneError
        return await task
    finally:
        watch.cancel()
        task.cancel()


async def while_there(request: Request, work: Awaitable[Response]) -> Response:
    """Return the response that the work gives; whoever hangs up before ends it, queries in the database included."""
    try:
        return await unless_gone(request, work)
    except GoneError:
        return Response(None, GONE)  # nobody reads it; log and figures do


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
