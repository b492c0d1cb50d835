"""Classes of the model enter, the columns of their nodes leave: name, Neo4j type, and the property they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graph.project_tables import META, PLACEHOLDER, REDIRECT, Column, Kind
from ontology.errors import OntologyError
from ontology.model import Class, Model, Property
from ontology.terms import LANGUAGES, RECORD, THING

# What of a property a column holds: its only value, all values, its value in a language, the first or the
# last day of a date that may be less exact than a day, or the keys of the things that it refers to.
Part = Literal["one", "all", "lang", "first_day", "last_day", "key", "keys"]

# What the projection says itself, so that no property of the model may be called so. `fictional` is the
# exception: the ontology has it, but whether a thing is invented follows from all records that speak of it.
FICTIONAL: Final = "fictional"
OWN_COLUMNS: Final = frozenset(
    {"id", "label", "label_zh", "label_en", "names", "named", "terms", "sources", "conflicts"}
)
OWN_TYPES: Final = frozenset({"STATED_IN", "FROM_SOURCE", "REDIRECT", "TIE"})
OWN_LABELS: Final = frozenset({PLACEHOLDER, REDIRECT, META, RECORD})
_KINDS: Final[Mapping[str, Kind]] = {"decimal": "double", "integer": "long", "boolean": "boolean"}


@dataclass(frozen=True)
class Derived:
    """A column and the part of a property that fills it."""

    column: Column
    source: str
    part: Part
    lang: str = ""


@dataclass(frozen=True)
class Merged:
    """What things of one set of classes are to the graph."""

    classes: tuple[str, ...]
    labels: tuple[str, ...]  # sorted
    properties: Mapping[str, Property]
    event: Class | None  # the class that makes these things events


def merge(model: Model, names: Sequence[str]) -> Merged:
    """One thing may be stated to be of several classes: it is all of them, and may have many values where one of them may."""
    labels: set[str] = {THING}
    properties: dict[str, Property] = {}
    for name in names:
        if name not in model.classes:
            raise _unknown_class(name)
        labels |= set(model.labels_of(name))
        for prop in model.classes[name].properties.values():
            if prop.name not in properties or prop.max_count is None:
                properties[prop.name] = prop
    if not names:  # all that is known is that there is such a thing
        labels.add(PLACEHOLDER)
        properties = dict(model.classes[THING].properties)
    _refuse_own_names(labels, properties.values())
    events = [model.classes[name] for name in names if model.classes[name].event_kind]
    return Merged(tuple(names), tuple(sorted(labels)), properties, events[0] if events else None)


def name_properties(model: Model) -> tuple[str, ...]:
    """The properties of every thing that hold one of its names."""
    return tuple(sorted(name for name in model.classes[THING].properties if name.lower().endswith("name")))


def columns_of(properties: Iterable[Property]) -> tuple[Derived, ...]:
    """The columns that these properties fill, sorted by name."""
    derived = [one for prop in properties if prop.name != FICTIONAL for one in _columns(prop)]
    return tuple(sorted(derived, key=lambda one: one.column.name))


def _columns(prop: Property) -> list[Derived]:
    name, many = prop.name, prop.max_count != 1
    if prop.is_reference:
        return [Derived(Column(name, many=many), name, "keys" if many else "key")] if prop.inline else []
    if prop.is_text:
        tagged = [Derived(Column(f"{name}_{lang}"), name, "lang", lang) for lang in LANGUAGES]
        return [Derived(Column(name, many=True), name, "all"), *tagged]
    if prop.is_date and not many:
        return [
            Derived(Column(name), name, "one"),
            Derived(Column(f"{name}_from", "date"), name, "first_day"),
            Derived(Column(f"{name}_to", "date"), name, "last_day"),
        ]
    kinds: set[Kind] = {_KINDS.get(datatype, "string") for datatype in prop.datatypes}
    kind: Kind = kinds.pop() if len(kinds) == 1 else "string"
    return [Derived(Column(name, kind, many), name, "all" if many else "one")]


def _unknown_class(name: str) -> OntologyError:
    return OntologyError(
        f"canon speaks of the class {name}, which the ontology does not have",
        f"数据中出现本体没有的类 {name}",
        remedy="make canon anew with this ontology: coopgraph load",
        remedy_zh="请用当前本体重新生成数据：coopgraph load",
    )


def _refuse_own_names(labels: set[str], properties: Iterable[Property]) -> None:
    taken = {prop.name for prop in properties if prop.name in OWN_COLUMNS or prop.relationship in OWN_TYPES}
    taken |= labels & (OWN_LABELS - {PLACEHOLDER})
    if taken:
        raise OntologyError(
            f"the graph uses these names itself: {', '.join(sorted(taken))}",
            f"图数据库自身使用以下名称：{'、'.join(sorted(taken))}",
            remedy="choose other names in the Turtle of these properties or classes",
            remedy_zh="请在相应的 Turtle 文件中改名",
        )
