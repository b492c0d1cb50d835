"""Numbered canon enters; what a thing says that is no property of its class leaves: its sources and conflicts."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Collection

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_columns import FICTIONAL
from graph.project_events import sizes
from graph.project_statements import Numbered
from graph.project_tables import LIST_SEPARATOR
from ontology.terms import RECORD, THING


def around(numbered: Numbered, tied: ir.Table, found: ir.Table, fictional: Collection[str]) -> ir.Table:
    """`n`, `id`, `sources`, `fictional`, `conflicts`, `event_size` and what it is found by, of every thing, as text."""
    things = numbered.ids.filter(here.key == THING).select("n", "id")
    spoken, contested, counted = _sources(numbered, fictional), _conflicts(numbered, things), sizes(tied)
    rows = things.left_join(spoken, [("n", "sn")]).select("n", "id", "sources", FICTIONAL)
    rows = rows.left_join(contested, [("n", "cn")]).select("n", "id", "sources", FICTIONAL, "conflicts")
    rows = rows.left_join(counted, [("n", "event")])
    rows = rows.select("n", "id", "sources", FICTIONAL, "conflicts", "event_size")
    rows = rows.left_join(found.rename(fn="n"), [("n", "fn")])
    return rows.select("n", "id", "sources", FICTIONAL, "conflicts", "event_size", "terms", "named")


def _sources(numbered: Numbered, fictional: Collection[str]) -> ir.Table:
    """The sources that speak of each thing; a thing is invented when all of them are."""
    records = numbered.records.select("record", "source")
    stating = numbered.ids.filter(here.key == RECORD).select(rn=here.n, record=here.id)
    pairs = numbered.statements.select("sn", "rn").distinct()
    speaking = pairs.inner_join(stating.inner_join(records, "record"), "rn").select("sn", "source").distinct()
    invented = speaking.source.isin(sorted(fictional)) if fictional else ibis.literal(False)
    spoken = speaking.mutate(invented=invented).group_by("sn")
    sources = here.source.collect().sort().join(LIST_SEPARATOR)
    return spoken.agg(sources=sources, **{FICTIONAL: ibis.cases((here.invented.all(), "true"))})


def _conflicts(numbered: Numbered, things: ir.Table) -> ir.Table:
    """The properties of each thing about which records contradict each other."""
    contested = numbered.conflicts.select(id=here.subject, predicate=here.predicate).distinct()
    named = contested.inner_join(things, "id").group_by(cn=here.n)
    return named.agg(conflicts=here.predicate.collect().sort().join(LIST_SEPARATOR))
