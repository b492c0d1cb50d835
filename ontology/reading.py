"""Folders of Turtle enter, checked declarations leave; every fault is named with its file and subject."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from ontology.aligning import read_alignments
from ontology.checking import (
    check_concept_schemes,
    check_datatypes,
    check_named,
    check_narrowing,
    check_ranges,
    check_subjects,
    check_unique,
    need_languages,
)
from ontology.declared import Alignment, Class, Property, Tie, Word
from ontology.schemes import Concept, Scheme, read_schemes
from ontology.shape_reading import combine, read_shape, widest
from ontology.terms import CONCEPT, CONCEPT_SCHEME, COOP, THING
from ontology.turtle import Node, Triples, alignment_files, short, turtle_files
from ontology.vocabulary import (
    ACTIVITY,
    CLASS,
    CLASS_WORDS,
    COMMENT,
    ENDS,
    EVENT_KIND,
    KEY_SCHEME,
    LABEL,
    NODE_SHAPE,
    ONE_WAY,
    ONE_WAY_KINDS,
    PATH,
    PERSONAL,
    PLAIN_PROPERTY,
    PREFIX,
    PROPERTY,
    PROPERTY_SHAPE,
    SHEET,
    STARTS,
    SUBCLASS,
    TIE,
    TIE_EVENT,
    TIE_MEMBERS,
    TIE_ROLE,
    TIE_SHARES,
    A,
    coop,
)

CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")


@dataclass(frozen=True)
class Declared:
    """All that the Turtle declares, checked."""

    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    concepts: Mapping[str, Mapping[str, Concept]]
    schemes: Mapping[str, Scheme]
    alignments: tuple[Alignment, ...]
    frame: Mapping[str, Word]


@dataclass(frozen=True)
class _Stock:
    """What the classes are read from: their subjects, and the definition of each property."""

    nodes: Mapping[str, ox.NamedNode]
    definitions: Mapping[str, tuple[Node, Property]]


def read(folders: Sequence[Path]) -> Declared:
    """What the Turtle of all folders together declares."""
    triples = Triples.read(path for folder in folders for path in turtle_files(folder))
    nodes = {
        triples.local(node, node, COOP): node
        for node in triples.of_type(NODE_SHAPE)
        if CLASS in triples.objects(node, A)
    }
    check_subjects(triples)
    frame = _frame(triples)
    definitions = _definitions(triples, nodes, frame)
    classes: dict[str, Class] = {}
    for name in sorted(nodes):
        _read_class(triples, _Stock(nodes, definitions), classes, name, ())
    check_unique(classes, triples, nodes)
    check_ranges(classes, triples, nodes)
    prefixes: dict[str, str] = {
        name: classes[name].prefix or "" for name in (CONCEPT, CONCEPT_SCHEME) if name in classes
    }
    aligned = Triples.read(path for folder in folders for path in alignment_files(folder))
    schemes, concepts = read_schemes(triples, aligned, prefixes)
    ordered = {name: classes[name] for name in sorted(classes)}
    properties = widest(ordered.values(), definitions)
    alignments = read_alignments(aligned, {*ordered, *properties})
    check_concept_schemes(ordered, schemes, triples, nodes)
    return Declared(ordered, properties, concepts, schemes, alignments, frame)


def _frame(triples: Triples) -> dict[str, Word]:
    """The words of the frame: properties and classes that have texts but are no shapes."""
    frame: dict[str, Word] = {}
    for node in (*triples.of_type(PLAIN_PROPERTY), *triples.of_type(CLASS)):
        if not {PROPERTY_SHAPE, NODE_SHAPE} & set(triples.objects(node, A)):
            word = Word(triples.texts(node, LABEL), triples.texts(node, COMMENT))
            if PATH in triples.subjects[node]:
                raise triples.error(
                    node,
                    "a property with sh:path is a sh:PropertyShape too",
                    "带 sh:path 的属性也须是 sh:PropertyShape",
                )
            for texts in (word.labels, word.comments):
                need_languages(triples, node, texts, "rdfs:label or rdfs:comment")
            frame[triples.local(node, node, COOP)] = word
    return dict(sorted(frame.items()))


def _definitions(
    triples: Triples, nodes: dict[str, ox.NamedNode], frame: Container[str]
) -> dict[str, tuple[Node, Property]]:
    """Property name → the one shape that carries its texts, and what it says."""
    shapes: list[Node] = list(triples.of_type(PROPERTY_SHAPE))
    for name in sorted(nodes):
        shapes += [shape for shape in triples.nodes(nodes[name], PROPERTY) if shape not in shapes]
    definitions: dict[str, tuple[Node, Property]] = {}
    for shape in shapes:
        found = read_shape(triples, shape)
        if not found.labels and not found.comments:
            continue
        if found.name in definitions or found.name in frame:
            other = triples.files[
                definitions[found.name][0] if found.name in definitions else coop(found.name)
            ]
            raise triples.error(
                shape,
                f"coop:{found.name} is already defined in {other}",
                f"coop:{found.name} 已在 {other} 中定义",
                "define it once in a file of properties/ and list it in each class",
                "请在 properties/ 的文件中只定义一次，各类中只列出其名",
            )
        for texts, kind in ((found.labels, "sh:name"), (found.comments, "sh:description")):
            need_languages(triples, shape, texts, f"{kind} of coop:{found.name}")
        if bool(found.datatypes) == bool(found.classes):
            raise triples.error(
                shape,
                f"coop:{found.name} needs either datatypes or classes",
                f"coop:{found.name} 须有且只有数据类型或类之一",
            )
        check_datatypes(triples, shape, found)
        definitions[found.name] = (shape, found)
    return definitions


def _read_class(
    triples: Triples, stock: _Stock, done: dict[str, Class], name: str, below: tuple[str, ...]
) -> Class:
    if name in done:
        return done[name]
    node = stock.nodes[name]
    if name in below or not CLASS_NAME.fullmatch(name):
        raise triples.error(
            node, f"{name} is no class name or is its own ancestor", f"{name} 不是合法类名，或是自己的上级"
        )
    unknown = sorted(short(word) for word in triples.subjects[node] if word not in CLASS_WORDS)
    if unknown:
        raise triples.error(
            node,
            f"a class does not know {', '.join(unknown)}",
            f"类中不能使用 {', '.join(unknown)}",
            f"use {', '.join(sorted(map(short, CLASS_WORDS)))}",
            f"可用的有 {', '.join(sorted(map(short, CLASS_WORDS)))}",
        )
    parents = triples.names(node, SUBCLASS, COOP)
    for parent in parents:
        if parent not in stock.nodes:
            raise triples.error(
                node, f"its superclass coop:{parent} does not exist", f"上级类 coop:{parent} 不存在"
            )
    if not parents and name != THING:
        raise triples.error(node, "a class needs rdfs:subClassOf", "类须有 rdfs:subClassOf")
    above = [_read_class(triples, stock, done, parent, (*below, name)) for parent in parents]
    labels, comments = triples.texts(node, LABEL), triples.texts(node, COMMENT)
    need_languages(triples, node, labels, "rdfs:label")
    need_languages(triples, node, comments, "rdfs:comment")
    personal = triples.flag(node, PERSONAL)
    properties, own = _properties(triples, node, stock.definitions, above, personal)
    found = Class(
        name=name,
        iri=node.value,
        labels=labels,
        comments=comments,
        parents=parents,
        ancestors=_ancestors(above),
        properties=properties,
        own=own,
        prefix=triples.literal(node, PREFIX),
        key_scheme=triples.literal(node, KEY_SCHEME) or "own",
        event_kind=triples.literal(node, EVENT_KIND)
        or next((c.event_kind for c in above if c.event_kind), None),
        activity=triples.flag(node, ACTIVITY) or any(parent.activity for parent in above),
        interval_start=_listed(triples, node, STARTS)
        or next((c.interval_start for c in above if c.interval_start), ()),
        interval_end=_listed(triples, node, ENDS)
        or next((c.interval_end for c in above if c.interval_end), ()),
        ties=(*(tie for parent in above for tie in parent.ties), *_ties(triples, node)),
        sheet=triples.literal(node, SHEET),
        one_way=_listed(triples, node, ONE_WAY),
        one_way_kinds=tuple(
            term.value for term in triples.sequence(node, ONE_WAY_KINDS) if isinstance(term, ox.Literal)
        ),
    )
    check_named(triples, node, found)
    done[name] = found
    return found


def _properties(
    triples: Triples,
    node: Node,
    definitions: Mapping[str, tuple[Node, Property]],
    above: list[Class],
    personal: bool,
) -> tuple[dict[str, Property], tuple[str, ...]]:
    properties: dict[str, Property] = {}
    for parent in above:
        for name, inherited in parent.properties.items():
            if name in properties:
                check_narrowing(triples, node, properties[name], inherited)
                properties[name] = combine(properties[name], inherited)
            else:
                properties[name] = inherited
    shapes = triples.nodes(node, PROPERTY)
    own: dict[str, None] = {}
    # The shape that defines a property first, so that the class's own narrowing is applied to something.
    for shape in sorted(shapes, key=lambda s: not any(s == known for known, _ in definitions.values())):
        narrowed = read_shape(triples, shape)
        name = narrowed.name
        own[name] = None
        if name in properties:
            check_narrowing(triples, node, properties[name], narrowed)
            properties[name] = combine(properties[name], narrowed)
        elif name in definitions and definitions[name][0] == shape:
            properties[name] = definitions[name][1]
        else:
            raise triples.error(
                node,
                f"coop:{name} is narrowed but neither inherited nor listed",
                f"coop:{name} 只有附加限制，既未继承也未列出",
                f"add coop:{name}, a shape of properties/, to its sh:property",
                f"请在 sh:property 中加上 properties/ 里的 coop:{name}",
            )
    order = dict.fromkeys(read_shape(triples, shape).name for shape in shapes)
    ordered = {name: prop for name, prop in properties.items() if name not in own}
    ordered |= {name: properties[name] for name in order}
    if personal:
        ordered = {name: replace(prop, personal=True) for name, prop in ordered.items()}
    return ordered, tuple(order)


def _ancestors(above: list[Class]) -> tuple[str, ...]:
    """Nearest first: all parents, then theirs; what is met twice counts where it is farthest."""
    names: list[str] = []
    for parent in above:
        for name in (parent.name, *parent.ancestors):
            if name in names:
                names.remove(name)
            names.append(name)
    return tuple(names)


def _listed(triples: Triples, node: Node, predicate: ox.NamedNode) -> tuple[str, ...]:
    return tuple(triples.local(node, term, COOP) for term in triples.sequence(node, predicate))


def _ties(triples: Triples, node: Node) -> list[Tie]:
    ties = []
    for tie in triples.nodes(node, TIE):
        event, role = (next(iter(triples.names(tie, word, COOP)), "") for word in (TIE_EVENT, TIE_ROLE))
        ties.append(Tie(event, _listed(triples, tie, TIE_MEMBERS), role, _listed(triples, tie, TIE_SHARES)))
    return ties
