"""A CSV file in any usual dialect and encoding enters, one record a row with its line leaves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import chain

from loaders.encoding import encoding_of
from loaders.mistakes import joined
from loaders.records.archive import open_bytes
from loaders.records.record import Mapper, Record, Sink
from loaders.records.shard import Shard
from ontology.errors import SourceError

_DELIMITERS = (",", ";", "\t")
_LONGEST_CELL = 4 << 20
_SHOWN = 200  # characters of a broken row that are shown
_DECLARED = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_EMPTY = ' \t\r\n,;\ufeff\u3000"'
_REMARK = ("#", "＃")


def read_csv(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """Rows of each member; a broken row is rejected and the next one read, a broken quote ends the file."""
    csv.field_size_limit(_LONGEST_CELL)
    for member in shard.members:
        yield from _read_one(shard, member, mapper, sink)


def _read_one(shard: Shard, member: str, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    file = f"{shard.file}!{member}" if member else shard.file
    table = _stem(member or shard.file)
    if not mapper.reads(table):
        return
    options = shard.kind.options
    encoding = encoding_of(
        lambda: open_bytes(shard.path, member, shard.limits), file, str(options.get("encoding", ""))
    )
    with (
        open_bytes(shard.path, member, shard.limits) as stream,
        io.TextIOWrapper(stream, encoding=encoding, errors="strict", newline="") as text,
    ):
        lines, before, declared = _start(text)
        delimiter = str(options.get("delimiter", "")) or declared or _sniff(lines.first)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        columns = header_of(_header(rows, file, before + 1), mapper, table, file, before + 1)
        width, line, number = len(columns), before + rows.line_num, before + 1
        while True:
            lines.first = ""
            line += 1
            number += 1
            try:
                row = next(rows, None)
            except csv.Error as error:
                if "end of data" in str(error):
                    raise _open_quote(file, line, lines.first[:_SHOWN].rstrip()) from None
                at, line = line, before + rows.line_num
                reason, reason_zh, *remedies = _invalid(error, delimiter)
                over, over_zh = _swallowed(at, line)
                sink.reject(
                    Record(shard.source, file, table, f"row {number}", at, {}),
                    *("", lines.first[:_SHOWN].rstrip(), reason + over, reason_zh + over_zh, *remedies),
                    stage="record",
                )
                continue
            if row is None:
                return
            at, line = line, before + rows.line_num
            record = Record(shard.source, file, table, f"row {number}", at, {})
            if not any(row):
                continue
            if len(row) != width and (len(row) < width or any(row[width:])):
                over, over_zh = _swallowed(at, line)
                sink.reject(
                    record,
                    *("", delimiter.join(row)[:_SHOWN]),
                    *(
                        f"the row has {len(row)} cells, the header has {width}{over}",
                        f"该行有 {len(row)} 个单元格，表头有 {width} 个{over_zh}",
                    ),
                    *(
                        f"check for a stray {delimiter!r} or quote in the row",
                        f"请检查该行中多余的 {delimiter!r} 或引号",
                    ),
                    stage="record",
                )
                continue
            yield record._replace(data=dict(zip(columns, row, strict=False)))


class _Lines:
    """The lines of a file; the first one since it was forgotten is kept for what is said of a broken row."""

    def __init__(self, first: str, rest: Iterator[str]) -> None:
        self.first = first
        self._rest = chain((first,), rest)

    def __iter__(self) -> Iterator[str]:
        for line in self._rest:
            if not self.first:
                self.first = line
            yield line


def _start(text: io.TextIOWrapper) -> tuple[_Lines, int, str]:
    """The lines from the header on, how many stand before it, and the delimiter that Excel's `sep=;` declares."""
    before, declared = 0, ""
    while first := text.readline():
        found = _DECLARED.fullmatch(first) if not before else None
        if found is not None:
            declared = found[1]
        elif first.strip(_EMPTY):
            break
        before += 1
    return _Lines(first, text), before, declared


