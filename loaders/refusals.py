"""Refused statements enter; rows of rejects.parquet leave: where each stands, why it was refused, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import ibis
import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from loaders.clusters import IDENTIFIER, PROPOSED
from loaders.constraints import rules
from loaders.identity import Cut
from loaders.judgements import FILE
from ontology.model import Model, Property
from ontology.statements import REFERENCE, REJECTS, TYPE
from ontology.terms import SEPARATOR


class Text(NamedTuple):
    """What a reject says."""

    reason: str
    reason_zh: str
    remedy: str
    remedy_zh: str


_STAGES = {"class": "reference"}  # all other components belong to the shape of the thing itself
_FAULT = ("component", "predicate", "detail", "kind")


def refusals(tables: Tables, refused: Table, records: Table, model: Model) -> Table:
    """Rows of rejects.parquet for refused statements (columns of a statement, component, detail).

    What falls with a thing whose class was refused is one row a record: it says why, and how many values fell.
    """
    rows = _gathered(refused)
    faults = tables.fetch(rows.select(*_FAULT).distinct()).to_pylist()
    asked = _asked(model)
    texts = [
        {
            **fault,
            "stage": _STAGES.get(fault["component"], "shape"),
            "column": _column(model, fault),
            **_text(model, asked, **fault)._asdict(),
        }
        for fault in sorted(faults, key=lambda fault: tuple(fault[name] for name in _FAULT))
    ]
    told = tables.rows(pa.Table.from_pylist(texts, _TOLD))
    joined = rows.inner_join(told, list(_FAULT)).left_join(records, "record")
    with_it = joined.fell > 0
    number = joined.fell.cast("string")
    return joined.select(
        source=ibis.coalesce(joined.source, ""),
        file=ibis.coalesce(joined.file, ""),
        record="record",
        locator=ibis.coalesce(joined.locator, ""),
        line=ibis.coalesce(joined.line, 0).cast("int32"),
        column="column",
        value=ibis.ifelse(joined.component == "missing", ibis.literal(""), _typed(joined)),
        stage="stage",
        reason=ibis.ifelse(
            with_it, joined.reason + "; values of this record that fell with it: " + number, joined.reason
        ),
        reason_zh=ibis.ifelse(
            with_it, joined.reason_zh + "；该记录随之未采用的值：" + number, joined.reason_zh
        ),
        remedy="remedy",
        remedy_zh="remedy_zh",
    ).distinct()


def _gathered(refused: Table) -> Table:
    """Refused statements, those of a thing that fell counted in one row a record, with the class that it lost."""
    nothing = ibis.literal("")
    rows = refused.mutate(kind=ibis.ifelse(refused.predicate == TYPE, refused.object, nothing))
    single = rows.filter(rows.component != "fallen")
    roots = single.filter(single.predicate == TYPE)
    fallen = rows.filter(rows.component == "fallen")
    fell = fallen.group_by("record", "subject").aggregate(fell=fallen.count())
    lost = roots.filter(roots.component == "missing")
    causes = lost.group_by("subject").aggregate(cause=(lost.kind + SEPARATOR + lost.detail).min())
    # in the record that states its class the refusal of the class speaks for all of it
    counted = single.left_join(fell, ["record", "subject"])
    counted = counted.select(
        *(name for name in (*_VALUE, *_FAULT)),
        fell=ibis.ifelse(counted.predicate == TYPE, ibis.coalesce(counted.fell, 0), 0).cast("int64"),
    )
    apart = fell.anti_join(roots, ["record", "subject"]).left_join(causes, "subject")
    end = apart.cause.find(SEPARATOR)
    elsewhere = apart.select(
        record="record",
        object="subject",
        datatype=ibis.literal(REFERENCE),
        component=ibis.literal("fallen"),
        predicate=nothing,
        detail=ibis.coalesce(apart.cause.substr(end + 1), ""),
        kind=ibis.coalesce(apart.cause.substr(0, end), ""),
        fell=apart.fell.cast("int64"),
    )
    return ibis.union(counted, elsewhere)


_VALUE = ("record", "object", "datatype")


def _typed(rows: Table) -> Table:
    """The value as a person typed it: of an id that a key of their own makes, the key."""
    own = (rows.datatype == REFERENCE) & (rows.object.find("-own-") == rows.object.find("-"))
    return ibis.ifelse(own, rows.object.substr(rows.object.find("-own-") + len("-own-")), rows.object)


def _column(model: Model, fault: Mapping[str, str]) -> str:
    """The column as people know it: the property's label in both languages; of what is missing, the missing one."""
    name = fault["detail"] if fault["component"] == "missing" else fault["predicate"]
    found = model.properties.get(name)
    labels = found.labels if found is not None else {}
    return " · ".join(dict.fromkeys(labels[lang] for lang in ("en", "zh") if lang in labels)) or name


