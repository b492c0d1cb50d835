"""The command line enters; it leaves able to say which version of coopgraph it is."""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

import typer


def add_version_option(app: typer.Typer) -> None:
    """Add `--version` before any command."""

    @app.callback()
    def _root(
        version: Annotated[
            bool,
            typer.Option("--version", callback=_tell, is_eager=True, help="Say the version · 显示版本"),
        ] = False,
    ) -> None:
        del version  # told already, and then no command follows


def _tell(wanted: bool) -> None:
    if wanted:
        typer.echo(f"coopgraph {metadata.version('coopgraph')}")
        raise typer.Exit
