"""A canon of a person's own files and the canon of a home enter; a row leaves for each place whose key is taken already.

Whatever bears one key is one thing: that is what keys are for, and a load takes it so. But a key that happens to be the
same joins strangers, and only whoever wrote it can tell. Nothing of this is rejected.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from loaders.open_ends import APART, PLACE, TAKEN, TWICE, Row, Text, row_of, sorted_rows, typed
from ontology.duck import stoppable_duck
from ontology.model import Model
from ontology.sql import exactly, quoted
from ontology.statements import RECORDS_FILE, REFERENCE, STATEMENTS_FILE, TYPE

__all__ = ["meetings", "repeated"]

KEY: Final = "ID · 编号"  # the column that own keys stand in
_NAME: Final = "name"  # the property of every thing whose text says what it is called
_OWN: Final = "^[a-z0-9]+-own[-~]"
_NAMED: Final = 3  # other rows, or names, that one row tells
_TONGUES: Final = {"en": ("en", "und", "zh"), "zh": ("zh", "und", "en")}  # the first there is names a thing
_OURS: Final = {"here": "list_contains($sources, r.source)", "there": "NOT list_contains($sources, r.source)"}


class _Met(NamedTuple):
    """One row of the files, what it bears, and the first row of another source that bears it too."""

    source: str
    file: str
    record: str
    locator: str
    line: int
    id: str
    value: str
    prop: str  # empty: the key itself
    other: str
    where: tuple[str, str, str]  # source, file and place of the other row
    more: int  # further rows of other sources


def repeated(canon: Path, model: Model, sources: Collection[str]) -> list[Row]:
    """Rows of one sheet that bear the same key: they are taken for one thing."""
    with stoppable_duck() as database:
        _views(database, "here", canon)
        _described(database, "here", sources)
        found = database.execute(
            "SELECT source, file, record, locator, line, id FROM here_things ORDER BY ALL"
        ).fetchall()
    groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row in found:
        groups.setdefault((row[5], row[0], row[1], row[3].rpartition("!")[0]), []).append(row)
    return sorted_rows(
        row_of(row[:5], model, KEY, typed(row[5], REFERENCE), TWICE, _twice([one[3] for one in rows if one != row]))
        for rows in groups.values()
        if len(rows) > 1
        for row in rows
    )  # fmt: skip


def meetings(canon: Path, loaded: Path, model: Model, sources: Collection[str]) -> list[Row]:
    """Rows whose own key, or whose strong identifier, another source of the home gives to a thing already."""
    strong = sorted(name for name, prop in model.properties.items() if prop.identifies is not None)
    with stoppable_duck() as database:
        for side, folder in (("here", canon), ("there", loaded)):
            _views(database, side, folder)
            _described(database, side, sources)
            _identified(database, side, strong, sources)
        by_key = _met(database, "things", "id")
        told = {one.record for one in by_key}
        found = [
            *by_key,
            *(one for one in _met(database, "numbers", "prop, value") if one.record not in told),
        ]
        here = _names(database, "here", {one.id for one in found}, sources)
        there = _names(database, "there", {one.other for one in found}, sources)
    return sorted_rows(
        row_of(
            one[:5],
            model,
            one.prop or KEY,
            typed(one.value, REFERENCE),
            TAKEN,
            _text(one, here.get(one.id, {}), there.get(one.other, {})),
        )
        for one in found
    )


def _views(database: duckdb.DuckDBPyConnection, side: str, folder: Path) -> None:
    for file in (STATEMENTS_FILE, RECORDS_FILE):
        name, path = file.removesuffix(".parquet"), quoted(exactly(folder / file))
        database.execute(f"CREATE VIEW {side}_{name} AS SELECT * FROM read_parquet({path})")  # noqa: S608


def _described(database: duckdb.DuckDBPyConnection, side: str, sources: Collection[str]) -> None:
    """What rows of one side say what it is, by a key that somebody gave it."""
    database.execute(
        f"CREATE TABLE {side}_things AS SELECT DISTINCT {PLACE}, s.stated_subject AS id, s.stated_subject AS value,"  # noqa: S608
        f" '' AS prop FROM {side}_statements s JOIN {side}_records r USING (record)"
        f" WHERE s.predicate = $type AND regexp_matches(s.stated_subject, $own) AND {_OURS[side]}",
        {"type": TYPE, "own": _OWN, "sources": sorted(sources)},
    )


def _identified(
    database: duckdb.DuckDBPyConnection, side: str, strong: Sequence[str], sources: Collection[str]
) -> None:
    """Which strong identifiers rows of one side give to what."""
    database.execute(
        f"CREATE TABLE {side}_numbers AS SELECT DISTINCT {PLACE}, s.stated_subject AS id, s.object AS value,"  # noqa: S608
        f" s.predicate AS prop FROM {side}_statements s JOIN {side}_records r USING (record)"
        f" WHERE list_contains($strong, s.predicate) AND {_OURS[side]}",
        {"strong": list(strong), "sources": sorted(sources)},
    )


def _met(database: duckdb.DuckDBPyConnection, table: str, keys: str) -> list[_Met]:
    rows = database.execute(
        f"WITH first AS (SELECT {keys}, min({{'source': source, 'file': file, 'line': line, 'locator': locator,"  # noqa: S608
        f" 'id': id}}) AS one, count(*) - 1 AS more FROM there_{table} GROUP BY ALL)"
        " SELECT h.source, h.file, h.record, h.locator, h.line, h.id, h.value, h.prop, f.one, f.more"
        f" FROM here_{table} h JOIN first f USING ({keys}) ORDER BY ALL"
    ).fetchall()
    return [
        _Met._make((*row[:8], row[8]["id"], (row[8]["source"], row[8]["file"], row[8]["locator"]), row[9]))
        for row in rows
    ]


def _names(
    database: duckdb.DuckDBPyConnection, side: str, ids: Collection[str], sources: Collection[str]
) -> Mapping[str, Mapping[str, list[str]]]:
    """What rows of one side call things, by language."""
    rows = database.execute(
        f"SELECT DISTINCT s.stated_subject, s.lang, s.object FROM {side}_statements s"  # noqa: S608
        f" JOIN {side}_records r USING (record) JOIN (SELECT unnest($ids::VARCHAR[]) AS id) w ON w.id = s.stated_subject"
        f" WHERE s.predicate = $name AND {_OURS[side]} ORDER BY ALL",
        {"ids": sorted(ids), "name": _NAME, "sources": sorted(sources)},
    ).fetchall()
    found: dict[str, dict[str, list[str]]] = {}
    for thing, lang, name in rows:
        found.setdefault(thing, {}).setdefault(lang, []).append(name)
    return found


def _twice(places: Sequence[str]) -> Text:
    named = ", ".join(places[:_NAMED]) + (f" … +{len(places) - _NAMED}" if len(places) > _NAMED else "")
    return Text(
        f"another row of this sheet bears the same key ({named}): all of them are taken for one thing",
        f"同一张表中另有行使用相同编号（{named}）：这些行将视为同一事物",
        f"leave one of the rows; {APART.remedy}",
        f"请只保留其中一行；{APART.remedy_zh}",
    )


def _text(one: _Met, here: Mapping[str, list[str]], there: Mapping[str, list[str]]) -> Text:
    known = {name.casefold() for names in there.values() for name in names}
    differ = bool(here) and not any(name.casefold() in known for names in here.values() for name in names)
    (en, called), (zh, called_zh) = (
        (_called(there, lang) or one.other, _called(here, lang) if differ else "") for lang in ("en", "zh")
    )
    more = f" … +{one.more}" if one.more else ""
    what, what_zh = ("identifier", "标识符") if one.prop else ("key", "编号")
    return Text(
        f"this {what} already belongs to {en} ({', '.join(one.where)}{more}): a load takes both for one thing"
        + (f", though it is called {called} here" if called else ""),
        f"该{what_zh}已属于{zh}（{'，'.join(one.where)}{more}）：载入后视为同一事物"
        + (f"，而此处名称为{called_zh}" if called_zh else ""),
        f"nothing, if both are one; {'correct the identifier otherwise' if one.prop else APART.remedy}",
        f"若确为同一事物则不必处理；{'否则请更正该标识符' if one.prop else APART.remedy_zh}",
    )


def _called(names: Mapping[str, list[str]], lang: str) -> str:
    """What a thing is called, in the language of whoever reads it where it has such a name."""
    wanted = [*_TONGUES[lang], *sorted(names)]
    return next((names[tag][0] for tag in wanted if names.get(tag)), "")
