"""A document enters; one HTML file leaves that needs nothing else and prints to A4."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.dossier.blocks import Block, Document, Table
from api.dossier.words import Words

MEDIA: Final = "text/html; charset=utf-8"
# what a browser may do with it: show it, and nothing else
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("api.dossier", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def html(document: Document) -> bytes:
    """Return the document as a file."""
    block = _environment().get_template("block.html")

    def one(given: Block, number: int, part: int) -> Markup:
        return Markup(block.render(block=given, kind=type(given).__name__, number=number, part=part))  # noqa: S704 - it was escaped

    page = _environment().get_template("document.html")
    contents = Words(document.lang)("contents")
    return page.render(doc=document, one=one, style=Markup(_style(document)), contents=contents).encode()  # noqa: S704 - our own


def _style(document: Document) -> str:
    text = (files("api.dossier") / "templates" / "style.css").read_text("utf-8")
    widths = {
        width
        for part in document.parts
        for block in part.blocks
        if isinstance(block, Table)
        for width in block.widths
    }
    return text + "".join(f".w{width} {{ width: {width}%; }}\n" for width in sorted(widths))
