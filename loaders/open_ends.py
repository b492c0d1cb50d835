"""A folder of canon and what is unsettled in it enter; a row leaves for each place that leaves something open.

Nothing of this was rejected: the values stay. The rows have the columns of the rejects, so that one list tells people
where each stands and what to do. They are worked out when they are asked for; no table of a canon holds them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from loaders.unsettled import Unsettled
from ontology.duck import stoppable_duck
from ontology.model import Model
from ontology.places import place as located
from ontology.sql import exactly, quoted
from ontology.statements import (
    CONFLICTS_FILE,
    PLACEHOLDERS_FILE,
    RECORDS_FILE,
    REFERENCE,
    STATEMENTS_FILE,
    TYPE,
)

__all__ = ["OPEN", "contradictions", "open_ends", "row_of", "sorted_rows", "typed"]

DANGLING, BACKWARD, CIRCLE, UNEVEN, CONFLICT, TWICE, TAKEN = OPEN = (
    *("dangling", "backward", "circle", "uneven", "conflict", "twice", "taken"),
)
_OWN: Final = "-own-"  # keys that people write themselves: only these can be misspelt
_LIKE: Final = 0.8  # from here on two keys are much alike (Jaro and Winkler)
_NAMED: Final = 3  # values elsewhere that one row of a contradiction names
_SHORTEST: Final = 3  # letters of a key that can be like another

Row = dict[str, Any]
PLACE: Final = "r.source, r.file, r.record, r.locator, r.line"
_AT: Final = ("source", "file", "record", "locator", "line")


class Text(NamedTuple):
    """What a row says, in both languages."""

    reason: str
    reason_zh: str
    remedy: str
    remedy_zh: str


class Apart(NamedTuple):
    """What to do where a key joins what is not one."""

    remedy: str
    remedy_zh: str


APART: Final = Apart("if these are two things, give each a key of its own", "若是两件事物，请各给一个编号")


def open_ends(canon: Path, found: Unsettled, model: Model, sources: Collection[str] = ()) -> list[Row]:
    """References to what nobody describes, ends before begins, circles, and sums that miss: of all sources, or of some."""
    with stoppable_duck() as database:
        _views(database, canon)
        rows = [
            *_dangling(database, found, model),
            *_backward(database, found, model),
            *_circles(database, found, model),
            *_uneven(database, found, model),
        ]
    return sorted_rows(rows, sources)


def contradictions(canon: Path, model: Model, sources: Collection[str] = ()) -> list[Row]:
    """Each value that other records contradict, and what they say; of all sources, or of some."""
    with stoppable_duck() as database:
        _views(database, canon)
        found = database.execute(
            f"SELECT DISTINCT {PLACE}, c.subject, c.predicate, c.lang, c.object, c.datatype"  # noqa: S608
            " FROM conflicts c JOIN records r USING (record)"
            " WHERE (c.subject, c.predicate) IN (SELECT (subject, predicate) FROM conflicts JOIN records"
            " USING (record) WHERE len($sources) = 0 OR list_contains($sources, source)) ORDER BY ALL",
            {"sources": sorted(sources)},
        ).fetchall()
    groups: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for row in found:
        groups.setdefault((row[5], row[6]), []).append(row)
    rows = []
    for (thing, name), values in sorted(groups.items()):
        for value in values:
            others = [other for other in values if other[8] != value[8]]
            others = [other for other in others if other[7] == value[7]] or others
            if others:
                text = _contradicted(thing, others)
                rows.append(
                    row_of(value[:5], model, name, typed(value[8], value[9]), CONFLICT, text, value[7])
                )
    return sorted_rows(rows, sources)


def _views(database: duckdb.DuckDBPyConnection, canon: Path) -> None:
    for file in (STATEMENTS_FILE, RECORDS_FILE, PLACEHOLDERS_FILE, CONFLICTS_FILE):
        path = quoted(exactly(canon / file))
        name = file.removesuffix(".parquet")
        database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({path})")  # noqa: S608


def _dangling(database: duckdb.DuckDBPyConnection, found: Unsettled, model: Model) -> Iterable[Row]:
    if not found.dangling:
        return
    like = _nearest(database) if any(_OWN in one.id for one in found.dangling) else {}
    known = {one.id: one for one in found.dangling}
    rows = database.execute(
        f"SELECT {PLACE}, s.predicate, s.object, s.datatype FROM placeholders p"  # noqa: S608
        " JOIN statements s ON s.object = p.id AND s.datatype = $reference JOIN records r USING (record)",
        {"reference": REFERENCE},
    ).fetchall()
    for *place, name, target, datatype in rows:
        one, near = known[target], like.get(target, "")
        named = one.known if one.typed or one.label == target else f"{target} “{one.label}”"
        text = Text(
            f"nobody describes {named} (references to it: {one.count:,}); the value stays",
            f"没有来源描述 {named}（引用 {one.count:,} 处）；该值已保留",
            (f"did you mean {near}? otherwise " if near else "")
            + "give it a row of its own, or load the source that describes it",
            (f"是否指 {near}？若不是，" if near else "") + "请为它补一行，或载入描述它的数据来源",
        )
        yield row_of(place, model, name, one.typed or typed(target, datatype), DANGLING, text)


def _nearest(database: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    """Of each key that a person wrote and nobody describes, the most similar one of the same class."""
    return dict(
        database.execute(
            "WITH known AS (SELECT DISTINCT subject AS id, split_part(subject, '-', 1) AS class FROM statements"
            "  WHERE predicate = $type AND contains(subject, $own)),"
            " missing AS (SELECT id, split_part(id, '-', 1) AS class FROM placeholders WHERE contains(id, $own)"
            "  AND len(id) - len(split_part(id, '-', 1)) - len($own) >= $shortest)"
            " SELECT m.id, arg_min(k.id, (-jaro_winkler_similarity(lower(m.id), lower(k.id)), k.id))"
            " FROM missing m JOIN known k ON k.class = m.class AND abs(len(k.id) - len(m.id)) <= 4"
            " WHERE jaro_winkler_similarity(lower(substr(m.id, len(m.class) + len($own) + 1)),"
            "  lower(substr(k.id, len(k.class) + len($own) + 1)), $like) > 0 GROUP BY m.id",
            {"type": TYPE, "own": _OWN, "like": _LIKE, "shortest": _SHORTEST},
        ).fetchall()
    )


def _backward(database: duckdb.DuckDBPyConnection, found: Unsettled, model: Model) -> Iterable[Row]:
    stated = {one.id: one for one in found.backward}
    dates = {name for kind in model.classes.values() for name in (*kind.interval_start, *kind.interval_end)}
    for *place, thing, name, value in _said(database, list(stated), sorted(dates)) if stated else ():
        one = stated[thing]
        text = Text(
            f"{thing} is said to end ({one.end}) before it begins ({one.begin}); both dates stay",
            f"{thing} 的结束日期（{one.end}）早于开始日期（{one.begin}）；两个日期均已保留",
            "correct the date that is wrong",
            "请更正有误的日期",
        )
        yield row_of(place, model, name, value, BACKWARD, text)


def _circles(database: duckdb.DuckDBPyConnection, found: Unsettled, model: Model) -> Iterable[Row]:
    if not found.circles:
        return
    kinds, ids = (
        sorted({one.kind for one in found.circles}),
        sorted({i for one in found.circles for i in one.ids}),
    )
    for kind in (model.classes[name] for name in sorted(model.classes) if model.classes[name].one_way):
        below, above, relation = kind.one_way
        rows = database.execute(
            "WITH ends AS (SELECT subject, predicate, object, datatype, record FROM statements"  # noqa: S608
            "  WHERE predicate IN ($below, $above) AND list_contains($ids, object)),"
            " kinds AS (SELECT subject, object FROM statements"
            "  WHERE predicate = $relation AND list_contains($kinds, object))"
            f" SELECT DISTINCT {PLACE}, k.object, b.object, a.object, a.datatype FROM ends a"
            " JOIN ends b ON b.subject = a.subject AND b.predicate = $below"
            " JOIN kinds k ON k.subject = a.subject JOIN records r ON r.record = a.record"
            " WHERE a.predicate = $above",
            {"below": below, "above": above, "relation": relation, "kinds": kinds, "ids": ids},
        ).fetchall()
        for circle in found.circles:
            text, within = _around(circle.ids), set(circle.ids)
            for *place, of_kind, lower, upper, datatype in rows:
                if of_kind == circle.kind and {lower, upper} <= within:
                    yield row_of(place, model, above, typed(upper, datatype), CIRCLE, text)


def _around(ids: Sequence[str]) -> Text:
    named = " > ".join((*ids[:_NAMED], *(["…"] if ids[_NAMED:] else []), ids[0]))
    return Text(
        f"the relations come back to where they began, so that each stands above itself: {named}",
        f"这些关系首尾相接，其中每一个都在自己之上：{named}",
        "correct the relation that is wrong",
        "请更正有误的关系",
    )


def _uneven(database: duckdb.DuckDBPyConnection, found: Unsettled, model: Model) -> Iterable[Row]:
    stated = {(one.id, one.amount): one for one in found.uneven}
    things, names = (sorted({key[at] for key in stated}) for at in (0, 1))
    for *place, thing, name, value in _said(database, things, names) if stated else ():
        if one := stated.get((thing, name)):
            part = one.known < one.members
            counted = f"{one.known} of {one.members}" if part else f"{one.members}"
            counted_zh = f"{one.members} 个参与方" + (f"中 {one.known} 个" if part else "")
            text = Text(
                f"the shares of {counted} stated to take part in {thing} make {one.shares}, not {one.whole}; all amounts stay",
                f"{thing} 的 {counted_zh}的份额合计为 {one.shares}，而非 {one.whole}；各金额均已保留",
                "correct the amount that is wrong, or add who is missing; if the source itself does not add up, nothing",
                "请更正有误的金额，或补上缺少的参与方；若来源本身即不相符，则不必处理",
            )
            yield row_of(place, model, name, value, UNEVEN, text)


def _said(database: duckdb.DuckDBPyConnection, things: Sequence[str], names: Sequence[str]) -> list[Any]:
    return database.execute(
        f"SELECT {PLACE}, s.subject, s.predicate, s.object FROM statements s JOIN records r USING (record)"  # noqa: S608
        " WHERE list_contains($things, s.subject) AND list_contains($names, s.predicate)",
        {"things": list(things), "names": list(names)},
    ).fetchall()


def _contradicted(thing: str, others: Sequence[tuple[Any, ...]]) -> Text:
    told = [f"{typed(row[8], row[9])} ({row[1]}, {row[3]})" for row in others]
    told_zh = [f"{typed(row[8], row[9])}（{row[1]}，{located(row[3] or '', 'zh')}）" for row in others]
    more = f" … +{len(told) - _NAMED}" if len(told) > _NAMED else ""
    return Text(
        f"of {thing} other records say otherwise: {'; '.join(told[:_NAMED])}{more}; all values stay",
        f"关于 {thing}，其他记录另有说法：{'；'.join(told_zh[:_NAMED])}{more}；各值均已保留",
        f"correct the one that is wrong; {APART.remedy}",
        f"请更正有误的值；{APART.remedy_zh}",
    )


def row_of(
    place: Sequence[Any], model: Model, name: str, value: str, stage: str, text: Text, lang: str = ""
) -> Row:
    """A row of the list: its place, the column as people know it, what stands there, and what is to be said of it."""
    labels = model.properties[name].labels if name in model.properties else {}
    column = " · ".join(dict.fromkeys(labels[tongue] for tongue in ("en", "zh") if tongue in labels)) or name
    if lang:
        column += f" ({lang})"
    return {
        **dict(zip(_AT, place, strict=True)),
        "column": column,
        "value": value,
        "stage": stage,
        **text._asdict(),
    }


def typed(value: str, datatype: str) -> str:
    """Of an id that a key of their own makes, the key: so people have typed it."""
    prefix, own, key = value.partition(_OWN)
    return key if datatype == REFERENCE and own and "-" not in prefix else value


def sorted_rows(rows: Iterable[Row], sources: Collection[str] = ()) -> list[Row]:
    """By kind of what is open, then as a person meets it who reads the file from its beginning."""
    wanted = [row for row in rows if not sources or row["source"] in sources]
    return sorted(
        wanted,
        key=lambda row: (
            OPEN.index(row["stage"]), row["source"], row["file"], row["line"], row["locator"], row["column"], row["value"],
        ),
    )  # fmt: skip
