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


def wrong_values(tables: Tables, statements: Table, model: Model) -> Table:
    """All columns of a statement, and `component`, `detail`: a statement once for each way in which it is wrong."""
    rules = constraints.rules(model)
    found = [
        _wrong_kind(tables, statements, model),
        _unfit(
            statements,
            _form(statements) + _rules(statements, model, [rule for rule in rules if rule.kind == ANY]),
        ),
    ]
    for kind in sorted({rule.kind for rule in rules} - {ANY}):
        # A property that one class narrows more than another: only things of that class are concerned.
        narrow = [rule for rule in rules if rule.kind == kind]
        things = statements.filter((statements.predicate == TYPE) & (statements.object == kind)).select(
            "subject"
        )
        concerned = statements.filter(statements.predicate.isin(sorted({rule.predicate for rule in narrow})))
        found.append(_unfit(concerned.semi_join(things, "subject"), _rules(concerned, model, narrow)))
    return ibis.union(*found)


# What is wrong (true = it is), the component that it breaks, and what to say of it.
Fault = tuple[BooleanValue, str, StringValue | str]


def _wrong_kind(tables: Tables, statements: Table, model: Model) -> Table:
    """Values of a datatype that the property does not take, and properties that nobody declared."""
    allowed = tables.rows(constraints.value_kinds(model))
    wrong = statements.anti_join(allowed, ["predicate", "datatype"])
    known = wrong.predicate.isin([TYPE, *sorted(model.properties)])
    return wrong.select(*COLUMNS, component=ibis.ifelse(known, "datatype", "unknown"), detail="datatype")


def _unfit(statements: Table, faults: list[Fault]) -> Table:
    """The first fault of each statement that has any, found in one pass."""
    component = ibis.cases(*((wrong, name) for wrong, name, _ in faults), else_="")
    detail = ibis.cases(*((wrong, said) for wrong, _, said in faults), else_="")
    return statements.select(*COLUMNS, component=component, detail=detail).filter(ibis._.component != "")


def _form(statements: Table) -> list[Fault]:
    """Literals that are no literal of their datatype, texts without a language, values that no table can hold."""
    value, datatype = statements.object, statements.datatype
    lexical = datatype.cases(
        *((name, _fits(value, form)) for name, form in sorted(LEXICAL.items())), else_=True
    )
    return [
        (value == "", "empty", ""),
        (value.contains(SEPARATOR), "control", ""),
        ((datatype == LANG_STRING) & (statements.lang == ""), "language", ""),
        (~lexical, "lexical", datatype),
    ]


def _rules(statements: Table, model: Model, rules: list[Rule]) -> list[Fault]:
    predicate = statements.predicate
    faults: list[Fault] = []
    for component in sorted({rule.component for rule in rules}):
        own = [rule for rule in rules if rule.component == component]
        holds = predicate.cases(
            *((rule.predicate, _holds(statements, rule, model)) for rule in own), else_=True
        )
        said = predicate.cases(*((rule.predicate, _shown(rule)) for rule in own), else_="")
        faults.append((~holds, component, said))
    kinds = (predicate == TYPE) & (statements.datatype == CLASS)
    return [*faults, (kinds & statements.object.notin(constraints.concrete(model)), "kind", "")]


def _shown(rule: Rule) -> str:
    return rule.argument if isinstance(rule.argument, str) else ", ".join(rule.argument)


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
