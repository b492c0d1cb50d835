"""What is wanted of canon enters; a DuckDB connection leaves whose views hold the statements, records and marks of it.

As of a day a dump has the things whose interval covers it. A date that stops at the month or the year covers all of its
days, so what may have been under way is in. Things that could have an interval and state none are in as well, marked
`undated`; where the event that they belong to is out, they are out with it.
"""

# ruff: noqa: S608 - every name and text below is of the program or passes through `quoted`; values are bound

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode

import duckdb

from api.linked.rows import AT, RECORDS, REDIRECTS, SOURCES, STATEMENTS, UNDATED
from ontology.duck import duck
from ontology.errors import UsageError
from ontology.model import Class, Model
from ontology.sql import exactly, quoted
from ontology.statements import (
    CONFLICTS_FILE,
    RECORDS_FILE,
    REDIRECTS_FILE,
    STATEMENTS_FILE,
    VERSION_FILE,
)
from ontology.stopping import stoppable
from ontology.terms import SOURCE, TYPE, mint

MEMORY: Final = "512MB"
THREADS: Final = 2


@dataclass(frozen=True)
class Wanted:
    """Which part of canon: everything, unless something is named."""

    kind: str = ""  # a class, its subclasses included
    source: str = ""
    as_of: date | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.kind and not self.source and self.as_of is None

    def asked(self, profile: str = "") -> str:
        """What is asked for, as the parameters of an address; empty where that is everything in our own words."""
        said = {"class": self.kind, "source": self.source, "as_of": str(self.as_of or ""), "profile": profile}
        return urlencode({name: value for name, value in said.items() if value})


