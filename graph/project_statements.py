"""A canon folder enters; its rows leave as numbered tables, ready to be pivoted into nodes and relationships."""

# pyright: reportArgumentType=false, reportOperatorIssue=false, reportAttributeAccessIssue=false
# Ibis declares its operators more narrowly than it accepts them; mypy and the tests watch over this file.

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _ as here

from graph.project_backend import Tables
from graph.project_tables import META, REDIRECT, RESERVED
from ontology.errors import GraphError, ShapeError
from ontology.model import Model
from ontology.statements import (
    CLASS,
    CONFLICTS_FILE,
    PLACEHOLDERS_FILE,
    RECORDS_FILE,
    REDIRECTS_FILE,
    REFERENCE,
    STATEMENTS_FILE,
    TYPE,
)
from ontology.terms import RECORD, SOURCE, THING, mint

CLASS_SEPARATOR: Final = "|"
_TYPED, _DANGLING = 0, 1  # the order of nodes: things, what is only referred to, then the frame's own
_ORDER: Final = {RECORD: 2, REDIRECT: 3, META: 4}
_VALUE: Final = ("predicate", "object", "datatype", "lang")
OUTDONE: Final = "(outdone)"  # no property of a model can be called so


@dataclass(frozen=True)
class Span:
    """The numbers of all things of one set of classes, and which properties any of them has."""

    first: int
    last: int
    properties: frozenset[str]


@dataclass(frozen=True)
class Numbered:
    """Canon by number: things and records are numbers here, so that joins and groupings compare integers."""

    ids: ir.Table  # n, key, id, rank, classes: every node of the graph
    statements: ir.Table  # sn, rn, predicate, object, datatype, lang, stated_subject, stands
    values: ir.Table  # the statements that stand: those that no contradicting one was preferred to
    references: ir.Table  # sn, predicate, on
    records: ir.Table
    redirects: ir.Table
    conflicts: ir.Table
    placeholders: ir.Table  # id, label
    sources: ir.Table  # source, id of the thing that it is
    spans: Mapping[str, Span]  # by set of classes; "" = things that are stated to be of none

    def called(self, names: Collection[str]) -> ir.Table:
        """The values, and under `OUTDONE` names that a contradicting one was preferred to: they are in use too."""
        said = self.statements.filter(here.stands | here.predicate.isin(sorted(names)))
        return said.mutate(predicate=ibis.ifelse(here.stands, here.predicate, OUTDONE))

    def spoken(self) -> ir.Table:
        """The things that any statement is about."""
        return self.ids.filter(here.rank == _TYPED)

    def dangling(self) -> ir.Table:
        """The nodes that are only referred to."""
        return self.ids.filter(here.rank == _DANGLING)


def number(tables: Tables, canon: Path, model: Model) -> Numbered:
    """Read canon once and give every node its number, in the order of kind, set of classes and id."""
    read, keep = tables.read, tables.keep
    stated = read([canon / STATEMENTS_FILE])
    records = keep(read([canon / RECORDS_FILE]))
    redirects = keep(read([canon / REDIRECTS_FILE]).distinct())
    conflicts = read([canon / CONFLICTS_FILE])
    classes = keep(_class_sets(stated))
    sources = source_things(tables, records, model)
    labels = read([canon / PLACEHOLDERS_FILE])
    placeholders = keep(_placeholders(stated, classes, sources, redirects, labels))
    ids = keep(_numbers(classes, placeholders, records, redirects))
    things = ids.filter(here.key == THING).select("n", "id")
    statements = keep(_number_statements(stated, things, ids.filter(here.key == RECORD), conflicts))
    _refuse_lost_records(tables.count(statements), tables.count(stated), canon)
    _refuse_separators(tables, statements)
    # Several records may say the same, so rows of `values` repeat: what reads them groups or removes duplicates.
    values = statements.filter(here.stands)
    references = keep(_references(values, things))
    spans = _spans(tables, ids, values)
    return Numbered(
        ids, statements, values, references, records, redirects, conflicts, placeholders, sources, spans
    )


def _spans(tables: Tables, ids: ir.Table, values: ir.Table) -> Mapping[str, Span]:
    nodes = ids.filter(here.rank == _TYPED).group_by("classes").agg(first=here.n.min(), last=here.n.max())
    spans = {row["classes"]: row for row in tables.listed(nodes)}
    present: dict[str, set[str]] = {name: set() for name in spans}
    if spans:  # every thing has its number in the span of its classes
        within = [(values.sn.between(row["first"], row["last"]), name) for name, row in sorted(spans.items())]
        pairs = values.select(classes=ibis.cases(*within), predicate=values.predicate).distinct()
        for pair in tables.listed(pairs):
            present[pair["classes"]].add(pair["predicate"])
    return {
        name: Span(row["first"], row["last"], frozenset(present[name])) for name, row in sorted(spans.items())
    }


