"""The ontology enters, empty templates leave: an XLSX workbook or a folder of CSV files, in zh or en."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, get_args

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from loaders.templates.about import ABOUT_ROWS, about_header
from loaders.templates.notes import HEADINGS, notes
from loaders.templates.references import References
from loaders.templates.sheets import (
    ABOUT_NAMES,
    LISTS_NAMES,
    NOTES_NAMES,
    Sheet,
    derive_sheets,
    find_sheet,
    titles,
)
from ontology.errors import UsageError
from ontology.model import Model

Format = Literal["xlsx", "csv"]
Lang = Literal["zh", "en"]

WORKBOOK: Final = {"zh": "coopgraph-模板.xlsx", "en": "coopgraph-template.xlsx"}
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same ontology gives the same bytes
_ROWS = 10_000  # rows of a sheet that get drop-down lists
_WIDTHS = (12, 44)  # narrowest and widest column, in characters
_NAME_LIMIT = 31  # of a sheet, set by the file format
_FORBIDDEN = set("[]:*?/\\")


def write_templates(
    model: Model, out: Path, fmt: Format = "xlsx", lang: Lang = "en", only: Iterable[str] = ()
) -> list[Path]:
    """Write the templates and say which files; `out` is a folder, made where it is not there, or the workbook's own path."""
    sheets = _chosen(derive_sheets(model), tuple(only))
    if fmt == "csv":
        return _write_csv(sheets, References(model), out, lang)
    target = out
    if out.suffix.lower() != ".xlsx":
        out.mkdir(exist_ok=True)
        target = out / WORKBOOK[lang]
    content = _workbook(sheets, References(model), lang)
    return _write({target: content}, anew=(target,) if _is_empty(target, model, sheets) else ())


def _is_empty(target: Path, model: Model, sheets: Mapping[str, Sheet]) -> bool:
    """Whether a workbook is a template, in either language, as it was written."""
    if not target.is_file():
        return False
    held, languages = target.read_bytes(), get_args(Lang)
    return any(
        held == _workbook(some, References(model), lang)
        for some in (sheets, derive_sheets(model))
        for lang in languages
    )


def _chosen(sheets: Mapping[str, Sheet], only: tuple[str, ...]) -> Mapping[str, Sheet]:
    meant = {name: find_sheet(sheets, name) for name in only}
    unknown = [name for name, sheet in meant.items() if sheet is None]
    if unknown:
        raise UsageError(
            f"there is no sheet {', '.join(map(repr, unknown))}",
            f"没有名为{'、'.join(f'“{name}”' for name in unknown)}的工作表",
            remedy=f"choose from {', '.join(titles(sheets, 'en'))}",
            remedy_zh=f"可选：{'、'.join(titles(sheets, 'zh'))}",
        )
    wanted = {sheet.key for sheet in meant.values() if sheet is not None}
    return {name: sheet for name, sheet in sheets.items() if not only or name in wanted}


def _write_csv(sheets: Mapping[str, Sheet], references: References, out: Path, lang: Lang) -> list[Path]:
    out.mkdir(exist_ok=True)
    index = 0 if lang == "en" else 1
    tables: list[tuple[str, list[Sequence[str]]]] = [
        (ABOUT_NAMES[index], [about_header(lang), *((label[lang], "") for label in ABOUT_ROWS.values())]),
        (NOTES_NAMES[index], _notes_table(sheets, references, lang)),
    ]
    tables += [(sheet.title(lang), [[c.header(lang) for c in sheet.columns]]) for sheet in sheets.values()]
    contents: dict[Path, bytes] = {}
    for name, rows in tables:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        # with the mark, Excel shows Chinese as it is
        contents[out / f"{name}.csv"] = text.getvalue().encode("utf-8-sig")
    about, told = list(contents)[:2]
    if about.exists():  # a further sheet for a folder that is in use: what it is has been said
        del contents[about]
    return _write(contents, anew=(told,))


def _notes_table(sheets: Mapping[str, Sheet], references: References, lang: Lang) -> list[Sequence[str]]:
    return [HEADINGS[lang], *notes(sheets, references, lang)]


def _workbook(sheets: Mapping[str, Sheet], references: References, lang: Lang) -> bytes:
    buffer = io.BytesIO()
    index = 0 if lang == "en" else 1
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": "coopgraph", "created": _CREATED})
        styles = {
            "header": book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True}),
            "needed": book.add_format({"bold": True, "bg_color": "#F6D9B8", "border": 1, "text_wrap": True}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "text": book.add_format({"num_format": "@"}),
        }
        _notes_sheet(book.add_worksheet(NOTES_NAMES[index]), sheets, references, lang, styles)
        _about_sheet(book.add_worksheet(ABOUT_NAMES[index]), lang, styles)
        pages = [(sheet, book.add_worksheet(_sheet_name(sheet, lang))) for sheet in sheets.values()]
        lists = _lists_sheet(book.add_worksheet(LISTS_NAMES[index]), references, lang, styles)
        for sheet, page in pages:
            _template_sheet(page, sheet, lists, lang, styles)
    return buffer.getvalue()


