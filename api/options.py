"""The options that many commands have in common leave: each is said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.endings import form_for
from ontology.errors import UsageError


def in_a_folder(file: Path | None) -> Path | None:
    """Return a file that is to be written; where its folder is not there, that is told before anything is done."""
    if file is None or file.parent.is_dir():
        return file
    raise UsageError(
        f"there is no folder {file.parent} to write {file.name} into",
        f"没有文件夹 {file.parent}，无法写入 {file.name}",
        remedy=f"make it first (mkdir -p '{file.parent}'), or name a file in a folder that is there",
        remedy_zh=f"请先建立该文件夹（mkdir -p '{file.parent}'），或改用已有文件夹中的文件",
    )


def a_workbook(file: Path | None) -> Path | None:
    """Return the file of a workbook; a name that promises another form, or a folder that is not there, is told first."""
    if file is not None:
        form_for("", str(file), {".xlsx": "xlsx"}, default="xlsx", option="")
    return in_a_folder(file)


Json = Annotated[bool, typer.Option("--json", help="One JSON document · 输出一个 JSON 文档")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="One JSON line a row · 每行一个 JSON")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV with a header · 输出 CSV")]
Bom = Annotated[
    bool,
    typer.Option("--bom", help="CSV that spreadsheets read Chinese from · CSV 加字节序标记，便于电子表格"),
]
Xlsx = Annotated[
    Path | None,
    typer.Option("--xlsx", callback=a_workbook, help="Write a workbook with meta sheet · 写入 XLSX 文件"),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", callback=in_a_folder, help="File to write (default: stdout) · 输出文件"),
]
Template = Annotated[
    Path,
    typer.Option("--output", "-o", callback=in_a_folder, help=".xlsx file or folder for CSV · 输出位置"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr · 不显示进度")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="Day whose knowledge is asked for (default: today) · 截至日期")
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", help="Lines to show, 0 = all (25; --csv --jsonl --xlsx: all) · 显示行数"),
]
DataVersion = Annotated[
    str, typer.Option("--data-version", help="Ask a kept data version · 询问保留的数据版本")
]
FailEmpty = Annotated[
    bool, typer.Option("--fail-empty", help="Exit code 3 where there is no line · 没有结果时退出码为 3")
]
Retrieved = Annotated[
    str,
    typer.Option(
        "--retrieved", help="Day on which the files were fetched, if they do not say · 文件的获取日期"
    ),
]
