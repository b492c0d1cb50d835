"""The model enters, the reference pages leave, in English and in Chinese: `python -m ontology.reference`.

With `--check` nothing is written; stale, missing and left over pages are named and the exit code is 1.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ontology.declared import Class, Property, Tie
from ontology.model import Model, Scheme, default_model
from ontology.schemes import Concept

Page = Callable[[Model, str], str]
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "other": "[中文]({}.zh.md)",
        "generated": "Generated from the Turtle in `ontology/`; change it there.",
        "classes": "Classes and properties",
        "concepts": "Concept schemes",
        "class": "Class",
        "name": "Technical name",
        "meaning": "Meaning",
        "column": "Property",
        "values": "Values",
        "count": "How many",
        "abstract": "Abstract: things have one of its subclasses.",
        "prefix": "Id prefix",
        "key": "Bare keys are in scheme",
        "above": "Is a",
        "below": "Subclasses",
        "sheet": "Template sheet",
        "event": "Event kind",
        "activity": "an activity",
        "no_activity": "no activity",
        "interval": "Interval",
        "ties": "Ties",
        "itself": "itself",
        "inherited": "Also has what it inherits from",
        "one": "one",
        "many": "any",
        "needed": "required",
        "strong": "strong identifier",
        "personal": "personal data",
        "indexed": "indexed",
        "pattern": "pattern",
        "between": "between",
        "text": "text with its language, one in each",
        "texts": "text with its language",
        "date": "date (year, month or day)",
        "notation": "Notation",
        "labels": "Name",
        "also": "Also",
        "note": "Remarks",
        "unverified": "unverified",
        "counted": "{} concepts, {} of them unverified",
        "or": " or ",
    },
    "zh": {
        "other": "[English]({}.en.md)",
        "generated": "由 `ontology/` 中的 Turtle 生成；请在那里修改。",
        "classes": "类与属性",
        "concepts": "概念词表",
        "class": "类",
        "name": "技术名",
        "meaning": "含义",
        "column": "属性",
        "values": "取值",
        "count": "个数",
        "abstract": "抽象类：事物属于其某个下级类。",
        "prefix": "编号前缀",
        "key": "无前缀的键属于",
        "above": "上级类",
        "below": "下级类",
        "sheet": "模板工作表",
        "event": "事件种类",
        "activity": "是活动",
        "no_activity": "不是活动",
        "interval": "起止",
        "ties": "关联",
        "itself": "自身",
        "inherited": "另有继承自以下类的属性",
        "one": "一个",
        "many": "不限",
        "needed": "必填",
        "strong": "强标识",
        "personal": "个人数据",
        "indexed": "建索引",
        "pattern": "格式",
        "between": "范围",
        "text": "带语言的文字，每种语言一个",
        "texts": "带语言的文字",
        "date": "日期（年、月或日）",
        "notation": "代号",
        "labels": "名称",
        "also": "又名",
        "note": "说明",
        "unverified": "未核实",
        "counted": "共 {} 个概念，其中 {} 个未核实",
        "or": " 或 ",
    },
}


def pages(model: Model) -> dict[str, str]:
    """File name → text of every reference page."""
    made: dict[str, Page] = {"classes": _classes_page, "concepts": _concepts_page}
    return {f"{name}.{lang}.md": page(model, lang) for name, page in made.items() for lang in WORDS}


def stale(model: Model, folder: Path) -> list[str]:
    """The names of the pages in a folder that the model would write differently, or not at all."""
    wanted = pages(model)
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")} if folder.is_dir() else {}
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def write(model: Model, folder: Path) -> list[str]:
    """Writes the pages that are stale, removes those left over, and names both."""
    changed, wanted = stale(model, folder), pages(model)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8", newline="\n")
        else:
            (folder / name).unlink()
    return changed


def _head(page: str, lang: str) -> list[str]:
    word = WORDS[lang]
    return [f"# {word[page]}", "", f"{word['other'].format(page)} · {word['generated']}", ""]


def _classes_page(model: Model, lang: str) -> str:
    word = WORDS[lang]
    lines = [*_head("classes", lang), *_row(word["class"], word["name"], word["meaning"]), *_rule(3)]
    for found in model.classes.values():
        lines += _row(f"[{found.labels[lang]}](#{_anchor(found)})", f"`{found.name}`", found.comments[lang])
    for found in model.classes.values():
        lines += ["", *_class_section(model, found, lang)]
    return "\n".join(lines) + "\n"


def _class_section(model: Model, found: Class, lang: str) -> list[str]:
    word = WORDS[lang]
    facts = [word["abstract"] if found.abstract else f"{word['prefix']} `{found.prefix}`"]
    if not found.abstract and found.key_scheme != "own":
        facts.append(f"{word['key']} `{found.key_scheme}`")
    below = [name for name in model.subclasses(found.name) if found.name in model.classes[name].parents]
    for kind, names in (("above", found.parents), ("below", below)):
        if names:
            facts.append(f"{word[kind]}: " + ", ".join(_link(model.classes[name], lang) for name in names))
    if found.sheet:
        facts.append(f"{word['sheet']} `{found.sheet}`")
    if found.event_kind:
        activity = word["activity" if found.activity else "no_activity"]
        facts.append(f"{word['event']} `{found.event_kind}` ({activity})")
    if found.interval_start or found.interval_end:
        starts, ends = (
            word["or"].join(f"`{n}`" for n in names) for names in (found.interval_start, found.interval_end)
        )
        facts.append(f"{word['interval']}: {starts} … {ends}".rstrip(" …"))
    facts += [f"{word['ties']}: {_tie(tie, lang)}" for tie in found.ties]
    lines = [f'<a id="{_anchor(found)}"></a>', "", f"## {found.labels[lang]} · `{found.name}`", ""]
    lines += [found.comments[lang], "", *(f"- {fact}" for fact in facts)]
    if found.own:
        lines += [
            "",
            *_row(word["column"], word["name"], word["values"], word["count"], word["meaning"]),
            *_rule(5),
        ]
        for name in found.own:
            lines += _property_row(model, found.properties[name], lang)
    heirs = [model.classes[name] for name in found.ancestors if model.classes[name].own]
    if heirs:
        lines += ["", f"{word['inherited']}: " + ", ".join(_link(heir, lang) for heir in heirs)]
    return lines


def _property_row(model: Model, prop: Property, lang: str) -> list[str]:
    word = WORDS[lang]
    marks = [_values(model, prop, lang)]
    if prop.pattern is not None:
        marks.append(f"{word['pattern']} `{prop.pattern}`")
    if prop.min_inclusive is not None or prop.max_inclusive is not None:
        marks.append(f"{word['between']} {prop.min_inclusive or '−∞'} … {prop.max_inclusive or '∞'}")
    if prop.identifies is not None:
        marks.append(f"{word['strong']} {prop.identifies}")
    marks += [word[kind] for kind, is_so in (("indexed", prop.indexed), ("personal", prop.personal)) if is_so]
    most = (
        word["many"]
        if prop.max_count is None
        else word["one"]
        if prop.max_count == 1
        else str(prop.max_count)
    )
    count = f"{most}, {word['needed']}" if prop.min_count else most
    return _row(prop.labels[lang], f"`{prop.name}`", "; ".join(marks), count, prop.comments[lang])


def _values(model: Model, prop: Property, lang: str) -> str:
    word = WORDS[lang]
    if prop.concept_scheme is not None:
        scheme = model.schemes[prop.concept_scheme]
        return f"[{scheme.labels[lang]}](concepts.{lang}.md#{_scheme_anchor(scheme)}) `{scheme.key}`"
    if prop.is_reference:
        return word["or"].join(_link(model.classes[name], lang) for name in prop.classes)
    if prop.is_date:
        return word["date"]
    if prop.is_text:
        return word["text" if prop.unique_lang else "texts"]
    if prop.allowed:
        return word["or"].join(f"`{value}`" for value in prop.allowed)
    return word["or"].join(f"`{name}`" for name in prop.datatypes)


def _concepts_page(model: Model, lang: str) -> str:
    word = WORDS[lang]
    lines = _head("concepts", lang)
    for key, scheme in model.schemes.items():
        concepts = model.concepts[key]
        doubtful = sum(1 for concept in concepts.values() if concept.unverified)
        lines += [f'<a id="{_scheme_anchor(scheme)}"></a>', "", f"## {scheme.labels[lang]} · `{key}`", ""]
        lines += _texts(scheme, lang, skip="name")
        lines += ["", word["counted"].format(len(concepts), doubtful), ""]
        lines += [*_row(word["notation"], word["labels"], word["also"], word["note"]), *_rule(4)]
        for concept in concepts.values():
            also = [text for other, text in concept.labels.items() if other != lang]
            also += [text for text, _ in concept.alternatives]
            remarks = ([f"**{word['unverified']}**"] if concept.unverified else []) + _texts(
                concept, lang, skip="name"
            )
            lines += _row(f"`{concept.notation}`", concept.labels[lang], "; ".join(also), " ".join(remarks))
        lines.append("")
    return "\n".join(lines)


def _texts(told: Concept | Scheme, lang: str, skip: str) -> list[str]:
    """What is said of it in this language, names left out."""
    names = {*told.labels.values()} | (
        {text for text, _ in told.alternatives} if isinstance(told, Concept) else set()
    )
    return [
        text for said, text, _, spoken in told.said if spoken == lang and said != skip and text not in names
    ]


def _tie(tie: Tie, lang: str) -> str:
    word = WORDS[lang]
    members = ", ".join(f"`{name}`" for name in tie.members)
    role = f" (`{tie.role}`)" if tie.role else ""
    return f"{members}{role} → {f'`{tie.event}`' if tie.event else word['itself']}"


def _link(found: Class, lang: str) -> str:
    return f"[{found.labels[lang]}](#{_anchor(found)})"


def _anchor(found: Class) -> str:
    return f"class-{found.name.lower()}"


def _scheme_anchor(scheme: Scheme) -> str:
    return f"scheme-{scheme.key}"


def _row(*cells: str) -> list[str]:
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"]


def _rule(columns: int) -> list[str]:
    return ["|" + "---|" * columns]


def main(arguments: Sequence[str]) -> int:
    """`[--check] FOLDER`: writes the pages, or tells which are stale."""
    check = "--check" in arguments
    folders = [Path(argument) for argument in arguments if argument != "--check"]
    if len(folders) != 1:
        sys.stderr.write("usage: python -m ontology.reference [--check] FOLDER\n")
        return 2
    named = stale(default_model(), folders[0]) if check else write(default_model(), folders[0])
    for name in named:
        sys.stdout.write(f"{'stale' if check else 'written'}: {name}\n")
    return 1 if check and named else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