@contextmanager
def selected(
    canon: Path, wanted: Wanted, model: Model, *, memory: str = MEMORY
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views that `api.linked.rows` reads; what it spills goes when it is closed."""
    told = json.loads((canon / VERSION_FILE).read_text("utf-8"))
    _check(wanted, model, sorted(told["sources"]))
    with (
        TemporaryDirectory(prefix="coopgraph-dump-") as spill,
        duck(Path(spill), threads=THREADS, memory=memory) as connection,
    ):
        with stoppable(connection):
            for name, file in (("all_statements", STATEMENTS_FILE), ("all_records", RECORDS_FILE),
                               ("all_redirects", REDIRECTS_FILE), ("conflicts", CONFLICTS_FILE)):  # fmt: skip
                rows = f"{quoted(exactly(canon / file))}, {AT} = {name == 'all_statements'}"
                connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({rows})")
            _sources(connection, told["sources"], model)
            connection.execute(f"CREATE TEMP TABLE {UNDATED} (subject VARCHAR)")
            _choose(connection, wanted, model)
        yield connection


def check_wanted(canon: Path, wanted: Wanted, model: Model) -> None:
    """Refuse a class or a source that is not there."""
    told = json.loads((canon / VERSION_FILE).read_text("utf-8"))
    _check(wanted, model, sorted(told["sources"]))


def _check(wanted: Wanted, model: Model, sources: Sequence[str]) -> None:
    for value, known, what, what_zh in (
        (wanted.kind, sorted(model.classes), "class", "类"),
        (wanted.source, sources, "source", "来源"),
    ):
        if value and value not in known:
            raise UsageError(
                f"there is no {what} {value!r} here",
                f"此处没有{what_zh}“{value}”",
                remedy=f"name one of: {', '.join(known)}",
                remedy_zh=f"可用：{'、'.join(known)}",
            )


def _sources(connection: duckdb.DuckDBPyConnection, told: dict[str, Any], model: Model) -> None:
    prefix, scheme = model.classes[SOURCE].prefix or "", model.classes[SOURCE].key_scheme
    rows = [
        (name, mint(prefix, scheme, name), said["version"], said.get("licence", ""))
        for name, said in sorted(told.items())
    ]
    connection.execute(
        "CREATE TEMP TABLE known_sources (source VARCHAR, source_id VARCHAR, version VARCHAR, licence VARCHAR)"
    )
    if rows:
        connection.executemany("INSERT INTO known_sources VALUES (?, ?, ?, ?)", rows)


def _choose(connection: duckdb.DuckDBPyConnection, wanted: Wanted, model: Model) -> None:
    if wanted.whole:
        _views(connection, "SELECT * FROM all_statements", "SELECT * FROM all_records", "true")
        return
    conditions = []
    if wanted.kind:
        names = ", ".join(quoted(name) for name in model.subclasses(wanted.kind))
        conditions.append(
            "subject IN (SELECT subject FROM all_statements "
            f"WHERE predicate = '{TYPE}' AND object IN ({names}))"
        )
    if wanted.source:
        named = f"SELECT record FROM all_records WHERE source = {quoted(wanted.source)}"
        conditions.append(f"record IN ({named})")
    if wanted.as_of:
        _dated(connection, wanted.as_of, model)
        conditions.append("subject NOT IN (SELECT subject FROM outside)")
    connection.execute(
        f"CREATE TEMP TABLE kept AS SELECT * FROM all_statements WHERE {' AND '.join(conditions)} "
        "ORDER BY subject, predicate, object, datatype, lang, record, stated_subject"
    )
    connection.execute(f"DELETE FROM {UNDATED} WHERE subject NOT IN (SELECT subject FROM kept)")
    _views(
        connection,
        "SELECT * FROM kept",
        "SELECT * FROM all_records WHERE record IN (SELECT record FROM kept)",
        "canonical IN (SELECT subject FROM kept)",
    )


def _views(connection: duckdb.DuckDBPyConnection, statements: str, records: str, redirect: str) -> None:
    connection.execute(f"CREATE TEMP VIEW {STATEMENTS} AS {statements}")
    connection.execute(f"CREATE TEMP VIEW {RECORDS} AS {records}")
    connection.execute(f"CREATE TEMP VIEW {REDIRECTS} AS SELECT * FROM all_redirects WHERE {redirect}")
    connection.execute(
        f"CREATE TEMP TABLE {SOURCES} AS SELECT *, source IN (SELECT source FROM {RECORDS}) AS used "
        "FROM known_sources"
    )


def _dated(connection: duckdb.DuckDBPyConnection, day: date, model: Model) -> None:
    """Fill `outside` with what the day does not belong to, and the table of what states no dates."""
    connection.execute("CREATE TEMP TABLE outside AS SELECT subject FROM all_statements WHERE false")
    connection.execute(
        "CREATE TEMP VIEW standing AS SELECT * FROM all_statements ANTI JOIN "
        "(SELECT * FROM conflicts WHERE NOT chosen) USING (subject, predicate, object, datatype, lang)"
    )
    dated = [one for one in model.classes.values() if not one.abstract and one.interval_start]
    for one in sorted(dated, key=lambda found: (_belongs(found) != "", found.name)):  # events first
        _judge(connection, one, day)


def _belongs(found: Class) -> str:
    return next((tie.event for tie in found.ties if tie.event), "")


def _judge(connection: duckdb.DuckDBPyConnection, found: Class, day: date) -> None:
    begin, end = _bound("min", found.interval_start), _bound("max", found.interval_end)
    told = (
        f"SELECT subject, {begin} AS first_day, {end} AS last_day FROM standing WHERE subject IN "
        f"(SELECT subject FROM all_statements WHERE predicate = '{TYPE}' AND object = {quoted(found.name)}) "
        "GROUP BY subject"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE judged AS {told}")
    connection.execute(
        "INSERT INTO outside SELECT subject FROM judged WHERE first_day > $1 OR last_day < $1", [day]
    )
    nothing = "SELECT subject FROM judged WHERE first_day IS NULL AND last_day IS NULL"
    event = _belongs(found)
    if event:
        gone = "SELECT subject FROM all_statements WHERE predicate = $1 AND object IN (SELECT subject FROM outside)"
        connection.execute(f"INSERT INTO outside {nothing} AND subject IN ({gone})", [event])
    connection.execute(f"INSERT INTO {UNDATED} {nothing} AND subject NOT IN (SELECT subject FROM outside)")


def _bound(which: str, properties: Sequence[str]) -> str:
    """The first (or last) possible day of the first of these dates that is stated."""
    several = ", ".join(
        f"{which}({_day('first' if which == 'min' else 'last')}) FILTER (predicate = {quoted(name)})"
        for name in properties
    )
    return f"coalesce({several})" if several else "CAST(NULL AS DATE)"


def _day(side: str) -> str:
    first = (
        "TRY_CAST(CASE datatype WHEN 'gYear' THEN concat(object, '-01-01') "
        "WHEN 'gYearMonth' THEN concat(object, '-01') ELSE object END AS DATE)"
    )
    if side == "first":
        return first
    step = (
        "CASE datatype WHEN 'gYear' THEN INTERVAL 1 YEAR WHEN 'gYearMonth' THEN INTERVAL 1 MONTH "
        "ELSE INTERVAL 1 DAY END"
    )
    return f"CAST({first} + {step} - INTERVAL 1 DAY AS DATE)"
