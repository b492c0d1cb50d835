"""Refused statements enter; rows of rejects.parquet leave, which say where each stands, why it was refused, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import ibis
import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from loaders.identity import IDENTIFIER, Cut
from loaders.judgements import FILE
from ontology.model import Model, Property
from ontology.statements import REJECTS


class Text(NamedTuple):
    """What a reject says."""

    reason: str
    reason_zh: str
    remedy: str
    remedy_zh: str


_STAGES = {"class": "reference"}  # all other components belong to the shape of the thing itself


def refusals(tables: Tables, refused: Table, records: Table, model: Model) -> Table:
    """Rows of rejects.parquet for refused statements (columns of a statement, component, detail)."""
    faults = tables.fetch(refused.select("component", "predicate", "detail").distinct()).to_pylist()
    texts = [
        {**fault, "stage": _STAGES.get(fault["component"], "shape"), **_text(model, **fault)._asdict()}
        for fault in sorted(
            faults, key=lambda fault: (fault["component"], fault["predicate"], fault["detail"])
        )
    ]
    told = tables.rows(pa.Table.from_pylist(texts, _TEXTS))
    joined = refused.inner_join(told, ["component", "predicate", "detail"]).left_join(records, "record")
    return joined.select(
        source=ibis.coalesce(joined.source, ""),
        file=ibis.coalesce(joined.file, ""),
        record="record",
        locator=ibis.coalesce(joined.locator, ""),
        line=ibis.coalesce(joined.line, 0).cast("int32"),
        column="predicate",
        value="object",
        stage="stage",
        reason="reason",
        reason_zh="reason_zh",
        remedy="remedy",
        remedy_zh="remedy_zh",
    ).distinct()


_TEXTS = pa.schema(
    [(name, pa.string()) for name in ("component", "predicate", "detail", "stage", *Text._fields)]
)


def cut_links(cuts: Iterable[Cut], records: pa.Table) -> pa.Table:
    """Rows of rejects.parquet for links of identity that gave way to a judgement."""
    places = {row["record"]: row for row in records.to_pylist()}
    rows = []
    for cut in cuts:
        place = places.get(cut.record, {})
        lines = ", ".join(map(str, cut.lines))
        by_person = not cut.link.right.startswith(IDENTIFIER)
        scheme, _, key = cut.link.right.removeprefix(IDENTIFIER).partition("-")
        rows.append(
            {
                "source": place.get("source", ""),
                "file": place.get("file", FILE if by_person else ""),
                "record": cut.record,
                "locator": place.get("locator", cut.link.left),
                "line": place.get("line", -cut.link.age),
                "column": "judgement" if by_person else scheme,
                "value": cut.link.right if by_person else key,
                "stage": "identity",
                "reason": f"does not make {cut.link.left} one with the others: {FILE}, line {lines} keeps them apart, "
                "and this is the weakest link between them",
                "reason_zh": f"未据此把 {cut.link.left} 与其他 id 合并：{FILE} 第 {lines} 行判为不同，而这是其间最弱的联系",
                "remedy": "nothing, if the judgement is right; otherwise append a line that undoes it",
                "remedy_zh": "若判断无误则不必处理；否则请追加一行撤销该判断",
            }
        )
    return pa.Table.from_pylist(rows, REJECTS)


def _text(model: Model, component: str, predicate: str, detail: str) -> Text:
    prop = model.properties.get(predicate)
    takes, takes_zh = _takes(model, prop)
    match component:
        case "empty":
            return Text("the value is empty", "值为空", "leave the statement out", "请去掉这一条")
        case "control":
            return Text(
                "the value holds the control character U+001F",
                "值中含有控制字符 U+001F",
                "remove the character",
                "请删除该字符",
            )
        case "language":
            return Text(
                "a text without a language",
                "文本没有语言标记",
                "say in which language it is",
                "请写明语言",
            )
        case "lexical":
            return Text(
                f"not written as a value of the kind {detail}",
                f"不是合法的 {detail} 值",
                _FORMS.get(detail, ("write it in the usual form", ""))[0],
                _FORMS.get(detail, ("", "请按通常形式书写"))[1],
            )
        case "datatype":
            return Text(
                f"a value of the kind {detail}, but {predicate} takes {takes}",
                f"值的种类是 {detail}，而 {predicate} 只接受{takes_zh}",
                "correct the value, or map the column to another property",
                "请更正该值，或把该列映射到其他属性",
            )
        case "unknown":
            return Text(
                f"the ontology has no property {predicate}",
                f"本体中没有属性 {predicate}",
                "use a property of the ontology, or declare this one",
                "请使用本体中的属性，或先声明该属性",
            )
        case "kind":
            return Text(
                "the ontology has no such class of things",
                "本体中没有这一类事物",
                "use a class of the ontology that is not abstract",
                "请使用本体中非抽象的类",
            )
        case "pattern":
            return Text(
                f"does not have the form {detail}",
                f"不符合格式 {detail}",
                "correct the value",
                "请更正该值",
            )
        case "allowed":
            return Text(
                f"not one of the values that are allowed: {detail}",
                f"不在允许的取值之内：{detail}",
                "use one of them",
                "请使用其中之一",
            )
        case "lowest" | "highest":
            low = component == "lowest"
            return Text(
                f"{'less' if low else 'more'} than {detail}, the {component} that may stand here",
                f"{'小' if low else '大'}于此处允许的{'最小' if low else '最大'}值 {detail}",
                "correct the value",
                "请更正该值",
            )
        case "scheme":
            return Text(
                f"not from the list {detail}",
                f"不属于词表 {detail}",
                f"use an entry of the list {detail}",
                f"请使用词表 {detail} 中的条目",
            )
        case "class":
            return Text(
                f"leads to something of the kind {detail}, but {predicate} takes {takes}",
                f"指向的是{_label(model, detail)}，而 {predicate} 只接受{takes_zh}",
                "give the id of something of that kind",
                "请填写该类事物的 id",
            )
        case "most":
            return Text(
                f"the record states several values, but at most {detail} may stand: none of them is taken",
                f"同一条记录给出多个值，而最多只能有 {detail} 个：均未采用",
                "leave the right one",
                "请只保留正确的值",
            )
        case "languages":
            return Text(
                "the record states several texts in one language: none of them is taken",
                "同一条记录在同一语言下给出多个文本：均未采用",
                "leave one in each language; other names go under other names",
                "每种语言只保留一个；其余填入“别名”",
            )
        case "missing":
            wanted = model.properties[detail]
            return Text(
                f"the thing lacks {wanted.labels.get('en', detail)} ({detail}), without which it cannot be of this kind",
                f"缺少“{wanted.labels.get('zh', detail)}”（{detail}），因而不能成为该类事物",
                f"state {detail}; if it was stated, see why it was refused",
                f"请补上 {detail}；若已填写，请查看其被拒的理由",
            )
        case "fallen":
            return Text(
                "the thing that it is said of was refused",
                "所述的事物已被拒绝",
                "see why its type was refused",
                "请查看其类型被拒的理由",
            )
        case "untyped":
            return Text(
                "no statement says what kind of thing this is",
                "没有任何陈述说明这是哪一类事物",
                "load the source that describes it, or correct what was refused of it",
                "请载入描述它的数据来源，或更正其被拒的内容",
            )
    raise ValueError(f"no text for the component {component!r}")  # fmt: skip


_FORMS = {
    "boolean": ("write true or false", "请写 true 或 false"),
    "date": ("write a day that exists, as 2026-05-17", "请写实际存在的日期，如 2026-05-17"),
    "gYearMonth": ("write it as 2026-05", "请写成 2026-05"),
    "gYear": ("write it as 2026", "请写成 2026"),
    "decimal": (
        "write it as 1234.5, without a thousands separator or closing zeros",
        "请写成 1234.5，不带千位分隔符和末尾的零",
    ),
    "integer": ("write it as 1234, without leading zeros", "请写成 1234，不带前导零"),
}


def _takes(model: Model, prop: Property | None) -> tuple[str, str]:
    if prop is None:
        return "", ""
    if prop.is_reference:
        return " or ".join(prop.classes), "或".join(_label(model, name) for name in prop.classes)
    return " or ".join(prop.datatypes), " " + "、".join(prop.datatypes)


def _label(model: Model, kind: str) -> str:
    found = model.classes.get(kind)
    return f"“{found.labels.get('zh', kind)}”" if found is not None else kind
