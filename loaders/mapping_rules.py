"""A mapping.toml enters, its rules as frozen data leave; `mapping_check` asks what they mean.

    [record]                     key = [values]; url, seen, quality = value; without a key: file and place
    [[thing]]                    class, key = [values]; scheme, name (for `thing =` elsewhere), where, skip
    [thing.set]                  property = value or [values]
    [[each]]                     path to elements, each with [[each.thing]]; where, skip, split (parts of a text),
                                 record = values (elements with records of their own)
    [[refuse]] [[each.refuse]]   absent = [paths]: all empty means not taken in, or where = conditions, with reason and
                                 remedy (zh, en)
    [recognise.NAME]             tests that make the path "?NAME" true or false; see `mapping_recognise`
    [tables.NAME]                text in the file = text to use; "" = deliberately nothing
    [known]                      path = [texts that a `where` or a table reads]: any other text there fails the source
    [known.unread."path"]        text = why nothing is made of it
    [ignore]                     path or column = why it is not read; `a/b` with all below it, `a/*` the rest of it
    optional = [columns]         that a table may lack

A value is a path ("a/b/@c", "a[2]/b" of the second a, "a[last]/b", "/from/the/record", "." the element itself,
"#position" its number), a template ("text {path}"), or a table with exactly one of
    path | const | template | thing = name | first = [values] | key = [values]
and, as needed, class and scheme (what a reference points to; scheme "given" = the text is an id already),
each, where, skip, only (several are refused), alone (several elements of `each` are refused together), pick (a regular
expression with one group), split (separators), table, clean, lang, lang_path, lang_han, spill (where a second text in a
language goes), besides (a property whose values are left out). Without `clean` the property's datatype chooses the cleaner.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loaders.mapping_recognise import Recognised, read_recognised
from loaders.toml import Table, read_toml

_VALUE_KEYS = (
    *("path", "const", "template", "thing", "first"),  # where the value comes from: exactly one of these
    *("class", "scheme", "key"),  # what a reference points to
    *("each", "where", "skip", "only", "alone", "pick", "split", "table"),  # how it is found and translated
    *("clean", "lang", "lang_path", "lang_han", "spill", "besides"),  # what it becomes
)
_SOURCES = ("path", "const", "template", "thing", "first", "key")
_UNREAD = "unread"
_FIELD = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Condition:
    """The text at a path is, or is not, one of some values."""

    path: str
    values: tuple[str, ...]
    wanted: bool


@dataclass(frozen=True)
class Value:
    """How one value of a property, a key or a record's note is found."""

    table: Table  # the place in mapping.toml, for messages
    path: str = ""
    const: str | None = None
    template: str = ""
    thing: str = ""
    first: tuple[Value, ...] = ()
    key: tuple[Value, ...] = ()
    class_name: str = ""
    scheme: str = ""
    each: str = ""
    conditions: tuple[Condition, ...] = ()
    pick: str = ""
    split: str = ""
    lookup: Mapping[str, str] | None = None
    lookup_name: str = ""
    clean: str = ""
    lang: str = ""
    lang_path: str = ""
    lang_han: str = ""  # the language of texts that are written in Chinese characters
    only: bool = False  # several values at the path are refused instead of all taken
    alone: bool = False  # elements of `each` that hold several texts are refused instead of all taken
    spill: str = ""  # the property that takes a second text in a language
    besides: str = ""  # the property whose values are left out here

    @property
    def fields(self) -> tuple[str, ...]:
        """Paths inside a template."""
        return tuple(_FIELD.findall(self.template))

    def wrong(self, what: str, what_zh: str, remedy: str = "", remedy_zh: str = "") -> Exception:
        """A SourceError at this rule."""
        above, _, name = self.table.where.rpartition(".")
        return Table(self.table.file, above, {}).wrong(name, what, what_zh, remedy, remedy_zh)


