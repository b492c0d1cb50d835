"""Words after `coopgraph erase` enter; what they ask for is handed to the report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.formats import Form
from api.options import Json, Quiet


def add_erase_command(app: typer.Typer, now: Callable[[], datetime]) -> None:
    """Add the command that erases a person."""

    @app.command()
    def erase(
        thing: Annotated[
            str, typer.Argument(metavar="ID", help="Id of a person; none lists what was erased · 人员编号")
        ] = "",
        reason: Annotated[
            str, typer.Option("--reason", help="Why, without saying whom · 理由（不透露对象）")
        ] = "",
        who: Annotated[str, typer.Option("--who", help="Who answers for it · 操作人")] = "",
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Say what would go, change nothing · 只说明，不更改")
        ] = False,
        json: Json = False,
        quiet: Quiet = False,
    ) -> None:
        """Erase a person for good: sources, data versions, graph, dumps; a reload brings nobody back · 永久删除人员。"""
        with desk(quiet=quiet) as one:
            form = Form.of(json=json)
            if thing:
                when = now().isoformat(timespec="seconds")
                reports.erase(one, thing, reason, who, when, form, dry_run=dry_run)
            else:
                reports.erasures(one, form)
