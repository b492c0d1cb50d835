"""Statements and the model enter; the values that break a shape by themselves leave, each with what it breaks.

Open: nothing here asks what a reference leads to, so that a source can be checked without the others.
"""

from __future__ import annotations

import ibis
from ibis import Table
from ibis.expr.types import BooleanValue, StringValue

from loaders import constraints
from loaders.backend import Tables
from loaders.constraints import ANY, LEXICAL, Rule
from ontology.model import Model
from ontology.statements import CLASS, LANG_STRING, REFERENCE, STATEMENTS, TYPE
from ontology.terms import CONCEPT, SEPARATOR

COLUMNS = tuple(STATEMENTS.names)
LEXICAL_FORM = "lexical"


def wrong_values(tables: Tables, statements: Table, model: Model) -> Table:
    """All columns of a statement, and `component`, `detail`: a statement once for each way in which it is wrong."""
    everywhere = [rule for rule in constraints.rules(model) if rule.kind == ANY]
    return ibis.union(
        _wrong_kind(tables, statements, model),
        _unknown_class(tables, statements, model),
        _unfit(statements, _form(statements) + _rules(statements, model, everywhere)),
        *narrowed(statements, model),
    )


def narrowed(statements: Table, model: Model) -> list[Table]:
    """The same for properties that one class narrows more than another: only things of that class are concerned."""
    rules = constraints.rules(model)
    found = []
    for kind in sorted({rule.kind for rule in rules} - {ANY}):
        narrow = [rule for rule in rules if rule.kind == kind]
        of_kind = statements.filter((statements.predicate == TYPE) & (statements.object == kind))
        concerned = statements.filter(statements.predicate.isin(sorted({rule.predicate for rule in narrow})))
        things = concerned.semi_join(of_kind.select("subject"), "subject")
        found.append(_unfit(things, _rules(things, model, narrow)))
    return found


# What is wrong (true = it is), and the component that it breaks.
Fault = tuple[BooleanValue, str]


def _wrong_kind(tables: Tables, statements: Table, model: Model) -> Table:
    """Values of a datatype that the property does not take, and properties that nobody declared."""
    wrong = statements.anti_join(tables.rows(constraints.value_kinds(model)), ["predicate", "datatype"])
    declared = tables.rows(constraints.declared(model)).rename(known="predicate")
    joined = wrong.left_join(declared, wrong.predicate == declared.known)
    component = ibis.ifelse(joined.known.isnull(), "unknown", "datatype")
    return joined.select(*COLUMNS, component=component, detail="datatype")


def _unknown_class(tables: Tables, statements: Table, model: Model) -> Table:
    stated = statements.filter((statements.predicate == TYPE) & (statements.datatype == CLASS))
    strange = stated.anti_join(tables.rows(constraints.stated_kinds(model)), "object")
    return strange.select(*COLUMNS, component=ibis.literal("kind"), detail=ibis.literal(""))


def _unfit(statements: Table, faults: list[Fault]) -> Table:
    """The first fault of each statement that has any, found in one pass."""
    component = ibis.cases(*faults, else_="")
    detail = ibis.ifelse(component == LEXICAL_FORM, statements.datatype, "")
    return statements.select(*COLUMNS, component=component, detail=detail).filter(ibis._.component != "")


def _form(statements: Table) -> list[Fault]:
    """Literals that are no literal of their datatype, texts without a language, values that no table can hold."""
    value, datatype = statements.object, statements.datatype
    lexical = datatype.cases(
        *((name, _fits(value, form)) for name, form in sorted(LEXICAL.items())), else_=True
    )
    return [
        (value == "", "empty"),
        (value.contains(SEPARATOR), "control"),
        ((datatype == LANG_STRING) & (statements.lang == ""), "language"),
        (~lexical, LEXICAL_FORM),
    ]


def _rules(statements: Table, model: Model, rules: list[Rule]) -> list[Fault]:
    faults: list[Fault] = []
    for component in sorted({rule.component for rule in rules}):
        own = [
            (rule.predicate, _holds(statements, rule, model)) for rule in rules if rule.component == component
        ]
        faults.append((~statements.predicate.cases(*own, else_=True), component))
    return faults


def _holds(statements: Table, rule: Rule, model: Model) -> BooleanValue:
    value, argument = statements.object, rule.argument
    if isinstance(argument, tuple):
        return value.isin(argument)
    if rule.component == "pattern":
        return _fits(value, argument)
    if rule.component == "scheme":
        prefix = model.classes[CONCEPT].prefix
        ours = value.startswith(f"{prefix}-{argument}-") | value.startswith(f"{prefix}-{argument}~")
        return ours | (statements.datatype != REFERENCE)
    prop = model.properties[rule.predicate]
    if prop.is_date:
        # Years have four digits, so the order of the text is the order of time.
        return value >= argument if rule.component == "lowest" else value <= argument
    number = ibis.coalesce(
        value.try_cast("float64"), float(argument)
    )  # what is no number breaks `lexical` alone
    return number >= float(argument) if rule.component == "lowest" else number <= float(argument)


def _fits(value: StringValue, pattern: str) -> BooleanValue:
    # Java's `$` also matches before a line break at the end, RE2's does not; no pattern allows one there.
    return (
        value.re_search(pattern) & ~value.endswith("\n")
        if pattern.endswith("$")
        else value.re_search(pattern)
    )
