"""The name of a profile enters; what it calls each of our terms leaves, and what of canon it cannot say.

A profile is declared in `ontology/profiles/<name>.toml`: classes and properties by their names here, `inverse` where the
published property leads the other way. What a class does not declare it has from the nearest class above it; an empty name
takes that back. A property may be a table: `term`, `as` (the datatype that the published property takes), `before` (what
makes an address of a value), `scheme` (of the ids that it takes). A value that does not fit is not written, but reported.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from api.linked.rows import STATEMENTS, Run
from api.linked.spelling import Syntax, expanded
from ontology.errors import OntologyError, UsageError
from ontology.model import Model, shipped_folder
from ontology.sql import quoted
from ontology.terms import REFERENCE, TYPE

OWN: Final = "own"
CALLED: Final = (
    "called_things"  # whose subjects are spoken of in the words of the profile, and by which records
)
_ALL: Final = "subject, predicate, object, datatype, lang, record, stated_subject"
_ANY: Final = "any"
# What may be written as which datatype: `string` also texts, whose language is then not said; a date is a whole day.
_FROM: Final = {
    "string": "datatype IN ('string', 'langString')",
    "anyURI": "datatype IN ('anyURI', 'string')",
    "date": "datatype = 'date'",
    "nonNegativeInteger": "datatype = 'integer' AND NOT starts_with(object, '-')",
}
# Why a statement is not said, or not wholly: the most common reason first.
_WHY: Final = {
    "word": ("there is no word for it", "没有对应的词项"),
    "form": ("the word takes no such value (a year instead of a day, for example)", "该词项不接受此类值（如只有年份的日期）"),
    "scheme": ("the word takes what belongs to another vocabulary", "该词项只接受另一词表中的概念"),
    "language": ("it is said, but its language is not", "已表达，但未注明语言"),
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """How the values of a property are written."""

    datatype: str = ""  # "" = as they are
    before: str = ""
    scheme: str = ""


@dataclass(frozen=True)
class Profile:
    """What each of our terms is called: (class, property) or (class, `type`) → address, and those that lead back."""

    name: str
    title: Mapping[str, str]
    terms: Mapping[tuple[str, str], str]
    inverse: Mapping[tuple[str, str], str]
    forms: Mapping[tuple[str, str], Form]


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
    return declared(name, tomllib.loads((_folder() / f"{name}.toml").read_text("utf-8")), model)


def declared(name: str, told: Mapping[str, Any], model: Model) -> Profile:
    """The profile that a file declares."""
    _check(name, told, model)
    terms: dict[tuple[str, str], str] = {}
    inverse: dict[tuple[str, str], str] = {}
    forms: dict[tuple[str, str], Form] = {}
    for kind in model.concrete("Thing"):
        above = model.labels_of(kind.name)
        called = next((told["classes"][one] for one in above if one in told["classes"]), "")
        if not called:
            continue
        terms[kind.name, TYPE] = expanded(called, told["prefixes"])
        for found, section in ((terms, "properties"), (inverse, "inverse")):
            for word, said in _words(told.get(section, {}), (*above, _ANY)).items():
                if word in kind.properties and said["term"]:
                    found[kind.name, word] = expanded(said["term"], told["prefixes"])
                    if section == "properties":
                        forms[kind.name, word] = Form(
                            said.get("as", ""), said.get("before", ""), said.get("scheme", "")
                        )
    return Profile(name, told["title"], terms, inverse, forms)


def _words(section: Mapping[str, Any], above: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """Property → what the nearest of these classes says of it."""
    found: dict[str, Mapping[str, str]] = {}
    for one in reversed(above):
        for word, said in section.get(one, {}).items():
            found[word] = {"term": said} if isinstance(said, str) else said
    return found


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
            wrong += sorted(
                f"{kind}.{word} as {said['as']}"
                for word, said in words.items()
                if not isinstance(said, str) and said.get("as", "string") not in _FROM
            )
    if wrong:
        raise OntologyError(
            f"profile {name} speaks of what the ontology does not have: {', '.join(wrong)}",
            f"配置 {name} 提到本体中没有的内容：{'、'.join(wrong)}",
            remedy="correct the file",
            remedy_zh="请改正该文件",
        )


def prepare(connection: duckdb.DuckDBPyConnection, one: Profile) -> None:
    """Tables of the terms and of the classes of things."""
    connection.execute(
        "CREATE TEMP TABLE terms (kind VARCHAR, predicate VARCHAR, iri VARCHAR, back BOOLEAN, form VARCHAR, before VARCHAR, "
        "scheme VARCHAR)"
    )
    plain = Form()
    rows = [
        (*key, iri, False, *_columns(one.forms.get(key, plain))) for key, iri in sorted(one.terms.items())
    ]
    rows += [(*key, iri, True, *_columns(plain)) for key, iri in sorted(one.inverse.items())]
    connection.executemany("INSERT INTO terms VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute(
        f"CREATE TEMP VIEW kinds AS SELECT DISTINCT subject, object AS kind FROM all_statements WHERE predicate = '{TYPE}'"
    )
    connection.execute(
        f"CREATE TEMP VIEW known AS SELECT DISTINCT {_ALL}, kind, iri, back, form, before, {_fits()} AS fits, "
        f"{_of_scheme()} AS of_scheme FROM {STATEMENTS} JOIN kinds USING (subject) "
        f"JOIN terms USING (kind, predicate) WHERE predicate <> '{TYPE}' OR object = kind"
    )
    connection.execute(
        f"CREATE TEMP VIEW called AS SELECT DISTINCT {_ALL}, iri, back, form, before FROM known WHERE fits AND of_scheme "
        f"AND (NOT back OR datatype = '{REFERENCE}')"
    )
    connection.execute(
        f"CREATE TEMP VIEW {CALLED} AS SELECT CASE WHEN back THEN object ELSE subject END AS subject, record FROM called"
    )


def _columns(form: Form) -> tuple[str, str, str]:
    return form.datatype, form.before, form.scheme


def _fits() -> str:
    said = " ".join(f"WHEN {quoted(form)} THEN {which}" for form, which in _FROM.items())
    return f"CASE form {said} ELSE true END"


def _of_scheme() -> str:
    return "(scheme = '' OR regexp_matches(object, concat('^[a-z0-9]+-', scheme, '[-~]')))"


def profiled(syntax: Syntax, base: str) -> Run:
    """The statements in the words of the profile, each in the graph of its record."""
    graph = syntax.thing(base, "record") if syntax.graphs else "''"
    datatype = "CASE form WHEN '' THEN datatype ELSE form END"
    literal = syntax.literal("concat(before, object)", datatype, "lang")
    address = syntax.address("iri")
    cells = {
        "g": graph,
        "s": f"CASE WHEN back THEN {syntax.thing(base, 'object')} ELSE {syntax.thing(base, 'subject')} END",
        "p": f"CASE WHEN predicate = '{TYPE}' THEN {quoted(syntax.name_of('rdf:type'))} ELSE {address} END",
        "o": f"CASE WHEN predicate = '{TYPE}' THEN {address} WHEN back THEN {syntax.thing(base, 'subject')} "
             f"WHEN datatype = '{REFERENCE}' THEN {syntax.thing(base, 'object')} ELSE {literal} END",
    }  # fmt: skip
    columns = ", ".join(f"{text} AS {name}" for name, text in cells.items())
    return Run(
        f"SELECT DISTINCT g, s, p, o FROM (SELECT {columns} FROM called) ORDER BY g, s, p, o",
        named=syntax.graphs,
    )


def left_out(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """What the profile cannot say, or not wholly: class, property, how many statements and why, the most first."""
    parts = {
        "word": f"SELECT kind, predicate FROM {STATEMENTS} JOIN kinds USING (subject) "
                f"ANTI JOIN terms USING (kind, predicate) WHERE predicate <> '{TYPE}' OR object = kind",
        "form": "SELECT kind, predicate FROM known WHERE NOT back AND NOT fits",
        "scheme": "SELECT kind, predicate FROM known WHERE NOT back AND fits AND NOT of_scheme",
        "language": "SELECT kind, predicate FROM known WHERE NOT back AND form = 'string' AND datatype = 'langString'",
    }  # fmt: skip
    every = " UNION ALL ".join(f"SELECT *, {quoted(why)} AS why FROM ({text})" for why, text in parts.items())
    rows = connection.sql(
        f"SELECT kind, predicate, why, count(*) AS number, why = 'language' AS said FROM ({every}) GROUP BY ALL "
        "ORDER BY said, number DESC, kind, predicate, why"
    ).fetchall()
    return [
        {"class": kind, "property": word, "statements": number, "said": said,
         "reason": _WHY[why][0], "reason_zh": _WHY[why][1]}
        for kind, word, why, number, said in rows
    ]  # fmt: skip
