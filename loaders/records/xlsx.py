"""A workbook enters, one record a row with its sheet and row number leaves; every cell as text."""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from loaders.manifest import Limits
from loaders.records.archive import DamageError, guarded, open_zip
from loaders.records.csv import header_of
from loaders.records.merges import Area, Merges, areas_in
from loaders.records.record import Mapper, Record, Sink, Truth
from loaders.records.shard import Shard
from loaders.records.xml import doctype
from ontology.errors import SourceError

_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')  # literal parts of a number format
_ESCAPED = re.compile(
    r"_x(00[01][0-9A-Fa-f])_"
)  # how a workbook writes a control character: _x000D_ is a carriage return
_CHUNK = 1 << 20
_SAVE_ANEW = "open it in a spreadsheet program and save it as .xlsx; if it was downloaded, download it again"
_SAVE_ANEW_ZH = "请用电子表格软件打开并另存为 .xlsx；若为下载所得，请重新下载"
_BLANKS = " \t\r\n\xa0\u3000"  # any other space is for the cleaner to judge
_DOCTYPE = re.compile(b"|".join("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")))
_BEGINS = b"PK"  # every .xlsx does
_LONGEST = 160  # bytes of a chunk that are looked at again, should something stand across its end
# What the reading of a workbook ends in when its parts are cut or do not fit together; broken XML is a SyntaxError.
_DAMAGE = (
    *(BadZipFile, zlib.error, EOFError, OSError, SyntaxError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError),
)


