"""Affiliation strings enter; which organisations of the loaded data they name leaves, on stdout."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from api.affiliations import COLUMNS, flat, row_of, show_readings
from api.deps import Desk
from api.formats import Book, Form, to_json, to_jsonl
from api.kept import kept_version
from api.listing import Listing, put
from loaders.affiliation.keeping import shelf_of
from loaders.affiliation.reading import VERSION, read_affiliation
from loaders.affiliation.shelf import Shelf
from loaders.current import CANONS
from loaders.encoding import encoding_of
from ontology.errors import UsageError
from ontology.model import default_model

_QUESTION = {
    "en": "Which institutions do these affiliation strings name?",
    "zh": "这些单位字符串对应哪些机构？",
}


def strings_of(texts: Sequence[str], read: Path | None, column: str) -> list[str]:
    """Return the strings that were given, or those of a file; empty lines are none."""
    if texts and read is not None:
        raise UsageError("strings and --input exclude each other", "字符串与 --input 不能同时使用",
                         remedy="give one of them", remedy_zh="请只给出其中一个")  # fmt: skip
    if column and read is None:
        raise UsageError("--column needs --input", "--column 须与 --input 同用",
                         remedy="name the CSV file with --input", remedy_zh="请用 --input 给出 CSV 文件")  # fmt: skip
    if read is None:
        if not texts:
            raise UsageError("no string is given", "没有给出字符串",
                             remedy="write one in quotes, or name a file with --input",
                             remedy_zh="请写入加引号的字符串，或用 --input 给出文件")  # fmt: skip
        return list(texts)
    content = _content(read)
    if column:
        return list(_column(content, column, read.name))
    return [line for line in content.splitlines() if line.strip()]


def _content(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read()
    if not path.is_file():
        raise UsageError(f"{path} is no file", f"{path} 不是文件",
                         remedy="name a text file, one string a line", remedy_zh="请给出每行一个字符串的文本文件")  # fmt: skip
    return path.read_text(encoding=encoding_of(lambda: path.open("rb"), path.name))


def _column(content: str, column: str, name: str) -> Iterator[str]:
    reader = csv.DictReader(io.StringIO(content))
    if column not in (reader.fieldnames or ()):
        known = ", ".join(reader.fieldnames or ()) or "–"
        raise UsageError(f"{name} has no column {column!r}", f"{name} 中没有列“{column}”",
                         remedy=f"its columns are: {known}", remedy_zh=f"其各列为：{known}")  # fmt: skip
    for row in reader:
        yield row[column] or ""


def match(desk: Desk, texts: Iterable[str], as_of: str, data_version: str, form: Form | Book) -> None:
    """Read every string and say what it names."""
    day = _day(as_of)
    version = kept_version(desk, data_version) if data_version else ""
    with desk.working() as progress:
        shelf = shelf_of(desk.settings.home, default_model(), version, progress)
    try:
        _tell(desk, texts, day, shelf, form)
    finally:
        shelf.close()


def _tell(desk: Desk, texts: Iterable[str], day: str, shelf: Shelf, form: Form | Book) -> None:
    rows = (row_of(text, read_affiliation(text, shelf, day), shelf) for text in texts)
    meta: dict[str, Any] = {"data_version": shelf.data_version, "match_rules": VERSION, "as_of": day}
    if form is Form.JSONL:  # as they come: a file may be long
        for row in rows:
            for line in to_jsonl([row | meta]):
                desk.print(line)
        return
    every = list(rows)
    if form is Form.JSON:
        counts: dict[str, Any] = {"shown": len(every), "total": len(every), "limited": []}
        desk.print(to_json({"meta": meta | counts, "results": every}))
    elif form is not Form.TABLE:
        lines = [line | meta for number, row in enumerate(every, 1) for line in flat(number, row, desk.lang)]
        canon = desk.settings.home / CANONS / shelf.data_version
        put(
            desk,
            Listing("match", _QUESTION, [*COLUMNS, *meta], lines, meta, canon=canon, words="matched."),
            form,
        )
    else:
        show_readings(desk.out, every, desk.lang)
        heads = {
            "data_version": ("data version", "数据版本"),
            "match_rules": ("rules", "规则"),
            "as_of": ("as of", "截至"),
        }
        told = " · ".join(f"{heads[name][desk.lang == 'zh']}: {value}" for name, value in meta.items())
        desk.out.print(told, style="dim", highlight=False)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{text!r} is no day", f"“{text}”不是日期",
                         remedy="write it as 2026-11-26", remedy_zh="请写成 2026-11-26") from None  # fmt: skip
