"""Numbered canon enters; the nodes leave, a table for each label set, each row one thing with all its properties."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_columns import FICTIONAL, Derived, Merged, columns_of
from graph.project_days import first_day, last_day
from graph.project_events import EVENT_COLUMNS, event_values, key_part
from graph.project_statements import OUTDONE, Numbered, Span
from graph.project_tables import LIST_SEPARATOR, PLACEHOLDER, REDIRECT, Column, NodeTable
from ontology.terms import LANGUAGES, RECORD, THING

NAME: Final = "name"
_OWN: Final = (
    Column("label"),
    Column("label_en"),
    Column("label_zh"),
    Column("names", many=True),
    Column("sources", many=True),
    Column(FICTIONAL, "boolean"),
    Column("conflicts", many=True),
    Column("terms", many=True),
    Column("named", many=True),
)
_RECORD_TEXTS: Final = ("source", "file", "sha256", "locator", "url", "seen", "quality", "retrieved")


def thing_table(
    numbered: Numbered, span: Span, merged: Merged, names: Collection[str], around: ir.Table
) -> NodeTable:
    """The nodes of all things that are of exactly these classes; columns that nothing fills are left out.

    One filter, one grouping, one join and one selection: with more steps Ibis takes longer to write the query
    than DuckDB to answer it.
    """
    derived = columns_of(prop for prop in merged.properties.values() if prop.name in span.properties)
    values = numbered.called(names).filter(here.sn.between(span.first, span.last))
    pivoted = values.group_by("sn").agg(
        **{one.column.name: _value(values, one) for one in derived}, **_names(values, names)
    )
    rows = around.inner_join(pivoted, [("n", "sn")])
    columns = [*_OWN, *(one.column for one in derived)]
    own = {"label": ibis.coalesce(rows.label_en, rows.label_zh, rows.any_name, rows.id)}
    if merged.event is not None:
        columns += EVENT_COLUMNS
        own |= event_values(rows, merged.event)
    chosen = rows.select("n", "id", **{one.name: own.get(one.name, here[one.name]) for one in columns})
    return NodeTable(THING, merged.labels, tuple(columns), chosen, span.last - span.first + 1)


def frame_tables(numbered: Numbered) -> Iterable[NodeTable]:
    """The nodes without statements: what is only referred to, records, and ids that lead elsewhere."""
    dangling = numbered.dangling().inner_join(numbered.placeholders, "id").select("n", "id", "label")
    yield NodeTable(THING, tuple(sorted((THING, PLACEHOLDER))), (Column("label"),), dangling)
    nodes = numbered.ids.filter(here.key == RECORD).select("n", "id")
    told = nodes.inner_join(numbered.records, [("id", "record")])
    texts = {name: told[name].nullif("") for name in _RECORD_TEXTS}
    columns = (*(Column(name) for name in _RECORD_TEXTS), Column("line", "long"))
    rows = told.select("n", "id", **texts, line=told.line.nullif(0).cast("string"))
    yield NodeTable(RECORD, (RECORD,), columns, rows)
    yield NodeTable(REDIRECT, (REDIRECT,), (), numbered.ids.filter(here.key == REDIRECT).select("n", "id"))


def _value(values: ir.Table, one: Derived) -> ir.Value:
    """What of a thing's statements fills a column, as text; nothing and an empty text are the same."""
    said = values.predicate == one.source
    if one.part == "lang":
        said = said & (values.lang == one.lang)
    if one.part in {"all", "keys"}:
        many = values.object.collect(where=said)
        many = many.map(key_part) if one.part == "keys" else many
        return many.unique().sort().join(LIST_SEPARATOR).nullif("")
    value = values.object.min(where=said)
    if one.part == "key":
        return key_part(value)
    if one.part == "first_day":
        return first_day(value)
    return last_day(value) if one.part == "last_day" else value.nullif("")


def _names(values: ir.Table, names: Collection[str]) -> dict[str, ir.Value]:
    named = values.predicate == NAME
    tagged = {f"label_{lang}": values.object.min(where=named & (values.lang == lang)) for lang in LANGUAGES}
    every = values.object.collect(where=values.predicate.isin([*names, OUTDONE])).unique().sort()
    return {**tagged, "any_name": values.object.min(where=named), "names": every.join(LIST_SEPARATOR)}
