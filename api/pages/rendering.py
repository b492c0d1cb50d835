"""A template's name and what it shows enter; a page with its headers leaves: escaped, no script but our own file."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.responses import Response

from api.dates import OPEN_MARK, begin_of, end_of, open_mark, reversed_dates
from api.pages.catalogue import known, text
from api.pages.letters import fitted, is_long, shortened, visible, web_address
from api.pages.raw import network_files, raw_address
from api.pages.view import View
from api.pages.wording import Wording, lang_of, name_of
from api.values import told
from ontology.model import Model
from ontology.places import place

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept-Language, Accept-Encoding",
    "Cache-Control": "no-cache",
}
_KEPT: Final[Mapping[str, str]] = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}
_ZIPPED_FROM: Final = 500  # bytes; less gains nothing
_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    """A file that pages load from this origin."""

    name: str
    content: bytes
    media_type: str
    digest: str

    @property
    def address(self) -> str:
        """Its address; the digest in it lets browsers keep the file for ever."""
        return f"/assets/{self.digest}/{self.name}"


@dataclass(frozen=True)
class Printer:
    """Turns templates into pages."""

    templates: Environment
    assets: Mapping[str, Asset]
    model: Model
    digest: str  # of the program that makes pages: templates, texts, files, questions

    def page(
        self, name: str, view: View, shown: Mapping[str, Any], status: int = 200, *, zipped: bool = False
    ) -> Response:
        """Return a page, gzipped where that is wished."""
        words = Wording(self.model, view.lang)
        known_names: Mapping[str, str] = shown.get("names") or {}
        html = self.templates.get_template(name).render(
            view=view,
            words=words,
            assets={key: asset.address for key, asset in self.assets.items()},
            t=lambda key, **values: text(view.lang, key, **values),
            t_or=lambda key, otherwise: known(view.lang, key, otherwise),
            named=lambda row: name_of(row, view.lang),
            told=lambda value, column: told(value, view.lang, column),
            known_as=lambda one, label="": known_names.get(one) or label or one,
            raw=raw_address,
            network_files=network_files,
            **shown,
        )
        headers = {**HEADERS, "Content-Language": view.lang}
        return _packed(html.encode(), status, headers, "text/html; charset=utf-8", zipped=zipped)

    def asset(self, digest: str, name: str, *, zipped: bool = False) -> Response | None:
        """Return a file, or None where there is none of that name and digest."""
        found = self.assets.get(name)
        if found is None or found.digest != digest:
            return None
        return _packed(found.content, 200, _KEPT, found.media_type, zipped=zipped)


def _packed(
    content: bytes, status: int, headers: Mapping[str, str], media_type: str, *, zipped: bool
) -> Response:
    """Gzip without a time in it, so that the same page is the same bytes."""
    if zipped and len(content) >= _ZIPPED_FROM:
        content = gzip.compress(content, compresslevel=5, mtime=0)
        headers = {**headers, "Content-Encoding": "gzip"}
    return Response(content, status, headers=dict(headers), media_type=media_type)


def accepts_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    for part in accepted.split(",")[:20]:
        name, _, weight = part.partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False


def printer(model: Model, program: str = "") -> Printer:
    """Read templates and assets once; `program` names what else a page depends on."""
    here = Path(__file__).parent
    files = sorted(
        [*here.glob("templates/*"), *here.glob("catalogues/*"), *here.glob("*.py"), *here.glob("assets/*")]
    )
    digest = sha256(program.encode())
    for file in files:
        digest.update(file.read_bytes())
    templates = Environment(
        loader=FileSystemLoader(here / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "begin_of": begin_of,
        "end_of": end_of,
        "open_mark": open_mark,
        "OPEN_MARK": OPEN_MARK,
        "reversed_dates": reversed_dates,
        "located": place,
    }
    templates.filters |= {
        "visible": visible,
        "short": shortened,
        "fit": fitted,
        "is_long": is_long,
        "web": web_address,
        "lang_of": lang_of,
    }
    return Printer(
        templates, {asset.name: asset for asset in _assets(here / "assets")}, model, digest.hexdigest()[:16]
    )


def _assets(folder: Path) -> list[Asset]:
    found: list[Asset] = []
    for path in sorted(folder.iterdir()):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            found.append(Asset(path.name, content, _TYPES[path.suffix], sha256(content).hexdigest()[:12]))
    return found
