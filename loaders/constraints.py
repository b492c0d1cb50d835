"""The model enters; its shapes leave as small tables, which the set-based checks join with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from ontology.model import Model, Property
from ontology.statements import CLASS, LANG_STRING, REFERENCE, TYPE

ANY = ""  # stands for "whatever the class", where every class that has a property narrows it alike

# Lexical forms, without backslashes and look-around, so that RE2 and Java read them alike.
_DAY = (
    "(([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|1[0-9]|2[0-8])))"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
)
LEXICAL = {
    "boolean": "^(true|false)$",
    "date": f"^{_DAY}$",
    "decimal": "^(0|-?([1-9][0-9]*|(0|[1-9][0-9]*)[.][0-9]*[1-9]))$",
    "gYear": "^[0-9]{4}$",
    "gYearMonth": "^[0-9]{4}-(0[1-9]|1[0-2])$",
    "integer": "^(0|-?[1-9][0-9]*)$",
}


@dataclass(frozen=True)
class Rule:
    """One restriction on the values of a property, in one class or (ANY) in all that have it."""

    kind: str  # the class name, or ANY
    predicate: str
    component: str  # pattern | allowed | lowest | highest | scheme
    argument: str | tuple[str, ...]


def value_kinds(model: Model) -> pa.Table:
    """predicate, datatype: every pair that may stand in a statement."""
    pairs = {(TYPE, CLASS)}
    for prop in model.properties.values():
        pairs |= (
            {(prop.name, REFERENCE)} if prop.is_reference else {(prop.name, name) for name in prop.datatypes}
        )
    return _table(("predicate", "datatype"), pairs)


def declared(model: Model) -> pa.Table:
    """predicate: everything that can be said at all."""
    return _table(("predicate",), {(name,) for name in (TYPE, *model.properties)})


def stated_kinds(model: Model) -> pa.Table:
    """object: the classes that a thing can be said to have, as a type statement names them."""
    return _table(("object",), {(name,) for name in concrete(model)})


def concrete(model: Model) -> list[str]:
    """The classes that a thing can be said to have."""
    return sorted(name for name, found in model.classes.items() if not found.abstract)


def rules(model: Model) -> list[Rule]:
    """All restrictions on single values; one for all classes where they agree."""
    found: dict[tuple[str, str], dict[str, str | tuple[str, ...]]] = {}
    holders: dict[str, set[str]] = {}
    for name in concrete(model):
        for prop in model.classes[name].properties.values():
            holders.setdefault(prop.name, set()).add(name)
            for component, argument in _restrictions(prop):
                found.setdefault((prop.name, component), {})[name] = argument
    listed: list[Rule] = []
    for (predicate, component), by_class in sorted(found.items()):
        arguments = set(by_class.values())
        if len(arguments) == 1 and set(by_class) == holders[predicate]:
            listed.append(Rule(ANY, predicate, component, arguments.pop()))
        else:
            listed += [Rule(name, predicate, component, by_class[name]) for name in sorted(by_class)]
    return listed


def _restrictions(prop: Property) -> Iterable[tuple[str, str | tuple[str, ...]]]:
    if prop.pattern is not None:
        yield "pattern", prop.pattern
    if prop.allowed:
        yield "allowed", prop.allowed
    if prop.min_inclusive is not None:
        yield "lowest", prop.min_inclusive
    if prop.max_inclusive is not None:
        yield "highest", prop.max_inclusive
    if prop.concept_scheme is not None:
        yield "scheme", prop.concept_scheme


def ranges(model: Model) -> pa.Table:
    """predicate, kind: the classes, subclasses included, of what a reference may lead to."""
    return _table(
        ("predicate", "kind"),
        {
            (prop.name, kind)
            for prop in model.properties.values()
            for range_class in prop.classes
            for kind in model.subclasses(range_class)
        },
    )


def required(model: Model) -> pa.Table:
    """kind, needed, least: the properties, inherited ones included, without which a thing is not of that class."""
    rows = {
        (name, prop.name, prop.min_count)
        for name in concrete(model)
        for prop in model.classes[name].properties.values()
        if prop.min_count > 0
    }
    return _table(("kind", "needed", "least"), rows)


def counted(model: Model, limits: pa.Table) -> pa.Table:
    """predicate, plain: the properties of the limits; plain = equal texts of it are equal values.

    A text may be the same in two datatypes or languages; mostly it cannot, and comparing texts alone is faster.
    """
    properties = [model.properties[str(name)] for name in limits.column("predicate").unique().to_pylist()]
    return _table(("predicate", "plain"), {(prop.name, int(_plain(prop))) for prop in properties})


def _plain(prop: Property) -> bool:
    return prop.is_reference or prop.is_date or (len(prop.datatypes) == 1 and not prop.is_text)


def limits(model: Model) -> pa.Table:
    """kind, predicate, most: how many values a thing of that class may have."""
    rows = {
        (name, prop.name, prop.max_count)
        for name in concrete(model)
        for prop in model.classes[name].properties.values()
        if prop.max_count is not None
    }
    return _table(("kind", "predicate", "most"), rows)


def single_language(model: Model) -> pa.Table:
    """kind, predicate, most: texts of which a thing of that class may have one a language."""
    rows = {
        (name, prop.name, 1)
        for name in concrete(model)
        for prop in model.classes[name].properties.values()
        if prop.unique_lang and LANG_STRING in prop.datatypes
    }
    return _table(("kind", "predicate", "most"), rows)


def _table(names: Sequence[str], rows: Iterable[tuple[str | int, ...]]) -> pa.Table:
    ordered = sorted(rows)
    columns = [[row[index] for row in ordered] for index in range(len(names))]
    kinds = [pa.int64() if name in ("least", "most", "plain") else pa.string() for name in names]
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)], names=list(names)
    )
