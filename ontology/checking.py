"""What the Turtle declares enters; nothing leaves but an error that names the first fault."""

import re
from collections.abc import Container, Mapping

import pyoxigraph as ox

from ontology.declared import Class, Property
from ontology.terms import CONCEPT, CONCEPT_SCHEME, LANGUAGES, PARTIAL_DATE, RECORD, SKOS
from ontology.turtle import Node, Triples
from ontology.vocabulary import CLASS, NODE_SHAPE, PLAIN_PROPERTY, PROPERTY_SHAPE, SUBCLASS, A, coop

# What all that is derived knows to read, check, store and show; a day, month or year is one of three at once.
DATATYPES = ("string", "langString", "anyURI", "decimal", "integer", "boolean", "date")


def check_subjects(triples: Triples) -> None:
    """A subject that is nothing we know would be left out in silence: a misspelt name, a forgotten type."""
    known = {NODE_SHAPE, PROPERTY_SHAPE, PLAIN_PROPERTY}
    known |= {ox.NamedNode(SKOS + CONCEPT), ox.NamedNode(SKOS + CONCEPT_SCHEME)}
    for node, said in triples.subjects.items():
        types = set(said.get(A, ()))
        half = SUBCLASS in said and not {CLASS, NODE_SHAPE} <= types
        framed = CLASS in types and node == coop(
            RECORD
        )  # what states things is none of them, and has no shape
        if isinstance(node, ox.NamedNode) and (half or not (framed or types & known)):
            raise triples.error(
                node,
                "it is neither class, shape, concept nor scheme",
                "既不是类、形状，也不是概念或词表",
                "a class is `a rdfs:Class , sh:NodeShape`; a property `a rdf:Property , sh:PropertyShape`",
                "类须写 `a rdfs:Class , sh:NodeShape`；属性须写 `a rdf:Property , sh:PropertyShape`",
            )


def need_languages(triples: Triples, node: Node, texts: Mapping[str, str], what: str) -> None:
    """Texts must be there in every language of the house."""
    for language in LANGUAGES:
        if not texts.get(language):
            raise triples.error(
                node,
                f"{what} in {language!r} is missing",
                f"缺少语言“{language}”的 {what}",
                f"add one tagged @{language}",
                f"请加上标记为 @{language} 的文字",
            )


def check_named(triples: Triples, node: Node, found: Class) -> None:
    """What the frame words name must be properties of the class, of the right kind."""
    for tie in found.ties:
        fitting = tie.event and len(tie.shares) == 2 and set(tie.shares) <= set(found.properties)
        if tie.shares and not fitting:
            raise triples.error(
                node,
                "coop:shares in its tie is not an amount of an event and its unit, both properties of it",
                "tie 中的 coop:shares 须为该类的两个属性（事件的金额及其单位）",
                "write ( coop:amount coop:currency )",
                "请写作 ( coop:amount coop:currency )",
            )
    references = [name for tie in found.ties for name in (tie.event, tie.role, *tie.members) if name]
    references += found.one_way
    for name in (*references, *found.interval_start, *found.interval_end):
        prop = found.properties.get(name)
        if prop is None or not (prop.is_reference if name in references else prop.is_date):
            raise triples.error(
                node,
                f"coop:{name} in its tie or interval is no fitting property of it",
                f"tie 或 interval 中的 coop:{name} 不是它的合适属性",
                "ties need references, intervals need dates",
                "tie 须用引用属性，interval 须用日期属性",
            )


def check_unique(classes: Mapping[str, Class], triples: Triples, nodes: Mapping[str, Node]) -> None:
    """A prefix and a sheet belong to one class."""
    seen: dict[tuple[str, str], str] = {}
    for name, found in sorted(classes.items()):
        for kind, value in (("prefix", found.prefix), ("sheet", found.sheet)):
            if value is None:
                continue
            if not re.fullmatch("[a-z0-9]+" if kind == "prefix" else "[a-z0-9_]+", value):
                raise triples.error(
                    nodes[name],
                    f"coop:{kind} {value!r} must be lower-case letters and digits",
                    f"coop:{kind}“{value}”须为小写字母和数字",
                )
            other = seen.setdefault((kind, value), name)
            if other != name:
                raise triples.error(
                    nodes[name],
                    f"coop:{kind} {value!r} already belongs to coop:{other}",
                    f"coop:{kind}“{value}”已属于 coop:{other}",
                )


