"""Rows of an answer and what is said beside them enter; an XLSX workbook leaves, the same bytes for the same answer.

Three sheets: the rows, under headings in both languages that stay in sight; what was asked of which data; the sources that the
data version is made of, with their licences. Text is always text: nothing that begins like a formula is one, now or after a save.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final, Protocol

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from api.errors import Refusal
from api.formats import FORMULA_STARTS, cell
from api.words import word

MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOURCES: Final = "sources"  # the question that knows their licences, and the word of meta that holds its rows
SUFFIX: Final = ".xlsx"
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same answer gives the same bytes
_SHEETS: Final = ("Answer · 回答", "About · 说明", "Sources · 来源")
_MOST_ROWS: Final = 1_048_575  # of a sheet, below the heading
_MOST_LETTERS: Final = 32_767  # of a cell, both set by the file format
_EXACT: Final = 2**53  # larger numbers lose digits in a spreadsheet
_WIDTHS: Final = (10, 48)
_LOOKED_AT: Final = 200  # rows that say how wide a column is
_ABOUT: Final = ("data_version", "question", "as_of", "home", "reading", "shown", "total", "fictional")
_SAID: Final = {
    "total": ("total", "总数"),
    "label": ("name", "名称"),
    "name_zh": ("name in Chinese", "中文名称"),
}
_OF_SOURCE: Final = ("source", "label", "name_zh", "publisher", "licence", "address", "retrieved")


class Titled(Protocol):
    """What an answer is an answer to: a question, or a command that lists what a home holds."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def question(self) -> Mapping[str, str]:
        """What it asks, in each language."""
        ...

    def heading(self, column: str, lang: str) -> str:
        """What stands above a column."""
        ...


def workbook(
    question: Titled, rows: Sequence[Mapping[str, Any]], columns: Sequence[str], meta: Mapping[str, Any]
) -> bytes:
    """Return the workbook of an answer."""
    if len(rows) > _MOST_ROWS:
        raise Refusal("too-large", f"a sheet has room for {_MOST_ROWS:,} rows; filter the answer, or take CSV",
                      f"工作表最多 {_MOST_ROWS:,} 行；请筛选，或改用 CSV")  # fmt: skip
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties(
            {
                "title": f"coopgraph {question.name}",
                "created": _CREATED,
                "comments": f"data version {meta['data_version']}",
            }
        )
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "plain": book.add_format({"valign": "top"}),
            "guarded": book.add_format({"valign": "top", "quote_prefix": True}),
        }
        headings = [_both(question.heading(name, "en"), question.heading(name, "zh")) for name in columns]
        cut = _table(
            book.add_worksheet(_SHEETS[0]),
            headings,
            [[row.get(name) for name in columns] for row in rows],
            styles,
        )
        about = [*_about(question, meta), *_cut(cut)]
        _table(book.add_worksheet(_SHEETS[1]), ["what · 项目", "content · 内容"], about, styles)
        listed = meta.get(SOURCES) or ()
        _table(
            book.add_worksheet(_SHEETS[2]),
            [_word(name) for name in _OF_SOURCE],
            [[one.get(name) for name in _OF_SOURCE] for one in listed],
            styles,
        )
    return buffer.getvalue()


def _table(
    sheet: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[object]], styles: Mapping[str, Style]
) -> int:
    """Write a sheet; how many cells were cut."""
    cut = 0
    for at, text in enumerate(headings):
        sheet.write_string(0, at, text, styles["head"])
        shown = [len(cell(row[at])) for row in rows[:_LOOKED_AT]]
        sheet.set_column(at, at, min(max(_WIDTHS[0], *shown, len(text) // 2, 0), _WIDTHS[1]))
    for line, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            cut += _cell(sheet, line, at, value, styles)
    sheet.freeze_panes(1, 1 if len(headings) > 2 else 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    return cut


def _cell(sheet: Worksheet, line: int, at: int, value: object, styles: Mapping[str, Style]) -> bool:
    """Write a cell; whether its text was too long for one."""
    if value is None or value in ("", []):
        return False
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value, styles["plain"])
        return False
    if isinstance(value, int | float) and abs(value) < _EXACT:
        sheet.write_number(line, at, value, styles["plain"])
        return False
    text = cell(value)
    long = len(text) > _MOST_LETTERS
    style = styles["guarded" if text.startswith(FORMULA_STARTS) else "plain"]
    sheet.write_string(line, at, text[: _MOST_LETTERS - 1] + "…" if long else text, style)
    return long


def _about(question: Titled, meta: Mapping[str, Any]) -> list[list[object]]:
    query = meta.get("query") or {}
    rows: list[list[object]] = [
        [_both("question", "问题"), _both(question.question.get("en", ""), question.question.get("zh", ""))],
        *([_both("asked", "提问"), query["sentence"][lang]] for lang in ("en", "zh") if "sentence" in query),
        *([[_both("address", "地址"), query["address"]]] if "address" in query else ()),
        *([[_both("parameters", "参数"), cell(meta["params"])]] if "params" in meta else ()),
    ]
    rows += [[_word(name), meta[name]] for name in _ABOUT if meta.get(name) is not None]
    if meta.get("limited"):
        rows.append([_both("not all is here", "未列全"), cell(meta["limited"])])
    licences = sorted({str(one["licence"]) for one in meta.get(SOURCES) or () if one.get("licence")})
    rows.append([_word("licence"), "; ".join(licences)])
    return rows


def _cut(cells: int) -> list[list[object]]:
    if not cells:
        return []
    return [
        [
            _both("cells cut", "截短的单元格"),
            f"{cells}: a cell has room for {_MOST_LETTERS:,} letters; CSV holds all · 全文见 CSV",
        ]
    ]


def _word(name: str) -> str:
    return _both(*(_SAID[name] if name in _SAID else (word(name, "en"), word(name, "zh"))))


def _both(en: str, zh: str) -> str:
    return en if en == zh or not zh else f"{en} · {zh}"
