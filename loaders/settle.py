"""United statements enter; those that conform leave, with all that was refused on the way, whatever it brought down."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
from ibis import Table

from loaders.backend import Tables
from loaders.checks import COLUMNS, narrowed
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
    refused: Table | None = None
    rounds = 0
    fallen = True
    while fallen:
        rounds += 1
        fallen = False
        known = tables.keep(kinds(_without(statements, refused)))
        for step in _STEPS:
            left, left_crowd = _without(statements, refused), _without(crowd, refused)
            found = tables.keep(first_component(step(tables, State(left, left_crowd, known, refused), model)))
            if not tables.count(found):
                tables.forget(found)
                continue
            refused = found if refused is None else ibis.union(refused, found)
            if step in (_missing, _untyped):
                # Only a thing that loses its class can make a statement wrong that was right a moment ago.
                fallen = True
                tables.forget(known)
                known = tables.keep(kinds(_without(statements, refused)))
        tables.forget(known)
    return Settled(_without(statements, refused), refused, _without(crowd, refused), rounds)


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


@dataclass(frozen=True)
class State:
    """What a step looks at."""

    left: Table  # statements not yet refused
    crowd: Table  # those of them in groups of several values
    known: Table  # subject, kind
    refused: Table | None


def _narrowed(_tables: Tables, state: State, model: Model) -> Table:
    # Again, now that identity may have given a thing a class that the source of the value did not know of.
    found = narrowed(state.left, model)
    return ibis.union(_nothing(state.left), *found)


def _wrong_targets(tables: Tables, state: State, model: Model) -> Table:
    return wrong_targets(tables, state.left, state.known, model)


def _crowded_records(tables: Tables, state: State, model: Model) -> Table:
    return crowded_records(tables, state.crowd, state.known, model)


def _missing(tables: Tables, state: State, model: Model) -> Table:
    return missing(tables, state.left, state.known, model)


def _untyped(_tables: Tables, state: State, _model: Model) -> Table:
    return untyped(state.left, state.known, state.refused)


_STEPS = (_narrowed, _wrong_targets, _crowded_records, _missing, _untyped)


def _nothing(rows: Table) -> Table:
    return rows.limit(0).mutate(component=ibis.literal(""), detail=ibis.literal(""))


def _without(rows: Table, refused: Table | None) -> Table:
    return rows if refused is None else rows.anti_join(refused, COLUMNS)


def first_component(found: Table) -> Table:
    """A statement is refused once, for the first of its faults."""
    fault = (found.component + SEPARATOR + found.detail).min()
    once = found.group_by(*COLUMNS).aggregate(fault=fault)
    end = once.fault.find(SEPARATOR)
    return once.select(*COLUMNS, component=once.fault.substr(0, end), detail=once.fault.substr(end + 1))
