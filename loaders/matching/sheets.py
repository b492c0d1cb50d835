"""Doubtful pairs enter and a spreadsheet leaves, both records side by side; a filled one enters and judgements leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from loaders.matching.choice import Proposal
from loaders.matching.explained import guards_told, told
from loaders.matching.model import Model
from loaders.matching.parties import Entry
from ontology.errors import SourceError, UsageError
from ontology.terms import is_id

_HEADERS: Final = {
    "en": ("decision", "remark", "proposed", "probability", "left name", "right name", "left country and town",
           "right country and town", "left web", "right web", "left kind", "right kind", "left other names",
           "right other names", "reasons", "held back because", "left id", "right id"),
    "zh": ("判断", "备注", "提议", "概率", "左：名称", "右：名称", "左：国家和城市", "右：国家和城市", "左：网站", "右：网站",
           "左：类型",
           "右：类型", "左：其他名称", "右：其他名称", "理由", "暂缓原因", "左：id", "右：id"),
}  # fmt: skip
_WORDS: Final = {"en": ("same", "not same", "unsure", "related"), "zh": ("同一", "不同", "不确定", "相关")}
_WIDTHS: Final = (12, 20, 10, 10, 40, 40, 20, 20, 26, 26, 12, 14, 40, 40, 60, 40, 24, 24)
_MOST_NAMES = 8
_DECISION, _REMARK, _LEFT, _RIGHT = 0, 1, 16, 17


def write_sheet(
    path: Path,
    proposals: Sequence[Proposal],
    parties: Mapping[str, Entry],
    weights: Mapping[str, Model],
    lang: str,
) -> int:
    """Write the pairs in their order; the first column is the one to fill."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("pairs" if lang == "en" else "配对")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        fill = book.add_format({"bg_color": "#FFF2CC", "valign": "top"})
        for column, (header, width) in enumerate(zip(_HEADERS[lang], _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, bold)
        for row, one in enumerate(proposals, start=1):
            for column, cell in enumerate(_cells(one, parties, weights, lang)):
                if column == _DECISION:
                    sheet.write_blank(row, column, None, fill)
                elif isinstance(cell, float):
                    sheet.write_number(row, column, cell)
                else:
                    sheet.write_string(row, column, cell, wrap)
        last = max(1, len(proposals))
        sheet.data_validation(
            1, _DECISION, last, _DECISION, {"validate": "list", "source": list(_WORDS[lang])}
        )
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, last, len(_WIDTHS) - 1)
    return len(proposals)


def _cells(
    one: Proposal, parties: Mapping[str, Entry], weights: Mapping[str, Model], lang: str
) -> list[str | float]:
    left, right = parties.get(one.left), parties.get(one.right)
    sides = [_side(party, identifier) for party, identifier in ((left, one.left), (right, one.right))]
    model = weights.get(f"{left.scheme}-{right.scheme}") if left and right else None
    paired = [text for texts in zip(*sides, strict=True) for text in texts]
    proposed = dict(zip(_WORDS["en"], _WORDS[lang], strict=True))[one.word]
    held = guards_told(one.guards, one.kinds)[lang]
    return ["", "", proposed, one.score, *paired, told(one.levels, model, lang), held, one.left, one.right]


def _side(party: Entry | None, identifier: str) -> tuple[str, ...]:
    if party is None:
        return (identifier, "", "", "", "")
    others = [name.text for name in party.names[1:]] + sorted(party.shorts)
    more = len(others) - _MOST_NAMES
    names = "; ".join(others[:_MOST_NAMES]) + (f" (+{more})" if more > 0 else "")
    return (
        party.name, " ".join((party.seat, *sorted(party.cities))), " ".join(sorted(party.hosts)),
        ", ".join(sorted(party.kinds)), names,
    )  # fmt: skip


def read_sheet(path: Path) -> list[tuple[str, str, str, str]]:
    """Left id, right id, judgement, remark of all filled rows; a changed header or a word that is none is named."""
    if not path.is_file():
        raise UsageError(
            f"there is no file {path}", f"没有文件 {path}",
            remedy="check the path; `coopgraph identity review --output FILE.xlsx` writes such a file",
            remedy_zh="请检查路径；`coopgraph identity review --output 文件.xlsx` 会写出这样的文件",
        )  # fmt: skip
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise UsageError(
            f"{path.name} is no spreadsheet in .xlsx", f"{path.name} 不是 .xlsx 表格",
            remedy="give the file that `coopgraph identity review --output FILE.xlsx` wrote, filled",
            remedy_zh="请给出 `coopgraph identity review --output 文件.xlsx` 写出并填好的文件",
        ) from error  # fmt: skip
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = tuple(str(cell or "").strip() for cell in next(rows, ()))
        _check_header(path, header)
        lang = "en" if header[0] == _HEADERS["en"][0] else "zh"
        found = []
        for line, row in enumerate(rows, start=2):
            cells = [str(cell if cell is not None else "").strip() for cell in row] + [""] * len(header)
            word = cells[_DECISION]
            if not word:
                continue
            if " ".join(word.lower().split()) not in {*_WORDS["en"], *_WORDS["zh"]}:
                raise _wrong(path, line, header[_DECISION], word, f"use one of: {', '.join(_WORDS[lang])}")
            for at in (_LEFT, _RIGHT):
                if not is_id(cells[at]):
                    raise _wrong(path, line, header[at], cells[at], "leave the ids as they were written")
            found.append((cells[_LEFT], cells[_RIGHT], word, cells[_REMARK]))
    finally:
        book.close()
    return found


def _check_header(path: Path, header: Sequence[str]) -> None:
    trimmed = list(header)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    expected = min(
        _HEADERS.values(), key=lambda known: -sum(a == b for a, b in zip(known, trimmed, strict=False))
    )
    for column, name in enumerate(expected):
        got = trimmed[column] if column < len(trimmed) else ""
        if got != name:
            raise SourceError(
                f"the column {name!r} is missing; {got!r} stands in its place" if got else f"the column {name!r} is missing",
                f"缺少列“{name}”" + (f"，该位置是“{got}”" if got else ""),
                file=path.name, line=1, column=name, value=got,
                remedy="put the header back as it was written; new columns go to the right of the last",
                remedy_zh="请恢复原表头；新增的列请放在最右侧",
            )  # fmt: skip


def _wrong(path: Path, line: int, column: str, value: str, remedy: str) -> SourceError:
    return SourceError(
        "not what may stand here", "此处不能填写该值", file=path.name, line=line, column=column, value=value,
        remedy=remedy, remedy_zh=f"可用：{'、'.join(_WORDS['zh'])}；id 请勿改动",
    )  # fmt: skip
