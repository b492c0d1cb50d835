"""A desk enters; the private server is started, stopped, described or quoted."""

from __future__ import annotations

from api.deps import Desk
from api.formats import Form, to_json
from api.graphs import private, start, status, stop
from api.terminal import show_facts
from ontology.errors import UsageError


def db_start(desk: Desk) -> None:
    """Start the private server and say where it is."""
    _private_only(desk)
    address = start(desk)
    desk.say(
        f"The private server answers at {address.uri}; `coopgraph db stop` stops it.",
        f"私有服务器已在 {address.uri} 应答；`coopgraph db stop` 可停止。",
    )


def db_stop(desk: Desk) -> None:
    """Stop every private server of this home."""
    _private_only(desk)
    if stop(desk):
        desk.say("The private server is stopped; its data stays.", "私有服务器已停止，数据保留。")
    else:
        desk.say("No private server was running.", "没有正在运行的私有服务器。")


def db_status(desk: Desk, form: Form) -> None:
    """Say how the server is, where, and which data version it holds."""
    facts = status(desk)
    if form is Form.JSON:
        desk.print(to_json(facts))
        return
    chinese = {"state": "状态", "home": "目录", "pid": "进程", "address": "地址", "version": "版本",
               "data_version": "数据版本", "said": "说明", "last_lines": "最后日志"}  # fmt: skip
    headings = {key: chinese.get(key, key) if desk.lang == "zh" else key for key in facts}
    show_facts(desk.out, facts, headings, lang=desk.lang)


def db_logs(desk: Desk, lines: int, *, debug: bool) -> None:
    """Print the last lines of the server's log."""
    _private_only(desk)
    for line in private(desk).logs(lines, debug=debug):
        desk.print(f"{line}\n")


def _private_only(desk: Desk) -> None:
    if desk.settings.neo4j_uri:
        raise UsageError(
            "COOPGRAPH_NEO4J_URI names a server that is not coopgraph's own",
            "COOPGRAPH_NEO4J_URI 指向的服务器不由 coopgraph 管理",
            remedy="Start, stop and read the logs of that server with its own tools.",
            remedy_zh="请用该服务器自己的工具启停和查看日志。",
        )
