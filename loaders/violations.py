"""Statements enter as one graph; every violation of a shape leaves, as a SHACL validator would report it.

The route itself never asks this: it refuses what breaks a shape and goes on (`settle`). This is the same set of
operations in the form in which a validator's report can be laid beside it.
"""

from __future__ import annotations

from typing import NamedTuple

import ibis
from ibis import Table

from loaders.backend import Tables
from loaders.checks import wrong_values
from loaders.closed import crowded, kinds, lacking, most, written_out, wrong_targets
from ontology.model import Model


class Violation(NamedTuple):
    """One broken component of one shape."""

    focus: str
    path: str
    component: str
    value: str  # the value at fault, '' where it is their number


def violations(tables: Tables, statements: Table, model: Model) -> list[Violation]:
    """All violations, sorted. References to things of which nothing is known are none: they are placeholders."""
    known = tables.keep(kinds(statements))
    values = ibis.union(
        wrong_values(tables, statements, model), wrong_targets(tables, statements, known, model)
    )
    found = [values.select(focus="subject", path="predicate", component="component", value="object")]
    needed = lacking(tables, statements, known, model)
    nothing = ibis.literal("")
    found.append(
        needed.select(focus="subject", path="needed", component=ibis.literal("missing"), value=nothing)
    )
    crowd = crowded(tables, statements, model)
    group = ["subject", "predicate", "component"]
    counts = crowd.group_by(*group, "language").aggregate(count=written_out(crowd).nunique())
    limited = counts.inner_join(most(tables, crowd, known, model), group)
    broken = limited.filter(limited["count"] > limited.most)
    found.append(broken.select(focus="subject", path="predicate", component="component", value=nothing))
    rows = tables.fetch(ibis.union(*found).distinct()).to_pylist()
    tables.forget(known)
    return sorted(Violation(**row) for row in rows)
