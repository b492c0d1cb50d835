"""Words after `coopgraph match` enter; the strings that they name are handed to the report that reads affiliations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.formats import Form
from api.options import AsOf, Bom, Csv, DataVersion, Json, Jsonl, Quiet, Xlsx


def add_match_command(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add the command to the application; `today` gives the day where none is named."""

    @app.command()
    def match(
        text: Annotated[
            list[str] | None,
            typer.Argument(help="Where authors say they work, as they write it · 单位字符串"),
        ] = None,
        read: Annotated[
            Path | None,
            typer.Option(
                "--input", "-i", help="File with one string a line, - = stdin; CSV with --column · 输入文件"
            ),
        ] = None,
        column: Annotated[
            str, typer.Option("--column", help="Column of the CSV that holds the strings · CSV 中的列名")
        ] = "",
        as_of: AsOf = "",
        data_version: DataVersion = "",
        json: Json = False,
        jsonl: Jsonl = False,
        csv: Csv = False,
        bom: Bom = False,
        xlsx: Xlsx = None,
        quiet: Quiet = False,
    ) -> None:
        """Which institutions affiliation strings name, or why that is not sure · 单位字符串对应哪些机构。"""
        with desk(quiet=quiet) as one:
            form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
            day = as_of or today().isoformat()
            reports.match(one, reports.strings_of(text or [], read, column), day, data_version, form)
