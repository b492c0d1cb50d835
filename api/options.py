"""The options that many commands have in common leave: each is said once."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document · 输出一个 JSON 文档")]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="One JSON line a row · 每行一个 JSON")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV with a header · 输出 CSV")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr · 不显示进度")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="Day whose knowledge is asked for (default: today) · 截至日期")
]
DataVersion = Annotated[
    str, typer.Option("--data-version", help="Ask a kept data version · 询问保留的数据版本")
]
