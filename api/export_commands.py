"""Words after `coopgraph export` enter; what they ask for is handed to the report that writes RDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import reports
from api.deps import desk
from api.options import DataVersion, Output, Quiet, in_a_folder


def import_commands() -> typer.Typer:
    """Return the commands that take in what programs wrote."""
    imports = typer.Typer(help="Data from other programs · 导入数据", no_args_is_help=True)

    @imports.callback()
    def several() -> None:
        """Data from other programs · 导入数据。"""

    @imports.command("rdf")
    def import_rdf(
        file: Annotated[Path, typer.Argument(help=".nq, .nt, .ttl, .trig, .rdf, .jsonld · RDF 文件")],
        quiet: Quiet = False,
    ) -> None:
        """RDF in our own ontology, by the door of every source: read with limits, checked, rejected by line · 导入 RDF。"""
        with desk(quiet=quiet) as one:
            reports.import_rdf(one, file)

    return imports


def export_commands() -> typer.Typer:
    """Return the commands."""
    exports = typer.Typer(help="The data for other programs · 导出数据", no_args_is_help=True)

    @exports.callback()
    def several() -> None:
        """The data for other programs · 导出数据。"""

    @exports.command("feed")
    def export_feed(
        output: Output = None,
        lang: Annotated[str, typer.Option("--lang", help="en or zh · 语言")] = "",
        site: Annotated[
            str, typer.Option("--site", help="Address of the service that links lead to · 链接所指的服务地址")
        ] = "",
        quiet: Quiet = False,
    ) -> None:
        """An Atom feed of what changed between the kept data versions, by class · 数据版本变化的 Atom 订阅。"""
        with desk(quiet=quiet) as one:
            reports.export_feed(one, lang, site, output)

    @exports.command("rdf")
    def export_rdf(
        form: Annotated[
            str,
            typer.Option("--format", help="nquads, trig, turtle, jsonld (default: by --output) · 格式"),
        ] = "",
        output: Output = None,
        packing: Annotated[
            str, typer.Option("--compress", help="gzip or zstd (default: by --output) · 压缩方式")
        ] = "",
        kind: Annotated[
            str, typer.Option("--class", help="Only things of this class of the ontology · 只要该类")
        ] = "",
        source: Annotated[
            str, typer.Option("--source", help="Only what this source states · 只要该来源")
        ] = "",
        as_of: Annotated[
            str,
            typer.Option(
                "--as-of", help="Only what that day belongs to, and what is undated · 只要该日有效者"
            ),
        ] = "",
        profile: Annotated[
            str,
            typer.Option("--profile", help="own, eurio, org, schema, skg-if: in whose words · 采用的词表"),
        ] = "",
        report: Annotated[
            Path | None,
            typer.Option(
                "--report", callback=in_a_folder, help="CSV of what the profile cannot say · 无法表达的内容"
            ),
        ] = None,
        data_version: DataVersion = "",
        quiet: Quiet = False,
    ) -> None:
        """Everything as RDF: every statement in the graph of the record that states it · 导出 RDF。"""
        with desk(quiet=quiet) as one:
            asked = reports.Export(form, packing, kind, source, as_of, data_version, profile, report)
            reports.export_rdf(one, asked, output)

    return exports
