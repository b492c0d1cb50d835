"""A folder of canon enters; what is unsettled leaves: contradictions, dangling references, wrong dates, circles, sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from loaders.shares import Uneven, uneven
from ontology.duck import stoppable_duck
from ontology.model import Class, Model
from ontology.sql import exactly
from ontology.statements import CONFLICTS_FILE, PLACEHOLDERS_FILE, STATEMENTS_FILE

__all__ = ["Backward", "Circle", "Dangling", "Uneven", "Unsettled", "unsettled"]


@dataclass(frozen=True)
class Dangling:
    """A thing that is referred to and that no source describes."""

    id: str
    label: str
    count: int  # references to it
    typed: str = ""  # the key as somebody typed it, where the id holds its hash and the files are at hand

    @property
    def known(self) -> str:
        """What a person knows it by."""
        return f"{self.id} “{self.typed}”" if self.typed else self.id


@dataclass(frozen=True)
class Backward:
    """A thing whose end, as stated, lies certainly before its begin, so that one of the two dates is wrong."""

    id: str
    begin: str
    end: str


@dataclass(frozen=True)
class Circle:
    """Things each of which stands, over the others, above itself, so that at least one relation is wrong."""

    ids: tuple[str, ...]
    kind: str  # of the relation, by its id


@dataclass(frozen=True)
class Unsettled:
    """What of a canon a person should look at, though none of it was rejected."""

    conflicts: tuple[
        tuple[str, str], ...
    ]  # thing and property of which sources state more values than may stand
    dangling: tuple[Dangling, ...]  # the most often referred to first
    backward: tuple[Backward, ...] = ()
    circles: tuple[Circle, ...] = ()
    uneven: tuple[Uneven, ...] = ()

    @property
    def references(self) -> int:
        """All references to things that no source describes."""
        return sum(one.count for one in self.dangling)


def unsettled(canon: Path, model: Model) -> Unsettled:
    """Read it; of the statements only dates of intervals, relations that go one way, and amounts that are shared out."""
    contested = pq.read_table(canon / CONFLICTS_FILE, columns=["subject", "predicate"])
    pairs = {(row["subject"], row["predicate"]) for row in contested.to_pylist()}
    dangling = [
        Dangling(row["id"], row["label"], row["count"])
        for row in pq.read_table(canon / PLACEHOLDERS_FILE).to_pylist()
    ]
    return Unsettled(
        tuple(sorted(pairs)),
        tuple(sorted(dangling, key=lambda one: (-one.count, one.id))),
        tuple(_backward(canon / STATEMENTS_FILE, model)),
        tuple(
            circle
            for name in sorted(model.classes)
            if model.classes[name].one_way
            for circle in _circles(canon / STATEMENTS_FILE, model.classes[name])
        ),
        tuple(uneven(canon / STATEMENTS_FILE, model)),
    )


def _backward(statements: Path, model: Model) -> Iterator[Backward]:
    """Of each thing the first property that its class names for the begin, and for the end; any value of them counts."""
    classes = model.classes.values()
    dates = {name for one in classes for name in (*one.interval_start, *one.interval_end)}
    with stoppable_duck() as database:  # reads the other columns only where the first one fits
        rows = database.execute(
            "SELECT subject, predicate, object FROM read_parquet($file) WHERE list_contains($dates, predicate)",
            {"file": exactly(statements), "dates": sorted(dates)},
        ).fetchall()
    said: dict[str, dict[str, list[str]]] = {}
    for subject, predicate, value in rows:
        said.setdefault(subject, {}).setdefault(predicate, []).append(value)
    for subject in sorted(said):
        stated = said[subject]
        kind = model.by_prefix(subject.partition("-")[0])
        if kind is None:
            continue
        begins = next((stated[name] for name in kind.interval_start if name in stated), [])
        ends = next((stated[name] for name in kind.interval_end if name in stated), [])
        if begins and ends and all(_before(end, begin) for begin in begins for end in ends):
            yield Backward(subject, min(begins), max(ends))


def _circles(statements: Path, found: Class) -> Iterator[Circle]:
    """Chains of one kind of relation that come back to where they began; all relations stay, whatever is said of them."""
    below, above, kind = found.one_way
    with stoppable_duck() as database:
        rows = database.execute(
            "SELECT DISTINCT k.object, b.object, a.object FROM read_parquet($file) b"
            " JOIN read_parquet($file) a ON a.subject = b.subject AND a.predicate = $above"
            " JOIN read_parquet($file) k ON k.subject = b.subject AND k.predicate = $kind"
            " WHERE b.predicate = $below ORDER BY ALL",
            {"file": exactly(statements), "below": below, "above": above, "kind": kind},
        ).fetchall()
    if not rows:
        return
    import networkx as nx  # noqa: PLC0415 - needed only where there are such relations

    edges: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for relation, lower, upper in rows:
        if relation.rpartition("-")[2] in found.one_way_kinds:
            edges[relation].append((lower, upper))
    for relation in sorted(edges):
        graph = nx.DiGraph(edges[relation])
        circles = [tuple(sorted(ids)) for ids in nx.strongly_connected_components(graph) if len(ids) > 1]
        circles += [(one,) for one, _ in nx.selfloop_edges(graph)]
        yield from (Circle(ids, relation) for ids in sorted(circles))


def _before(one: str, other: str) -> bool:
    """Whether a date, as exactly as it is stated, lies certainly before another: 2005 before 2006-05, 2006 not."""
    common = min(len(one), len(other))
    return one[:common] < other[:common]