_TOLD = pa.schema([(name, pa.string()) for name in (*_FAULT, "stage", "column", *Text._fields)])


def cut_links(tables: Tables, cuts: Iterable[Cut], records: Table) -> Table:
    """Rows of rejects.parquet for links of identity that gave way to a judgement or would contradict others."""
    cuts = tuple(cuts)
    named = tables.rows(pa.table({"record": pa.array(sorted({cut.record for cut in cuts}), pa.string())}))
    places = {row["record"]: row for row in tables.fetch(records.semi_join(named, "record")).to_pylist()}
    rows = []
    for cut in cuts:
        place = places.get(cut.record, {})
        by_person = not cut.link.right.startswith(IDENTIFIER)
        by_rule = cut.link.strength >= PROPOSED
        scheme, _, key = cut.link.right.removeprefix(IDENTIFIER).partition("-")
        rows.append(
            {
                "source": place.get("source", ""),
                "file": place.get("file", "proposals.csv" if by_rule else FILE if by_person else ""),
                "record": cut.record,
                "locator": place.get("locator", cut.link.left),
                "line": place.get("line", -cut.link.age if by_person and not by_rule else 0),
                "column": "judgement" if by_person else scheme,
                "value": cut.link.right if by_person else key,
                "stage": "identity",
                **_cut_text(cut)._asdict(),
            }
        )
    return tables.rows(pa.Table.from_pylist(rows, REJECTS))


_CONTRADICTED: Final = (
    "nothing, if they are two; otherwise say that they are the same: coopgraph identity review",
    "若确为两者则不必处理；否则请用 coopgraph identity review 判为同一",
)
_CONTRADICTED_STATED: Final = (
    f"correct the number if it is a slip; if both are one, append a line with the word same to {FILE}",
    f"若编号有误请更正；若确为同一，请在 {FILE} 中追加一行“同一”",
)


def _cut_text(cut: Cut) -> Text:
    joined = f"does not make {cut.link.left} one with the others: "
    joined_zh = f"未据此把 {cut.link.left} 与其他 id 合并："
    weakest, weakest_zh = "this is the weakest link between them", "这是其间最弱的联系"
    if cut.against:
        against = "; ".join(cut.against)
        return Text(
            f"{joined}the cluster would hold what is not one ({against}), and {weakest}",
            f"{joined_zh}合并后的组会自相矛盾（{against}），而{weakest_zh}",
            *(_CONTRADICTED if cut.link.strength >= PROPOSED else _CONTRADICTED_STATED),
        )
    lines = ", ".join(map(str, cut.lines))
    return Text(
        f"{joined}{FILE}, line {lines} keeps them apart, and {weakest}",
        f"{joined_zh}{FILE} 第 {lines} 行判为不同，而{weakest_zh}",
        "nothing, if the judgement is right; otherwise append a line that undoes it",
        "若判断无误则不必处理；否则请追加一行撤销该判断",
    )


