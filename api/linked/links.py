"""A folder of canon and the declarations of link sets enter; the links leave as N-Triples, and how many there are.

A value that contradicts one that was preferred makes no link: sameness is said of what stands alone.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel.core import get_global

from api.linked.selecting import Wanted, selected
from api.linked.spelling import quoted
from ontology.model import Model
from ontology.terms import OWL, SKOS

_RELATIONS: Final = {"owl": OWL, "skos": SKOS}
_FILE: Final = Path(__file__).parent / "linksets.toml"
# codes that ISO leaves to users: nobody else means the same by them
_OWN_USE: Final = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
_SAFE: Final = "[A-Za-z0-9._~:/#-]+"  # what an identifier put into an address may hold


@dataclass(frozen=True)
class LinkSet:
    """One link set as it is declared."""

    name: str
    relation: str  # full address
    target: str
    title: Mapping[str, str]
    method: Mapping[str, str]
    property: str = ""
    address: str = ""
    locators: str = ""
    territories: bool = False


@cache
def link_sets() -> Mapping[str, LinkSet]:
    """All link sets, by name."""
    found = {}
    for name, told in tomllib.loads(_FILE.read_text("utf-8")).items():
        prefix, _, local = told.pop("relation").partition(":")
        found[name] = LinkSet(name, _RELATIONS[prefix] + local, **told)
    return found


def links(canon: Path, one: LinkSet, model: Model, base: str) -> Iterator[bytes]:
    """The links of one set, sorted, a line each."""
    with selected(canon, Wanted(), model) as connection:
        for subject, target in connection.sql(_sql(connection, one)).fetchall():
            yield f"<{base}{subject}> <{one.relation}> <{target}> .\n".encode()


def counted(connection: Any, one: LinkSet) -> int:
    """How many links a set has."""
    ((number,),) = connection.sql(f"SELECT count(*) FROM ({_sql(connection, one)})").fetchall()
    return int(number)


def _sql(connection: Any, one: LinkSet) -> str:
    if one.locators:
        return (
            "SELECT DISTINCT subject, locator AS target FROM stated JOIN records USING (record) "
            f"WHERE source = {quoted(one.locators)} AND starts_with(locator, {quoted(one.target)}) "
            "AND regexp_full_match(locator, "
            + quoted(_SAFE)
            + ") AND predicate = 'type' AND object = 'Concept' ORDER BY ALL"
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
        f"WHERE predicate = {quoted(one.property)} AND regexp_full_match({value}, {quoted(_SAFE)}) ORDER BY ALL"
    )


def _territories() -> list[tuple[str, str]]:
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    return sorted(
        (several[0], name)
        for name, several in aliases.items()
        if len(name) == 3 and name.isalpha() and len(several) == 1 and not _OWN_USE.fullmatch(several[0])
    )


__all__ = ["LinkSet", "counted", "link_sets", "links"]
