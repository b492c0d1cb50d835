"""Folders of Turtle enter, checked declarations leave; every fault is named with its file and subject."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from ontology.aligning import read_alignments
from ontology.declared import Alignment, Class, Property, Tie
from ontology.schemes import Concept, Scheme, read_schemes
from ontology.shape_reading import combine, read_shape, widest
from ontology.terms import CONCEPT, CONCEPT_SCHEME, COOP, LANGUAGES, RDF, RDFS, SH, SKOS, THING
from ontology.turtle import Node, Triples, alignment_files, short, turtle_files


def _coop(name: str) -> ox.NamedNode:
    return ox.NamedNode(COOP + name)


CLASS = ox.NamedNode(RDFS + "Class")
NODE_SHAPE = ox.NamedNode(SH + "NodeShape")
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
LABEL, COMMENT = ox.NamedNode(RDFS + "label"), ox.NamedNode(RDFS + "comment")
PROPERTY, PATH = ox.NamedNode(SH + "property"), ox.NamedNode(SH + "path")
PREFIX, KEY_SCHEME, SHEET = _coop("prefix"), _coop("keyScheme"), _coop("sheet")
EVENT_KIND, ACTIVITY = _coop("eventKind"), _coop("activity")
STARTS, ENDS = _coop("intervalStart"), _coop("intervalEnd")
TIE, TIE_EVENT, TIE_MEMBERS, TIE_ROLE = _coop("tie"), _coop("event"), _coop("members"), _coop("role")
PERSONAL = _coop("personal")
CLASS_WORDS = frozenset(
    {
        ox.NamedNode(RDF + "type"),
        SUBCLASS,
        LABEL,
        COMMENT,
        PROPERTY,
        PREFIX,
        KEY_SCHEME,
        SHEET,
        EVENT_KIND,
        ACTIVITY,
    }
    | {STARTS, ENDS, TIE, PERSONAL}
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
        if CLASS in triples.objects(node, ox.NamedNode(RDF + "type"))
    }
    _check_subjects(triples)
    definitions = _definitions(triples, nodes)
    classes: dict[str, Class] = {}
    for name in sorted(nodes):
        _read_class(triples, _Stock(nodes, definitions), classes, name, ())
    _check_unique(classes, triples, nodes)
    _check_ranges(classes, triples, nodes)
    prefixes: dict[str, str] = {
        name: classes[name].prefix or "" for name in (CONCEPT, CONCEPT_SCHEME) if name in classes
    }
    aligned = Triples.read(path for folder in folders for path in alignment_files(folder))
    schemes, concepts = read_schemes(triples, aligned, prefixes)
    ordered = {name: classes[name] for name in sorted(classes)}
    properties = widest(ordered.values(), definitions)
    alignments = read_alignments(aligned, {*ordered, *properties})
    found = Declared(ordered, properties, concepts, schemes, alignments)
    _check_concept_schemes(found, triples, nodes)
    return found


def _check_subjects(triples: Triples) -> None:
    """A subject that is nothing we know would be left out in silence: a misspelt name, a forgotten type."""
    known = {NODE_SHAPE, ox.NamedNode(SH + "PropertyShape")}
    known |= {ox.NamedNode(SKOS + CONCEPT), ox.NamedNode(SKOS + CONCEPT_SCHEME)}
    for node, said in triples.subjects.items():
        types = set(said.get(ox.NamedNode(RDF + "type"), ()))
        half = SUBCLASS in said and not {CLASS, NODE_SHAPE} <= types
        if isinstance(node, ox.NamedNode) and (half or not types & known):
            raise triples.error(
                node,
                "it is neither class, shape, concept nor scheme",
                "既不是类、形状，也不是概念或词表",
                "a class is `a rdfs:Class , sh:NodeShape`; a property `a rdf:Property , sh:PropertyShape`",
                "类须写 `a rdfs:Class , sh:NodeShape`；属性须写 `a rdf:Property , sh:PropertyShape`",
            )


def _definitions(triples: Triples, nodes: dict[str, ox.NamedNode]) -> dict[str, tuple[Node, Property]]:
    """Property name → the one shape that carries its texts, and what it says."""
    shapes: list[Node] = list(triples.of_type(ox.NamedNode(SH + "PropertyShape")))
    for name in sorted(nodes):
        shapes += [shape for shape in triples.nodes(nodes[name], PROPERTY) if shape not in shapes]
    definitions: dict[str, tuple[Node, Property]] = {}
    for shape in shapes:
        found = read_shape(triples, shape)
        if not found.labels and not found.comments:
            continue
        if found.name in definitions:
            other = triples.files[definitions[found.name][0]]
            raise triples.error(
                shape,
                f"coop:{found.name} is already defined in {other}",
                f"coop:{found.name} 已在 {other} 中定义",
                "define it once in a file of properties/ and list it in each class",
                "请在 properties/ 的文件中只定义一次，各类中只列出其名",
            )
        for texts, kind in ((found.labels, "sh:name"), (found.comments, "sh:description")):
            _need_languages(triples, shape, texts, f"{kind} of coop:{found.name}")
        if bool(found.datatypes) == bool(found.classes):
            raise triples.error(
                shape,
                f"coop:{found.name} needs either datatypes or classes",
                f"coop:{found.name} 须有且只有数据类型或类之一",
            )
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
    _need_languages(triples, node, labels, "rdfs:label")
    _need_languages(triples, node, comments, "rdfs:comment")
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
    )
    _check_names(triples, node, found)
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
            properties[name] = combine(properties[name], inherited) if name in properties else inherited
    shapes = triples.nodes(node, PROPERTY)
    own: dict[str, None] = {}
    # The shape that defines a property first, so that the class's own narrowing is applied to something.
    for shape in sorted(shapes, key=lambda s: not any(s == known for known, _ in definitions.values())):
        narrowed = read_shape(triples, shape)
        name = narrowed.name
        own[name] = None
        if name in properties:
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
        ties.append(Tie(event, _listed(triples, tie, TIE_MEMBERS), role))
    return ties


def _need_languages(triples: Triples, node: Node, texts: object, what: str) -> None:
    for language in LANGUAGES:
        if not isinstance(texts, dict) or not texts.get(language):
            raise triples.error(
                node,
                f"{what} in {language!r} is missing",
                f"缺少语言“{language}”的 {what}",
                f"add one tagged @{language}",
                f"请加上标记为 @{language} 的文字",
            )


def _check_names(triples: Triples, node: Node, found: Class) -> None:
    """What the frame words name must be properties of the class, of the right kind."""
    references = [name for tie in found.ties for name in (tie.event, tie.role, *tie.members) if name]
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


def _check_unique(classes: dict[str, Class], triples: Triples, nodes: dict[str, ox.NamedNode]) -> None:
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


def _check_ranges(classes: dict[str, Class], triples: Triples, nodes: dict[str, ox.NamedNode]) -> None:
    for name, found in classes.items():
        for prop in found.properties.values():
            missing = [other for other in prop.classes if other not in classes]
            if missing:
                raise triples.error(
                    nodes[name],
                    f"coop:{prop.name} refers to coop:{missing[0]}, which does not exist",
                    f"coop:{prop.name} 指向不存在的类 coop:{missing[0]}",
                )


def _check_concept_schemes(declared: Declared, triples: Triples, nodes: dict[str, ox.NamedNode]) -> None:
    for name, found in declared.classes.items():
        for prop in found.properties.values():
            if prop.concept_scheme is not None and prop.concept_scheme not in declared.schemes:
                raise triples.error(
                    nodes[name],
                    f"coop:{prop.name} names the concept scheme {prop.concept_scheme!r}: there is none",
                    f"coop:{prop.name} 所用的概念词表“{prop.concept_scheme}”不存在",
                )
