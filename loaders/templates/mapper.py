"""Rows of the templates enter, statements leave; wrong cells go to the ledger with the header as typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from loaders.cleaners import BLANKS, Refused
from loaders.records.paths import PathTree
from loaders.records.record import Record, RecordRow, Row, Sink, Truth
from loaders.templates.cells import Value, frame_text, parts, read_value
from loaders.templates.references import Ambiguous, References
from loaders.templates.sheets import (
    ID,
    SEEN_ON,
    SOURCE_QUALITY,
    SOURCE_URL,
    Column,
    Sheet,
    derive_sheets,
    is_about,
    is_ignored_sheet,
    require_sheet,
    resolve_headers,
)
from ontology.model import Model
from ontology.places import place
from ontology.statements import CLASS, REFERENCE, TYPE
from ontology.terms import SEPARATOR, mint

_DERIVED = "row"  # id scheme of things that are known by their row alone


@dataclass
class _Table:
    """One sheet of one file while it is being read."""

    sheet: Sheet
    columns: Mapping[str, Column]  # typed header → column
    seen: dict[str, int] = field(default_factory=dict)  # subject → how many rows spoke of it
    # derived id → (locator, the row's values)
    derived: dict[str, tuple[str, str]] = field(default_factory=dict)
    rows: dict[bytes, str] = field(default_factory=dict)  # hash of a row's cells → where it stood first


class TemplateMapper:
    """The templates' mapping, derived from the ontology; holds what it has seen of each sheet."""

    def __init__(self, model: Model, source: str, described: frozenset[str] = frozenset()) -> None:
        """For one source (the workbook's name in the ledger), and what is known of what it describes."""
        self.source = source
        self.sheets = derive_sheets(model)
        self.references = References(model, described)
        self._record_prefix = "rec"
        letters = [letter for letter in source.lower() if letter.isascii() and letter.isalnum()]
        self._scheme = "".join(letters) or "own"
        # `a_b` and `ab` have one scheme: where the scheme does not tell the name, the name is part of the key
        self._named = (source,) if source != self._scheme else ()
        self._tables: dict[tuple[str, str], _Table] = {}

    @property
    def paths(self) -> PathTree:
        """Nothing: sheets are tables, whose columns `check_header` knows."""
        return PathTree()

    def reads(self, table: str) -> bool:
        """Not notes, lists and remarks, nor what the workbook says of itself."""
        return not (is_ignored_sheet(table) or is_about(table))

    def check_header(self, file: str, table: str, columns: tuple[str, ...], line: int = 1) -> None:
        """Find the sheet and its columns; SourceError for an unknown one, with the nearest that is known."""
        if not self.reads(table):
            return
        sheet = require_sheet(self.sheets, table, file)
        self._tables[_place(file, table)] = _Table(sheet, resolve_headers(sheet, columns, file, line))

    def __call__(self, record: Record, sink: Sink) -> Iterator[Row]:
        """The statements of one row."""
        table = self._tables.get(_place(record.file, record.table))
        if table is None:  # a sheet of notes, lists, remarks, or what the workbook says of itself
            return
        cells = {
            header: text
            for header in table.columns
            if (text := str(record.data.get(header, "") or "").strip(BLANKS))
        }
        if not cells:
            return
        earlier = table.rows.setdefault(_digest(table, cells), record.locator)
        if earlier != record.locator:
            _repeated(record, cells, earlier, sink)
            return
        yield from self._row(record, table, cells, sink)

    def _row(self, record: Record, table: _Table, cells: Mapping[str, str], sink: Sink) -> Iterator[Row]:
        problems: list[tuple[str, str, Refused]] = []
        values: list[tuple[Column, Value]] = []
        frame: dict[str, str] = {}
        for header, text in cells.items():
            column = table.columns[header]
            if column.prop is None:
                if column.name != ID:
                    frame[column.name] = self._frame(header, text, column, problems)
                continue
            if type(record.data[header]) is Truth and column.prop.datatypes != ("boolean",):
                problems.append((header, text, _truth()))
                continue
            for part in parts(text, column.prop):
                try:
                    values.append((column, read_value(part, column, self.references)))
                except Refused as refused:
                    problems.append((header, part, refused))
                    if isinstance(refused, Ambiguous):
                        sink.ask(refused.ids)
        subject = self._subject(record, table, cells, values, sink, broken=bool(problems))
        record_id = self._record_id(record, table, subject) if subject else ""
        for header, part, wrong in problems:
            sink.reject(
                record,
                header,
                part,
                wrong.reason,
                wrong.reason_zh,
                wrong.remedy,
                wrong.remedy_zh,
                record_id=record_id,
            )
        if not subject:
            return
        sink.record(
            RecordRow(
                record_id,
                record.file,
                record.locator,
                record.line,
                frame.get(SOURCE_URL, ""),
                frame.get(SEEN_ON, ""),
                frame.get(SOURCE_QUALITY, ""),
            )
        )
        yield (subject, TYPE, table.sheet.kind.name, CLASS, "", record_id)
        for column, value in values:
            name = column.prop.name if column.prop else column.name
            yield (subject, name, value.text, value.datatype, value.lang, record_id)

    def _frame(self, header: str, text: str, column: Column, problems: list[tuple[str, str, Refused]]) -> str:
        try:
            return frame_text(text, column.name)
        except Refused as refused:
            problems.append((header, text, refused))
            return ""

    def _subject(
        self,
        record: Record,
        table: _Table,
        cells: Mapping[str, str],
        values: list[tuple[Column, Value]],
        sink: Sink,
        *,
        broken: bool,
    ) -> str:
        """The id of the thing the row is about, or '' where it cannot have one (told to the sink)."""
        header = next((typed for typed in cells if table.columns[typed].name == ID), "")
        if header:
            try:
                return self.references.own_id(cells[header], table.sheet.kind)
            except Refused as wrong:
                sink.reject(
                    record,
                    header,
                    cells[header],
                    wrong.reason,
                    wrong.reason_zh,
                    wrong.remedy,
                    wrong.remedy_zh,
                    stage="record",
                )
                return ""
        typed = next((typed for typed, column in table.columns.items() if column.name == ID), ID)
        if not table.sheet.optional_id:
            sink.reject(
                record,
                typed,
                "",
                f"the row has no id, and rows of {table.sheet.key} are referred to by others",
                f"该行没有编号，而“{table.sheet.title('zh')}”表的行会被其他表引用",
                "give the row a key of your own, for example a short name in Latin letters",
                "请给该行一个自定编号，例如简短的拉丁字母名称",
                stage="record",
            )
            return ""
        return self._derived(record, table, typed, values, sink, broken=broken)

    def _derived(
        self,
        record: Record,
        table: _Table,
        typed: str,
        values: list[tuple[Column, Value]],
        sink: Sink,
        *,
        broken: bool,
    ) -> str:
        """An id from the row's references and dates: the same row gives the same id in any file and order."""
        key = sorted(
            f"{column.prop.name}={value.text}"
            for column, value in values
            if column.prop and (value.datatype == REFERENCE or column.prop.is_date)
        )
        if not key:
            sink.reject(
                record,
                typed,
                "",
                "the row has no id, and neither a reference nor a date to make one from",
                "该行没有编号，也没有可据以生成编号的引用或日期",
                "give the row an id, or fill in what it refers to",
                "请填写编号，或填写该行所指的对象",
                stage="record",
            )
            return ""
        subject = mint(table.sheet.kind.prefix or "", _DERIVED, table.sheet.key, *key)
        whole = SEPARATOR.join(sorted(f"{column.name}={value.text}" for column, value in values))
        locator, other = table.derived.setdefault(subject, (record.locator, whole))
        if other != whole and locator != record.locator and not broken:
            sink.reject(
                record,
                typed,
                "",
                f"the row has the same references and dates as {locator} but says other things",
                f"该行的引用与日期和{place(locator, 'zh')}相同，但其他内容不同",
                "if they are two things, give each an id of its own; if they are one, keep one row",
                "若是两件事，请各给一个编号；若是同一件事，请只保留一行",
                stage="record",
            )
            return ""
        return subject

    def _record_id(self, record: Record, table: _Table, subject: str) -> str:
        """By subject and not by line: a row added above must not make every record below a new one."""
        table.seen[subject] = table.seen.get(subject, 0) + 1
        return mint(
            self._record_prefix,
            self._scheme,
            *self._named,
            record.file,
            table.sheet.key,
            subject,
            str(table.seen[subject]),
        )