def _refuse_separators(tables: Tables, statements: ir.Table) -> None:
    """No list could be read back, and Neo4j's files end a text at U+0000."""
    wrong = statements.filter(ibis.or_(*(here.object.contains(one) for one in (*RESERVED, "\x00"))))
    found = tables.listed(wrong.select("stated_subject", "predicate").limit(1))
    if found:
        subject, predicate = found[0]["stated_subject"], found[0]["predicate"]
        raise ShapeError(
            f"a value holds a control character (U+0000, U+001E or U+001F): {predicate} of {subject}",
            f"值中含有控制字符（U+0000、U+001E 或 U+001F）：{subject} 的 {predicate}",
            remedy="the cleaner of that column must refuse control characters; correct the source and load again",
            remedy_zh="该列的清洗规则应拒绝控制字符；请修正来源后重新加载",
        )


def _class_sets(stated: ir.Table) -> ir.Table:
    typed = (
        stated.filter(here.predicate == TYPE, here.datatype == CLASS).select("subject", "object").distinct()
    )
    sets = typed.group_by("subject").agg(classes=typed.object.collect().sort().join(CLASS_SEPARATOR))
    subjects = stated.select("subject").distinct()
    joined = subjects.left_join(sets, "subject")
    return joined.select(id=joined.subject, classes=joined.classes.fill_null(""))


def source_things(tables: Tables, records: ir.Table, model: Model) -> ir.Table:
    """Every source that a record names, with the id of the thing that describes it."""
    prefix, scheme = model.classes[SOURCE].prefix or "", model.classes[SOURCE].key_scheme
    names = sorted(row["source"] for row in tables.listed(records.select("source").distinct()))
    minted = [mint(prefix, scheme, name) for name in names]
    return tables.rows(
        pa.table({"source": pa.array(names, pa.string()), "id": pa.array(minted, pa.string())})
    )


def _placeholders(
    stated: ir.Table, classes: ir.Table, sources: ir.Table, redirects: ir.Table, labels: ir.Table
) -> ir.Table:
    """Everything that is referred to and not spoken of, with the label that a reference gave it."""
    referred = stated.filter(here.datatype == REFERENCE).select(id=here.object)
    wanted = referred.union(sources.select("id"), redirects.select(id=here.canonical), distinct=True)
    dangling = wanted.anti_join(classes, "id")
    known = labels.group_by("id").agg(label=labels.label.max())
    joined = dangling.left_join(known, "id")
    return joined.select(id=joined.id, label=ibis.coalesce(joined.label.nullif(""), joined.id))


def _numbers(classes: ir.Table, placeholders: ir.Table, records: ir.Table, redirects: ir.Table) -> ir.Table:
    def part(rows: ir.Table, key: str, rank: int) -> ir.Table:
        found = rows.classes if "classes" in rows.columns else ibis.literal("")
        return rows.select(key=ibis.literal(key), rank=ibis.literal(rank, "int8"), classes=found, id=rows.id)

    nodes = ibis.union(
        part(classes, THING, _TYPED),
        part(placeholders, THING, _DANGLING),
        part(records.select(id=here.record).distinct(), RECORD, _ORDER[RECORD]),
        part(redirects.select("id").distinct(), REDIRECT, _ORDER[REDIRECT]),
    )
    order = ibis.window(order_by=[nodes.rank, nodes.classes, nodes.id])
    return nodes.mutate(n=ibis.row_number().over(order))


def _number_statements(
    stated: ir.Table, things: ir.Table, records: ir.Table, conflicts: ir.Table
) -> ir.Table:
    """Every statement by number; of contradicting values only the one that was chosen stands."""
    spoken = things.select(sn=here.n, subject=here.id)
    stating = records.select(rn=here.n, record=here.id)
    stood = conflicts.group_by(["subject", *_VALUE]).agg(chosen=conflicts.chosen.max())
    lost = stood.filter(~here.chosen).select("subject", *_VALUE, lost=ibis.literal(True))
    numbered = stated.inner_join(spoken, "subject").inner_join(stating, "record")
    judged = numbered.left_join(lost, ["subject", *_VALUE])
    return judged.select("sn", "rn", *_VALUE, "stated_subject", stands=judged.lost.isnull())


def _refuse_lost_records(kept: int, said: int, canon: Path) -> None:
    if kept != said:
        raise GraphError(
            f"{said - kept} statements name a record that {RECORDS_FILE} does not hold, or one that it holds twice",
            f"{said - kept} 条陈述所指的记录不在 {RECORDS_FILE} 中，或出现两次",
            where=str(canon),
            remedy="this canon folder is damaged: load again",
            remedy_zh="该数据版本文件夹已损坏：请重新加载",
        )


def _references(values: ir.Table, things: ir.Table) -> ir.Table:
    referring = values.filter(here.datatype == REFERENCE)
    referred = referring.select("sn", "predicate", "object").distinct()
    joined = referred.inner_join(things.select(on=here.n, object=here.id), "object")
    return joined.select("sn", "predicate", "on")
