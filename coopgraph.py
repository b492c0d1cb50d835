"""Words of a command line enter; answers on stdout, everything else on stderr, and an exit code leave.

The composition root: the one file that knows all packages. It declares the commands and hands what they were
given to the reports; it holds no logic of its own. The clock is read here and nowhere else.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

# Ctrl-C may come while these are read; the guard is here because no function of ours runs before them
try:
    from datetime import UTC, date, datetime
    from pathlib import Path
    from typing import Annotated

    import typer

    from api import reports
    from api.case_commands import add_dossier_command, case_commands, key_commands
    from api.deps import desk
    from api.erase_commands import add_erase_command
    from api.errors import DONE, INTERRUPTED, WRONG_USE
    from api.export_commands import export_commands, import_commands
    from api.formats import Form
    from api.identity_commands import identity_commands
    from api.match_commands import add_match_command
    from api.network_commands import network_commands
    from api.options import (
        AsOf,
        Bom,
        Csv,
        DataVersion,
        FailEmpty,
        Json,
        Jsonl,
        Limit,
        Quiet,
        Retrieved,
        Template,
        Xlsx,
    )
    from api.question_help import question_help
    from api.rule_commands import add_rule_commands, rule_readings
    from api.server_commands import server_commands
    from api.settings import read_settings
    from api.usage import is_help, options, refuse_unused, wrong_use
    from api.version_option import add_version_option
    from ontology.errors import UsageError
except KeyboardInterrupt:
    sys.stderr.write("Stopped before anything was done. · 已停止，尚未执行任何操作。\n")
    sys.exit(130)

if TYPE_CHECKING:
    from fastapi import FastAPI

app = typer.Typer(
    name="coopgraph",
    help="Who cooperates with whom in science, under which agreement, since when, and on what evidence."
    " · 谁与谁开展科技合作，依据哪项协定，始于何时，凭什么证据。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
add_version_option(app)
app.add_typer(server_commands(), name="db")
app.add_typer(network_commands(date.today), name="network")
app.add_typer(case_commands(lambda: datetime.now(UTC)), name="case")
app.add_typer(key_commands(lambda: datetime.now(UTC)), name="keys")
add_rule_commands(app, date.today)
add_match_command(app, date.today)
add_dossier_command(app, lambda: datetime.now(UTC))
add_erase_command(app, lambda: datetime.now(UTC))
app.add_typer(identity_commands(date.today), name="identity")
app.add_typer(export_commands(), name="export")
app.add_typer(import_commands(), name="import")

Paths = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders, shipped sources (default: facts) · 文件、文件夹或随附来源名"),
]
Source = Annotated[str, typer.Option("--source", help="Read the files as this source · 指定来源")]


@app.command()
def load(
    paths: Paths = None,
    source: Source = "",
    drop: Annotated[
        list[str] | None, typer.Option("--drop", help="Take a loaded source out · 移除已载入的来源")
    ] = None,
    retrieved: Retrieved = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check only · 只检查，不写入")] = False,
    quiet: Quiet = False,
) -> None:
    """Load sources into canon and canon into the graph · 载入数据来源。"""
    with desk(quiet=quiet) as one:
        if dry_run:
            refuse_unused("--dry-run", {"drop": drop, "retrieved": retrieved})
            reports.check_files(one, paths or [], source, Form.TABLE)
        else:
            reports.load(one, paths or [], source, drop or [], retrieved)


@app.command()
def check(
    paths: Paths = None,
    source: Source = "",
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
    quiet: Quiet = False,
) -> None:
    """Check files without loading them; with none, check canon and graph · 检查文件或已载入的数据。"""
    with desk(quiet=quiet) as one:
        form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
        if paths:
            reports.check_files(one, paths, source, form)
        else:
            reports.check_home(one, form)


@app.command()
def sources(
    versions: Annotated[
        bool, typer.Option("--versions", help="The kept data versions · 保留的数据版本")
    ] = False,
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
) -> None:
    """What is in: rows, accepted, rejected, coverage, age · 已载入的来源。"""
    with desk() as one:
        form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
        if versions:
            reports.versions(one, form)
        else:
            reports.sources(one, form, date.today())


@app.command()
def rejects(
    source: Source = "",
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
) -> None:
    """What could not be taken or stays open, where it stands and what to do · 被退回与待查看的数据。"""
    with desk() as one:
        reports.rejects(one, source, Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx))


@app.command()
def changes(
    before: Annotated[
        str, typer.Argument(help="Older data version; coopgraph sources --versions lists them · 旧数据版本")
    ] = "",
    after: Annotated[str, typer.Argument(help="Newer data version · 新数据版本")] = "",
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
) -> None:
    """What differs between two data versions · 两个数据版本之间的差异。"""
    with desk() as one:
        reports.changes(one, before, after, Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx))


@app.command()
def candidates(
    home: Annotated[
        list[str] | None,
        typer.Option("--home", help="Two-letter codes or regions, repeatable (default CN) · 本方"),
    ] = None,
    as_of: AsOf = "",
    reading: Annotated[
        list[str] | None,
        typer.Option(
            "--reading", help="stated, programme, copresence; with --rules also C3=all; repeatable · 读法"
        ),
    ] = None,
    rules: Annotated[
        str, typer.Option("--rules", help="Judge by a rule set, such as key-institutions · 按规则集逐项判断")
    ] = "",
    limit: Limit = None,
    gap: Annotated[
        int | None,
        typer.Option("--gap", help="Years without activity that a run may bridge · 可跨越的空白年数"),
    ] = None,
    cap: Annotated[
        int | None, typer.Option("--cap", help="Members up to which an event is small · 小规模事件的成员上限")
    ] = None,
    projects: Annotated[
        int | None, typer.Option("--projects", help="Projects to list in a line · 每行列出的项目数")
    ] = None,
    channels: Annotated[
        int | None, typer.Option("--channels", help="Channels to list in a line · 每行列出的渠道数")
    ] = None,
    data_version: DataVersion = "",
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
    fail_empty: FailEmpty = False,
    quiet: Quiet = False,
) -> None:
    """Candidates with intergovernmental experience and stable channels, with evidence · 候选机构及其证据。"""
    given: dict[str, object] = {"as_of": as_of or date.today().isoformat()}
    given |= {} if limit is None else {"limit": limit}
    numbers = (("gap", gap), ("cap", cap), ("projects", projects), ("channels", channels))
    taken: dict[str, object] = {name: value for name, value in numbers if value is not None}
    if rules:
        given |= {"rules": rules, "reading": rule_readings(reading)} | ({"home": home} if home else {})
        with desk(quiet=quiet, fail_empty=fail_empty) as one:
            refuse_unused("--rules", taken)
            form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
            reports.ask(one, "verdicts", given, data_version, form, date.today())
        return
    given |= taken | {name: value for name, value in (("home", home), ("reading", reading)) if value}
    with desk(quiet=quiet, fail_empty=fail_empty) as one:
        form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
        reports.candidates(one, given, data_version, form)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Name, beginning of one, short form or id · 名称、简称或编号")],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", help="institution, agreement, lab, project, …; repeatable · 种类"),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", help="Lines of each kind (10; rows as a file: all) · 每类行数")
    ] = None,
    data_version: DataVersion = "",
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
    fail_empty: FailEmpty = False,
    quiet: Quiet = False,
) -> None:
    """Things by name, short form or id, in Chinese or English, with the reason of each match · 搜索。"""
    with desk(quiet=quiet, fail_empty=fail_empty) as one:
        given: dict[str, object] = {"text": text, "kind": kind or []}
        given |= {} if limit is None else {"limit": limit}
        form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
        reports.search(one, given, data_version, form)


@app.command(
    add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="Name of a question; none lists them all · 问题名称")] = "",
    data_version: DataVersion = "",
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
    fail_empty: FailEmpty = False,
    quiet: Quiet = False,
    helped: Annotated[
        bool, typer.Option("--help", help="After a question: what it takes · 写在问题名称后：该问题的参数")
    ] = False,
) -> None:
    """Ask a question by name, its parameters as options (--as-of 2010-12-31) · 按名称提问。"""
    if helped:
        typer.echo(question_help(question) or context.get_help())
        return
    with desk(quiet=quiet, fail_empty=fail_empty) as one:
        form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
        if not question:
            reports.questions(one, form)
        else:
            reports.ask(one, question, options(context.args), data_version, form, date.today())


@app.command()
def show(
    thing: Annotated[str, typer.Argument(metavar="ID", help="Any id, of a thing or a record · 任何编号")],
    as_of: AsOf = "",
    data_version: DataVersion = "",
    json: Json = False,
    jsonl: Jsonl = False,
    csv: Csv = False,
    bom: Bom = False,
    xlsx: Xlsx = None,
) -> None:
    """All facts of a thing, each with its records; or what one record states · 某事物的全部事实及出处。"""
    with desk() as one:
        form = Form.asked(json=json, jsonl=jsonl, csv=csv, bom=bom, xlsx=xlsx)
        reports.show(one, thing, {"as_of": as_of} if as_of else {}, data_version, form, date.today())


@app.command()
def template(
    output: Template = Path("coopgraph.xlsx"),
    lang: Annotated[str, typer.Option("--lang", help="en or zh · 语言")] = "",
    sheet: Annotated[list[str] | None, typer.Option("--sheet", help="Only these sheets · 只要这些表")] = None,
) -> None:
    """Write empty spreadsheet templates whose notes sheet explains every column · 生成空白模板。"""
    with desk() as one:
        reports.template(one, output, lang, sheet or [])


@app.command()
def doctor(json: Json = False) -> None:
    """Versions, settings, server, data and disk at a glance · 环境自检。"""
    with desk() as one:
        reports.doctor(one, Form.of(json=json))


@app.command()
def serve(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; 0.0.0.0 = from anywhere · 监听地址")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 = any free one · 端口")
    ] = 8000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help="Processes · 进程数")] = 1,
    quiet: Quiet = False,
) -> None:
    """Answer over HTTP until Ctrl-C · 启动 HTTP 服务。"""
    from api import serving  # noqa: PLC0415 - no other command waits for the web server's libraries

    with desk(quiet=quiet) as one:
        serving.serve(one, host, port, workers)


def application() -> FastAPI:
    """Return the application of one worker of the service; each worker makes its own."""
    from api import serving  # noqa: PLC0415 - no other command waits for the web server's libraries

    return serving.application(read_settings(os.environ), date.today)


@app.command()
def demo(quiet: Quiet = False) -> None:
    """Load the shipped facts and list candidates with their evidence · 演示。"""
    with desk(quiet=quiet) as one:
        reports.demo(one, date.today().isoformat())


def main() -> None:
    """Run the command line."""
    try:
        ended = app(prog_name="coopgraph", standalone_mode=False)
    except typer.Abort:
        sys.exit(INTERRUPTED)
    except UsageError as error:  # of an option, before its command began
        ended = _refused(error)
    except typer.TyperException as error:
        if is_help(error):
            sys.exit(WRONG_USE)  # shown already
        ended = _refused(wrong_use(error))
    sys.exit(ended if isinstance(ended, int) else DONE)


def _refused(error: UsageError) -> int:
    """Say what was wrong with how the command was written, as every other error is said."""
    try:
        with desk():
            raise error
    except typer.Exit as told:
        return told.exit_code


if __name__ == "__main__":
    main()