def _template_sheet(
    page: Worksheet, sheet: Sheet, lists: Mapping[str, str], lang: Lang, styles: Mapping[str, Style]
) -> None:
    page.freeze_panes(1, 1)
    for position, column in enumerate(sheet.columns):
        header, prop = column.header(lang), column.prop
        needed = prop.min_count > 0 if prop else column.name == "id" and not sheet.optional_id
        # Text format, or a spreadsheet turns 2006-05 into the first of May
        page.set_column(position, position, _width(header), styles["text"])
        page.write_string(0, position, header, styles["needed" if needed else "header"])
        if prop is not None and prop.comments.get(lang):
            page.write_comment(0, position, prop.comments[lang], {"author": "coopgraph", "x_scale": 2})
        source = lists.get(prop.concept_scheme or "") if prop else None
        if source is not None and prop is not None:
            # Where several values may share a cell the list helps but must not forbid `a; b`
            page.data_validation(
                1,
                position,
                _ROWS,
                position,
                {
                    "validate": "list",
                    "source": source,
                    "show_error": prop.max_count == 1,
                    "error_type": "warning",
                },
            )


def _lists_sheet(
    page: Worksheet, references: References, lang: Lang, styles: Mapping[str, Style]
) -> Mapping[str, str]:
    """Every concept scheme as a column; the cell ranges that the drop-down lists read."""
    found: dict[str, str] = {}
    page.freeze_panes(1, 0)
    for position, (scheme, concepts) in enumerate(references.model.concepts.items()):
        page.set_column(position, position, 30)
        page.write_string(0, position, scheme, styles["header"])
        for row, concept in enumerate(concepts.values(), start=1):
            page.write_string(row, position, concept.labels.get(lang, concept.notation))
        if concepts:
            letter = xl_col_to_name(position)
            name = page.get_name()
            found[scheme] = f"='{name}'!${letter}$2:${letter}${len(concepts) + 1}"
    return found


def _notes_sheet(
    page: Worksheet,
    sheets: Mapping[str, Sheet],
    references: References,
    lang: Lang,
    styles: Mapping[str, Style],
) -> None:
    for position, width in enumerate((22, 26, 26, 10, 60, 60, 24)):
        page.set_column(position, position, width)
    page.freeze_panes(1, 0)
    for row, cells in enumerate(_notes_table(sheets, references, lang)):
        for position, text in enumerate(cells):
            page.write_string(row, position, text, styles["wrap" if row else "header"])


def _about_sheet(page: Worksheet, lang: Lang, styles: Mapping[str, Style]) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 60, styles["text"])
    for position, text in enumerate(about_header(lang)):
        page.write_string(0, position, text, styles["header"])
    for row, label in enumerate(ABOUT_ROWS.values(), start=1):
        page.write_string(row, 0, label[lang])


def _sheet_name(sheet: Sheet, lang: Lang) -> str:
    title = sheet.title(lang)
    return title if len(title) <= _NAME_LIMIT and _FORBIDDEN.isdisjoint(title) else sheet.key[:_NAME_LIMIT]


def _width(header: str) -> int:
    cells = sum(2 if ord(letter) > 0x2E80 else 1 for letter in header)
    return max(_WIDTHS[0], min(_WIDTHS[1], cells + 3))


def _write(contents: Mapping[Path, bytes], anew: Collection[Path] = ()) -> list[Path]:
    """Write all files or, where one of them would take the place of what somebody filled in, none.

    Nobody fills in those that are written `anew`.
    """
    taken = [
        path
        for path, content in contents.items()
        if path.exists() and path not in anew and _differs(path, content)
    ]
    if taken:
        more = f" (+{len(taken) - 1})" if len(taken) > 1 else ""
        raise UsageError(
            f"there is a file of this name already, which may hold what somebody filled in{more}; nothing was written",
            f"已有同名文件，其中可能有人填写的内容{more}；未写入任何内容",
            where=str(taken[0]),
            remedy="name another place with --output, or move what is there away",
            remedy_zh="请用 --output 指定其他位置，或先移走已有的文件",
        )
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    return list(contents)


def _differs(path: Path, content: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != content


def _replace(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a template."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
