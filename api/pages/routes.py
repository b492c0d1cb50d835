"""A graph enters; a router of pages leaves: the first page, search, and a page for each kind of thing.

Paths of things are those of the questions that answer them. An error becomes a page too, with the status of its kind.
A page is a function of program, data version, day and address, so its bytes may be remembered under a tag that names them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

import orjson
from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api import problems as documents
from api.asker import Asker, Graph
from api.errors import kind_of, nothing_at
from api.pages import gathering
from api.pages.catalogue import LANGUAGES
from api.pages.rendering import HEADERS, Printer, accepts_gzip, printer
from api.pages.shown import Gather, Shown
from api.pages.view import View, preferred, read_view
from api.routes.answering import Refuse, matches, while_there
from api.routes.envelope import Written
from api.routes.remembered import Remembered
from graph.ask import Answer
from graph.awaited import one_party
from graph.question import find_question, load_questions
from ontology.errors import CoopgraphError, TimedOut, Unavailable
from ontology.model import Model, default_model

FIRST: Final = "/"
SEARCH: Final = "/search"
STATE_OLD_S: Final = (
    0.25  # how old what is known of the graph may be: a page is that much behind a load at most
)
_WARMED: Final = 8  # candidates whose pages are asked for before anybody comes
_TYPED: Final = 20  # characters of a name, as somebody types them
_HTML: Final = "text/html; charset=utf-8"
_ENTITIES: Final[tuple[tuple[str, Gather], ...]] = (
    ("institution", gathering.institution),
    ("pair", gathering.pair),
    ("agreement", gathering.agreement),
    ("lab", gathering.lab),
    ("project", gathering.project),
    ("country", gathering.country),
    ("record", gathering.record),
    ("sources", gathering.sources),
    ("show", gathering.show),
)


@dataclass(frozen=True)
class Kept:
    """The graph whose version names pages, and the room for their bytes; each process has its own, and none needs another's."""

    graph: Graph
    remembered: Remembered
    refuse: Refuse = lambda _: None


@dataclass(frozen=True)
class Wanted:
    """What a browser asks for: an address, the languages it likes, what it holds already."""

    path: str
    query: tuple[tuple[str, str], ...]
    languages: str = ""
    zipped: bool = True
    held: str = ""


@dataclass(frozen=True)
class _Noting:
    """An asker that notes of which data version each answer is."""

    asker: Asker
    seen: set[str] = field(default_factory=set)

    async def __call__(self, question: str, params: Mapping[str, object]) -> Answer:
        answer = await self.asker(question, params)
        self.seen.add(str(answer.meta["data_version"]))  # of a load under way too: `old→new`
        return answer


@dataclass(frozen=True)
class Pages:
    """Makes pages, and remembers them where it may."""

    asker: Asker
    press: Printer
    today: Callable[[], date]
    kept: Kept | None = None

    async def page(self, gather: Gather, ids: Iterable[str], wanted: Wanted) -> Response:
        """Return a page; one that is remembered, or that the browser holds, is not made again."""
        view = View(preferred(wanted.languages), wanted.path, {}, self.today())
        tag, version, seen, several = "", "", set[str](), tuple(ids)
        try:
            view = read_view(wanted.path, wanted.query, wanted.languages, view.today)
            if self.kept:  # what was erased is confirmed by no page that is still at hand, and by no 304
                self.kept.refuse([*several, *view.given.values()])
            version = await self._version()
            tag = self._tag(view, version, zipped=wanted.zipped)
            if tag and matches(wanted.held, tag):
                return Response(None, 304, _tagged(view.lang, tag))
            known = self.kept.remembered.find(tag) if self.kept and tag else None
            if known is not None:
                return Response(known.body, 200, _tagged(view.lang, tag, zipped=wanted.zipped), _HTML)
            with one_party():  # a page asks several questions at once, and is one visitor
                shown, seen = await self._gathered(gather, view, several)
        except CoopgraphError as error:
            shown = problem(error)
            if shown.status == 500:
                raise  # whoever serves logs it and says so
        # a big page takes longer to write than the event loop may be held up
        made = await run_in_threadpool(
            self.press.page, shown.template, view, shown.values, shown.status, zipped=wanted.zipped
        )
        if shown.status == 503:
            made.headers["Retry-After"] = "1"
        if self.kept and tag and shown.status == 200 and seen <= {version}:
            self.kept.remembered.keep(tag, Written(bytes(made.body), _HTML, {}))
            made.headers["ETag"] = tag
        return made

    def told(self, request: Request, error: CoopgraphError) -> Response:
        """Return the page that says an error, in the language of whoever asks."""
        asked = request.query_params.get("lang", "")
        lang = asked if asked in LANGUAGES else preferred(request.headers.get("accept-language", ""))
        shown = problem(error)
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        view = View(lang, request.url.path, {}, self.today())
        made = self.press.page(shown.template, view, shown.values, shown.status, zipped=zipped)
        made.headers["Vary"] = f"Accept, {HEADERS['Vary']}"
        return made

    async def _gathered(self, gather: Gather, view: View, ids: Sequence[str]) -> tuple[Shown, set[str]]:
        """What a page shows, and of which data versions it is; one that a load divided is gathered again, once."""
        for again in (True, False):
            noting = _Noting(self.asker)
            shown = await gather(noting, view, *ids)
            if len(noting.seen) <= 1 or not again:
                break
        return shown, noting.seen

    async def _version(self) -> str:
        """The data version that pages are of now; nothing where a load is changing it."""
        if self.kept is None:
            return ""
        try:
            state = await self.kept.graph.state(old_s=STATE_OLD_S)
        except (Unavailable, TimedOut):
            return ""  # some pages ask nothing, and the others will say it
        return "" if state.loading else state.data_version

    def _tag(self, view: View, version: str, *, zipped: bool) -> str:
        """Name the bytes of a page; nothing where they may change under one name."""
        if not version:
            return ""
        said = [
            self.press.digest,
            version,
            view.today.isoformat(),
            view.lang,
            view.path,
            sorted(view.given.items()),
        ]
        return f'"{sha256(orjson.dumps(said)).hexdigest()[:32]}{"-gzip" if zipped else ""}"'


