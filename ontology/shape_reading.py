"""One property shape enters, a property leaves; shapes of the same property combine to the narrower one."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from ontology.declared import Class, Property
from ontology.terms import COOP, RDF, RDFS, SH, XSD
from ontology.turtle import Node, Term, Triples, short


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


PATH, DATATYPE, RANGE, OR, NODE = map(_sh, ("path", "datatype", "class", "or", "node"))
MIN, MAX, PATTERN, IN = map(_sh, ("minCount", "maxCount", "pattern", "in"))
LOW, HIGH, UNIQUE = map(_sh, ("minInclusive", "maxInclusive", "uniqueLang"))
NAME, DESCRIPTION = _sh("name"), _sh("description")
LABEL, COMMENT = ox.NamedNode(RDFS + "label"), ox.NamedNode(RDFS + "comment")
IDENTIFIES, SCHEME, CONCEPT_SCHEME, PLAIN_KEY, INLINE, INDEXED, PERSONAL = (
    ox.NamedNode(COOP + name)
    for name in ("identifies", "scheme", "conceptScheme", "plainKey", "inline", "indexed", "personal")
)
SHAPE_WORDS = frozenset(
    {
        ox.NamedNode(RDF + "type"),
        PATH,
        DATATYPE,
        RANGE,
        OR,
        NODE,
        MIN,
        MAX,
        PATTERN,
        IN,
        LOW,
        HIGH,
        UNIQUE,
        NAME,
    }
    | {DESCRIPTION, LABEL, COMMENT, IDENTIFIES, SCHEME, CONCEPT_SCHEME, PLAIN_KEY, INLINE, INDEXED, PERSONAL}
)
PROPERTY_NAME = re.compile(r"[a-z][A-Za-z0-9]*")


def read_shape(triples: Triples, shape: Node) -> Property:
    """What one property shape says; a shape that only narrows has no texts."""
    unknown = sorted(short(word) for word in triples.subjects.get(shape, {}) if word not in SHAPE_WORDS)
    paths = triples.names(shape, PATH, COOP)
    if unknown or len(paths) != 1 or not PROPERTY_NAME.fullmatch(paths[0]):
        raise triples.error(
            shape,
            f"a property shape needs one sh:path to a coop: property; "
            f"it does not know {', '.join(unknown) or 'others'}",
            f"属性形状须有一个指向 coop: 属性的 sh:path，且不能使用 {', '.join(unknown) or '其他词'}",
            f"use {', '.join(sorted(map(short, SHAPE_WORDS)))}",
            f"可用的有 {', '.join(sorted(map(short, SHAPE_WORDS)))}",
        )
    return Property(
        name=paths[0],
        iri=COOP + paths[0],
        labels=triples.texts(shape, NAME, LABEL),
        comments=triples.texts(shape, DESCRIPTION, COMMENT),
        datatypes=tuple(dict.fromkeys(_datatypes(triples, shape))),
        classes=tuple(dict.fromkeys(_classes(triples, shape))),
        min_count=triples.integer(shape, MIN) or 0,
        max_count=triples.integer(shape, MAX),
        pattern=_pattern(triples, shape),
        allowed=tuple(_value(term) for term in triples.sequence(shape, IN)),
        min_inclusive=triples.literal(shape, LOW),
        max_inclusive=triples.literal(shape, HIGH),
        unique_lang=triples.flag(shape, UNIQUE),
        identifies=triples.integer(shape, IDENTIFIES),
        scheme=triples.literal(shape, SCHEME),
        concept_scheme=triples.literal(shape, CONCEPT_SCHEME),
        plain_key=triples.literal(shape, PLAIN_KEY),
        inline=triples.flag(shape, INLINE),
        indexed=triples.flag(shape, INDEXED),
        personal=triples.flag(shape, PERSONAL),
    )


def _branches(triples: Triples, shape: Node) -> list[Node]:
    """The shape, the shapes that it is to conform to (sh:node), and the alternatives (sh:or) of both."""
    shapes = [shape, *triples.nodes(shape, NODE)]
    alternatives = [term for one in shapes for term in triples.sequence(one, OR)]
    return [*shapes, *(term for term in alternatives if isinstance(term, ox.NamedNode | ox.BlankNode))]


def _datatypes(triples: Triples, shape: Node) -> Iterable[str]:
    for branch in _branches(triples, shape):
        for node in triples.nodes(branch, DATATYPE):
            space = RDF if isinstance(node, ox.NamedNode) and node.value == RDF + "langString" else XSD
            yield triples.local(shape, node, space)


def _classes(triples: Triples, shape: Node) -> Iterable[str]:
    for branch in _branches(triples, shape):
        yield from triples.names(branch, RANGE, COOP)


def _pattern(triples: Triples, shape: Node) -> str | None:
    pattern = triples.literal(shape, PATTERN)
    try:
        re.compile(pattern or "")
    except re.error as error:
        raise triples.error(
            shape, f"sh:pattern is no regular expression: {error}", f"sh:pattern 不是正则表达式：{error}"
        ) from error
    return pattern


def _value(term: Term) -> str:
    if isinstance(term, ox.Literal | ox.NamedNode):
        return term.value
    return short(term)


def combine(wide: Property, narrow: Property) -> Property:
    """The property under both shapes, as SHACL has it: the higher minimum, the lower maximum, every mark of either."""
    maxima = [count for count in (wide.max_count, narrow.max_count) if count is not None]
    return replace(
        wide,
        min_count=max(wide.min_count, narrow.min_count),
        max_count=min(maxima) if maxima else None,
        pattern=narrow.pattern or wide.pattern,
        allowed=_both(wide.allowed, narrow.allowed),
        min_inclusive=_bound(max, wide.min_inclusive, narrow.min_inclusive),
        max_inclusive=_bound(min, wide.max_inclusive, narrow.max_inclusive),
        unique_lang=wide.unique_lang or narrow.unique_lang,
        identifies=wide.identifies if narrow.identifies is None else narrow.identifies,
        scheme=narrow.scheme or wide.scheme,
        concept_scheme=narrow.concept_scheme or wide.concept_scheme,
        plain_key=narrow.plain_key or wide.plain_key,
        inline=wide.inline or narrow.inline,
        indexed=wide.indexed or narrow.indexed,
        personal=wide.personal or narrow.personal,
    )


def _both(wide: tuple[str, ...], narrow: tuple[str, ...]) -> tuple[str, ...]:
    """What both lists allow; no list allows everything."""
    return tuple(one for one in wide if one in narrow) if wide and narrow else wide or narrow


def _bound(stricter: Callable[..., str], *bounds: str | None) -> str | None:
    """The stricter of two bounds, where there are two."""
    stated = [one for one in bounds if one is not None]
    return stricter(stated, key=_place) if stated else None


def _place(bound: str) -> tuple[Decimal, str]:
    """Where a bound stands among others of its kind: numbers by value, days by their text."""
    try:
        return Decimal(bound), ""
    except InvalidOperation:
        return Decimal(0), bound


def widest(classes: Iterable[Class], definitions: Mapping[str, tuple[Node, Property]]) -> dict[str, Property]:
    """Each property as wide as the widest class has it: for readers that do not know the class."""
    held: dict[str, list[Property]] = {}
    for found in classes:
        for prop in found.properties.values():
            held.setdefault(prop.name, []).append(prop)
    wide: dict[str, Property] = {}
    for name in sorted(held):
        maxima = [prop.max_count for prop in held[name]]
        bounds = [count for count in maxima if count is not None]
        wide[name] = replace(
            definitions[name][1],
            min_count=min(prop.min_count for prop in held[name]),
            max_count=max(bounds) if len(bounds) == len(maxima) else None,
            inline=any(prop.inline for prop in held[name]),
            indexed=any(prop.indexed for prop in held[name]),
            personal=any(prop.personal for prop in held[name]),
        )
    return wide
