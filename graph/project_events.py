"""Numbered canon and the ontology's ties enter; who took part in what leaves, and the size and dates of each event."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_days import first_day, last_day
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
# When a member took part, where what ties it to the event says so: less than the event may have lasted.
STINT_COLUMNS = tuple(Column(f"via_{bound}", "date") for bound in ("from", "from_to", "to_from", "to"))


@dataclass(frozen=True)
class Tying:
    """How things of a class tie members to an event, and the properties that say from when to when they do."""

    tie: Tie
    begins: tuple[str, ...]
    ends: tuple[str, ...]


def ties(numbered: Numbered, of: Mapping[str, Sequence[Tying]]) -> ir.Table:
    """`member`, `event`, `via` (the thing that ties them) as numbers, the role (a notation or the tying property), the stint."""
    parts = [_ties_of(numbered, numbered.spans[classes], one) for classes, told in of.items() for one in told]
    if not parts:
        nothing = numbered.references.limit(0)
        none = {column.name: ibis.null("string") for column in STINT_COLUMNS}
        return nothing.select(member=here.on, event=here.on, via=here.sn, role=here.predicate, **none)
    return ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0].distinct()


def _ties_of(numbered: Numbered, span: Span, tying: Tying) -> ir.Table:
    tie = tying.tie
    references = numbered.references.filter(here.sn.between(span.first, span.last))
    members = references.filter(here.predicate.isin(tie.members))
    members = members.select(via=here.sn, member=here.on, property=here.predicate)
    if tie.event:
        events = references.filter(here.predicate == tie.event).select(via=here.sn, event=here.on)
        joined = members.inner_join(events, "via")
    else:
        joined = members.mutate(event=here.via)
    joined = _with_stint(numbered, span, tying, joined)
    stints = [column.name for column in STINT_COLUMNS]
    if not tie.role:
        return joined.select("member", "event", "via", *stints, role=here.property)
    stated = numbered.values.filter(here.sn.between(span.first, span.last), here.predicate == tie.role)
    roles = stated.group_by(of=stated.sn).agg(object=stated.object.min())
    named = joined.left_join(roles, [("via", "of")])
    role = ibis.coalesce(key_part(named.object), named.property)
    return named.select("member", "event", "via", *stints, role=role)


def _with_stint(numbered: Numbered, span: Span, tying: Tying, joined: ir.Table) -> ir.Table:
    """When a member took part, as far as it is said; what is itself the event has its own dates already."""
    own = span.properties if tying.tie.event else frozenset[str]()
    begins, ends = ([name for name in names if name in own] for names in (tying.begins, tying.ends))
    if not begins and not ends:
        return joined.mutate(**{column.name: ibis.null("string") for column in STINT_COLUMNS})
    rows = numbered.values.filter(
        here.sn.between(span.first, span.last), here.predicate.isin([*begins, *ends])
    )
    begin, end = _first_stated(rows, begins), _first_stated(rows, ends)
    bounds = (first_day(begin), last_day(begin), first_day(end), last_day(end))
    named = {column.name: bound for column, bound in zip(STINT_COLUMNS, bounds, strict=True)}
    return joined.left_join(rows.group_by(dated=rows.sn).agg(**named), [("via", "dated")])


def _first_stated(rows: ir.Table, names: Sequence[str]) -> ir.Value:
    stated = [rows.object.min(where=rows.predicate == name) for name in names]
    return ibis.coalesce(*stated) if stated else ibis.null("string")


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
