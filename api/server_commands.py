"""Words after `coopgraph db` enter; what they ask of the private server is handed to the reports."""

from __future__ import annotations

from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.formats import Form
from api.options import Json, Quiet


def server_commands() -> typer.Typer:
    """Return the commands of the private server."""
    server = typer.Typer(help="The private Neo4j server · 私有 Neo4j 服务器", no_args_is_help=True)

    @server.command()
    def start(quiet: Quiet = False) -> None:
        """Start the private server · 启动私有服务器。"""
        with desk(quiet=quiet) as one:
            reports.db_start(one)

    @server.command()
    def stop(quiet: Quiet = False) -> None:
        """Stop the private server · 停止私有服务器。"""
        with desk(quiet=quiet) as one:
            reports.db_stop(one)

    @server.command()
    def status(json: Json = False) -> None:
        """Say how the server is and which data it holds · 服务器状态。"""
        with desk() as one:
            reports.db_status(one, Form.of(json=json))

    @server.command()
    def logs(
        lines: Annotated[int, typer.Option("--lines", "-n", min=1, max=10_000)] = 50,
        debug: Annotated[bool, typer.Option("--debug", help="The server's detailed log · 详细日志")] = False,
    ) -> None:
        """Print the last lines of the server's log · 服务器日志。"""
        with desk() as one:
            reports.db_logs(one, lines, debug=debug)

    return server
