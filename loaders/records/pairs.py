"""JSON Lines of works with the institutions of each author enter, one record for each pair, year and field leaves.

All files of a kind are counted together: a pair, year and field has one total, however the works are cut into files.

A work is no record of its own: what counts is that two members stand on it together. Options, all from source.toml:
    id        path of the work's id, some of which are kept as examples (`examples` of them, 3 unless said)
    holders   path of the elements that hold members, such as authors
    members   path of the members below a holder, told apart by `key`; `facts` are the paths that are kept of each
    groups    name = path: what a pair is counted by; a work without one of them is counted under ""
    labels    name = path: what a group is called, which counts nothing apart; the first that stands there is kept
    apart     path of a fact: only pairs in which it differs, or is not known of one of the two, are counted
    most      a work with more members is told to the ledger instead, since its pairs say little of any two
    skip      path = values: works that are passed over, with the reason
    ignored   path = why it is not read; any other path in a work is unread and fails the source
The record: `left` and `right` with their facts, `group` with its labels, `works`, `shared` (works in which one holder
has both), `examples`. Left and right are in the order of their keys; its place is that of the first work of the pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations
from typing import cast

from loaders.records.json import check_keys, read_jsonl
from loaders.records.paths import PathTree, path_tree
from loaders.records.record import Mapper, Record, Sink
from loaders.records.shard import Shard
from ontology.errors import SourceError

_EXAMPLES, _MOST = 3, 50


@dataclass(frozen=True)
class _Plan:
    """The options of a file, checked."""

    id: str
    holders: str
    members: str
    key: str
    facts: tuple[str, ...]
    groups: Mapping[str, str]
    labels: Mapping[str, str]
    apart: str
    most: int
    examples: int
    skip: Mapping[str, Sequence[str]]
    tree: PathTree


@dataclass
class _Count:
    """What is known of one pair in one group."""

    file: str
    line: int
    works: int = 0
    shared: int = 0
    examples: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


class _Works:
    """Stands in for the mapping while works are read: it knows which of their keys are read."""

    def __init__(self, tree: PathTree) -> None:
        self.paths = tree

    def reads(self, table: str) -> bool:
        """Every table is."""
        return True

    def check_header(self, file: str, table: str, columns: tuple[str, ...], line: int = 1) -> None:
        """Works have no header."""

    def __call__(self, record: Record, sink: Sink) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Works state nothing by themselves."""
        return iter(())


def read_pairs(shard: Shard, mapper: Mapper, sink: Sink) -> Iterator[Record]:
    """Counts over all files of the shard, sorted by pair and group; memory holds the pairs, never the works."""
    plan = _plan(shard)
    counts: dict[tuple[str, ...], _Count] = {}
    known: dict[str, dict[str, str]] = {}
    mapping = _Works(plan.tree)
    for work in chain.from_iterable(read_jsonl(piece, mapping, sink) for piece in (shard, *shard.also)):
        if not any(_text(work.data, path) in values for path, values in plan.skip.items()):
            _count(work, plan, counts, known, sink)
    for key in sorted(counts):
        left, right, *group = key
        found = counts[key]
        data: dict[str, object] = {
            "left": known[left],
            "right": known[right],
            "group": dict(zip(plan.groups, group, strict=True)) | found.labels,
            "works": str(found.works),
            "shared": str(found.shared),
            "examples": found.examples,
        }
        check_keys(data, mapper.paths, found.file, found.line, sink)
        yield Record(shard.source, found.file, "", " + ".join(key), found.line, data)


def _count(
    work: Record,
    plan: _Plan,
    counts: dict[tuple[str, ...], _Count],
    known: dict[str, dict[str, str]],
    sink: Sink,
) -> None:
    """Every pair of a work once, and whether one holder has both."""
    held: set[tuple[str, str]] = set()
    members: dict[str, dict[str, str]] = {}
    for holder in _elements(work.data, plan.holders):
        own = {}
        for member in _elements(holder, plan.members):
            if key := _text(member, plan.key):
                own[key] = {path: text for path in plan.facts if (text := _text(member, path))}
        members |= own
        held |= set(combinations(sorted(own), 2))
    if len(members) > plan.most:
        _too_many(work, plan, len(members), sink)
        return
    group = tuple(_text(work.data, path) for path in plan.groups.values())
    for left, right in combinations(sorted(members), 2):
        one, other = (members[key].get(plan.apart, "") for key in (left, right))
        if plan.apart and one and one == other:
            continue
        for key in (left, right):
            known.setdefault(key, members[key])
        found = counts.setdefault((left, right, *group), _Count(work.file, work.line))
        found.works += 1
        for name, path in plan.labels.items():
            if name not in found.labels and (text := _text(work.data, path)):
                found.labels[name] = text
        found.shared += (left, right) in held
        if len(found.examples) < plan.examples:
            found.examples.append(_text(work.data, plan.id))


def _too_many(work: Record, plan: _Plan, number: int, sink: Sink) -> None:
    sink.reject(
        work,
        *(plan.members, _text(work.data, plan.id)),
        *(
            f"{number} members on one work; pairs are counted up to {plan.most}",
            f"一项成果上有 {number} 个成员；只对不超过 {plan.most} 个的成果计算成对合作",
        ),
        *(
            "nothing to do; raise `most` in source.toml to count such works too",
            "无须处理；若要计入，请提高 source.toml 中的 most",
        ),
        stage="record",
    )


def _elements(data: object, path: str) -> list[Mapping[str, object]]:
    """The objects at a path."""
    for name in path.split("/"):
        data = data.get(name) if isinstance(data, dict) else None
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def _text(data: object, path: str) -> str:
    """The text at a path, '' if there is none."""
    for name in path.split("/"):
        data = data.get(name) if isinstance(data, dict) else None
    if isinstance(data, bool):
        return "true" if data else "false"
    return "" if data is None or isinstance(data, dict | list) else str(data)


def _plan(shard: Shard) -> _Plan:
    options = shard.kind.options
    try:
        groups = dict(cast("Mapping[str, str]", options["groups"]))
        labels = dict(cast("Mapping[str, str]", options.get("labels", {})))
        skip = dict(cast("Mapping[str, list[str]]", options.get("skip", {})))
        plan = _Plan(
            id=str(options["id"]),
            holders=str(options["holders"]),
            members=str(options["members"]),
            key=str(options["key"]),
            facts=tuple(cast("list[str]", options["facts"])),
            groups=groups,
            labels=labels,
            apart=str(options.get("apart", "")),
            most=int(cast("int", options.get("most", _MOST))),
            examples=int(cast("int", options.get("examples", _EXAMPLES))),
            skip=skip,
            tree=PathTree(),
        )
    except KeyError as missing:
        raise SourceError(
            f"the reader of pairs needs the option {missing}",
            f"pairs 读取器需要选项 {missing}",
            file="source.toml",
            column=f"file.options.{missing.args[0]}",
            remedy="see loaders/records/pairs.py for what each option means",
            remedy_zh="各选项的含义见 loaders/records/pairs.py",
        ) from None
    below = f"{plan.holders}/{plan.members}"
    read = [
        plan.id,
        f"{below}/{plan.key}",
        *(f"{below}/{path}" for path in plan.facts),
        *groups.values(),
        *labels.values(),
        *skip,
    ]
    ignored = cast("Mapping[str, str]", options.get("ignored", {}))
    return replace(plan, tree=path_tree(read, (), ignored))


__all__ = ["read_pairs"]
