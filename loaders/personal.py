"""Statements and the model enter; which ids are of one person leaves, with all that is only about that person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from ontology.model import Model
from ontology.statements import REFERENCE
from ontology.terms import mint

_NAME: Final = "name"
_SHORTEST: Final = 2  # letters of a name that are looked for in the texts of things that spoke of the person


@dataclass(frozen=True)
class Words:
    """What of the ontology is about persons: classes all of whose properties are personal."""

    prefixes: tuple[str, ...]  # of the ids of their things
    identifying: tuple[
        tuple[str, str, str], ...
    ]  # property, and prefix and scheme of the id that its values mint
    links: tuple[str, ...]  # properties that refer to such things


def words_of(model: Model) -> Words:
    """Read them off the model."""
    found = {
        one.name: one
        for one in model.classes.values()
        if one.properties and not one.abstract and all(prop.personal for prop in one.properties.values())
    }
    return Words(
        tuple(sorted(one.prefix or "" for one in found.values())),
        tuple(
            sorted(
                (prop.name, one.prefix or "", prop.scheme or prop.name)
                for one in found.values()
                for prop in one.identifying
            )
        ),
        tuple(sorted(prop.name for prop in model.properties.values() if found.keys() & set(prop.classes))),
    )


def is_personal(identifier: str, model: Model) -> bool:
    """Whether an id is of a thing that is about a person and nothing else."""
    return identifier.startswith(tuple(f"{prefix}-" for prefix in words_of(model).prefixes))


def whose(tables: Tables, statements: Table, model: Model, known: Callable[[str], bool]) -> frozenset[str]:
    """All ids in the statements that are known, that share an identifier with a known one, or that are only about one."""
    words = words_of(model)
    personal = f"^({'|'.join(words.prefixes)})-"
    subjects = statements.select(id="subject")
    stated = statements.select(id="stated_subject")
    objects = statements.filter(statements.datatype == REFERENCE).select(id="object")
    ids = subjects.union(stated, objects, distinct=True)
    ids = ids.filter(ids.id.re_search(personal))
    found = {row["id"] for row in tables.fetch(ids).to_pylist() if known(row["id"])}
    found |= {
        name for name, other in _identified(tables, statements, words) if known(other) or other in found
    }
    links = statements.filter((statements.datatype == REFERENCE) & statements.predicate.isin(words.links))
    links = links.filter(links.subject.re_search(personal)).select("subject", "object").distinct()
    pairs = [(row["subject"], row["object"]) for row in tables.fetch(links).to_pylist()]
    while more := {subject for subject, target in pairs if target in found} - found:
        found |= more
    return frozenset(found)


def minted(tables: Tables, statements: Table, model: Model, ids: Collection[str]) -> frozenset[str]:
    """The ids that the strong identifiers of these things mint: under them they would come back from another source."""
    return frozenset(other for name, other in _identified(tables, statements, words_of(model)) if name in ids)


def _identified(tables: Tables, statements: Table, words: Words) -> Iterator[tuple[str, str]]:
    schemes = {name: (prefix, scheme) for name, prefix, scheme in words.identifying}
    if not schemes:
        return
    stated = statements.filter(statements.predicate.isin(sorted(schemes)))
    for row in tables.fetch(stated.select("stated_subject", "predicate", "object").distinct()).to_pylist():
        yield row["stated_subject"], mint(*schemes[row["predicate"]], row["object"])


def names_of(tables: Tables, statements: Table, ids: Collection[str]) -> frozenset[str]:
    """What these things are called, where it is long enough to be looked for."""
    wanted = id_table(tables, ids)
    named = statements.filter(statements.predicate == _NAME)
    rows = tables.fetch(named.semi_join(wanted, named.subject == wanted.id).select("object").distinct())
    return frozenset(text for row in rows.to_pylist() if len(text := row["object"].strip()) >= _SHORTEST)


def id_table(tables: Tables, ids: Collection[str]) -> Table:
    """The ids as a table to join with."""
    return tables.rows(pa.table({"id": pa.array(sorted(ids), pa.string())}))
