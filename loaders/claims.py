"""Statements and ids enter; what of each must be one in a cluster leaves: country, kind of thing, number of an authority.

Identifiers stand among the ids: that two of one authority meet is seen at the identifier, whoever states it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from loaders.clusters import IDENTIFIER
from loaders.matching.names import words_of
from loaders.matching.profile import default_profile
from ontology.model import Model
from ontology.terms import THING, split_id

_STATUS = "status"


def claims_of(
    tables: Tables, statements: Table, model: Model, ids: Sequence[str]
) -> dict[str, dict[str, frozenset[str]]]:
    """Id → claim → values; two things whose claims have no value in common are not one, unless a person says so."""
    if not ids:
        return {}
    profile = default_profile()
    claims: dict[str, dict[str, set[str]]] = {}
    (country,) = profile.says["country"]
    wanted = tables.rows(pa.table({"id": pa.array(sorted(ids), pa.string())}))
    said = statements.filter(statements.predicate.isin([country, profile.elsewhere, _STATUS])).select(
        "subject", "predicate", "object"
    )
    past: set[str] = set()
    for row in tables.fetch(said.semi_join(wanted, said.subject == wanted.id).distinct()).to_pylist():
        key = row["object"].rpartition("-")[2]
        if row["predicate"] == _STATUS:
            past |= {row["subject"]} if key in profile.past | profile.gone else set()
        else:
            state = profile.part_of.get(key, key)
            claims.setdefault(row["subject"], {}).setdefault(country, set()).add(state)
    past |= {IDENTIFIER + name.partition("-")[2] for name in past}
    for name in ids:
        itself = name.startswith(IDENTIFIER)
        prefix, scheme, key = split_id(f"x-{name.removeprefix(IDENTIFIER)}" if itself else name)
        found = None if itself else model.by_prefix(prefix)
        if found is not None:
            claims.setdefault(name, {})["kind"] = {found.name, *found.ancestors} - {THING}
        if scheme in profile.unique and name not in past:
            claims.setdefault(name, {})[scheme] = {key}
    return {
        name: {claim: frozenset(values) for claim, values in said.items()} for name, said in claims.items()
    }


def kin_of(tables: Tables, statements: Table, ids: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of these ids of which a source says that they belong to each other or are related."""
    if not ids:
        return []
    profile = default_profile()
    wanted = tables.rows(pa.table({"id": pa.array(sorted(ids), pa.string())}))
    source = statements.filter(statements.predicate == profile.relatives.source).select(
        "subject", one="object"
    )
    target = statements.filter(statements.predicate == profile.relatives.target).select(
        "subject", other="object"
    )
    pairs = source.inner_join(target, "subject").select("one", "other").distinct()
    also = wanted.view()
    both = pairs.semi_join(wanted, pairs.one == wanted.id)
    both = both.semi_join(also, both.other == also.id)
    return sorted((row["one"], row["other"]) for row in tables.fetch(both).to_pylist())


def names_of(tables: Tables, statements: Table, ids: Iterable[str]) -> dict[str, frozenset[str]]:
    """Id → its names, each folded to one word."""
    wanted = tables.rows(pa.table({"id": pa.array(sorted(ids), pa.string())}))
    said = statements.filter(statements.predicate.isin(list(default_profile().says["name"])))
    said = said.semi_join(wanted, said.subject == wanted.id).select("subject", "object").distinct()
    names: dict[str, set[str]] = {}
    for row in tables.fetch(said).to_pylist():
        names.setdefault(row["subject"], set()).add("".join(words_of(row["object"])))
    return {name: frozenset(said - {""}) for name, said in names.items()}
