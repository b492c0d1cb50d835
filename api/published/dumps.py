"""A home enters; routes leave for its dumps, link sets and their description: files with Range, ETag and checksums.

A dump is made when it is first asked for, and lies in the home from then on; the whole ones of a version are on its list
of checksums once they are made.
"""

from __future__ import annotations

import asyncio
import base64
import json
import math
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from api.aside import Aside
from api.asker import Graph
from api.errors import Refusal
from api.guards.watching import GONE
from api.linked.citing import CITATIONS, cited
from api.linked.describing import NAMES, description, figures, listed
from api.linked.document import FORMS, serialized
from api.linked.dumping import dump
from api.linked.links import link_sets, links
from api.linked.profiles import profile
from api.linked.selecting import Wanted, check_wanted
from api.linked.spelling import SYNTAXES
from api.linked.writing import PACKED_MEDIA, PACKINGS, form_of, write_file
from api.problems import accepted, problem
from api.published.negotiation import Offer, chosen
from api.published.tagged import in_utf8, tagged
from api.queries.query import unknown_name
from api.routes.answering import GoneError, matches, unless_gone
from api.routes.asked import one, several
from loaders.current import CANONS, oldest_first, read_current
from loaders.erased import read_erasures
from loaders.kept import kept_versions
from ontology.errors import BadParameter, CoopgraphError, NotFound, TimedOut, Unavailable, UsageError
from ontology.model import Model
from ontology.statements import VERSION_FILE

Pieces = Generator[bytes | memoryview, None, None]
FOLDER: Final = "dumps"
_VERSION: Final = "coopgraph-data-version"
_NARROWED: Final = ("class", "source", "as_of", "profile")
_WHOLE: Final = "whole"
WAITING: Final = 4  # dumps that wait while one is made; who comes then is told to come again
_PARTS_KEPT: Final = 20  # dumps of parts that lie ready; the one made longest ago goes first
_OLD_KEPT: Final = 2  # older data versions whose whole dumps lie ready
_DESCRIBED: Final = tuple(
    Offer(name, FORMS[name].media, FORMS[name].also) for name in ("turtle", "jsonld", "ntriples", "rdfxml")
)


@dataclass
class Dumps:
    """What dumps are made of."""

    home: Path
    base: str
    model: Model
    graph: Graph
    refuse: Callable[[str], None]
    seconds: float  # that a part may take; whole dumps are made once and lie ready
    _making: int = 0
    _counts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def canon(self, version: str) -> Path:
        """The folder of a kept version."""
        self.refuse(version)
        folder = self.home / CANONS / version
        if not version or not version.isalnum() or not (folder / VERSION_FILE).is_file():
            read_erasures(self.home).refuse_version(version, self.kept())
            raise NotFound("no such data version is kept here", "此处没有保留该数据版本",
                           remedy="/dumps lists those that are", remedy_zh="可用版本见 /dumps")  # fmt: skip
        return folder

    def kept(self) -> list[str]:
        """The versions that are kept."""
        return kept_versions(self.home)

    async def current(self) -> str:
        """The version that answers are given from."""
        version = (await self.graph.state(old_s=1.0)).data_version
        if not (self.home / CANONS / version / VERSION_FILE).is_file():
            raise Unavailable("canon of the current data version is not in this home", "此目录中没有当前数据版本的底稿",
                              remedy="ask where the data are loaded", remedy_zh="请向载入数据的服务查询")  # fmt: skip
        return version

    async def file(
        self, version: str, name: str, wanted: Wanted, words: str = ""
    ) -> tuple[Path, dict[str, Any]]:
        """A dump on disk, made where it is missing, and what it is."""
        canon = self.canon(version)
        try:
            syntax, packing = form_of("", "", name)
        except UsageError:
            raise _no_file(version) from None
        if name != f"coopgraph-{version}{syntax.suffix}{PACKINGS[packing]}":
            raise _no_file(version)
        called = profile(words, self.model)
        check_wanted(canon, wanted, self.model)  # what is not there leaves nothing behind
        folder = self._folder(version, wanted, words if called else "")
        if not (folder / f"{name}.json").is_file():
            pieces = dump(canon, syntax, self.model, self.base, wanted, called)
            await self._make(folder, name, pieces, packing)
        return folder / name, json.loads((folder / f"{name}.json").read_text("utf-8"))

    async def _make(self, folder: Path, name: str, pieces: Pieces, packing: str) -> None:
        """Make a dump when its turn comes: one at a time, and few wait; a part has no more time than an answer."""
        if self._making > WAITING:
            raise Refusal("overloaded", headers=(("retry-after", "10"),))
        self._making += 1
        end = _End()
        try:
            async with self._one_at_a_time:
                if (folder / f"{name}.json").is_file():  # somebody before us wanted the same
                    return
                if folder.name != _WHOLE:
                    end.at = time.monotonic() + self.seconds
                made = asyncio.ensure_future(
                    asyncio.to_thread(_make, folder, name, _until(end, pieces), packing, self._prune)
                )
                try:
                    await asyncio.shield(made)
                except (
                    asyncio.CancelledError
                ):  # whoever asked has gone; the next may begin when the thread has ended
                    end.at = 0
                    await asyncio.wait({made})
                    raise
        finally:
            self._making -= 1

    def _folder(self, version: str, wanted: Wanted, words: str = "") -> Path:
        folder = self.home / FOLDER / version / sha256(self.base.encode()).hexdigest()[:8]
        if wanted.whole and not words:
            return folder / _WHOLE
        said = orjson.dumps([wanted.kind, wanted.source, str(wanted.as_of or ""), words])
        return folder / f"part-{sha256(said).hexdigest()[:20]}"

    def _prune(self, newest: Path) -> None:
        """Parts beyond the newest go, of whatever version, and whole dumps of older versions beyond a few."""
        current = read_current(self.home).data_version
        parts = list((self.home / FOLDER).glob("*/*/part-*"))
        whole = [path for path in (self.home / FOLDER).glob(f"*/*/{_WHOLE}") if path.parts[-3] != current]
        for made, kept in ((parts, _PARTS_KEPT), (whole, _OLD_KEPT)):
            # what holds no finished dump is being made, by another process of this service
            ready = [path for path in made if any(path.glob("*.json"))]
            for path in oldest_first(ready)[::-1][kept:]:
                if path != newest:
                    shutil.rmtree(path, ignore_errors=True)

    def described(self, canon: Path, site: str, form: str) -> bytes:
        """What describes a version, in a form; what is counted for it is counted once."""
        if canon.name not in self._counts:
            self._counts[canon.name] = figures(canon, self.model)
        quads = description(canon, self._counts[canon.name], self.model, self.base, site)
        return serialized(listed(quads), form, self.base, NAMES)

    def sums(self, version: str) -> str:
        """The list of checksums, as `sha256sum --check` reads it."""
        self.canon(version)
        found = [
            (path.name.removesuffix(".json"), json.loads(path.read_text("utf-8"))["sha256"])
            for path in self._folder(version, Wanted()).glob("*.json")
        ]
        return "".join(f"{digest}  {name}\n" for name, digest in sorted(found))