def gather_of(identifier: str) -> Gather:
    """Return what makes the page of all that is stated of a thing, or by a record; no home, no day, nothing else is asked."""
    return gathering.record if identifier.startswith("rec-") else gathering.show


def pages(
    asker: Asker,
    *,
    today: Callable[[], date],
    model: Callable[[], Model] = default_model,
    kept: Kept | None = None,
) -> Pages:
    """Return what makes pages. `today` gives the day that is asked for where the address names none."""
    program = "".join(one.digest for one in load_questions().values())
    return Pages(asker, printer(model(), program), today, kept)


def page_router(made: Pages, more: Sequence[tuple[str, Gather]] = ()) -> APIRouter:
    """Return the routes of all pages, and of more where there are any."""
    router = APIRouter(include_in_schema=False)
    routes: list[tuple[str, Gather]] = [(FIRST, gathering.first), (SEARCH, gathering.search)]
    routes += [(find_question(name).path, gather) for name, gather in _ENTITIES]
    for path, gather in [*routes, *more]:
        router.add_api_route(path, _handler(made, gather), methods=["GET", "HEAD"], response_model=None)

    @router.get("/assets/{digest}/{name}")
    def asset(request: Request, digest: str, name: str) -> Response:
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        found = made.press.asset(digest, name, zipped=zipped)
        return found or documents.problem(nothing_at(request.url.path), request.scope)

    return router


def _handler(made: Pages, gather: Gather) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        wanted = Wanted(
            request.url.path,
            tuple(request.query_params.multi_items()),
            request.headers.get("accept-language", ""),
            accepts_gzip(request.headers.get("accept-encoding", "")),
            request.headers.get("if-none-match", ""),
        )
        return await while_there(request, made.page(gather, request.path_params.values(), wanted))

    return page


async def warm(made: Pages) -> None:
    """Make the first page once in each language, so that whoever comes first waits no longer than the next.

    The pages of what stands on it follow, one at a time: a database that has just started is slow with what it never did.
    """
    for lang in ("en", "zh"):
        await made.page(gathering.first, (), Wanted(FIRST, (), lang))
    day = made.today()
    found = await made.asker("candidates", {"as_of": day, "limit": _WARMED})
    for row in found.rows:
        one = row["institution"]
        others = [channel["partner"] for channel in row["channels"]][:1]
        for name, given in (
            ("institution", {"institution": one, "as_of": day}),
            ("partners", {"institution": one, "as_of": day}),
            ("network_ego", {"institution": one, "as_of": day}),
            ("search", {"text": row["label"][:_TYPED]}),
            *(("pair", {"one": one, "other": other, "as_of": day}) for other in others),
            ("verdict", {"institution": one, "as_of": day}),
        ):
            await made.asker(name, given)


def _tagged(lang: str, tag: str, *, zipped: bool = False) -> dict[str, str]:
    packed = {"Content-Encoding": "gzip"} if zipped else {}
    return {**HEADERS, "Content-Language": lang, "ETag": tag, **packed}


def problem(error: CoopgraphError) -> Shown:
    """Return the page that says what went wrong and what to do."""
    return Shown("problem.html", {"error": error, "answers": [], "fictional": False}, kind_of(error).status)
