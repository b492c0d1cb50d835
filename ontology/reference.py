"""The model enters, the reference pages leave, in English and in Chinese: `python -m ontology.reference`.

With `--check` nothing is written; stale, missing and left over pages are named and the exit code is 1.
"""

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from ontology.declared import Class, Property, Tie
from ontology.model import Model, Scheme, default_model
from ontology.reference_words import WORDS
from ontology.schemes import Concept

Page = Callable[[Model, str], str]


def pages(model: Model) -> dict[str, str]:
    """File name → text of every reference page."""
    made: dict[str, Page] = {
        "classes": _classes_page,
        "concepts": _concepts_page,
        "alignments": _alignments_page,
    }
    return {f"{name}.{lang}.md": page(model, lang) for name, page in made.items() for lang in WORDS}


def stale(model: Model, folder: Path) -> list[str]:
    """The names of the pages in a folder that the model would write differently, or not at all."""
    wanted = pages(model)
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.??.md")} if folder.is_dir() else {}
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
    lines += ["", f"## {word['frame']}", "", word["frame_text"], ""]
    lines += [*_row(word["labels"], word["name"], word["meaning"]), *_rule(3)]
    for name, told in model.frame.items():
        lines += _row(told.labels[lang], f"`coop:{name}`", told.comments[lang])
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


def _alignments_page(model: Model, lang: str) -> str:
    word = WORDS[lang]
    lines = [*_head("alignments", lang), *_row(word["name"], word["relation"], word["foreign"]), *_rule(3)]
    for alignment in model.alignments:
        relation = re.split("[#/]", alignment.relation)[-1]
        lines += _row(f"`{alignment.term}`", relation, f"<{alignment.foreign}>")
    return "\n".join(lines) + "\n"


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
    shares = f", {word['shares']} `{tie.shares[0]}`" if tie.shares else ""
    return f"{members}{role} → {f'`{tie.event}`' if tie.event else word['itself']}{shares}"


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