def check_ranges(classes: Mapping[str, Class], triples: Triples, nodes: Mapping[str, Node]) -> None:
    """A reference leads to classes that exist, and so does a key alone."""
    for name, found in classes.items():
        for prop in found.properties.values():
            missing = [other for other in prop.classes if other not in classes]
            if missing:
                raise triples.error(
                    nodes[name],
                    f"coop:{prop.name} refers to coop:{missing[0]}, which does not exist",
                    f"coop:{prop.name} 指向不存在的类 coop:{missing[0]}",
                )
            within = {one.prefix for one in classes.values() if {one.name, *one.ancestors} & {*prop.classes}}
            if prop.plain_key is not None and prop.plain_key not in within:
                raise triples.error(
                    nodes[name],
                    f"coop:{prop.name} takes a key alone for {prop.plain_key!r}, to which it cannot lead",
                    f"coop:{prop.name} 将单独的编号视为“{prop.plain_key}”，但不能指向它",
                )


def check_concept_schemes(
    classes: Mapping[str, Class], schemes: Container[str], triples: Triples, nodes: Mapping[str, Node]
) -> None:
    """A concept scheme that a property names exists."""
    for name, found in classes.items():
        for prop in found.properties.values():
            if prop.concept_scheme is not None and prop.concept_scheme not in schemes:
                raise triples.error(
                    nodes[name],
                    f"coop:{prop.name} names the concept scheme {prop.concept_scheme!r}: there is none",
                    f"coop:{prop.name} 所用的概念词表“{prop.concept_scheme}”不存在",
                )


def check_datatypes(triples: Triples, shape: Node, found: Property) -> None:
    """A datatype that nothing knows would end the first load or template that meets it."""
    one = len(found.datatypes) == 1 and found.datatypes[0] in DATATYPES
    if found.datatypes and not one and set(found.datatypes) != set(PARTIAL_DATE):
        dates = ", ".join(f"xsd:{name}" for name in PARTIAL_DATE)
        raise triples.error(
            shape,
            f"coop:{found.name} has datatypes that are not known together: {', '.join(found.datatypes)}",
            f"coop:{found.name} 的数据类型不受支持：{'、'.join(found.datatypes)}",
            f"use one of {', '.join(DATATYPES)}, or for dates as exact as they are known sh:or of {dates}",
            f"请用 {'、'.join(DATATYPES)} 之一；精度不一的日期用 sh:or 列出 {dates}",
        )


def check_narrowing(triples: Triples, node: Node, wide: Property, narrow: Property) -> None:
    """What a class adds to a property that it has from elsewhere must be something that is then held."""
    for kind, mine, theirs in (
        ("sh:datatype", narrow.datatypes, wide.datatypes),
        ("sh:class", narrow.classes, wide.classes),
    ):
        if mine and set(mine) != set(theirs):
            raise triples.error(
                node,
                f"it gives coop:{wide.name} another {kind}; a property has one range, in whichever class",
                f"它为 coop:{wide.name} 另给了 {kind}；一个属性在各类中只能有一个取值范围",
                "declare a property of its own for it, or change the range where the property is defined",
                "请另外声明一个属性，或在该属性的定义处更改范围",
            )
    if narrow.allowed and wide.allowed and set(narrow.allowed).isdisjoint(wide.allowed):
        raise triples.error(
            node,
            f"its sh:in leaves coop:{wide.name} no value: none of them was allowed before",
            f"它的 sh:in 使 coop:{wide.name} 没有可用的值：其中没有一个是原先允许的",
            "list values that are allowed where the property is defined",
            "请只列出该属性定义处允许的值",
        )
    if narrow.pattern and wide.pattern and narrow.pattern != wide.pattern:
        raise triples.error(
            node,
            f"it gives coop:{wide.name} a second sh:pattern",
            f"它为 coop:{wide.name} 另给了一个 sh:pattern",
            "write one pattern that says both, in this class or where the property is defined",
            "请把两个格式合写为一个，放在此类中或该属性的定义处",
        )
