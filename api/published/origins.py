"""The id of a file, a run, the program or a data version enters; the document about it leaves, as a page or as linked data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.aside import Aside
from api.linked.document import FORMS, serialized
from api.linked.rows import DATASET_ID
from api.linked.undescribed import Told, file, kind_of, program, quads, run, version
from api.pages.rendering import accepts_gzip
from api.pages.routes import Pages
from api.pages.view import read_view
from api.published.dumps import Dumps
from api.published.tagged import in_utf8, tagged
from api.routes.answering import unless_gone
from ontology.errors import CoopgraphError, NotFound

_PAGE: Final = "origin.html"


@dataclass(frozen=True)
class Origins:
    """What such documents are made with: canon knows them, not the graph."""

    dumps: Dumps
    aside: Aside
    pages: Pages

    async def respond(self, request: Request, thing: str, form: str) -> Response:
        """Answer with the document in a form, or as a page; what is wrong is told by a page to whoever reads pages."""
        try:
            return await self._respond(request, thing, form)
        except CoopgraphError as error:
            if form in FORMS:
                raise
            return self.pages.told(request, error)

    async def _respond(self, request: Request, thing: str, form: str) -> Response:
        site = str(request.base_url).rstrip("/")
        if form in FORMS and thing.startswith(DATASET_ID):  # all that describes it, as in the catalogue
            canon = self.dumps.canon(thing.removeprefix(DATASET_ID))
            made = self.aside.run(lambda _: self.dumps.described(canon, site, form))
            return tagged(request, await unless_gone(request, made), in_utf8(FORMS[form].media), {})
        current = await self.dumps.current()
        told = await unless_gone(request, self.aside.run(lambda _: self._told(thing, current)))
        if form in FORMS:
            body = serialized(quads(told, self.dumps.base, site), form, self.dumps.base)
            return tagged(request, body, in_utf8(FORMS[form].media), {})
        return await self._shown(request, told)

    def _told(self, thing: str, current: str) -> Told:
        found: Told | None
        match kind_of(thing):
            case "version":
                found = version(self.dumps.canon(thing.removeprefix(DATASET_ID)), self.dumps.model)
            case "file":
                found = file(thing, self._canons(current), self.dumps.model)
            case "run":
                found = run(thing, self._canons(current), self.dumps.model)
            case _:
                found = program(thing, current)
        if found is None:
            raise NotFound("no data version that is kept here knows it", "此处保留的数据版本均不含此项",
                           remedy="take the id from a dump of a version that /dumps lists",
                           remedy_zh="请使用 /dumps 所列版本的导出文件中的编号")  # fmt: skip
        return found

    def _canons(self, current: str) -> Sequence[Path]:
        """The folders of all versions that are kept, the current one first."""
        others = [name for name in self.dumps.kept() if name != current]
        return [self.dumps.canon(name) for name in (current, *others)]

    async def _shown(self, request: Request, told: Told) -> Response:
        given = request.query_params.multi_items()
        languages = request.headers.get("accept-language", "")
        view = read_view(request.url.path, given, languages, self.pages.today())
        shown = {"origin": told, "answers": [], "fictional": False}
        zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        return await run_in_threadpool(self.pages.press.page, _PAGE, view, shown, zipped=zipped)
