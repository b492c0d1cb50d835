"""United statements enter; those that conform leave, with all that was refused on the way, whatever it brought down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
from ibis import Table

from loaders.backend import Tables
from loaders.checks import COLUMNS
from loaders.closed import crowded, crowded_records, kinds, missing, untyped, wrong_targets
from ontology.model import Model
from ontology.statements import REFERENCE
from ontology.terms import SEPARATOR

@dataclass(frozen=True)
class Settled:
    """What remains after everything that breaks a shape is taken away."""

    statements: Table
    refused: Table | None  # columns of a statement, component, detail; None = nothing was refused
    crowd: Table  # rows that belong to groups of several values, as `closed.crowded` gives them
    rounds: int


def settle(tables: Tables, statements: Table, model: Model) -> Settled:
    """Refuse until everything left conforms.

    A reference to the wrong kind of thing may have been the one that its subject needs; a thing that lacks what its
    class needs is not of that class; what referred to it then refers to nothing known. Each round only takes away,
    so it ends, and each round looks at all statements at once, so their order decides nothing.
    """
    crowd = crowded(tables, statements, model)
    refused: list[Table] = []
    rounds = 0
    while True:
        rounds += 1
        fallen = False
        for step in _STEPS:
            union = ibis.union(*refused) if refused else None
            left, left_crowd = (_without(rows, union) for rows in (statements, crowd))
            found = tables.keep(first_component(step(tables, left, left_crowd, union, model)))
            if not tables.count(found):
                tables.forget(found)
                continue
            refused.append(found)
            fallen = fallen or step in (_missing, _untyped)
        # Only a thing that loses its class can make a statement wrong that was right a moment ago.
        if not fallen:
            break
    union = ibis.union(*refused) if refused else None
    return Settled(_without(statements, union), union, _without(crowd, union), rounds)


def placeholders(statements: Table, names: Table) -> Table:
    """id, label, count: what is referred to but described by nobody. `names` are name statements, kept or refused."""
    known = kinds(statements)
    references = statements.filter(statements.datatype == REFERENCE)
    dangling = references.anti_join(known, references.object == known.subject)
    counted = dangling.group_by(id="object").aggregate(count=dangling.count())
    preference = names.lang.cases(("en", "0"), ("zh", "1"), else_="2")
    labels = names.group_by(id="subject").aggregate(label=(preference + names.object).min().substr(1))
    joined = counted.left_join(labels, "id")
    return joined.select("id", label=ibis.coalesce(joined.label, joined.id), count=joined["count"])


Step = Callable[[Tables, Table, Table, Table | None, Model], Table]


def _wrong_targets(tables: Tables, left: Table, crowd: Table, refused: Table | None, model: Model) -> Table:
    return wrong_targets(tables, left, model)


def _crowded_records(tables: Tables, left: Table, crowd: Table, refused: Table | None, model: Model) -> Table:
    return crowded_records(tables, crowd, kinds(left), model)


def _missing(tables: Tables, left: Table, crowd: Table, refused: Table | None, model: Model) -> Table:
    return missing(tables, left, model)


def _untyped(tables: Tables, left: Table, crowd: Table, refused: Table | None, model: Model) -> Table:
    return untyped(left, refused)


_STEPS: tuple[Step, ...] = (_wrong_targets, _crowded_records, _missing, _untyped)


def _without(rows: Table, refused: Table | None) -> Table:
    return rows if refused is None else rows.anti_join(refused, COLUMNS)


def first_component(found: Table) -> Table:
    """A statement is refused once, for the first of its faults."""
    fault = (found.component + SEPARATOR + found.detail).min()
    once = found.group_by(*COLUMNS).aggregate(fault=fault)
    end = once.fault.find(SEPARATOR)
    return once.select(*COLUMNS, component=once.fault.substr(0, end), detail=once.fault.substr(end + 1))
