"""A folder of canon and the declarations of link sets enter; the links leave as N-Triples, and how many there are.

A link is written where it stands alone: one value of a thing of the declared class, one thing of that value, and no value
that contradicts one that was preferred. The rest is counted and left out.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from api.linked.selecting import Wanted, selected
from loaders.cleaners.place import three_letters
from ontology.model import Model
from ontology.sql import quoted
from ontology.terms import OWL, SKOS, TYPE

_RELATIONS: Final = {"owl": OWL, "skos": SKOS}
_FILE: Final = Path(__file__).parent / "linksets.toml"
# codes that ISO leaves to users: nobody else means the same by them
_OWN_USE: Final = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
_SAFE: Final = "[A-Za-z0-9._~:/#-]+"  # what an identifier put into an address may hold


@dataclass(frozen=True)
class LinkSet:
    """One link set as it is declared."""

    name: str
    kind: str  # the class whose things are linked, its subclasses included
    relation: str  # full address
    target: str
    title: Mapping[str, str]
    method: Mapping[str, str]
    property: str = ""
    address: str = ""
    locators: str = ""
    territories: bool = False


@dataclass(frozen=True)
class Count:
    """How many links a set has, and how many pairs were left out because they do not stand alone."""

    links: int
    left_out: int


@cache
def link_sets() -> Mapping[str, LinkSet]:
    """All link sets, by name."""
    found = {}
    for name, told in tomllib.loads(_FILE.read_text("utf-8")).items():
        prefix, _, local = told.pop("relation").partition(":")
        kind = told.pop("class")
        found[name] = LinkSet(name, kind, _RELATIONS[prefix] + local, **told)
    return found


def links(canon: Path, one: LinkSet, model: Model, base: str) -> Iterator[bytes]:
    """The links of one set, sorted, a line each."""
    with selected(canon, Wanted(), model) as connection:
        pairs = _pairs(connection, one, model)
        for subject, target in connection.sql(f"{_alone(pairs)} ORDER BY ALL").fetchall():
            yield f"<{base}{subject}> <{one.relation}> <{target}> .\n".encode()


def counted(connection: duckdb.DuckDBPyConnection, one: LinkSet, model: Model) -> Count:
    """How many links a set has."""
    pairs = _pairs(connection, one, model)
    ((number,),) = connection.sql(f"SELECT count(*) FROM ({_alone(pairs)})").fetchall()
    ((several,),) = connection.sql(f"SELECT count(*) FROM ({pairs})").fetchall()
    return Count(int(number), int(several) - int(number))


def _alone(pairs: str) -> str:
    """Of several values of a thing, or several things of a value, nobody knows which is the same."""
    sides = ", ".join(f"count(*) OVER (PARTITION BY {side}) AS of_{side}" for side in ("subject", "target"))
    return f"SELECT subject, target FROM (SELECT *, {sides} FROM ({pairs})) WHERE of_subject = 1 AND of_target = 1"


def _pairs(connection: duckdb.DuckDBPyConnection, one: LinkSet, model: Model) -> str:
    names = ", ".join(quoted(name) for name in model.subclasses(one.kind))
    things = f"SELECT subject FROM stated WHERE predicate = '{TYPE}' AND object IN ({names})"
    if one.locators:
        return (
            "SELECT DISTINCT subject, locator AS target FROM stated JOIN records USING (record) "
            f"WHERE source = {quoted(one.locators)} AND starts_with(locator, {quoted(one.target)}) "
            f"AND regexp_full_match(locator, {quoted(_SAFE)}) AND predicate = '{TYPE}' AND object IN ({names})"
        )
    before, _, after = one.address.partition("{}")
    value = "replace(object, ' ', '')"
    table = "stated"
    if one.territories:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS territories (short VARCHAR, long VARCHAR)")
        if not connection.sql("SELECT count(*) FROM territories").fetchall()[0][0]:
            connection.executemany("INSERT INTO territories VALUES (?, ?)", _territories())
        table, value = "(SELECT stated.*, long FROM stated JOIN territories ON object = short)", "long"
    return (
        f"SELECT DISTINCT subject, concat({quoted(before)}, {value}, {quoted(after)}) AS target FROM {table} "
        "ANTI JOIN (SELECT * FROM conflicts WHERE NOT chosen) AS other "
        "USING (subject, predicate, object, datatype, lang) "
        f"WHERE predicate = {quoted(one.property)} AND regexp_full_match({value}, {quoted(_SAFE)}) "
        f"AND subject IN ({things})"
    )


def _territories() -> list[tuple[str, str]]:
    """Code of two letters, code of three: what ISO 3166-1 has now and means the same everywhere."""
    return sorted((short, long) for long, short in three_letters().items() if not _OWN_USE.fullmatch(short))


__all__ = ["Count", "LinkSet", "counted", "link_sets", "links"]