def read_xlsx(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """Rows of all sheets but those in `skip_tables`; cell values as they were saved, formulas never run."""
    skipped = shard.kind.options.get("skip_tables", ())
    merged = check_book(shard.path, shard.limits)
    values, formulas = open_book(shard.path, values_only=True), open_book(shard.path, values_only=False)
    try:
        for name in values.sheetnames:
            if (isinstance(skipped, list | tuple) and name in skipped) or not mapper.reads(name):
                continue
            areas = merged.get(part_of(values[name]), ())
            yield from _read_sheet(shard, name, values[name], formulas[name], Merges(areas), mapper, sink)
    finally:
        values.close()
        formulas.close()


def check_book(path: Path, limits: Limits) -> Mapping[str, Sequence[Area]]:
    """Sizes, checksums and XML without document types are in order; openpyxl opens the file itself.

    What leaves are the merged areas by the part of the workbook: in its read-only mode openpyxl never sees them.
    """
    with path.open("rb") as stream:
        start = stream.read(len(_BEGINS))
    if start != _BEGINS:
        raise _no_book(path, empty=not start)
    try:
        return _checked(path, limits)
    except DamageError as error:
        raise DamageError(
            error.what, error.what_zh, file=error.where, remedy=_SAVE_ANEW, remedy_zh=_SAVE_ANEW_ZH
        ) from None


def _checked(path: Path, limits: Limits) -> Mapping[str, Sequence[Area]]:
    merged: dict[str, list[Area]] = {}
    with open_zip(path, limits) as archive:
        for info in archive.infolist():
            before = b""
            is_xml = info.filename.lower().endswith((".xml", ".rels"))
            with guarded(path, info.filename), archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    if is_xml:
                        joined = before + chunk
                        if _DOCTYPE.search(joined):
                            raise doctype(f"{path.name}!{info.filename}")
                        if found := areas_in(joined):
                            merged.setdefault(info.filename.lower(), []).extend(found)
                    before = chunk[-_LONGEST:]
    return merged


def part_of(sheet: Any) -> str:
    """The part of the workbook that a sheet is read from."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/").lower()


def open_book(path: Path, *, values_only: bool) -> Any:
    """The workbook, to be closed by the caller."""
    from openpyxl import load_workbook  # noqa: PLC0415 - a third of a worker's start, for one format of many

    try:
        return load_workbook(path, read_only=True, data_only=values_only, keep_links=False)
    except _DAMAGE as error:
        raise _unreadable(path, error) from None


def rows_of(path: Path, sheet: Any, *, values_only: bool = False) -> Generator[Any]:
    """The rows of a sheet; its XML is read row by row, so damage shows only here."""
    try:
        yield from sheet.iter_rows(values_only=values_only)
    except _DAMAGE as error:
        raise _unreadable(path, error) from None


def _no_book(path: Path, *, empty: bool) -> SourceError:
    """What bears the name of a workbook and is none: a page, a text, a workbook of another layout, or nothing at all."""
    return SourceError(
        "the file is empty: it is no workbook" if empty else "this is no workbook, though it is named so",
        "文件为空，不是工作簿" if empty else "这不是工作簿，虽然以此命名",
        file=path.name,
        remedy=f"{_SAVE_ANEW}; a table that is plain text is named .csv",
        remedy_zh=f"{_SAVE_ANEW_ZH}；纯文本表格请以 .csv 命名",
    )


def _unreadable(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"the workbook cannot be read ({error})",
        f"无法读取该工作簿（{error}）",
        file=path.name,
        remedy=_SAVE_ANEW,
        remedy_zh=_SAVE_ANEW_ZH,
    )


def _read_sheet(
    shard: Shard,
    name: str,
    values: Any,
    formulas: Any,
    merges: Merges,
    mapper: Mapper,
    sink: Sink,
) -> Iterator[Record]:
    values.reset_dimensions()  # what the file claims about its size is not to be believed
    formulas.reset_dimensions()
    with closing(rows_of(shard.path, values)) as shown, closing(rows_of(shard.path, formulas)) as written:
        yield from _read_rows(shard, name, zip(shown, written, strict=True), merges, mapper, sink)


def _read_rows(
    shard: Shard, name: str, rows: Iterator[tuple[Any, Any]], merges: Merges, mapper: Mapper, sink: Sink
) -> Iterator[Record]:
    columns: tuple[str, ...] = ()
    cells = 0
    for number, (row, written) in enumerate(rows, 1):
        cells += len(row)
        if cells > shard.limits.cells:
            raise _too_many(shard, name)
        record = Record(shard.source, shard.file, name, f"{name}!{number}", number, {})
        texts = [
            _text(cell, formula, record, columns, sink) for cell, formula in zip(row, written, strict=False)
        ]
        merges.at(number, texts)
        if not any(texts):
            continue
        if not columns:
            named = [text.strip() for text in texts]
            columns = header_of(named, mapper, name, f"{shard.file}!{name}", number)
            continue
        for at, text, area in merges.covered(number, len(columns)):
            _refuse_merged(record, columns[at], text, area, sink)
        if any(texts[len(columns) :]):
            sink.reject(
                record,
                *("", next(filter(None, texts[len(columns) :]))),
                *(
                    "the row has a cell to the right of the last column name",
                    "该行在最后一个列名的右侧还有内容",
                ),
                *("give that column a name or clear the cell", "请为该列命名，或清空该单元格"),
                stage="record",
            )
            continue
        texts += [""] * (len(columns) - len(texts))
        yield record._replace(data=dict(zip(columns, texts, strict=False)))


def _text(cell: Any, formula: Any, record: Record, columns: tuple[str, ...], sink: Sink) -> str:
    value = cell.value
    if value is None:
        if isinstance(formula.value, str) and formula.data_type == "f":
            _refuse(record, cell, columns, formula.value, "formula", sink)
        return ""
    if cell.data_type == "e":
        _refuse(record, cell, columns, str(value), "error", sink)
        return ""
    if isinstance(value, str):
        if "_x00" in value:  # the library leaves them as they stand
            value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
        return value.strip(_BLANKS) if value.isspace() else value
    if isinstance(value, bool):
        return Truth("true" if value else "false")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date):
        return _date(value, str(cell.number_format or ""))
    return str(value)


def _date(value: datetime | date, number_format: str) -> str:
    """The day only if the sheet shows one: who types 2006-05 gets 1 May 2006 with a format of months."""
    shown = _NOT_FORMAT.sub("", number_format.split(";", maxsplit=1)[0]).lower()
    if "d" in shown or ("m" not in shown and "y" not in shown):
        if isinstance(value, datetime) and value.time() != time(0):
            return value.isoformat(" ")
        return value.isoformat()[:10]
    return value.isoformat()[:7] if "m" in shown else value.isoformat()[:4]


def _refuse(record: Record, cell: Any, columns: tuple[str, ...], value: str, kind: str, sink: Sink) -> None:
    at = cell.column - 1
    if kind == "formula":
        reason = (
            "the cell holds a formula whose value was never saved",
            "该单元格是公式，但没有保存计算结果",
        )
        remedy = (
            "open and save the file in a spreadsheet program, or paste the value",
            "请用电子表格软件打开并保存，或粘贴为数值",
        )
    else:
        reason = (f"the cell shows the error {value}", f"该单元格显示错误 {value}")
        remedy = ("correct the formula or write the value", "请修正公式或直接填写数值")
    sink.reject(record, columns[at] if at < len(columns) else str(at + 1), value, *reason, *remedy)


def _refuse_merged(record: Record, column: str, value: str, area: str, sink: Sink) -> None:
    sink.reject(
        record,
        *(column, value),
        f"the cell is covered by the merged cells {area}, whose value stands in the first of them only",
        f"该单元格属于合并单元格 {area}，其值只保存在左上角的格中",
        *("unmerge the cells and fill every one of them", "请取消合并，并逐格填写"),
    )


def _too_many(shard: Shard, name: str) -> SourceError:
    return SourceError(
        f"the sheet {name!r} has more than {shard.limits.cells:,} cells",
        f"工作表 {name!r} 的单元格超过 {shard.limits.cells:,} 个",
        file=shard.file,
        remedy="delete empty formatted rows, or raise `cells` in [limits] of the source's source.toml",
        remedy_zh="请删除带格式的空行，或在该来源 source.toml 的 [limits] 中提高 cells",
    )
