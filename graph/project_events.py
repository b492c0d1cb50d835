"""Numbered canon and the ontology's ties enter; who took part in what leaves, and the size and dates of each event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_columns import Merged
from graph.project_statements import Numbered
from graph.project_tables import Column
from ontology.model import Class, Tie

EVENT_COLUMNS = (
    Column("event_kind"),
    Column("event_activity", "boolean"),
    Column("event_size", "long"),
    Column("event_from", "date"),
    Column("event_from_to", "date"),
    Column("event_to", "date"),
    Column("event_to_from", "date"),
)
_NOTHING = {"member": "int64", "event": "int64", "via": "int64", "role": "string"}


def ties(numbered: Numbered, merged: Mapping[str, Merged], of: Mapping[str, Sequence[Tie]]) -> ir.Table:
    """`member`, `event`, `via` (the thing that ties them) as numbers, and the role: a notation or the tying property."""
    parts = [_ties_of(numbered, classes, tie) for classes in merged for tie in of[classes]]
    if not parts:
        return ibis.memtable([], schema=_NOTHING)
    return ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0].distinct()


def _ties_of(numbered: Numbered, classes: str, tie: Tie) -> ir.Table:
    links = numbered.of_classes(classes).select(via=here.n)
    references = numbered.references.select(via=here.sn, predicate=here.predicate, on=here.on)
    members = references.filter(here.predicate.isin(tie.members)).select("via", member=here.on, property=here.predicate)
    if tie.event:
        events = references.filter(here.predicate == tie.event).select("via", event=here.on)
    else:
        events = links.select("via", event=here.via)
    joined = members.semi_join(links, "via").inner_join(events, "via")
    if not tie.role:
        return joined.select("member", "event", "via", role=here.property)
    stated = numbered.values.filter(here.predicate == tie.role)
    roles = stated.group_by(via=here.sn).agg(object=stated.object.min())
    named = joined.left_join(roles, "via")
    return named.select("member", "event", "via", role=ibis.coalesce(key_part(named.object), named.property))


def sizes(tied: ir.Table) -> ir.Table:
    """How many different members each event has."""
    return tied.group_by(n=here.event).agg(event_size=tied.member.nunique())


def with_event(rows: ir.Table, tied: ir.Table, event: Class) -> ir.Table:
    """The rows of an event's class with its kind, size and possible dates; an absent end is an open one."""
    counted = sizes(tied)
    joined = rows.left_join(counted, "n").drop("n_right")
    return joined.mutate(
        event_kind=ibis.literal(event.event_kind),
        event_activity=ibis.literal("true" if event.activity else "false"),
        event_size=ibis.coalesce(joined.event_size, 0).cast("string"),
        event_from=_first(joined, event.interval_start, "from"),
        event_from_to=_first(joined, event.interval_start, "to"),
        event_to=_first(joined, event.interval_end, "to"),
        event_to_from=_first(joined, event.interval_end, "from"),
    )


def _first(rows: ir.Table, properties: Sequence[str], bound: str) -> ir.Value:
    """That bound of the first of these dates that is stated."""
    present = [rows[f"{name}_{bound}"] for name in properties if f"{name}_{bound}" in rows.columns]
    return ibis.coalesce(*present) if present else ibis.null("string")


def key_part(identifier: ir.Value) -> ir.Value:
    """The key of a relative id; a hashed one keeps its tilde."""
    return identifier.re_extract(r"^[a-z0-9]+-[a-z0-9]+-?(.*)$", 1)
