"""Statements and the model enter; the values that break a shape by themselves leave, each with the component it breaks.

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
    """All columns of a statement, and `component`, `detail`: one row for each component that it breaks."""
    found = [_wrong_form(statements), _wrong_kind(tables, statements, model), _unknown_class(statements, model)]
    rules = constraints.rules(model)
    everywhere = [rule for rule in rules if rule.kind == ANY]
    if everywhere:
        found.append(_broken_rules(statements, everywhere, model))
    by_class: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.kind != ANY:
            by_class.setdefault(rule.kind, []).append(rule)
    for kind, narrow in sorted(by_class.items()):
        # A property that one class narrows more than another: only things of that class are concerned.
        things = statements.filter((statements.predicate == TYPE) & (statements.object == kind)).select("subject")
        concerned = statements.filter(statements.predicate.isin(sorted({rule.predicate for rule in narrow})))
        found.append(_broken_rules(concerned.semi_join(things, "subject"), narrow, model))
    return ibis.union(*found)


def _marked(statements: Table, component: StringValue | str, detail: StringValue | str = "") -> Table:
    component, detail = (ibis.literal(text) if isinstance(text, str) else text for text in (component, detail))
    return statements.select(*COLUMNS, component=component, detail=detail)


def _wrong_form(statements: Table) -> Table:
    """Literals that are no literal of their datatype, texts without a language, values that no table can hold."""
    value, datatype = statements.object, statements.datatype
    lexical = datatype.cases(*((name, _fits(value, form)) for name, form in sorted(LEXICAL.items())), else_=True)
    component = ibis.cases(
        (value == "", "empty"),
        (value.contains(SEPARATOR), "control"),
        ((datatype == LANG_STRING) & (statements.lang == ""), "language"),
        (~lexical, "lexical"),
        else_="",
    )
    marked = _marked(statements, component, datatype)
    return marked.filter(marked.component != "")


def _wrong_kind(tables: Tables, statements: Table, model: Model) -> Table:
    """Values of a datatype that the property does not take, and properties that nobody declared."""
    allowed = tables.rows(constraints.value_kinds(model))
    wrong = statements.anti_join(allowed, ["predicate", "datatype"])
    known = wrong.predicate.isin([TYPE, *sorted(model.properties)])
    return _marked(wrong, ibis.ifelse(known, "datatype", "unknown"), wrong.datatype)


def _unknown_class(statements: Table, model: Model) -> Table:
    stated = statements.filter((statements.predicate == TYPE) & (statements.datatype == CLASS))
    return _marked(stated.filter(stated.object.notin(constraints.concrete(model))), "kind")


def _broken_rules(statements: Table, rules: list[Rule], model: Model) -> Table:
    found = []
    for component in sorted({rule.component for rule in rules}):
        own = [rule for rule in rules if rule.component == component]
        concerned = statements.filter(statements.predicate.isin([rule.predicate for rule in own]))
        holds = concerned.predicate.cases(
            *((rule.predicate, _holds(concerned, rule, model)) for rule in own), else_=True
        )
        argument = concerned.predicate.cases(*((rule.predicate, _shown(rule)) for rule in own), else_="")
        found.append(_marked(concerned, component, argument).filter(~holds))
    return ibis.union(*found)


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
    number = ibis.coalesce(value.try_cast("float64"), float(argument))  # what is no number breaks `lexical` alone
    return number >= float(argument) if rule.component == "lowest" else number <= float(argument)


def _fits(value: StringValue, pattern: str) -> BooleanValue:
    # Java's `$` also matches before a line break at the end, RE2's does not; no pattern allows one there.
    return value.re_search(pattern) & ~value.endswith("\n") if pattern.endswith("$") else value.re_search(pattern)