def _invalid(error: csv.Error, delimiter: str) -> tuple[str, str, str, str]:
    """Reason and remedy of a row that the reader gave up."""
    if "field limit" in str(error):
        return (
            f"a cell of the row is longer than {_LONGEST_CELL:,} characters",
            f"该行有单元格超过 {_LONGEST_CELL:,} 个字符",
            "shorten the text, or check for a quote that opens there and closes far below",
            "请缩短文本，或检查此处是否有引号直到很远处才闭合",
        )
    return (
        f"the row is not valid CSV: {error}",
        f"该行不是有效的 CSV：{error}",
        f"a quoted cell must end right before {delimiter!r}: double every quote inside it, or remove the quotes",
        f"带引号的单元格须在 {delimiter!r} 前结束：内部引号请写两遍，或去掉引号",
    )


def _swallowed(first: int, last: int) -> tuple[str, str]:
    """What to add of a row that goes over several lines: with a quote astray, other rows lie in it."""
    if last <= first:
        return "", ""
    return (
        f"; with the quotes as they stand it reaches to line {last}, and nothing of lines {first} to {last} is read",
        f"；按现有的引号，该行延续到第 {last} 行，第 {first} 至 {last} 行均未读取",
    )


def _stem(name: str) -> str:
    name = name.rpartition("/")[2]
    for ending in (".gz", ".csv", ".tsv", ".txt"):
        name = name.removesuffix(ending)
    return name


def _sniff(header: str) -> str:
    """The delimiter that cuts the header into the most cells; a single column counts as comma-separated."""
    return max(_DELIMITERS, key=lambda delimiter: len(next(csv.reader([header], delimiter=delimiter), [])))


def _header(rows: Iterator[list[str]], file: str, line: int) -> list[str]:
    try:
        return [cell.strip() for cell in next(rows, [])]
    except csv.Error as error:
        raise SourceError(
            f"the header is not valid CSV: {error}",
            f"表头不是有效的 CSV：{error}",
            file=file,
            line=line,
            remedy="close or remove its quotes",
            remedy_zh="请补全或去掉其中的引号",
        ) from None


def header_of(cells: Sequence[str], mapper: Mapper, table: str, file: str, line: int) -> tuple[str, ...]:
    """Column names that the mapping knows; what is wrong with them is told at once."""
    try:
        columns = check_columns(cells, file, line)
    except SourceError as error:
        wrong = [error]
        if named := tuple(dict.fromkeys(filter(None, cells))):
            try:
                mapper.check_header(file, table, named, line)
            except SourceError as unknown:
                wrong.append(unknown)
        raise joined(wrong) from None
    mapper.check_header(file, table, columns, line)
    return columns


def check_columns(cells: Sequence[str], file: str, line: int = 1) -> tuple[str, ...]:
    """Column names of a table; empty ones at the end are no columns, elsewhere they are an error."""
    columns = list(cells)
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise SourceError(
            "the table has no header",
            "表格没有表头",
            file=file,
            line=line,
            remedy="put the column names into the first row",
            remedy_zh="请在第一行写列名",
        )
    wrong = []
    for at, name in enumerate(columns, 1):
        if not name or (name in columns[: at - 1] and not name.startswith(_REMARK)):
            nameless = SourceError(
                f"column {at} has no name" if not name else f"two columns are named {name!r}",
                f"第 {at} 列没有列名" if not name else f"有两列都叫 {name!r}",
                file=file,
                line=line,
                column=name or str(at),
                remedy="give every column a name of its own",
                remedy_zh="请为每一列取不同的名称",
            )
            wrong.append(nameless)
    if wrong:
        raise joined(wrong)
    return tuple(columns)


def _open_quote(file: str, line: int, value: str) -> SourceError:
    return SourceError(
        "a quote opens in this row and never closes, so the rest of the file would become one cell",
        "该行的引号没有闭合，之后的内容会全部变成一个单元格",
        file=file,
        line=line,
        value=value,
        remedy="close the quote, or double it if it belongs to the text",
        remedy_zh="请闭合引号；若它属于文本，请写两遍",
    )
