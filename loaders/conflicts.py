"""Groups of values of which a thing may have fewer enter; all of them leave, one marked as chosen by the sources' ranks."""

from __future__ import annotations

import ibis
from ibis import Table

from loaders.backend import Tables
from loaders.closed import most
from ontology.model import Model
from ontology.statements import CONFLICTS

_GROUP = ("subject", "predicate", "component", "language")
_VALUE = ("object", "datatype", "lang")


def conflicts(tables: Tables, crowd: Table, known: Table, origins: Table, model: Model) -> Table:
    """Columns of conflicts.parquet. `origins` has record and rank, the place of its source among all, by declared rank.

    The value of the foremost source is chosen; within one source the value that most records state, then the first
    in the order of text. Of the rows of a chosen value one is marked.
    """
    placed = crowd.inner_join(origins, "record").select(*crowd.columns, rank="rank")
    values = placed.group_by(*_GROUP, *_VALUE).aggregate(
        rank=placed["rank"].min(), records=placed.record.nunique()
    )
    order = ibis.window(
        group_by=_GROUP,
        order_by=[values["rank"], values.records.desc(), values.object, values.datatype, values.lang],
    )
    place = values.mutate(place=ibis.row_number().over(order))
    groups = place.group_by(*_GROUP).aggregate(values=place.place.max() + 1)
    limits = most(tables, crowd, known, model)
    contested = groups.inner_join(limits, ["subject", "predicate", "component"])
    contested = contested.filter(contested["values"] > contested.most).select(*_GROUP, bound="most")
    ranked = place.inner_join(contested, _GROUP).select(*_GROUP, *_VALUE, "place", "bound")
    rows = placed.inner_join(ranked, [*_GROUP, *_VALUE])
    first = ibis.window(
        group_by=[*_GROUP, *_VALUE], order_by=[rows["rank"], rows.record, rows.stated_subject]
    )
    marked = rows.mutate(chosen=(rows.place < rows.bound) & (ibis.row_number().over(first) == 0))
    shown = [name for name in CONFLICTS.names if name != "chosen"]
    return marked.group_by(*shown).aggregate(chosen=marked.chosen.max())
