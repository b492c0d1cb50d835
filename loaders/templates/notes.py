"""The sheets enter, a table that explains every column leaves: meaning, way of writing, example; zh or en."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from loaders.templates.references import References
from loaders.templates.sheets import ID, Column, Sheet
from ontology.model import Property
from ontology.terms import CONCEPT

SHOWN = 12  # concepts and forms that a note lists before it says how many more there are

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "zh": ("工作表", "列", "技术名称", "必填", "含义", "填写方法", "示例"),
    "en": ("Sheet", "Column", "Technical name", "Required", "Meaning", "How to write it", "Example"),
}
REQUIRED = {"zh": {True: "是", False: ""}, "en": {True: "yes", False: ""}}

RULES: Mapping[str, tuple[str, ...]] = {
    "zh": (
        "一行一件事物；空格子表示“没有说明”，不表示“没有”。",
        "一格可填多个值时用“；”隔开；文字中的分号写作“\\;”。",
        "日期可写 2006、2006-05 或 2006-05-17，来源说到哪一级就写到哪一级。",
        "引用其他行：写其编号；若该列可指多种事物，请写“种类:编号”，例如 inst:KEY。",
        "以“#”开头的列和工作表是您自己的备注，程序不读取。",
        "每一行请填来源网址、查看日期和来源质量：没有来源的事实无法核对。",
        "列名可用中文、英文或技术名称；CSV 文件可用 UTF-8 或 GB18030 编码。",
    ),
    "en": (
        "One row, one thing; an empty cell means 'not stated', never 'none'.",
        "Several values in one cell are split by ';'; a real semicolon in text is written '\\;'.",
        "Dates are 2006, 2006-05 or 2006-05-17: as exact as the source states them, no more.",
        "To refer to another row write its id; where several kinds can stand, kind:id, such as inst:KEY.",
        "Columns and sheets whose name begins with '#' are your own remarks and are not read.",
        "Fill in source URL, seen on and source quality: a fact without a source cannot be checked.",
        "Headers may be Chinese, English or technical names; CSV files may be UTF-8 or GB18030.",
    ),
}

_FRAME_NOTES: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "id": {
        "zh": ("该行事物的自定编号，其他行用它来引用", "简短、不变；字母、数字、“_”“.”“-”", "my-key-1"),
        "en": (
            "Your own key of the thing in this row; other rows refer to it",
            "short and lasting",
            "my-key-1",
        ),
    },
    "source_url": {
        "zh": ("看到这一事实的网页", "一个网址", "https://example.org/page"),
        "en": ("The page on which a person saw the fact", "one address", "https://example.org/page"),
    },
    "seen_on": {
        "zh": ("看到这一事实的日期", "日期", "2006-05-17"),
        "en": ("The day on which a person saw it there", "a date", "2006-05-17"),
    },
    "source_quality": {
        "zh": ("来源的性质", "文字，例如：官方网页、条约文本、新闻、未核实", "官方网页"),
        "en": (
            "What kind of source it is",
            "words: official page, treaty text, news, unverified",
            "official page",
        ),
    },
}

_OPTIONAL_ID = {
    "zh": "可不填：程序按该行的引用和日期生成编号",
    "en": "may be left empty: an id is then made from the row's references and dates",
}

_BY_DATATYPE: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "string": {"zh": ("文字", ""), "en": ("words", "")},
    "langString": {"zh": ("该语言的文字", ""), "en": ("words in that language", "")},
    "date": {
        "zh": ("日期：年、年-月或年-月-日", "2006-05-17"),
        "en": ("year, year-month or full date", "2006-05"),
    },
    "gYear": {"zh": ("年份", "2006"), "en": ("a year", "2006")},
    "gYearMonth": {"zh": ("年-月", "2006-05"), "en": ("year-month", "2006-05")},
    "decimal": {"zh": ("数字", "1250.5"), "en": ("a number", "1250.5")},
    "integer": {"zh": ("整数", "12"), "en": ("a whole number", "12")},
    "boolean": {"zh": ("是 或 否", "是"), "en": ("yes or no", "yes")},
    "anyURI": {"zh": ("网址", "https://example.org"), "en": ("an address", "https://example.org")},
}


# Before the example in a property's own words, and where it ends.
_SUCH_AS = {"zh": re.compile(r"如(?!何)[：:]?"), "en": re.compile(r"such as:? ")}
_END = {"zh": re.compile(r"[，、；。（）]|或"), "en": re.compile(r"[,;()]|[.:](?: |$)| or ")}
_QUOTED = re.compile(r"“([^”]+)”")
_NUMBERS = ("decimal", "integer")


class Note(NamedTuple):
    """One line of the notes sheet."""

    sheet: str
    column: str
    name: str
    required: str
    meaning: str
    writing: str
    example: str


def notes(sheets: Mapping[str, Sheet], references: References, lang: str) -> Iterator[Note]:
    """The rules, then a line for every column; the first line of a sheet says what its rows are.

    All lines are as wide as the headings, so that a reader who meets this table takes no offence at it.
    """
    for rule in RULES[lang]:
        yield Note("", "", "", "", rule, "", "")
    for sheet in sheets.values():
        meaning = sheet.kind.comments.get(lang, "")
        yield Note(sheet.title(lang), "", sheet.key, "", meaning, "", "")
        for column in sheet.columns:
            yield _note(sheet, column, references, lang)


def _note(sheet: Sheet, column: Column, references: References, lang: str) -> Note:
    title, header = sheet.title(lang), column.header(lang)
    prop = column.prop
    if prop is None:
        meaning, writing, example = _FRAME_NOTES[column.name][lang]
        needed = column.name == ID and not sheet.optional_id
        if column.name == ID and sheet.optional_id:
            writing = _OPTIONAL_ID[lang]
        return Note(title, header, column.name, REQUIRED[lang][needed], meaning, writing, example)
    writing, example = _writing(prop, references, lang)
    if prop.max_count != 1 and not prop.is_text:
        writing += {"zh": "；可填多个，用“；”隔开", "en": "; several values split by ';'"}[lang]
    meaning = prop.comments.get(lang, "")
    return Note(title, header, column.name, REQUIRED[lang][prop.min_count > 0], meaning, writing, example)


def _writing(prop: Property, references: References, lang: str) -> tuple[str, str]:
    if not prop.is_reference:
        writing, usual = _BY_DATATYPE[prop.datatypes[0]][lang]
        if prop.allowed:
            return ", ".join(prop.allowed), prop.allowed[0]
        example = _example(prop, lang)
        if prop.pattern:
            form = {"zh": f"格式如 {example}", "en": f"in the form of {example}"}[lang]
            return (form if example else f"{writing} ({prop.pattern})"), example
        return writing + _span(prop, lang), example or (usual if _within(usual, prop) else "")
    kinds = references.range_of(prop.classes)
    if len(kinds) == 1 and kinds[0].name == CONCEPT:
        return _concepts(prop, references, lang)
    if len(kinds) == 1:
        label = kinds[0].labels.get(lang, kinds[0].name)
        example = "CN" if kinds[0].key_scheme == "iso" else "KEY"
        return {"zh": f"“{label}”的编号", "en": f"id of: {label}"}[lang], example
    forms = " | ".join(f"{kind.prefix}:KEY ({kind.labels.get(lang, kind.name)})" for kind in kinds[:SHOWN])
    plain = next((kind for kind in kinds if kind.prefix == prop.plain_key), None)
    if plain is None:
        alone = {
            "zh": "；若这些文件中只有一个事物使用该编号，只填编号即可",
            "en": "; a key alone will do where one thing of that key is in these files",
        }[lang]
        return forms + alone, f"{kinds[0].prefix}:KEY"
    label = plain.labels.get(lang, plain.name)
    alone = {"zh": f"；只填编号即指“{label}”", "en": f"; a key alone means: {label}"}[lang]
    return forms + alone, "KEY"


def _span(prop: Property, lang: str) -> str:
    low, high = prop.min_inclusive, prop.max_inclusive
    if low is not None and high is not None:
        return {"zh": f"，{low} 至 {high}", "en": f" from {low} to {high}"}[lang]
    if low is not None:
        return {"zh": f"，不小于 {low}", "en": f", at least {low}"}[lang]
    return "" if high is None else {"zh": f"，不大于 {high}", "en": f", at most {high}"}[lang]


def _within(value: str, prop: Property) -> bool:
    low, high = prop.min_inclusive, prop.max_inclusive
    if prop.datatypes[0] not in _NUMBERS or (low is None and high is None):
        return True
    return (low is None or float(low) <= float(value)) and (high is None or float(value) <= float(high))


def _example(prop: Property, lang: str) -> str:
    """The value that the property's own words name as an example, '' where they name none."""
    said = prop.comments.get(lang, "")
    found = _SUCH_AS[lang].search(said)
    first = _END[lang].split(said[found.end() :], maxsplit=1)[0].strip() if found else ""
    if prop.pattern:
        inside = re.compile(prop.pattern.removeprefix("^").removesuffix("$"))
        fits = (one.group() for one in inside.finditer(first or said))
        return next((one for one in fits if len(one) > 1 and re.search(prop.pattern, one)), "")
    if prop.datatypes[0] in _NUMBERS:
        number = re.search(r"-?[0-9]+(\.[0-9]+)?", first)
        return number.group() if number and _within(number.group(), prop) else ""
    if not prop.is_text and prop.datatypes[0] != "string":
        return ""
    quoted = _QUOTED.search(first)
    return quoted[1] if quoted else first


def _concepts(prop: Property, references: References, lang: str) -> tuple[str, str]:
    concepts = references.model.concepts.get(prop.concept_scheme or "", {})
    if not concepts:
        return {"zh": "“概念表:代码”", "en": "SCHEME:NOTATION"}[lang], references.example()
    shown = [f"{notation} = {each.labels.get(lang, notation)}" for notation, each in concepts.items()]
    more = len(shown) - SHOWN
    rest = {"zh": f"…… 另有 {more} 个", "en": f"… and {more} more"}[lang] if more > 0 else ""
    return ("; ".join(shown[:SHOWN]) + rest), next(iter(concepts.values())).labels.get(lang, "")
