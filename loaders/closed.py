"""The united statements of all sources enter; what breaks a shape only in the light of other statements leaves.

Closed: what a reference leads to is known, or is a placeholder. Each function is one set operation and says what it
finds in the statements that it is given; `settle` applies them until nothing more is found.
"""

from __future__ import annotations

import ibis
from ibis import Table

from loaders import constraints
from loaders.backend import Tables
from loaders.checks import COLUMNS
from ontology.model import Model
from ontology.statements import REFERENCE, TYPE
from ontology.terms import SEPARATOR

MOST, LANGUAGES = "most", "languages"  # the two ways of being too many: in all, or in one language


def kinds(statements: Table) -> Table:
    """subject, kind: the classes that a thing is said to have, nearest only."""
    stated = statements.filter(statements.predicate == TYPE)
    return stated.select("subject", kind="object").distinct()


def wrong_targets(tables: Tables, statements: Table, known: Table, model: Model) -> Table:
    """References to things of another class than the property takes; a placeholder's class nobody knows."""
    allowed = tables.rows(constraints.ranges(model))
    references = statements.filter(statements.datatype == REFERENCE)
    targets = references.select("predicate", "object").distinct()
    typed = targets.inner_join(known, targets.object == known.subject).select("predicate", "object", "kind")
    right = typed.semi_join(allowed, ["predicate", "kind"]).select("predicate", "object").distinct()
    wrong = typed.anti_join(right, ["predicate", "object"])
    found = wrong.group_by("predicate", "object").aggregate(detail=wrong.kind.min())
    return references.inner_join(found, ["predicate", "object"]).select(
        *COLUMNS, component=ibis.literal("class"), detail="detail"
    )


def lacking(tables: Tables, statements: Table, known: Table, model: Model) -> Table:
    """subject, kind, needed, least: what things lack that their class needs."""
    required = constraints.required(model)
    needed = tables.rows(required)
    needs = known.inner_join(needed, "kind")
    values = statements.semi_join(needed, statements.predicate == needed.needed)
    if all(row["least"] == 1 for row in required.to_pylist()):
        # Nothing to count: any value will do.
        held = values.select("subject", needed="predicate").distinct()
        return needs.anti_join(held, ["subject", "needed"])
    counted = values.group_by("subject", needed="predicate").aggregate(held=written_out(values).nunique())
    return needs.anti_join(
        counted,
        [needs.subject == counted.subject, needs.needed == counted.needed, counted.held >= needs.least],
    )


def missing(tables: Tables, statements: Table, known: Table, model: Model) -> Table:
    """The type statements of things that lack what the type needs; `detail` names one thing that is lacking."""
    needs = lacking(tables, statements, known, model)
    first = needs.group_by("subject", object="kind").aggregate(detail=needs.needed.min())
    stated = statements.filter(statements.predicate == TYPE)
    return stated.inner_join(first, ["subject", "object"]).select(
        *COLUMNS, component=ibis.literal("missing"), detail="detail"
    )


def untyped(statements: Table, known: Table, refused: Table | None) -> Table:
    """Everything said of things of which nobody says what they are, or of which that was `refused`."""
    rows = statements.anti_join(known, "subject")
    if refused is None:
        return rows.select(*COLUMNS, component=ibis.literal("untyped"), detail=ibis.literal(""))
    fallen = kinds(refused).select(fallen="subject").distinct()
    joined = rows.left_join(fallen, rows.subject == fallen.fallen)
    component = ibis.ifelse(joined.fallen.isnull(), "untyped", "fallen")
    return joined.select(*COLUMNS, component=component, detail=ibis.literal(""))


def crowded(tables: Tables, statements: Table, model: Model) -> Table:
    """Rows of things with several values where some class allows fewer; `component` and `language` name the group.

    The small table from which both the violations of single records and the conflicts between records come.
    """
    found = []
    for component, table in (
        (MOST, constraints.limits(model)),
        (LANGUAGES, constraints.single_language(model)),
    ):
        concerned = statements.inner_join(tables.rows(constraints.counted(model, table)), "predicate")
        concerned = concerned.mutate(
            component=ibis.literal(component),
            language=concerned.lang if component == LANGUAGES else ibis.literal(""),
        )
        # Within one language texts differ or are the same.
        plain = ibis.literal(True) if component == LANGUAGES else concerned.plain == 1
        value = ibis.ifelse(plain, concerned.object, written_out(concerned))
        group = ["subject", "predicate", "language"]
        groups = concerned.group_by(*group).aggregate(low=value.min(), high=value.max())
        # Kept by itself: as one query the engine would hold all rows concerned, to read them twice.
        several = tables.keep(groups.filter(groups.low < groups.high).select(*group))
        found.append(tables.keep(concerned.drop("plain").semi_join(several, group)))
        tables.forget(several)
    return ibis.union(*found)


def most(tables: Tables, crowd: Table, known: Table, model: Model) -> Table:
    """subject, predicate, component, most: the tightest limit of a thing's classes for each crowded property."""
    limits = ibis.union(
        tables.rows(constraints.limits(model)).mutate(component=ibis.literal(MOST)),
        tables.rows(constraints.single_language(model)).mutate(component=ibis.literal(LANGUAGES)),
    )
    groups = crowd.select("subject", "predicate", "component").distinct()
    held = groups.inner_join(known, "subject").inner_join(limits, ["kind", "predicate", "component"])
    return held.group_by("subject", "predicate", "component").aggregate(most=held.most.min())


def crowded_records(tables: Tables, crowd: Table, known: Table, model: Model) -> Table:
    """Rows of records that by themselves state more values of one thing than its class allows.

    All of them: which of the values is meant, the record does not say.
    """
    keys = ["stated_subject", "record", "predicate", "component", "language"]
    counts = crowd.group_by("subject", *keys).aggregate(count=written_out(crowd).nunique())
    limited = counts.inner_join(most(tables, crowd, known, model), ["subject", "predicate", "component"])
    broken = limited.filter(limited["count"] > limited.most).select(*keys, bound="most")
    return crowd.inner_join(broken, keys).select(
        *COLUMNS, component="component", detail=ibis._.bound.cast("string")
    )


def written_out(statements: Table) -> ibis.expr.types.StringValue:
    """Value, datatype and language as one text: two values are the same when all three are."""
    return statements.object + SEPARATOR + statements.datatype + SEPARATOR + statements.lang
