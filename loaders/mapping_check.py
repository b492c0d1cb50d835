"""Rules and the ontology enter; the class, property, range and cleaner of each leaves, or an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from loaders.cleaners import BY_DATATYPE, CLEANERS, DATATYPES, Refused
from loaders.mapping_rules import Condition, Rules, ThingRule, Value
from ontology.errors import SourceError
from ontology.model import Class, Model, Property
from ontology.terms import CONCEPT


@dataclass(frozen=True)
class Aim:
    """What a value becomes: a literal cleaned in some way, or the id of something."""

    property: Property
    cleaner: str
    datatype: str = ""  # for literals: the fixed datatype, "" = the cleaner says which
    prefix: str = ""  # for references: of the class referred to
    scheme: str = ""


def class_of(model: Model, thing: ThingRule) -> Class:
    """The class a thing is made of; it must exist and be one that things can have."""
    found = model.classes.get(thing.class_name)
    if found is None:
        near = ", ".join(
            sorted(name for name in model.classes if name.lower()[:3] == thing.class_name.lower()[:3])
        )
        raise thing.table.wrong(
            "class",
            f"the ontology has no class {thing.class_name!r}",
            f"本体中没有类 {thing.class_name!r}",
            f"did you mean: {near}" if near else "see the reference of classes",
            f"是否指：{near}" if near else "请查阅类的参考手册",
        )
    if found.abstract:
        raise thing.table.wrong(
            "class",
            f"{found.name} is abstract",
            f"{found.name} 是抽象类",
            f"use one of: {', '.join(c.name for c in model.concrete(found.name))}",
        )
    return found


def property_of(found: Class, name: str, thing: ThingRule) -> Property:
    """A property of the class."""
    if name not in found.properties:
        near = ", ".join(sorted(p for p in found.properties if p.lower()[:4] == name.lower()[:4]))
        raise thing.table.table("set").wrong(
            name,
            f"{found.name} has no property {name!r}",
            f"{found.name} 没有属性 {name!r}",
            f"did you mean: {near}" if near else f"{found.name} has: {', '.join(found.properties)}",
            f"是否指：{near}" if near else f"{found.name} 的属性：{'、'.join(found.properties)}",
        )
    return found.properties[name]


def aim_of(model: Model, prop: Property, value: Value, handles: dict[str, str]) -> Aim:
    """What the value becomes under this property; a range that does not fit is an error."""
    cleaner = value.clean or (BY_DATATYPE[prop.datatypes[0]] if prop.datatypes else "text")
    if cleaner not in CLEANERS:
        raise value.wrong(
            f"there is no cleaner {cleaner!r}",
            f"没有名为 {cleaner!r} 的清洗函数",
            f"use one of: {', '.join(CLEANERS)}",
        )
    for choice in value.first:
        if choice.clean and not prop.is_reference:
            aim_of(model, prop, choice, handles)
    if prop.is_reference:
        return _reference(model, prop, value, handles, cleaner)
    if value.class_name or value.thing or value.key or value.scheme:
        raise value.wrong(f"{prop.name} is a literal, not a reference", f"{prop.name} 是文字值，不是引用")
    if value.lang_han and not value.lang:
        raise value.wrong("lang_han needs lang for the other texts", "lang_han 需要同时给出其他文本的 lang")
    tagged = bool(value.lang or value.lang_path)
    if tagged != ("langString" in prop.datatypes):
        raise value.wrong(
            f"{prop.name} {'has no language' if tagged else 'needs a language'}",
            f"{prop.name} {'不带语言' if tagged else '需要语言'}",
            "remove lang" if tagged else 'add lang = "en" or lang_path',
            "请去掉 lang" if tagged else '请加上 lang = "en" 或 lang_path',
        )
    if tagged:
        if DATATYPES[cleaner] != ("string",):
            raise value.wrong(f"cleaner {cleaner!r} gives no text", f"清洗函数 {cleaner!r} 的结果不是文本")
        return Aim(prop, cleaner, datatype="langString")
    if not set(DATATYPES[cleaner]) <= set(prop.datatypes):
        # an address or a number may also stand where the model wants plain text
        if prop.datatypes == ("string",):
            return Aim(prop, cleaner, datatype="string")
        given, taken = "/".join(DATATYPES[cleaner]), "/".join(prop.datatypes)
        raise value.wrong(
            f"cleaner {cleaner!r} gives {given}, {prop.name} takes {taken}",
            f"清洗函数 {cleaner!r} 的结果是 {given}，{prop.name} 需要 {taken}",
        )
    _check_constants(prop, value, cleaner)
    return Aim(prop, cleaner)


def _reference(model: Model, prop: Property, value: Value, handles: dict[str, str], cleaner: str) -> Aim:
    if value.thing:
        if value.thing not in handles:
            raise value.wrong(
                f"no thing is named {value.thing!r} here",
                f"此处没有名为 {value.thing!r} 的事物",
                f"known: {', '.join(sorted(handles))}",
            )
        target = model.classes[handles[value.thing]]
    elif value.class_name:
        if value.class_name not in model.classes:
            raise value.wrong(
                f"the ontology has no class {value.class_name!r}", f"本体中没有类 {value.class_name!r}"
            )
        target = model.classes[value.class_name]
    else:
        choices = [c for name in prop.classes for c in model.concrete(name)]
        if len(choices) != 1:
            raise value.wrong(
                f"{prop.name} may point to {', '.join(c.name for c in choices)}",
                f"{prop.name} 可指向 {'、'.join(c.name for c in choices)}",
                "say which with `class`",
                "请用 class 指明",
            )
        target = choices[0]
    if not any(model.is_a(target.name, name) for name in prop.classes):
        raise value.wrong(
            f"{prop.name} takes {'/'.join(prop.classes)}, not {target.name}",
            f"{prop.name} 需要 {'/'.join(prop.classes)}，不是 {target.name}",
        )
    if value.lang or value.lang_path:
        raise value.wrong("a reference has no language", "引用不带语言")
    scheme = value.scheme or prop.concept_scheme or target.key_scheme
    if target.name == CONCEPT and not value.thing:
        if not value.scheme and not prop.concept_scheme:
            raise value.wrong("say which concept scheme with `scheme`", "请用 scheme 指明概念体系")
        _check_notations(model, scheme, value)
    return Aim(prop, cleaner, prefix=target.prefix or "", scheme=scheme)


def _check_notations(model: Model, scheme: str, value: Value) -> None:
    """What a table or a constant names in a shipped scheme must exist there."""
    known = model.concepts.get(scheme)
    if known is None:
        return  # a scheme that comes with a source, such as EuroSciVoc
    named = [value.const] if value.const is not None else list((value.lookup or {}).values())
    for notation in named:
        if notation and notation not in known:
            raise value.wrong(
                f"the scheme {scheme!r} has no concept {notation!r}",
                f"概念体系 {scheme!r} 中没有 {notation!r}",
                f"known: {', '.join(sorted(known))}",
                f"已有：{'、'.join(sorted(known))}",
            )


def _check_constants(prop: Property, value: Value, cleaner: str) -> None:
    constants = [value.const] if value.const is not None else []
    for constant in constants + [text for text in (value.lookup or {}).values() if text]:
        try:
            lexical, _ = CLEANERS[cleaner](constant)
        except Refused as refused:
            raise value.wrong(refused.reason, refused.reason_zh, refused.remedy, refused.remedy_zh) from None
        if prop.allowed and lexical not in prop.allowed:
            raise value.wrong(
                f"{prop.name} does not allow {lexical!r}",
                f"{prop.name} 不允许 {lexical!r}",
                f"use one of: {', '.join(prop.allowed)}",
            )


def check_expectations(mappings: Sequence[Rules], expectations: Mapping[str, int]) -> None:
    """Expected classes must be ones that a mapping of the source makes."""
    made = {thing.class_name for rules in mappings for block in rules.blocks for thing in block.things}
    for name in expectations:
        if name not in made:
            raise SourceError(
                f"[expect] names {name!r}, which the mapping never makes",
                f"[expect] 中的 {name!r} 不由映射产生",
                file="source.toml",
                column=f"expect.{name}",
                remedy=f"use one of: {', '.join(sorted(made))}",
                remedy_zh=f"可用：{'、'.join(sorted(made))}",
            )


def check_known(rules: Rules) -> None:
    """Every value listed as known is told apart by a condition or a table, or has a reason why it is not."""
    read = set(_told_apart(rules))
    for path, values in rules.known.items():
        for value in values:
            if (path, value) not in read:
                raise SourceError(
                    f"no `where` and no table reads {value!r} at this path",
                    f"没有 where 或 table 读取此路径上的 {value!r}",
                    file=rules.file.name,
                    column=f"known.{path}",
                    value=value,
                    remedy=f'read it, or list it under [known.unread."{path}"] with the reason',
                    remedy_zh=f'请读取它，或列入 [known.unread."{path}"] 并写明原因',
                )


def check_recognised(rules: Rules) -> None:
    """Every `?name` in the rules has its table."""
    for block in rules.blocks:
        conditions = [*block.conditions, *(one for refusal in block.refusals for one in refusal.conditions)]
        values = [
            value for thing in block.things for value in (*thing.key, *(one for _, one in thing.values))
        ]
        conditions += [one for thing in block.things for one in thing.conditions]
        paths = {one.path for one in conditions} | {path for value in values for path in _paths(value)}
        for path in sorted(paths):
            name = path.removeprefix("?")
            if name != path and name not in rules.recognised:
                raise SourceError(
                    f"there is no [recognise.{name}]",
                    f"没有 [recognise.{name}]",
                    file=rules.file.name,
                    column=path,
                    remedy=f"known: {', '.join(sorted(rules.recognised)) or 'none'}",
                    remedy_zh=f"已有：{'、'.join(sorted(rules.recognised)) or '无'}",
                )


def _paths(value: Value) -> Iterator[str]:
    yield value.path
    yield from value.fields
    yield from (one.path for one in value.conditions)
    for part in (*value.first, *value.key):
        yield from _paths(part)


def _told_apart(rules: Rules) -> Iterator[tuple[str, str]]:
    """Path and text of all that conditions and tables wait for."""
    for block in rules.blocks:
        yield from _awaited(block.conditions, block.path)
        for thing in block.things:
            yield from _awaited(thing.conditions, block.path)
            for value in (*thing.key, *(value for _, value in thing.values)):
                yield from _looked_up(value, block.path)


def _looked_up(value: Value, base: str) -> Iterator[tuple[str, str]]:
    base = _below(base, value.each)
    yield from _awaited(value.conditions, base)
    for text in value.lookup or ():
        yield _below(base, value.path), text
    for part in (*value.first, *value.key):
        yield from _looked_up(part, base)


def _awaited(conditions: Sequence[Condition], base: str) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        if condition.wanted:
            for text in condition.values:
                yield _below(base, condition.path), text


def _below(base: str, path: str) -> str:
    """A path from the record, as [known] has it."""
    if path.startswith("/"):
        return path[1:]
    return "/".join(part for part in (base, path) if part not in ("", "."))
