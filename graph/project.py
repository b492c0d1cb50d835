"""A canon folder and the model enter; the whole graph leaves as tables: nodes by label set, relationships by kind.

Every table is an Ibis expression, and nothing of the domain is named: what is a node, a property, a list or an
event follows from the ontology. Nodes are numbered in the order of label set and id, so what is sorted by number
is sorted by id, and the import tool needs no index of ids.
"""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _ as here

from graph.project_around import around
from graph.project_backend import MEMORY, Tables, open_tables
from graph.project_columns import Merged, merge, name_properties
from graph.project_events import STINT_COLUMNS, Tying, ties
from graph.project_nodes import frame_tables, thing_table
from graph.project_search import give_names
from graph.project_statements import CLASS_SEPARATOR, Numbered, number
from graph.project_tables import (
    ITEM_SEPARATOR,
    LIST_SEPARATOR,
    REDIRECT,
    Column,
    Projection,
    RelationshipTable,
)
from graph.search_rows import Folding
from ontology.errors import GraphError
from ontology.model import Model
from ontology.statements import VERSION_FILE
from ontology.terms import RECORD, THING

FORMAT: Final = (
    "5"  # raise it when the same canon gives another graph, so that no old graph passes for up to date
)
_MUCH: Final = 300_000  # statements from which on a second process that folds search terms is worth its start


@contextmanager
def project(canon: Path, model: Model, workspace: Path, *, memory: str = MEMORY) -> Iterator[Projection]:
    """The graph of a canon folder, alive as long as the context; `workspace` takes what memory does not."""
    with open_tables(workspace, memory=memory) as tables:
        yield _project(tables, canon, model)


def graph_fingerprint(data_version: str, model: Model) -> str:
    """Equal for two graphs exactly when nothing needs to be done to make one into the other."""
    return f"{data_version}.{model.fingerprint}.{FORMAT}"


def read_version(canon: Path) -> Mapping[str, Any]:
    """What version.json of a canon folder says."""
    path = canon / VERSION_FILE
    try:
        found: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        return found
    except (OSError, ValueError) as error:
        raise GraphError(
            f"no finished canon folder: {error}",
            f"不是完整的数据版本文件夹：{error}",
            where=str(path),
            remedy="make it anew: coopgraph load",
            remedy_zh="请重新生成：coopgraph load",
        ) from error


def fictional_in(version: Mapping[str, Any]) -> list[str]:
    """The sources of an invented world, by what version.json says."""
    return sorted(name for name, source in version.get("sources", {}).items() if source.get("fictional"))


def _project(tables: Tables, canon: Path, model: Model) -> Projection:
    version = read_version(canon)
    data_version = str(version["data_version"])
    fictional = fictional_in(version)
    with Folding(shared=int(version.get("counts", {}).get("statements", 0)) > _MUCH) as folding:
        numbered = number(tables, canon, model)
        merged = {one: merge(model, one.split(CLASS_SEPARATOR) if one else ()) for one in numbered.spans}
        give_names(folding, tables, numbered, model, merged)
        tied = tables.keep(ties(numbered, _ties(model, merged)))
        found = tables.rows(folding.result())
    told = tables.keep(around(numbered, tied, found, fictional))
    names = name_properties(model)
    things = [thing_table(numbered, span, merged[one], names, told) for one, span in numbered.spans.items()]
    return Projection(
        data_version,
        graph_fingerprint(data_version, model),
        (*things, *frame_tables(numbered)),
        _relationships(numbered, tied, tables.rows(_types(model))),
        numbered.ids,
        tables,
    )


def _ties(model: Model, merged: Mapping[str, Merged]) -> Mapping[str, list[Tying]]:
    return {
        one: sorted(
            {
                Tying(tie, tuple(model.classes[name].interval_start), tuple(model.classes[name].interval_end))
                for name in found.classes
                for tie in model.classes[name].ties
            },
            key=lambda found: (found.tie.event, found.begins, found.ends),
        )
        for one, found in merged.items()
    }


def _types(model: Model) -> pa.Table:
    """Which type of relationship a property becomes."""
    types = {name: prop.relationship for name, prop in sorted(model.properties.items()) if prop.is_reference}
    return pa.table(
        {"predicate": pa.array(types, pa.string()), "type": pa.array(types.values(), pa.string())}
    )


def _relationships(numbered: Numbered, tied: ir.Table, types: ir.Table) -> tuple[RelationshipTable, ...]:
    things = numbered.ids.filter(here.key == THING).select("n", "id")
    referring = numbered.references.inner_join(types, "predicate").select(
        start=here.sn, end=here.on, type=here.type
    )

    said = numbered.statements
    item = (
        said.predicate
        + ITEM_SEPARATOR
        + said.datatype
        + ITEM_SEPARATOR
        + said.lang
        + ITEM_SEPARATOR
        + said.object
    )
    stated = said.mutate(item=item).group_by(["sn", "rn", "stated_subject"])
    stated_in = stated.agg(statements=here.item.collect().sort().join(LIST_SEPARATOR)).select(
        "stated_subject", "statements", start=here.sn, end=here.rn, type=ibis.literal("STATED_IN")
    )
    via = tied.inner_join(things.select(via=here.n, via_id=here.id), "via")
    stint = [column.name for column in STINT_COLUMNS]
    tie = via.select(
        "role", *stint, start=here.member, end=here.event, via=here.via_id, type=ibis.literal("TIE")
    )

    stating = numbered.ids.filter(here.key == RECORD).select(start=here.n, record=here.id)
    from_source = stating.inner_join(numbered.records.select("record", "source"), "record")
    from_source = from_source.inner_join(numbered.sources.rename(thing="id"), "source")
    from_source = from_source.inner_join(things.select(end=here.n, thing=here.id), "thing")

    leading = numbered.ids.filter(here.key == REDIRECT).select(start=here.n, id=here.id)
    redirect = leading.inner_join(numbered.redirects, "id")
    redirect = redirect.inner_join(things.select(end=here.n, canonical=here.id), "canonical")
    return (
        RelationshipTable(THING, THING, (), (), referring),
        RelationshipTable(
            THING,
            RECORD,
            (Column("stated_subject"), Column("statements", many=True)),
            ("stated_subject",),
            stated_in,
        ),
        RelationshipTable(
            THING, THING, (Column("via"), Column("role"), *STINT_COLUMNS), ("via", "role"), tie
        ),
        RelationshipTable(
            RECORD, THING, (), (), from_source.select("start", "end", type=ibis.literal("FROM_SOURCE"))
        ),
        RelationshipTable(
            REDIRECT, THING, (), (), redirect.select("start", "end", type=ibis.literal("REDIRECT"))
        ),
    )
