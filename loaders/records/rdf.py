"""An RDF file in any syntax enters, one record for each subject of the wanted class leaves, links followed.

A subject's statements may stand anywhere in the file, so all of them are held while it is read: this reader
is for vocabularies, not for dumps of millions of triples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import pyoxigraph as ox

from loaders.records.archive import open_bytes
from loaders.records.json import check_keys
from loaders.records.paths import TEXT
from loaders.records.record import Mapper, Record, Sink
from loaders.records.shard import Shard
from ontology.errors import SourceError

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ENDINGS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_MOST_TRIPLES = 5_000_000

Node = ox.NamedNode | ox.BlankNode
Described = dict[str, list[object]]


def read_rdf(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """Subjects of `class`, sorted by IRI; what the predicates in `follow` point to is told in place."""
    options = shard.kind.options
    prefixes = cast("Mapping[str, str]", options.get("prefixes", {}))
    classes = options.get("class", [])
    named = classes if isinstance(classes, list) else [classes]
    wanted = frozenset(ox.NamedNode(_expand(str(name), prefixes)) for name in named)
    follow = frozenset(cast("list[str]", options.get("follow", [])))
    for member in shard.members:
        file = f"{shard.file}!{member}" if member else shard.file
        subjects, chosen = _load(shard, member, file, wanted, prefixes)
        for node in sorted(chosen, key=lambda node: node.value):
            data = _tell(node, subjects, follow)
            check_keys(data, mapper.paths, file, 0, sink)
            yield Record(shard.source, file, "", node.value, 0, data)


def _load(
    shard: Shard, member: str, file: str, wanted: frozenset[ox.NamedNode], prefixes: Mapping[str, str]
) -> tuple[dict[Node, Described], list[Node]]:
    name = (member or shard.file).removesuffix(".gz")
    syntax = _ENDINGS.get("." + name.rpartition(".")[2].lower())
    if syntax is None:
        raise SourceError(
            "the name does not tell which RDF syntax this is",
            "无法从文件名判断 RDF 语法",
            file=file,
            remedy=f"use one of the endings {', '.join(_ENDINGS)}, with or without .gz",
            remedy_zh=f"请使用以下扩展名之一：{'、'.join(_ENDINGS)}（可加 .gz）",
        )
    subjects: dict[Node, Described] = {}
    chosen: dict[Node, None] = {}
    count = 0
    with open_bytes(shard.path, member, shard.limits) as stream:
        try:
            for quad in ox.parse(stream, format=syntax):
                count += 1
                if count > _MOST_TRIPLES:
                    raise _too_many(file)
                subject = cast("Node", quad.subject)
                predicate = _shorten(quad.predicate.value, prefixes)
                subjects.setdefault(subject, {}).setdefault(predicate, []).append(quad.object)
                if quad.predicate.value == _TYPE and quad.object in wanted:
                    chosen[subject] = None
        except SyntaxError as error:
            raise SourceError(
                f"the RDF is broken: {error.msg}",
                f"RDF 有语法错误：{error.msg}",
                file=file,
                line=error.lineno or 0,
                remedy="download the file again, or ask the publisher for a sound one",
                remedy_zh="请重新下载，或向发布者索取完好的文件",
            ) from None
    return subjects, list(chosen)


def _tell(node: Node, subjects: Mapping[Node, Described], follow: frozenset[str]) -> dict[str, object]:
    """A subject as nested plain data; values sorted, since RDF has no order."""
    data: dict[str, object] = {"@id": node.value}
    for predicate, values in sorted(subjects.get(node, {}).items()):
        told = [_value(value, subjects, follow if predicate in follow else None) for value in values]
        data[predicate] = sorted(told, key=repr)
    return data


def _value(value: object, subjects: Mapping[Node, Described], follow: frozenset[str] | None) -> object:
    if isinstance(value, ox.Literal):
        return {TEXT: value.value, "@lang": value.language} if value.language else value.value
    if isinstance(value, ox.NamedNode | ox.BlankNode):
        # one step only: whoever needs more of the neighbour reads it as a record of its own
        return _tell(value, subjects, frozenset()) if follow is not None else value.value
    return str(value)


def _expand(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    return prefixes[prefix] + local if colon and prefix in prefixes else name


def _shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    if iri == _TYPE:
        return "a"
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _too_many(file: str) -> SourceError:
    return SourceError(
        f"the file holds more than {_MOST_TRIPLES:,} triples",
        f"文件包含的三元组超过 {_MOST_TRIPLES:,} 条",
        file=file,
        remedy="give only the part that describes the vocabulary",
        remedy_zh="请只提供描述词表的部分",
    )
