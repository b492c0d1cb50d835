"""Numbered canon enters; the nodes leave, a table for each label set, each row one thing with all its properties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_columns import FICTIONAL, Derived, Merged, columns_of
from graph.project_events import EVENT_COLUMNS, key_part, with_event
from graph.project_statements import Numbered
from graph.project_tables import PLACEHOLDER, REDIRECT, Column, NodeTable
from ontology.terms import RECORD, THING

NAME: Final = "name"
_OWN: Final = (
    Column("label"),
    Column("label_en"),
    Column("label_zh"),
    Column("names", many=True),
    Column("sources", many=True),
    Column(FICTIONAL, "boolean"),
    Column("conflicts", many=True),
)
_RECORD_TEXTS: Final = ("source", "file", "sha256", "locator", "url", "seen", "quality", "retrieved")


@dataclass(frozen=True)
class Surroundings:
    """What a node says that does not come from a property of its class."""

    names: tuple[str, ...]  # the properties whose values are names
    tied: ir.Table
    sources: ir.Table  # n, sources, fictional
    conflicts: ir.Table  # n, conflicts


def thing_table(numbered: Numbered, classes: str, merged: Merged, present: Collection[str], around: Surroundings) -> NodeTable:
    """The nodes of all things that are of exactly these classes; columns that nothing fills are left out."""
    derived = columns_of(prop for prop in merged.properties.values() if prop.name in present)
    nodes = numbered.of_classes(classes).select("n", "id")
    values = numbered.values.semi_join(nodes, [("sn", "n")])
    pivoted = values.group_by(n=values.sn).agg(**_aggregates(values, derived, around.names))
    joined = nodes.inner_join(pivoted, "n")
    joined = joined.left_join(around.sources, "n").drop("n_right")
    joined = joined.left_join(around.conflicts, "n").drop("n_right")
    rows = joined.mutate(
        label=ibis.coalesce(joined.label_en, joined.label_zh, joined.any_name, joined.id), **_days(joined, derived)
    )
    columns = [*_OWN, *(one.column for one in derived)]
    if merged.event is not None:
        rows = with_event(rows, around.tied, merged.event)
        columns += EVENT_COLUMNS
    return NodeTable(THING, merged.labels, tuple(columns), rows.select("n", "id", *(column.name for column in columns)))


def frame_tables(numbered: Numbered) -> Iterable[NodeTable]:
    """The nodes that are no things with statements: what is only referred to, records, and ids that lead elsewhere."""
    dangling = numbered.dangling().inner_join(numbered.placeholders, "id")
    yield NodeTable(THING, tuple(sorted((THING, PLACEHOLDER))), (Column("label"),), dangling.select("n", "id", "label"))
    nodes = numbered.ids.filter(here.key == RECORD).select("n", "id")
    told = nodes.inner_join(numbered.records, [("id", "record")])
    texts = {name: told[name].nullif("") for name in _RECORD_TEXTS}
    columns = (*(Column(name) for name in _RECORD_TEXTS), Column("line", "long"))
    rows = told.select("n", "id", **texts, line=told.line.nullif(0).cast("string"))
    yield NodeTable(RECORD, (RECORD,), columns, rows)
    yield NodeTable(REDIRECT, (REDIRECT,), (), numbered.ids.filter(here.key == REDIRECT).select("n", "id"))


def sources_of(numbered: Numbered, fictional: Collection[str]) -> ir.Table:
    """The sources that speak of each thing; a thing is invented when all of them are."""
    records = numbered.records.select("record", "source")
    stating = numbered.ids.filter(here.key == RECORD).select(rn=here.n, record=here.id).inner_join(records, "record")
    pairs = numbered.statements.select("sn", "rn").distinct()
    speaking = pairs.inner_join(stating, "rn").select("sn", "source").distinct()
    invented = speaking.source.isin(sorted(fictional)) if fictional else ibis.literal(False)
    spoken = speaking.mutate(invented=invented).group_by(n=here.sn)
    return spoken.agg(sources=here.source.collect().sort(), **{FICTIONAL: ibis.cases((here.invented.all(), "true"))})


def conflicts_of(numbered: Numbered) -> ir.Table:
    """The properties of each thing about which records contradict each other."""
    contested = numbered.conflicts.select(id=here.subject, predicate=here.predicate).distinct()
    things = numbered.ids.filter(here.key == THING).select("n", "id")
    return contested.inner_join(things, "id").group_by("n").agg(conflicts=here.predicate.collect().sort())


def _aggregates(values: ir.Table, derived: Iterable[Derived], names: tuple[str, ...]) -> dict[str, ir.Value]:
    aggregates: dict[str, ir.Value] = {}
    for one in derived:
        said = values.predicate == one.source
        if one.part == "one":
            aggregates[one.column.name] = values.object.min(where=said)
        elif one.part == "all":
            aggregates[one.column.name] = values.object.collect(where=said).unique().sort()
        elif one.part == "lang":
            aggregates[one.column.name] = values.object.min(where=said & (values.lang == one.lang))
        elif one.part == "key":
            aggregates[one.column.name] = key_part(values.object.min(where=said))
        elif one.part == "keys":
            aggregates[one.column.name] = values.object.collect(where=said).map(key_part).unique().sort()
    named = values.predicate == NAME
    aggregates["label_en"] = values.object.min(where=named & (values.lang == "en"))
    aggregates["label_zh"] = values.object.min(where=named & (values.lang == "zh"))
    aggregates["any_name"] = values.object.min(where=named)
    aggregates["names"] = values.object.collect(where=values.predicate.isin(names)).unique().sort()
    return aggregates


def _days(rows: ir.Table, derived: Iterable[Derived]) -> Mapping[str, Any]:
    """The first and last day that a date stated as a year, a month or a day may mean."""
    days: dict[str, Any] = {}
    for one in derived:
        if one.part == "first_day":
            days[one.column.name] = _first_day(rows[one.source])
        elif one.part == "last_day":
            days[one.column.name] = _last_day(rows[one.source])
    return days


def _first_day(stated: ir.Value) -> ir.Value:
    return ibis.cases((stated.length() == 4, stated + "-01-01"), (stated.length() == 7, stated + "-01"), else_=stated)


def _last_day(stated: ir.Value) -> ir.Value:
    year, month = stated.substr(0, 4).try_cast("int32"), stated.substr(5, 2)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    of_month = ibis.cases(
        (month.isin(["04", "06", "09", "11"]), "-30"),
        ((month == "02") & leap, "-29"),
        (month == "02", "-28"),
        else_="-31",
    )
    return ibis.cases((stated.length() == 4, stated + "-12-31"), (stated.length() == 7, stated + of_month), else_=stated)