@dataclass(frozen=True)
class ThingRule:
    """A thing that is made of each record or element."""

    table: Table
    class_name: str
    key: tuple[Value, ...]
    scheme: str = ""
    handle: str = ""
    conditions: tuple[Condition, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Refusal:
    """Elements that are not taken in, since all of some paths are empty or conditions hold; what the ledger says."""

    absent: tuple[str, ...]
    conditions: tuple[Condition, ...]
    reason: Mapping[str, str]
    remedy: Mapping[str, str]


@dataclass(frozen=True)
class Block:
    """The record itself (path "") or the elements at a path in it, with the things made of each."""

    path: str
    things: tuple[ThingRule, ...]
    split: str = ""  # the elements are the parts of one text
    conditions: tuple[Condition, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    record_key: tuple[Value, ...] = ()  # elements with records of their own


@dataclass(frozen=True)
class Rules:
    """A whole mapping.toml."""

    file: Path
    record_key: tuple[Value, ...]
    url: Value | None
    seen: Value | None
    quality: Value | None
    blocks: tuple[Block, ...]
    ignored: Mapping[str, str]  # path or column -> reason
    known: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # path -> values that are read
    unread: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # path -> value -> reason
    optional: frozenset[str] = field(default_factory=frozenset)  # columns that may be missing
    recognised: Mapping[str, Recognised] = field(default_factory=dict)  # what the path `?name` tells


def read_rules(path: Path) -> Rules:
    """The rules as written; a misspelt key is a SourceError that names file and key."""
    top = read_toml(path)
    top.only(("record", "thing", "each", "refuse", "tables", "known", "ignore", "optional", "recognise"))
    lookups = {name: top.table("tables").mapping(name) for name in top.table("tables").values}
    record = top.table("record")
    record.only(("key", "url", "seen", "quality"))
    notes = {
        name: _value(record, name, lookups) if name in record.values else None
        for name in ("url", "seen", "quality")
    }
    blocks = [
        Block("", tuple(_thing(table, lookups) for table in top.tables("thing")), refusals=_refusals(top))
    ]
    for table in top.tables("each"):
        table.only(("path", "split", "record", "where", "skip", "refuse", "thing"))
        blocks.append(
            Block(
                path=table.text("path"),
                split=table.text("split", ""),
                things=tuple(_thing(inner, lookups) for inner in table.tables("thing")),
                conditions=_conditions(table),
                refusals=_refusals(table),
                record_key=_values(table, "record", lookups),
            )
        )
    known = top.table("known")
    left_out = known.table(_UNREAD)
    unread = {name: _reasons(left_out, name) for name in left_out.values}
    return Rules(
        file=path,
        record_key=_values(record, "key", lookups),
        url=notes["url"],
        seen=notes["seen"],
        quality=notes["quality"],
        blocks=tuple(blocks),
        ignored=_reasons(top, "ignore"),
        known={name: known.texts(name) for name in known.values if name != _UNREAD},
        unread=unread,
        optional=frozenset(top.texts("optional")),
        recognised=read_recognised(top),
    )


def _reasons(table: Table, name: str) -> Mapping[str, str]:
    """What is left out, each with a reason that says something."""
    reasons = table.mapping(name)
    for left_out, reason in reasons.items():
        if len(reason.split()) < 2 and len(reason) < 4:
            raise table.table(name).wrong(
                left_out,
                "what is ignored needs a reason",
                "忽略的内容须写明原因",
                'write "why it is not read"',
                "请写明为什么不读取",
            )
    return reasons


def _thing(table: Table, lookups: Mapping[str, Mapping[str, str]]) -> ThingRule:
    table.only(("class", "name", "scheme", "key", "where", "skip", "set"))
    properties = table.table("set")
    values: list[tuple[str, Value]] = []
    for name, written in properties.values.items():
        items = written if isinstance(written, list) else [written]
        for at, item in enumerate(items, 1):
            spot = f"{name}[{at}]" if isinstance(written, list) else name
            values.append(
                (name, _value(Table(properties.file, properties.where, {spot: item}), spot, lookups))
            )
    key = _values(table, "key", lookups)
    if not key:
        raise table.wrong(
            "key", "a thing needs a key", "每个事物都需要键", 'such as key = ["id"]', '例如 key = ["id"]'
        )
    return ThingRule(
        table=table,
        class_name=table.text("class"),
        key=key,
        scheme=table.text("scheme", ""),
        handle=table.text("name", ""),
        conditions=_conditions(table),
        values=tuple(values),
    )


def _values(table: Table, name: str, lookups: Mapping[str, Mapping[str, str]]) -> tuple[Value, ...]:
    written = table.values.get(name, [])
    items = written if isinstance(written, list) else [written]
    return tuple(
        _value(Table(table.file, table.where, {f"{name}[{at}]": item}), f"{name}[{at}]", lookups)
        for at, item in enumerate(items, 1)
    )


def _value(table: Table, name: str, lookups: Mapping[str, Mapping[str, str]]) -> Value:
    written = table.values[name]
    if isinstance(written, str):  # the short form: a path, or a template if it has fields
        place = Table(table.file, table.key(name), {})
        return Value(place, template=written) if "{" in written else Value(place, path=written)
    spec = table.table(name)
    spec.only(_VALUE_KEYS)
    if sum(source in spec.values for source in _SOURCES) != 1:
        raise table.wrong(
            name,
            f"a value needs exactly one of {', '.join(_SOURCES)}",
            f"取值须且只能有 {'、'.join(_SOURCES)} 之一",
        )
    chosen = spec.text("table", "")
    if chosen and chosen not in lookups:
        raise spec.wrong(
            "table",
            f"there is no [tables.{chosen}]",
            f"没有 [tables.{chosen}]",
            f"known: {', '.join(sorted(lookups))}",
        )
    pick = spec.text("pick", "")
    try:
        groups = re.compile(pick).groups if pick else 1
    except re.error as error:
        raise spec.wrong("pick", f"not a regular expression: {error}", f"不是正则表达式：{error}") from None
    if groups != 1:
        raise spec.wrong("pick", "the expression needs exactly one group", "正则表达式须恰有一个分组")
    if spec.truth("alone") and "each" not in spec.values:
        raise spec.wrong("alone", "`alone` is asked of the elements of `each`", "alone 须与 each 连用")
    return Value(
        table=spec,
        path=spec.text("path", ""),
        const=spec.text("const") if "const" in spec.values else None,
        template=spec.text("template", ""),
        thing=spec.text("thing", ""),
        first=_values(spec, "first", lookups),
        key=_values(spec, "key", lookups),
        class_name=spec.text("class", ""),
        scheme=spec.text("scheme", ""),
        each=spec.text("each", ""),
        conditions=_conditions(spec),
        pick=pick,
        split=spec.text("split", ""),
        lookup=lookups[chosen] if chosen else None,
        lookup_name=chosen,
        clean=spec.text("clean", ""),
        lang=spec.text("lang", ""),
        lang_path=spec.text("lang_path", ""),
        lang_han=spec.text("lang_han", ""),
        only=spec.truth("only"),
        alone=spec.truth("alone"),
        spill=spec.text("spill", ""),
        besides=spec.text("besides", ""),
    )


def _refusals(table: Table) -> tuple[Refusal, ...]:
    found = []
    for inner in table.tables("refuse"):
        inner.only(("absent", "where", "skip", "reason", "remedy"))
        conditions = _conditions(inner)
        if not conditions and not inner.texts("absent"):
            raise inner.wrong(
                "absent",
                "nothing says what is refused",
                "没有写明拒收什么",
                "add absent or where",
                "请添加 absent 或 where",
            )
        reason, remedy = inner.bilingual("reason"), inner.bilingual("remedy")
        found.append(Refusal(inner.texts("absent"), conditions, reason, remedy))
    return tuple(found)


def _conditions(table: Table) -> tuple[Condition, ...]:
    found = []
    for name, wanted in (("where", True), ("skip", False)):
        inner = table.table(name)
        found += [Condition(path, inner.texts(path), wanted) for path in inner.values]
    return tuple(found)
