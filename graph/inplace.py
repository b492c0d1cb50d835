"""Changes and a running server enter; the graph leaves changed step by step, and can be taken up where a load was killed.

Each step is one transaction that also counts itself in the Meta node, so the graph itself knows how far it is: a step
that was committed is never done twice, and two loads at once cannot mix. Until the last step `data_version` reads
`old→new`, which every answer shows.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final, LiteralString

from graph.connection import Connection, with_names
from graph.load_changes import Changes, DropNodes, DropRelationships, PutNodes, Step
from graph.meta import Meta, read_meta
from ontology.errors import GraphError
from ontology.progress import Progress

STAGE: Final = "change in place"
# Writing first takes the lock, so that what is then read of the mark holds until the transaction ends.
_LOCKED: Final = "SET m.asked = true REMOVE m.asked WITH m "
_CLAIM: Final = (
    "MATCH (m:Meta {id: 'meta'}) "
    + _LOCKED
    + "WHERE m.plan = $plan AND m.step = $step - 1 SET m.step = $step WITH m "
    "UNWIND $rows AS row "
)
_AS_SEEN: Final = (
    _LOCKED
    + "WHERE coalesce(m.data_version, '') = $seen.data_version AND coalesce(m.fingerprint, '') = $seen.fingerprint "
    "AND coalesce(m.loading, false) = $seen.loading AND coalesce(m.aim, '') = $seen.aim "
    "AND coalesce(m.plan, '') = $seen.plan AND coalesce(m.step, 0) = $seen.step "
)
_COUNT: Final = "RETURN count(row) AS rows"
# By how many properties tell two relationships of one type between the same nodes apart.
_IDENTITY: Final[tuple[LiteralString, ...]] = (
    "",
    " {%first%: row.%first%}",
    " {%first%: row.%first%, %second%: row.%second%}",
)


def begin(
    server: Connection, old: Meta | None, data_version: str, aim: str, source: str, changes: Changes
) -> int:
    """Mark the graph as on its way, or find the mark of the same plan; how many steps are done already.

    `source` is the fingerprint of the finished graph that the changes lead on from, where it is a finished one.
    The changes lead on from the graph as `old` says it was: where it is another one by now, nothing is marked.
    """
    if old is not None and old.loading and old.plan == changes.plan and old.aim == aim:
        return old.step
    seen = old or Meta("", "", loading=False)
    found: LiteralString = "MATCH (m:Meta {id: 'meta'}) " if old else "MERGE (m:Meta {id: 'meta'}) "
    told = server.write(
        found + _AS_SEEN + "SET m.data_version = $between, m.loading = true, m.fingerprint = $from, "
        "m.aim = $aim, m.plan = $plan, m.step = 0 RETURN m.id AS id",
        {
            "seen": asdict(seen),
            "between": f"{seen.data_version.partition('→')[0]}→{data_version}",
            "from": source,
            "aim": aim,
            "plan": changes.plan,
        },
    )
    if not told:
        _explain(server, changes.plan, 0, 0)
    return 0


def take_over(server: Connection, old: Meta) -> Meta:
    """Whoever still changes the graph is refused its next step, so that what is read from now on stays as it is."""
    server.write(
        "MATCH (m:Meta {id: 'meta'}) "
        + _LOCKED
        + "WHERE m.loading SET m.plan = $plan, m.aim = '', m.step = 0",
        {"plan": secrets.token_hex(8)},
    )
    return read_meta(server) or old


def change(server: Connection, changes: Changes, done: int, progress: Progress) -> int:
    """Do every step after the first `done`; return how many steps there are."""
    number = rows = 0
    for number, step in enumerate(changes.steps(), start=1):
        rows += len(step.rows)
        if number > done:
            parameters = {"plan": changes.plan, "step": number, "rows": step.rows}
            told = server.write(_CLAIM + _text(step) + _COUNT, parameters)
            if told[0]["rows"] != len(step.rows):
                _explain(server, changes.plan, number, told[0]["rows"])
        progress(STAGE, rows, changes.count)
    return number


def finish(server: Connection, properties: Mapping[str, Any], plan: str, steps: int) -> None:
    """The graph is what it was to become: say so, and forget the plan."""
    told = server.write(
        "MATCH (m:Meta {id: 'meta'}) "
        + _LOCKED
        + "WHERE m.plan = $plan AND m.step = $steps SET m = $properties RETURN m.id AS id",
        {"plan": plan, "steps": steps, "properties": dict(properties)},
    )
    if not told:
        _explain(server, plan, steps + 1, 0)


def _explain(server: Connection, plan: str, number: int, told: int) -> None:
    """No row at all: the step was committed and its answer lost. Anything else: the graph is not what it should be."""
    meta = read_meta(server)
    if told == 0 and meta is not None and (meta.plan, meta.step) == (plan, number):
        return
    raise GraphError(
        "another load changed this graph meanwhile, or something else writes to it",
        "另一个加载任务或其他程序同时修改了此图数据库",
        remedy="let the other one end, then load again: it goes on from what is there",
        remedy_zh="等待另一任务结束后重新加载：会从现状继续",
    )


def _text(step: Step) -> LiteralString:
    if isinstance(step, PutNodes):
        text: LiteralString = "MERGE (n:%key% {id: row.id}) SET n += row.set "
        if step.gained:
            text += "SET n:%gained% "
        if step.lost:
            text += "REMOVE n:%lost% "
        return with_names(text, key=step.key, gained=step.gained, lost=step.lost)
    if isinstance(step, DropNodes):
        return with_names("OPTIONAL MATCH (n:%key% {id: row.id}) DETACH DELETE n ", key=step.key)
    ends: LiteralString = "MATCH (a:%start% {id: row.start}) MATCH (b:%end% {id: row.end}) "
    told: LiteralString = "[r:%type%" + _IDENTITY[len(step.identity)] + "]"
    act: LiteralString = "MERGE (a)-" + told + "->(b) SET r += row.set "
    if isinstance(step, DropRelationships):
        act = "OPTIONAL MATCH (a)-" + told + "->(b) DELETE r "
    places = dict(zip(("first", "second"), step.identity, strict=False))
    return with_names(ends + act, start=step.start_key, end=step.end_key, type=step.type, **places)
