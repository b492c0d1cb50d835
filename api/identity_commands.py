"""Words after `coopgraph identity` enter; what they ask for is handed to the reports on who is who."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.formats import Form
from api.options import Bom, Csv, Json, Jsonl, Quiet, in_a_folder

Who = Annotated[str, typer.Option("--who", help="Your id, a pseudonym will do · 判断人代号")]
Why = Annotated[str, typer.Option("--why", help="Reason · 理由")]
One = Annotated[str, typer.Argument(metavar="A", help="Id of one · 一方编号")]
Other = Annotated[str, typer.Argument(metavar="B", help="Id of the other · 另一方编号")]


def identity_commands(today: Callable[[], date]) -> typer.Typer:
    """Return the commands; `today` dates what is proposed and decided."""
    identity = typer.Typer(help="Who is who across sources · 跨来源机构同一性", no_args_is_help=True)

    @identity.command("propose")
    def identity_propose(quiet: Quiet = False) -> None:
        """Compare the organisations of all loaded sources, without labels · 比对各来源的机构。"""
        with desk(quiet=quiet) as one:
            reports.identity_propose(one, today().isoformat())

    @identity.command("score")
    def identity_score(
        file: Annotated[Path, typer.Argument(help="CSV of right pairs, such as pic,ror,note · 正确配对表")],
        wrong: Annotated[bool, typer.Option("--wrong", help="List the wrong answers · 列出错误")] = False,
        sweep: Annotated[
            bool, typer.Option("--sweep", help="At other thresholds too · 同时给出其他阈值的结果")
        ] = False,
        json: Json = False,
        jsonl: Jsonl = False,
        csv: Csv = False,
        bom: Bom = False,
        quiet: Quiet = False,
    ) -> None:
        """Precision, recall, F1 and false merges, by country, type and script · 对照正确配对评分。"""
        with desk(quiet=quiet) as one:
            form = Form.of(json=json, jsonl=jsonl, csv=csv, bom=bom)
            reports.identity_score(one, file, form, wrong=wrong, sweep=sweep)

    @identity.command("explain")
    def identity_explain(left: One, right: Other, json: Json = False, quiet: Quiet = False) -> None:
        """Why two ids are one thing or not, feature by feature · 逐项说明两个 id 是否同一。"""
        with desk(quiet=quiet) as one:
            reports.identity_explain(one, left, right, Form.of(json=json))

    @identity.command("review")
    def identity_review(
        who: Who = "",
        output: Annotated[
            Path | None,
            typer.Option(
                "--output", "-o", callback=in_a_folder, help="Write a spreadsheet instead (.xlsx) · 导出表格"
            ),
        ] = None,
        read: Annotated[
            Path | None, typer.Option("--input", "-i", help="Take a filled spreadsheet in · 读入已填表格")
        ] = None,
        limit: Annotated[int, typer.Option("--limit", help="Pairs to ask, 0 = all · 最多询问的对数")] = 0,
        every: Annotated[
            bool, typer.Option("--all", help="Also pairs proposed as the same or related · 包括已提议的")
        ] = False,
        quiet: Quiet = False,
    ) -> None:
        """Decide doubtful pairs, one key a pair, or by spreadsheet · 人工判断存疑配对。"""
        with desk(quiet=quiet) as one:
            reports.identity_review(one, who, today().isoformat(), output, read, limit, every=every)

    @identity.command("undo")
    def identity_undo(left: One, right: Other, who: Who = "", why: Why = "") -> None:
        """Take back what people, or else the rule, said of two ids · 撤销人工或规则对两个 id 的判断。"""
        with desk() as one:
            reports.identity_undo(one, left, right, who, why, today().isoformat())

    return identity
