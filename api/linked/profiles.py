"""The name of a profile enters; what it calls each of our terms leaves, and what of canon it cannot say.

A profile is declared in `ontology/profiles/<name>.toml`: classes and properties by their names here, `inverse` where the
published property leads the other way. What a class does not declare it has from the nearest class above it.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.linked.rows import STATEMENTS, Run
from api.linked.spelling import Syntax, expanded, quoted
from ontology.errors import OntologyError, UsageError
from ontology.model import Model, shipped_folder
from ontology.terms import REFERENCE, TYPE

OWN: Final = "own"
_ALL: Final = "subject, predicate, object, datatype, lang, record, stated_subject"
_ANY: Final = "any"


@dataclass(frozen=True)
class Profile:
    """What each of our terms is called: (class, property) or (class, `type`) → address, and those that lead back."""

    name: str
    title: Mapping[str, str]
    terms: Mapping[tuple[str, str], str]
    inverse: Mapping[tuple[str, str], str]


def profile_names() -> tuple[str, ...]:
    """All profiles; the first is everything, in our own words."""
    return (OWN, *sorted(path.stem for path in _folder().glob("*.toml")))


def _folder() -> Path:
    return shipped_folder() / "profiles"


def profile(name: str, model: Model) -> Profile | None:
    """The profile of this name; our own words need none."""
    if name in ("", OWN):
        return None
    if name not in profile_names():
        raise UsageError(
            f"there is no profile {name!r}",
            f"没有配置“{name}”",
            remedy=f"use one of: {', '.join(profile_names())}",
            remedy_zh=f"可用：{'、'.join(profile_names())}",
        )
    told = tomllib.loads((_folder() / f"{name}.toml").read_text("utf-8"))
    _check(name, told, model)
    terms: dict[tuple[str, str], str] = {}
    inverse: dict[tuple[str, str], str] = {}
    for kind in model.concrete("Thing"):
        above = model.labels_of(kind.name)
        called = next((told["classes"][one] for one in above if one in told["classes"]), "")
        if not called:
            continue
        terms[kind.name, TYPE] = expanded(called, told["prefixes"])
        for found, section in ((terms, "properties"), (inverse, "inverse")):
            for one in reversed((*above, _ANY)):
                for word, term in told.get(section, {}).get(one, {}).items():
                    if word in kind.properties:
                        found[kind.name, word] = expanded(term, told["prefixes"])
    return Profile(name, told["title"], terms, inverse)


def _check(name: str, told: Mapping[str, Any], model: Model) -> None:
    """A name that the ontology does not have is an error of ours."""
    wrong = sorted(set(told["classes"]) - set(model.classes))
    for section in ("properties", "inverse"):
        for kind, words in told.get(section, {}).items():
            known = (
                model.properties
                if kind == _ANY
                else model.classes[kind].properties
                if kind in model.classes
                else {}
            )
            wrong += sorted(f"{kind}.{word}" for word in words if word not in known)
    if wrong:
        raise OntologyError(
            f"profile {name} speaks of what the ontology does not have: {', '.join(wrong)}",
            f"配置 {name} 提到本体中没有的内容：{'、'.join(wrong)}",
            remedy="correct the file",
            remedy_zh="请改正该文件",
        )


def prepare(connection: Any, one: Profile) -> None:
    """Tables of the terms and of the classes of things."""
    connection.execute("CREATE TEMP TABLE terms (kind VARCHAR, predicate VARCHAR, iri VARCHAR, back BOOLEAN)")
    rows = [(*key, iri, False) for key, iri in sorted(one.terms.items())]
    rows += [(*key, iri, True) for key, iri in sorted(one.inverse.items())]
    connection.executemany("INSERT INTO terms VALUES (?, ?, ?, ?)", rows)
    connection.execute(
        f"CREATE TEMP VIEW kinds AS SELECT DISTINCT subject, object AS kind FROM all_statements WHERE predicate = '{TYPE}'"
    )
    connection.execute(
        f"CREATE TEMP VIEW called AS SELECT DISTINCT {_ALL}, iri, back FROM {STATEMENTS} JOIN kinds USING (subject) "
        f"JOIN terms USING (kind, predicate) WHERE predicate <> '{TYPE}' OR object = kind"
    )


def profiled(syntax: Syntax, base: str) -> Run:
    """The statements in the words of the profile, each in the graph of its record."""
    graph = syntax.thing(base, "record") if syntax.graphs else "''"
    literal = syntax.literal("object", "datatype", "lang")
    address = syntax.address("iri")
    cells = {
        "g": graph,
        "s": f"CASE WHEN back THEN {syntax.thing(base, 'object')} ELSE {syntax.thing(base, 'subject')} END",
        "p": f"CASE WHEN predicate = '{TYPE}' THEN {quoted(syntax.name_of('rdf:type'))} ELSE {address} END",
        "o": f"CASE WHEN predicate = '{TYPE}' THEN {address} WHEN back THEN {syntax.thing(base, 'subject')} "
             f"WHEN datatype = '{REFERENCE}' THEN {syntax.thing(base, 'object')} ELSE {literal} END",
    }  # fmt: skip
    columns = ", ".join(f"{text} AS {name}" for name, text in cells.items())
    rows = f"SELECT {columns} FROM called WHERE NOT back OR datatype = '{REFERENCE}'"
    return Run(f"SELECT DISTINCT g, s, p, o FROM ({rows}) ORDER BY g, s, p, o", named=syntax.graphs)


def left_out(connection: Any) -> list[dict[str, Any]]:
    """What the profile cannot say: class, property, how many statements, the most first."""
    rows = connection.sql(
        f"SELECT kind, predicate, count(*) AS number FROM {STATEMENTS} JOIN kinds USING (subject) "
        f"ANTI JOIN terms USING (kind, predicate) WHERE predicate <> '{TYPE}' OR object = kind "
        "GROUP BY ALL ORDER BY number DESC, kind, predicate"
    ).fetchall()
    return [{"class": kind, "property": word, "statements": number} for kind, word, number in rows]
