"""Numbered canon enters; what things are found by leaves on its way: the terms of the search index, and names as they stand."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
from ibis import _ as here

from graph.project_backend import Tables
from graph.project_columns import Merged, name_properties
from graph.project_events import key_part
from graph.project_statements import Numbered
from graph.search_kinds import load_searched
from graph.search_rows import Folding, Known
from ontology.model import Model


def give_names(
    folding: Folding, tables: Tables, numbered: Numbered, model: Model, merged: Mapping[str, Merged]
) -> None:
    """Send the names and identifiers of every thing on their way to become the terms that it is found by."""
    known = load_searched()
    names = sorted({*name_properties(model), *known.short})
    identifying = sorted(known.identifiers)
    said = _said(numbered, names, identifying).order_by(["n", "predicate", "lang", "object"])
    labels = {classes: list(one.labels) for classes, one in merged.items()}
    folding.give(tables.fetch(said), Known(names, identifying, labels))


def _said(numbered: Numbered, names: list[str], identifying: list[str]) -> ir.Table:
    """The names and identifiers of all things, the keys of ids that lead to them, and how many things refer to each."""
    things = numbered.spoken()  # an id may lead to what nothing is said of any more: it is only referred to
    # A name that a contradicting one was preferred to leads to the thing all the same; an identifier might be another's.
    standing = here.stands | here.predicate.isin(names)
    stated = numbered.statements.filter(here.predicate.isin([*names, *identifying]), standing).select(
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
