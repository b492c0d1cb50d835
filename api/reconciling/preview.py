"""An organisation enters; a small page about it leaves that stands alone in a frame: escaped, no script, one known style."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from api.reconciling.answering import described
from api.reconciling.offered import properties, types_of
from loaders.affiliation.shelf import Bearer, Shelf

_TEMPLATES: Final = Path(__file__).parent / "templates"
_STYLE: Final = (
    "body{font:14px/1.4 system-ui,sans-serif;margin:8px;color:#1a1a1a;background:#fff}h1{font-size:16px;margin:0 0 4px}"
    "p{margin:0 0 6px;color:#555}dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 10px;margin:0}"
    "dt{color:#555}dd{margin:0}"
)
_SHOWN: Final = ("city", "country", "website", "founded", "status", "ror", "pic", "part_of", "successor")


@cache
def headers() -> dict[str, str]:
    """Headers of the page: it may be framed by anybody, since nothing can be done on it."""
    style = b64encode(sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors *"
    return {"content-security-policy": policy, "vary": "Accept-Language", "cache-control": "no-cache"}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(), undefined=StrictUndefined
    )


def page(one: Bearer, shelf: Shelf, address: str, lang: str) -> bytes:
    """Return the page."""
    facts = []
    for name in _SHOWN:
        offered = properties()[name]
        values = [
            value.get("name") or str(next(iter(value.values()))) for value in offered.values(one, shelf)
        ]
        if values:
            facts.append(
                (
                    offered.label[lang],
                    ", ".join(values[:3]) + (f" (+{len(values) - 3})" if len(values) > 3 else ""),
                )
            )
    text = (
        _environment()
        .get_template("preview.html")
        .render(
            lang=lang,
            style=_STYLE,
            name=(one.name_zh if lang == "zh" else "") or one.name,
            about=described(one, lang),
            kinds=", ".join(kind["name"] for kind in types_of(one, lang)),
            facts=facts,
            address=address,
            identifier=one.id,
            data_version=shelf.data_version,
        )
    )
    return text.encode()
