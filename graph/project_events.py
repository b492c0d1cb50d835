"""Numbered canon and the ontology's ties enter; who took part in what leaves, and the size and dates of each event."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_statements import Numbered, Span
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


def ties(numbered: Numbered, of: Mapping[str, Sequence[Tie]]) -> ir.Table:
    """`member`, `event`, `via` (the thing that ties them) as numbers, and the role: a notation or the tying property."""
    parts = [_ties_of(numbered, numbered.spans[classes], tie) for classes, told in of.items() for tie in told]
    if not parts:
        nothing = numbered.references.limit(0)
        return nothing.select(member=here.on, event=here.on, via=here.sn, role=here.predicate)
    return ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0].distinct()


def _ties_of(numbered: Numbered, span: Span, tie: Tie) -> ir.Table:
    references = numbered.references.filter(here.sn.between(span.first, span.last))
    members = references.filter(here.predicate.isin(tie.members))
    members = members.select(via=here.sn, member=here.on, property=here.predicate)
    if tie.event:
        events = references.filter(here.predicate == tie.event).select(via=here.sn, event=here.on)
        joined = members.inner_join(events, "via")
    else:
        joined = members.mutate(event=here.via)
    if not tie.role:
        return joined.select("member", "event", "via", role=here.property)
    stated = numbered.values.filter(here.sn.between(span.first, span.last), here.predicate == tie.role)
    roles = stated.group_by(of=stated.sn).agg(object=stated.object.min())
    named = joined.left_join(roles, [("via", "of")])
    return named.select("member", "event", "via", role=ibis.coalesce(key_part(named.object), named.property))


def sizes(tied: ir.Table) -> ir.Table:
    """How many different members each event has."""
    return tied.group_by(event=here.event).agg(event_size=tied.member.nunique().cast("string"))


def event_values(rows: ir.Table, event: Class) -> Mapping[str, ir.Value]:
    """The columns of an event: its kind, size and possible dates; an absent end is an open one."""
    return {
        "event_kind": ibis.literal(event.event_kind),
        "event_activity": ibis.literal("true" if event.activity else "false"),
        "event_size": ibis.coalesce(rows.event_size, "0"),
        "event_from": _first(rows, event.interval_start, "from"),
        "event_from_to": _first(rows, event.interval_start, "to"),
        "event_to": _first(rows, event.interval_end, "to"),
        "event_to_from": _first(rows, event.interval_end, "from"),
    }


def _first(rows: ir.Table, properties: Sequence[str], bound: str) -> ir.Value:
    """That bound of the first of these dates that is stated."""
    present = [rows[f"{name}_{bound}"] for name in properties if f"{name}_{bound}" in rows.columns]
    return ibis.coalesce(*present) if present else ibis.null("string")


def key_part(identifier: ir.Value) -> ir.Value:
    """The key of a relative id; a hashed one keeps its tilde."""
    return identifier.re_extract(r"^[a-z0-9]+-[a-z0-9]+-?(.*)$", 1)
