"""What a command of networks was given enters; a file of the network leaves, on stdout or where it was asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from api.deps import Desk
from api.graphs import opened
from api.kept import kept_version
from api.network import NetworkForm, form_of
from api.words import explained
from graph.ask import Answer
from graph.ask import ask as answer
from graph.network import Network
from graph.network_answer import network_of
from graph.network_snapshot import snapshot
from graph.network_whole import scope_of, whole
from loaders.current import CANONS
from ontology.errors import UsageError
from ontology.model import default_model

EGO: Final = "network_ego"
PATHS: Final = "network_paths"
SCOPE: Final = "network_scope"


def country_id(given: str) -> str:
    """A two-letter code as the id of its country; an id as it is."""
    return f"country-iso-{given.upper()}" if len(given) == 2 else given


def write_network(
    desk: Desk, question: str, given: Mapping[str, Any], data_version: str, form: str, output: Path | None,
    today: date,
) -> None:  # fmt: skip
    """Ask for an ego network, for paths or for a filtered network, and write it in a form."""
    wanted = form_of(form, str(output or ""))  # a wrong name is told before anything is asked
    asked = {name: value for name, value in given.items() if value not in (None, "", [], ())}
    asked.setdefault("as_of", today.isoformat())
    with opened(desk, data_version) as reader:
        found = answer(reader, question, asked)
    made = (
        _whole(desk, found, data_version)
        if question == SCOPE
        else network_of(found.params, found.meta, found.rows)
    )
    _write(desk, made, wanted, output)
    _told(desk, made, output)


def _whole(desk: Desk, found: Answer, data_version: str) -> Network:
    version = kept_version(desk, data_version or str(found.meta["data_version"]))
    home = desk.settings.home
    with desk.working() as progress:
        held = snapshot(home, home / CANONS / version, default_model(), progress)
    scope = scope_of(found.params, found.meta, found.rows)
    return whole(held, scope, {**found.meta, "seed": scope.seed})


def _write(desk: Desk, made: Network, form: NetworkForm, output: Path | None) -> None:
    buffer = BytesIO()
    form.write(made, buffer)
    if output is None:
        desk.out.file.flush()
        sys.stdout.buffer.write(buffer.getvalue())
        sys.stdout.buffer.flush()
        return
    passing = output.with_name(f"{output.name}.new")
    try:
        passing.write_bytes(buffer.getvalue())
        passing.replace(output)  # the old file or the new one, never half of one
    except OSError as error:
        raise UsageError(
            f"the file cannot be written: {error.strerror}",
            f"无法写入文件：{error.strerror}",
            where=str(output),
            remedy="name another --output, or make room",
            remedy_zh="请更换 --output 的位置，或腾出空间",
        ) from error
    finally:
        passing.unlink(missing_ok=True)


def _told(desk: Desk, made: Network, output: Path | None) -> None:
    """How much is shown of how much, on stderr: every cut is said."""
    cut = made.meta["cut"]
    nodes, edges = len(made.nodes), cut["edges"]
    place = f" → {output}" if output else ""
    desk.say(
        f"{nodes} nodes, {edges['shown']} of {edges['of']} ties, {len(made.events)} events{place}",
        f"{nodes} 个节点，{edges['of']} 条联系中的 {edges['shown']} 条，{len(made.events)} 个事件{place}",
    )
    for layer in cut.get("nodes", {}).get("layers", ()):
        if layer["shown"] < layer["of"]:
            desk.say(
                f"distance {layer['distance']}: {layer['shown']} of {layer['of']} shown; more with --nodes",
                f"距离 {layer['distance']}：显示 {layer['of']} 家中的 {layer['shown']} 家；可用 --nodes 增加",
            )
    shown = cut.get("nodes", {})
    if shown.get("of", 0) > shown.get("shown", 0):
        desk.say(
            f"{shown['shown']} of {shown['of']} institutions shown; more with --nodes",
            f"显示 {shown['of']} 家机构中的 {shown['shown']} 家；可用 --nodes 增加",
        )
    if made.meta["guard"]["left_out"]:
        left = made.meta["guard"]["left_out"]
        desk.say(f"{left} events over the cap make no tie", f"{left} 个事件因成员超过上限不构成联系")
    for reason in made.meta.get("why", ()):
        desk.say(explained(reason, "en"), explained(reason, "zh"))
