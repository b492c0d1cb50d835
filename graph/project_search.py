"""Numbered canon enters; what a thing is found by leaves: the terms of the search index, and its names as they stand."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _ as here

from graph.project_backend import Tables
from graph.project_columns import Merged, name_properties
from graph.project_events import key_part
from graph.project_statements import Numbered
from graph.project_tables import ITEM_SEPARATOR, LIST_SEPARATOR
from graph.search_kinds import load_searched
from graph.search_terms import terms
from ontology.model import Model
from ontology.terms import THING

_CHUNK: Final = 20_000


def searched(tables: Tables, numbered: Numbered, model: Model, merged: Mapping[str, Merged]) -> ir.Table:
    """`n`, `terms`, `named` of every thing with a name or an identifier; folding is no expression, so Python does it."""
    rows: dict[str, list[Any]] = {"n": [], "terms": [], "named": []}
    for number, found, named in _found(tables, numbered, model, merged):
        rows["n"].append(number)
        rows["terms"].append(LIST_SEPARATOR.join(found))
        # found by an identifier alone: a list of one empty text would come back as no property
        rows["named"].append(LIST_SEPARATOR.join(named) or None)
    kinds = {"n": pa.int64(), "terms": pa.string(), "named": pa.string()}
    return tables.rows(pa.table({name: pa.array(rows[name], kind) for name, kind in kinds.items()}))


def _found(
    tables: Tables, numbered: Numbered, model: Model, merged: Mapping[str, Merged]
) -> Iterator[tuple[int, list[str], list[str]]]:
    known = load_searched()
    short = set(known.short)
    names = {*name_properties(model), *short}
    identifying = set(known.identifiers)
    labels = {classes: one.labels for classes, one in merged.items()}
    rows = tables.stream(
        _said(numbered, sorted(names | identifying)).order_by(["n", "predicate", "lang", "object"]), _CHUNK
    )
    for number, group in groupby(rows, itemgetter("n")):
        said = list(group)
        own = labels[said[0]["classes"]]
        if known.hides(own, {row["predicate"] for row in said}):
            continue
        named = [row for row in said if row["predicate"] in names]
        keys = [row["object"] for row in said if row["predicate"] in identifying or row["predicate"] == ""]
        called = [(row["object"], row["predicate"] in short) for row in named]
        found = terms(own, called, keys, said[0]["referred"] or 0)
        yield (
            number,
            found,
            [ITEM_SEPARATOR.join((row["predicate"], row["lang"], row["object"])) for row in named],
        )


def _said(numbered: Numbered, predicates: list[str]) -> ir.Table:
    """The names and identifiers of all things, the keys of ids that lead to them, and how many things refer to each."""
    things = numbered.ids.filter(here.key == THING)
    stated = numbered.values.filter(here.predicate.isin(predicates)).select(
        n=here.sn, predicate=here.predicate, lang=here.lang, object=here.object
    )
    # An own key is no identifier that anybody else knows, and a hashed one says nothing.
    foreign = numbered.redirects.filter(~here.id.re_search("^[a-z0-9]+-(own-|[a-z0-9]+~)"))
    leading = foreign.select(id=here.canonical, object=key_part(here.id))
    led = leading.inner_join(things.select("n", "id"), "id")
    nothing = ibis.literal("")
    keys = led.select("n", "object", predicate=nothing, lang=nothing)
    said = stated.union(keys.select(*stated.columns), distinct=True)
    counted = numbered.references.group_by(rn=here.on).agg(referred=here.sn.nunique())
    joined = said.inner_join(things.select("n", "classes"), "n").left_join(counted, [("n", "rn")])
    return joined.select("n", "predicate", "lang", "object", "classes", "referred")
