"""Rows of an answer enter; JSON, JSON Lines or CSV text leaves.

CSV is for people's spreadsheets: a cell that would begin a formula is given a leading apostrophe (OWASP ASVS
1.2.10), lists are joined by `; `, nested values are JSON. A CSV file begins with a byte-order mark, without which
spreadsheets take Chinese for the local code page; what goes to a pipe has none unless it is asked for, since other
programs would take the mark for a part of the first column's name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Final

import orjson

from ontology.errors import UsageError

BOM: Final = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def _plain(value: object) -> object:
    """Values that JSON lacks: the driver's own dates say themselves in ISO 8601."""
    if hasattr(value, "iso_format"):
        return value.iso_format()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def to_json(document: object) -> str:
    """Return one indented JSON document with a final line end."""
    return orjson.dumps(
        document, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    ).decode()


def to_jsonl(rows: Iterable[Mapping[str, object]]) -> Iterable[str]:
    """Yield one line of JSON for each row."""
    for row in rows:
        yield orjson.dumps(row, default=_plain, option=orjson.OPT_APPEND_NEWLINE).decode()


def cell(value: object) -> str:
    """Return a value as the text of one cell, without the formula guard."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        if any(isinstance(item, Mapping | list | tuple) for item in value):
            return orjson.dumps(value, default=_plain).decode()
        return "; ".join(cell(item) for item in value)
    if isinstance(value, Mapping):
        return orjson.dumps(value, default=_plain).decode()
    return str(value)


def _guarded(value: object) -> str:
    text = cell(value)
    if isinstance(value, int | float):
        return text
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def to_csv(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Return CSV (RFC 4180) with a header line; columns in the order given."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[_guarded(row.get(column)) for column in columns] for row in rows])
    return buffer.getvalue()


@dataclass(frozen=True)
class Book:
    """An answer as a workbook, in this file."""

    path: Path


class Form(Enum):
    """How an answer is written to stdout."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKED = "csv with a byte-order mark"

    @staticmethod
    def of(*, json: bool = False, jsonl: bool = False, csv: bool = False, bom: bool = False) -> Form:
        """Return the form that the flags ask for (a mark is one of CSV); more than one is a UsageError."""
        as_csv = Form.MARKED if bom else Form.CSV
        asked = [
            form for form, flag in ((Form.JSON, json), (Form.JSONL, jsonl), (as_csv, csv or bom)) if flag
        ]
        if len(asked) > 1:
            raise UsageError(
                "--json, --jsonl and --csv exclude each other",
                "--json、--jsonl 与 --csv 只能选一个",
                remedy="Give one of them.",
                remedy_zh="请只给出其中一个。",
            )
        return asked[0] if asked else Form.TABLE

    @staticmethod
    def asked(
        *,
        json: bool = False,
        jsonl: bool = False,
        csv: bool = False,
        bom: bool = False,
        xlsx: Path | None = None,
    ) -> Form | Book:
        """Return what the flags and the file of a workbook ask for; more than one is a UsageError."""
        return Form.or_book(Form.of(json=json, jsonl=jsonl, csv=csv, bom=bom), xlsx)

    @staticmethod
    def or_book(form: Form, xlsx: Path | None) -> Form | Book:
        """Return the form, or the workbook where one is asked for; both are a UsageError."""
        if xlsx is None:
            return form
        if form is not Form.TABLE:
            raise UsageError(
                "--xlsx excludes --json, --jsonl and --csv",
                "--xlsx 不能与 --json、--jsonl、--csv 同用",
                remedy="Give one of them.",
                remedy_zh="请只给出其中一个。",
            )
        return Book(xlsx)


XLSX: Final = "xlsx"  # a form that is a file and no text
# what each form of data is called between programs
MEDIA: Final = {
    Form.JSON: "application/json",
    Form.JSONL: "application/x-ndjson",
    Form.CSV: "text/csv; charset=utf-8",
}


def written(
    form: Form, rows: Sequence[Mapping[str, object]], columns: Sequence[str], meta: Mapping[str, object]
) -> Iterable[str]:
    """Yield the text of an answer in a form other than TABLE; JSON is the envelope {meta, results}."""
    if form is Form.JSON:
        yield to_json({"meta": meta, "results": rows})
    elif form is Form.JSONL:
        yield from to_jsonl(rows)
    else:
        yield (BOM if form is Form.MARKED else "") + to_csv(rows, columns)
