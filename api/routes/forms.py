"""A name, or the Accept header of a request, enters; the form in which an answer is written leaves.

CSV over HTTP is a file that somebody saves and opens in a spreadsheet, so it has a byte-order mark, as every CSV file of the
command line has; what the command line prints to a pipe has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import orjson

from api.formats import BOM, MEDIA, XLSX, Form, to_csv, to_jsonl
from api.queries.query import not_offered
from api.workbook import MEDIA as XLSX_MEDIA
from api.workbook import SUFFIX, workbook
from graph.question import Question


@dataclass(frozen=True)
class AnswerForm:
    """A form of an answer; a file holds rows alone, and unless a page is asked for all of them."""

    name: str
    suffix: str
    media: str
    is_file: bool


FORMS: Final[Mapping[str, AnswerForm]] = MappingProxyType(
    {
        form.value: AnswerForm(form.value, f".{form.value}", media, form is not Form.JSON)
        for form, media in MEDIA.items()
    }
    | {XLSX: AnswerForm(XLSX, SUFFIX, XLSX_MEDIA, is_file=True)}
)
JSON, JSONL, CSV = (FORMS[form.value] for form in (Form.JSON, Form.JSONL, Form.CSV))
_ACCEPTED: Final = MappingProxyType(
    {one.media.partition(";")[0]: one for one in FORMS.values()} | {"application/jsonl": JSONL}
)


def form_named(name: str) -> AnswerForm:
    """Return the form of a name."""
    if name not in FORMS:
        raise not_offered("format", name, tuple(FORMS))
    return FORMS[name]


def form_accepted(accept: str) -> AnswerForm:
    """Return the form that an Accept header names with the greatest weight; one that names none gets JSON."""
    best, found = 0.0, JSON
    for part in accept.split(",")[:20]:
        media, _, rest = part.partition(";")
        weight = re.search(r"(?:^|;)\s*q=([01](?:\.[0-9]{0,3})?)\s*(?:;|$)", rest)
        weighs = float(weight[1]) if weight else 1.0
        if media.strip().lower() in _ACCEPTED and weighs > best:
            best, found = weighs, _ACCEPTED[media.strip().lower()]
    return found


def rows_written(
    form: AnswerForm,
    question: Question,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    meta: Mapping[str, Any],
) -> bytes:
    """Return rows as the bytes of a file; a workbook also has what is said beside them."""
    if form.name == XLSX:
        return workbook(question, rows, columns, meta)
    if form is CSV:
        return (BOM + to_csv(rows, columns)).encode()
    return b"".join(line.encode() for line in to_jsonl(rows))


def envelope_written(meta: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return the envelope of a page."""
    return orjson.dumps({"meta": meta, "results": rows})
