"""The facts of a dossier and the name of a form enter; its bytes, media type and file name leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import orjson

from api.dossier import archive, page, word_file
from api.dossier.document import dossier, gaps
from api.dossier.facts import Facts
from ontology.errors import UsageError

LANGUAGES: Final = ("zh", "en")
WHOLE, GAPS = "dossier", "gaps"
_JSON: Final = "application/json"


@dataclass(frozen=True)
class Form:
    """A way to write a dossier."""

    name: str
    media: str
    write: Callable[[Facts, str, str], bytes]  # the facts, the language, which document
    every: bool = False  # holds every item of evidence, where others list the first and count the rest


def _html(one: Facts, lang: str, document: str) -> bytes:
    return page.html(gaps(one, lang) if document == GAPS else dossier(one, lang))


def _docx(one: Facts, lang: str, document: str) -> bytes:
    return word_file.word_file(gaps(one, lang) if document == GAPS else dossier(one, lang))


def _zip(one: Facts, lang: str, _document: str) -> bytes:
    return archive.archive(one, lang)


def _json(one: Facts, _lang: str, _document: str) -> bytes:
    return orjson.dumps(archive.plain(one), option=orjson.OPT_APPEND_NEWLINE, default=str)


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        one.name: one
        for one in (
            Form("html", page.MEDIA, _html),
            Form("docx", word_file.MEDIA, _docx),
            Form("zip", archive.MEDIA, _zip, every=True),
            Form("json", _JSON, _json, every=True),
        )
    }
)


def form_named(name: str) -> Form:
    """Return a form by name."""
    if name in FORMS:
        return FORMS[name]
    raise UsageError(
        f"there is no form {name[:40]!r}", f"没有格式“{name[:40]}”", where="format",
        remedy=f"use one of: {', '.join(FORMS)}", remedy_zh=f"可用：{'、'.join(FORMS)}",
    )  # fmt: skip


def language_named(lang: str) -> str:
    """Return a language, or say which there are."""
    if lang in LANGUAGES:
        return lang
    raise UsageError(f"there is no language {lang[:40]!r}", f"没有语言“{lang[:40]}”", where="lang",
                     remedy="use zh or en", remedy_zh="可用 zh 或 en")  # fmt: skip


__all__ = ["FORMS", "GAPS", "LANGUAGES", "WHOLE", "Form", "form_named", "language_named"]
