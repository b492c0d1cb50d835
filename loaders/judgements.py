"""A file of people's judgements on identity enters, line by line checked; what is in force leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from filelock import FileLock

from loaders.cleaners import CLEANERS, Refused
from loaders.encoding import encoding_of
from ontology.errors import SourceError
from ontology.terms import is_id

FILE = "judgements.csv"
SAME, NOT_SAME, UNSURE, RELATED, UNDO = "same", "not same", "unsure", "related", "undo"
COLUMNS = ("left", "right", "judgement", "who", "when", "why")

_HEADERS = dict(zip(("左", "右", "判断", "何人", "何时", "理由"), COLUMNS, strict=True))
_WORDS = {"同一": SAME, "不同": NOT_SAME, "不确定": UNSURE, "相关": RELATED, "撤销": UNDO}


@dataclass(frozen=True)
class Judgement:
    """What one person said about two ids, and in which line."""

    left: str
    right: str
    word: str
    who: str
    when: str
    why: str
    line: int
    in_force: bool = (
        True  # False: a later line replaced or undid it, or no source that is loaded knows the ids
    )

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids, whichever way round they were written."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)


def read_judgements(path: Path | None) -> tuple[Judgement, ...]:
    """All lines in file order; no file = no judgements; the last line about two ids is the one in force."""
    if path is None or not path.exists():
        return ()
    return latest(_parse(path))


def judgements_hash(path: Path | None) -> str:
    """SHA-256 of the file, '' where there is none."""
    return "" if path is None or not path.exists() else sha256(path.read_bytes()).hexdigest()


def latest(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The same judgements, only the last about each pair in force, and an undo itself never."""
    listed = list(judgements)
    last: Mapping[tuple[str, str], int] = {found.pair: index for index, found in enumerate(listed)}
    return tuple(
        replace(found, in_force=last[found.pair] == index and found.word != UNDO)
        for index, found in enumerate(listed)
    )


def append_judgements(path: Path, rows: Iterable[Sequence[str]]) -> int:
    """Add lines (left, right, judgement, who, when, why) at the end; the file as a whole is checked, or it stays as it was."""
    added = list(rows)
    if not added:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(
        path.with_name(f".{path.name}.lock")
    ):  # two who judge at a time must not lose each other's lines
        return _append(path, added)


def _append(path: Path, added: Sequence[Sequence[str]]) -> int:
    before = path.read_bytes() if path.exists() else b""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not before:
        writer.writerow(COLUMNS)
    writer.writerows(added)
    encoding = encoding_of(lambda: path.open("rb"), path.name) if before else "utf-8"
    gap = b"" if not before or before.endswith(b"\n") else b"\n"
    with TemporaryDirectory(prefix=".judging-", dir=path.parent) as folder:
        new = Path(folder) / path.name  # a fault in it is told as one of the file that it would become
        new.write_bytes(before + gap + text.getvalue().encode(encoding.removesuffix("-sig")))
        read_judgements(new)
        new.replace(path)
    return len(added)


# What can be wrong with a line: what, what to do, in both languages.
_FAULTS: Final = {
    "quotes": ("not a CSV line", "不是合法的 CSV 行", "close every quote that is opened", "请补全引号"),
    "header": (
        "the header is not that of a judgements file",
        "表头不是判断文件的表头",
        f"use the columns {','.join(COLUMNS)}",
        f"表头应为 {','.join(_HEADERS)}（或 {','.join(COLUMNS)}）",
    ),
    "cells": (
        "more or fewer cells than columns",
        "格数与列数不符",
        "quote cells that hold a comma",
        "含逗号的格请加引号",
    ),
    "id": (
        "not an id",
        "不是 id",
        "give the full id, as `coopgraph show` prints it",
        "请填写完整 id，如 `coopgraph show` 所示",
    ),
    "itself": ("both ids are the same", "两个 id 相同", "name two different ids", "请填写两个不同的 id"),
    "word": (
        "not a judgement",
        "不是判断",
        f"use one of {', '.join(_WORDS.values())}",
        f"可用：{'、'.join(_WORDS)}",
    ),
    "undo": (
        "there is no earlier judgement to undo",
        "没有可以撤销的判断",
        "undo two ids that an earlier line joins or separates",
        "请撤销前面某一行中的两个 id",
    ),
    "who": ("nobody is named", "没有写明何人", "say who judged", "请写明判断人"),
    "when": ("no day is given", "没有写明何时", "write it as 2026-05-17", "请写成 2026-05-17"),
}


def _parse(path: Path) -> Iterator[Judgement]:
    text = path.read_text(encoding_of(lambda: path.open("rb"), path.name))
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    header: list[str] | None = None
    known: set[tuple[str, str]] = set()
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if header is None:
                header = _header(path, reader.line_num, cells)
                continue
            judgement = _judgement(path, reader.line_num, header, cells)
            if judgement.word == UNDO and judgement.pair not in known:
                raise _wrong("undo", path, judgement.line, "judgement", judgement.word)
            known.add(judgement.pair)
            yield judgement
    except csv.Error as error:
        raise _wrong("quotes", path, reader.line_num) from error


def _header(path: Path, line: int, cells: list[str]) -> list[str]:
    names = [_HEADERS.get(cell, cell.lower()) for cell in cells]
    missing = [column for column in COLUMNS if names.count(column) != 1]
    strange = [name for name in names if name not in COLUMNS]
    if missing or strange:
        raise _wrong("header", path, line, (missing + strange)[0], ",".join(cells))
    return names


def _judgement(path: Path, line: int, header: list[str], cells: list[str]) -> Judgement:
    if len(cells) != len(header):
        raise _wrong("cells", path, line, "", ",".join(cells))
    row = dict(zip(header, cells, strict=True))
    for column in ("left", "right"):
        if not is_id(row[column]):
            raise _wrong("id", path, line, column, row[column])
    if row["left"] == row["right"]:
        raise _wrong("itself", path, line, "right", row["right"])
    word = _WORDS.get(row["judgement"], " ".join(row["judgement"].lower().replace("_", " ").split()))
    if word not in _WORDS.values():
        raise _wrong("word", path, line, "judgement", row["judgement"])
    if not row["who"]:
        raise _wrong("who", path, line, "who")
    when = _when(path, line, row["when"])
    if not when:
        raise _wrong("when", path, line, "when")
    return Judgement(row["left"], row["right"], word, row["who"], when, row["why"], line)


def _when(path: Path, line: int, text: str) -> str:
    """In any form that the templates take, written as the statements write it."""
    try:
        return CLEANERS["date"](text)[0] if text else ""
    except Refused as refused:
        raise SourceError(
            refused.reason,
            refused.reason_zh,
            file=path.name,
            line=line,
            column="when",
            value=text,
            remedy=refused.remedy,
            remedy_zh=refused.remedy_zh,
        ) from None


def _wrong(fault: str, path: Path, line: int = 0, column: str = "", value: str = "") -> SourceError:
    what, what_zh, remedy, remedy_zh = _FAULTS[fault]
    return SourceError(
        what,
        what_zh,
        file=path.name,
        line=line,
        column=column,
        value=value,
        remedy=remedy,
        remedy_zh=remedy_zh,
    )