@dataclass
class _End:
    """When work must have ended, in seconds of a clock that only goes forward."""

    at: float = math.inf


def _until(end: _End, pieces: Pieces) -> Iterator[bytes | memoryview]:
    with closing(pieces):  # what it works with goes at once
        for piece in pieces:
            if time.monotonic() > end.at:
                raise TimedOut(
                    "this part of the dump takes longer than allowed",
                    "导出该部分超过时限",
                    remedy="narrow it more, take the whole dump, or make it yourself: coopgraph export rdf",
                    remedy_zh="请进一步缩小范围、下载完整导出文件，或自行生成：coopgraph export rdf",
                )
            yield piece


def _make(
    folder: Path, name: str, pieces: Iterator[bytes | memoryview], packing: str, prune: Callable[[Path], None]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = write_file(pieces, packing, folder / name)
        told = {"sha256": done.digest, "bytes": done.size, "unpacked_bytes": done.plain}
        passing = folder / f".{name}.{os.getpid()}.told"  # nobody reads half of it
        passing.write_text(json.dumps(told) + "\n", "utf-8")
        passing.replace(folder / f"{name}.json")
    finally:
        with suppress(OSError):  # it holds something
            folder.rmdir()
    prune(folder)


def dump_router(dumps: Dumps, site: Callable[[Request], str], aside: Aside) -> APIRouter:
    """Return the routes; `site` says at which address the service was asked, and `aside` makes what is made at once."""
    router = APIRouter(include_in_schema=False)

    async def listing(request: Request) -> Response:
        _no_parameters(request)
        version = await dumps.current()
        rows = [
            {"data_version": kept, "current": kept == version, "format": name, "packing": packing or None,
             "address": f"/dumps/{kept}/coopgraph-{kept}{syntax.suffix}{ending}",
             "checksums": f"/dumps/{kept}/SHA256SUMS"}
            for kept in dumps.kept() for name, syntax in SYNTAXES.items() for packing, ending in PACKINGS.items()
        ]  # fmt: skip
        told = {"meta": {"data_version": version, "total": len(rows), "narrowed_by": list(_NARROWED)},
                "results": rows}  # fmt: skip
        return Response(orjson.dumps(told, option=orjson.OPT_INDENT_2), 200, {"cache-control": "no-cache"},
                        "application/json")  # fmt: skip

    async def summed(request: Request, version: str) -> Response:
        _no_parameters(request)
        return Response(dumps.sums(version), 200, {"cache-control": "no-cache"}, "text/plain; charset=utf-8")

    async def fetched(request: Request, version: str, name: str) -> Response:
        if name in CITATIONS:
            _no_parameters(request)
            said = (dumps.canon(version) / VERSION_FILE).read_text("utf-8")
            media, text = cited(name, said, site(request))
            return tagged(request, text.encode(), media, {_VERSION: version})
        path, told = await unless_gone(request, dumps.file(version, name, *_wanted(request)))
        tag = f'"{told["sha256"][:32]}"'
        if matches(request.headers.get("if-none-match", ""), tag):
            return Response(None, 304, {"etag": tag})
        syntax, packing = form_of("", "", name)
        digest = base64.b64encode(bytes.fromhex(told["sha256"])).decode()
        headers = {
            "etag": tag,
            "cache-control": "public, no-cache",  # it may be gone tomorrow, when somebody in it was erased
            "repr-digest": f"sha-256=:{digest}:",
            "content-encoding": "identity",  # a part of a file must not be packed on its way
            _VERSION: version,
            "link": '</catalog>; rel="describedby"',
        }
        return FileResponse(path, 200, headers, PACKED_MEDIA.get(packing, syntax.media), filename=name)

    async def linked(request: Request, name: str) -> Response:
        _no_parameters(request)
        found = link_sets().get(name.removesuffix(".nt"))
        if found is None or not name.endswith(".nt"):
            raise NotFound(f"there is no link set {name[:80]!r}", f"没有链接集 {name[:80]!r}",
                           remedy=f"they are: {', '.join(f'{one}.nt' for one in link_sets())}",
                           remedy_zh=f"可用：{'、'.join(f'{one}.nt' for one in link_sets())}")  # fmt: skip
        canon = dumps.canon(await dumps.current())
        made = aside.run(lambda _: b"".join(links(canon, found, dumps.model, dumps.base)))
        body = await unless_gone(request, made)
        return tagged(request, body, in_utf8("application/n-triples"), {_VERSION: canon.name})

    async def described(request: Request) -> Response:
        _no_parameters(request)
        form = FORMS[chosen(accepted(request), _DESCRIBED).name]
        canon = dumps.canon(await dumps.current())
        where = site(request)
        body = await unless_gone(request, aside.run(lambda _: dumps.described(canon, where, form.name)))
        return tagged(request, body, in_utf8(form.media), {_VERSION: canon.name, "vary": "Accept"})

    async def moved(_request: Request) -> Response:
        return RedirectResponse("/.well-known/void", 301)

    for path, handler in (
        ("/dumps", listing),
        ("/dumps/{version}/SHA256SUMS", summed),
        ("/dumps/{version}/{name}", fetched),
        ("/links/{name}", linked),
        ("/.well-known/void", described),
        ("/catalog", described),
        ("/void", moved),
    ):
        router.add_api_route(path, _told(handler), methods=["GET", "HEAD"], response_model=None)
    return router


def _told(handler: Callable[..., Any]) -> Callable[[Request], Any]:
    async def answered(request: Request) -> Response:
        try:
            found: Response = await handler(request, **request.path_params)
        except GoneError:
            found = Response(None, GONE)
        except CoopgraphError as error:
            found = problem(error, request.scope)
            if found.status_code == 500:
                raise
        return found

    return answered


def _wanted(request: Request) -> tuple[Wanted, str]:
    given = {name: one(name, values) for name, values in several(request).items()}
    for name in given:
        if name not in _NARROWED:
            raise unknown_name(name, _NARROWED, "parameter", "参数")
    try:
        day = date.fromisoformat(given["as_of"]) if "as_of" in given else None
    except ValueError:
        raise BadParameter(f"as_of cannot be {given['as_of'][:40]!r}", f"as_of 不能为 {given['as_of'][:40]!r}",
                           remedy="write a day as 2010-12-31", remedy_zh="日期写作 2010-12-31") from None  # fmt: skip
    return Wanted(given.get("class", ""), given.get("source", ""), day), given.get("profile", "")


def _no_parameters(request: Request) -> None:
    for name in request.query_params:
        raise unknown_name(name, (), "parameter", "参数")


def _no_file(version: str) -> NotFound:
    return NotFound("no dump has this name", "没有此名称的导出文件",
                    remedy=f"names are coopgraph-{version}.nq, .trig, .ttl or .jsonld, with or without .gz or .zst",
                    remedy_zh=f"名称为 coopgraph-{version}.nq、.trig、.ttl 或 .jsonld，可加 .gz 或 .zst")  # fmt: skip