# By component; {…} is filled from the model and from what is wrong.
_TEXTS: Final = {
    "empty": Text("the value is empty", "值为空", "leave the statement out", "请去掉这一条"),
    "control": Text(
        "the value holds the control character U+001F",
        "值中含有控制字符 U+001F",
        "remove the character",
        "请删除该字符",
    ),
    "language": Text(
        "a text without a language", "文本没有语言标记", "say in which language it is", "请写明语言"
    ),
    "lexical": Text(
        "not written as a value of the kind {detail}", "不是合法的 {detail} 值", "{form}", "{form_zh}"
    ),
    "datatype": Text(
        "a value of the kind {detail}, but {said} takes {takes}",
        "值的种类是 {detail}，而“{said_zh}”只接受{takes_zh}",
        "correct the value, or map the column to another property",
        "请更正该值，或把该列映射到其他属性",
    ),
    "unknown": Text(
        "the ontology has no property {predicate}",
        "本体中没有属性 {predicate}",
        "use a property of the ontology, or declare this one",
        "请使用本体中的属性，或先声明该属性",
    ),
    "kind": Text(
        "the ontology has no such class of things",
        "本体中没有这一类事物",
        "use a class of the ontology that is not abstract",
        "请使用本体中非抽象的类",
    ),
    "pattern": Text(
        "does not have the form {detail}", "不符合格式 {detail}", "correct the value", "请更正该值"
    ),
    "allowed": Text(
        "not one of the values that are allowed: {detail}",
        "不在允许的取值之内：{detail}",
        "use one of them",
        "请使用其中之一",
    ),
    "lowest": Text(
        "less than {detail}, the least that may stand here",
        "小于此处允许的最小值 {detail}",
        "correct the value",
        "请更正该值",
    ),
    "highest": Text(
        "more than {detail}, the most that may stand here",
        "大于此处允许的最大值 {detail}",
        "correct the value",
        "请更正该值",
    ),
    "scheme": Text(
        "not from the list {detail}",
        "不属于词表 {detail}",
        "use an entry of the list {detail}",
        "请使用词表 {detail} 中的条目",
    ),
    "class": Text(
        "leads to something of the kind {detail_en}, but {said} takes {takes}",
        "指向的是{detail_zh}，而“{said_zh}”只接受{takes_zh}",
        "give the id of something of that kind",
        "请填写该类事物的 id",
    ),
    "most": Text(
        "the record states several values, but at most {detail} may stand: none of them is taken",
        "同一条记录给出多个值，而最多只能有 {detail} 个：均未采用",
        "leave the right one",
        "请只保留正确的值",
    ),
    "languages": Text(
        "the record states several texts in one language: none of them is taken",
        "同一条记录在同一语言下给出多个文本：均未采用",
        "leave one in each language; other names go under other names",
        "每种语言只保留一个；其余填入“别名”",
    ),
    "missing": Text(
        "{label} is missing, without which this is no {kind_en}",
        "缺少“{label_zh}”，因而不能成为{kind_zh}",
        "state {label}; if it was stated, see why it was refused",
        "请补上“{label_zh}”；若已填写，请查看其被拒的理由",
    ),
    "fallen": Text(
        "this record speaks of a thing that was refused: {label} is missing, without which it is no {kind_en}",
        "该记录所述的事物已被拒绝：缺少“{label_zh}”，因而不能成为{kind_zh}",
        "mend the thing itself; what is said of it is then taken too",
        "请先补正该事物；有关它的内容随即会被采用",
    ),
    "outcast": Text(
        "this record speaks of a thing whose type was refused",
        "该记录所述事物的类型已被拒绝",
        "see why its type was refused",
        "请查看其类型被拒的理由",
    ),
    "untyped": Text(
        "no statement says what kind of thing this is",
        "没有任何陈述说明这是哪一类事物",
        "load the source that describes it, or correct what was refused of it",
        "请载入描述它的数据来源，或更正其被拒的内容",
    ),
}

_FORMS: Final = {
    "boolean": ("write true or false", "请写 true 或 false"),
    "date": ("write a day that exists, as 2026-05-17", "请写实际存在的日期，如 2026-05-17"),
    "gYearMonth": ("write it as 2026-05", "请写成 2026-05"),
    "gYear": ("write it as 2026", "请写成 2026"),
    "decimal": ("write it as 1234.5, without closing zeros", "请写成 1234.5，不带末尾的零"),
    "integer": ("write it as 1234, without leading zeros", "请写成 1234，不带前导零"),
}


def _asked(model: Model) -> dict[tuple[str, str], str]:
    """What the rules ask of a property, by property and component."""
    asked: dict[tuple[str, str], list[str]] = {}
    for rule in rules(model):
        argument = rule.argument if isinstance(rule.argument, str) else ", ".join(rule.argument)
        said = asked.setdefault((rule.predicate, rule.component), [])
        if argument not in said:
            said.append(argument)
    return {key: " | ".join(said) for key, said in asked.items()}


def _text(
    model: Model, asked: Mapping[tuple[str, str], str], component: str, predicate: str, detail: str, kind: str
) -> Text:
    detail = asked.get((predicate, component), detail)
    prop = model.properties.get(predicate)
    takes, takes_zh = _takes(model, prop)
    form, form_zh = _FORMS.get(detail, ("", ""))
    wanted = model.properties.get(detail)
    labels = wanted.labels if wanted is not None else {}
    named = prop.labels if prop is not None else {}
    said = {
        "predicate": predicate, "detail": detail, "takes": takes, "takes_zh": takes_zh,
        "said": named.get("en", predicate), "said_zh": named.get("zh", predicate),
        "detail_en": _label(model, detail, "en"), "detail_zh": _label(model, detail, "zh"),
        "kind_en": _label(model, kind, "en"), "kind_zh": _label(model, kind, "zh"), "form": form, "form_zh": form_zh,
        "label": labels.get("en", detail), "label_zh": labels.get("zh", detail),
    }  # fmt: skip
    text = "outcast" if component == "fallen" and not kind else component
    return Text(*(part.format_map(said) for part in _TEXTS[text]))


def _takes(model: Model, prop: Property | None) -> tuple[str, str]:
    if prop is None:
        return "", ""
    if prop.is_reference:
        names = prop.classes
        return " or ".join(_label(model, name, "en") for name in names), "或".join(
            _label(model, name, "zh") for name in names
        )
    return " or ".join(prop.datatypes), " " + "、".join(prop.datatypes)


def _label(model: Model, kind: str, lang: str) -> str:
    found = model.classes.get(kind)
    if found is None:
        return kind
    label = found.labels.get(lang, kind)
    return f"“{label}”" if lang == "zh" else label