def _digest(table: _Table, cells: Mapping[str, str]) -> bytes:
    """What a row says, in whatever order its columns stand."""
    said = sorted(f"{table.columns[header].name}{SEPARATOR}{text}" for header, text in cells.items())
    return blake2b("\n".join(said).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _repeated(record: Record, cells: Mapping[str, str], earlier: str, sink: Sink) -> None:
    sink.reject(
        record,
        "",
        next(iter(cells.values())),
        f"{record.locator} repeats {earlier} in every cell: what it says is taken once",
        f"{place(record.locator, 'zh')}与{place(earlier, 'zh')}每格都相同：内容只采用一次",
        "delete one of the two rows; if they are two things, say in a cell what tells them apart",
        "请删除其中一行；若是两件事物，请填写能区分二者的内容",
        stage="record",
    )


def _truth() -> Refused:
    return Refused(
        "the cell holds a truth value of the spreadsheet, and the column is none of yes or no",
        "该单元格是电子表格的逻辑值，而此列不是“是/否”列",
        "write what is meant; for the word itself, format the cell as text and type it again",
        "请填写实际内容；若确实要写这个词，请将单元格设为文本格式后重新输入",
    )


def _place(file: str, table: str) -> tuple[str, str]:
    """One sheet of one file; in complaints readers write `book.xlsx!sheet`, in records `book.xlsx`."""
    return file.removesuffix(f"!{table}"), table
