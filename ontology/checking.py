"""What the Turtle declares enters; nothing leaves but an error that names the first fault."""

import re
from collections.abc import Container, Mapping

import pyoxigraph as ox

from ontology.declared import Class
from ontology.terms import CONCEPT, CONCEPT_SCHEME, LANGUAGES, RECORD, SKOS
from ontology.turtle import Node, Triples
from ontology.vocabulary import CLASS, NODE_SHAPE, PLAIN_PROPERTY, PROPERTY_SHAPE, SUBCLASS, A, coop


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
