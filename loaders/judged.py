"""Judgements and all statements enter; those that can be acted on leave, and one about nothing is a named error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pyarrow as pa
from ibis import Table

from loaders.backend import Tables
from loaders.identity import ids_of
from loaders.judgements import FILE, SAME, Judgement
from ontology.errors import SourceError
from ontology.model import Model
from ontology.terms import THING, split_id


def applicable(
    tables: Tables,
    statements: Table,
    earlier: Callable[[], Table | None],
    judgements: Sequence[Judgement],
    model: Model,
) -> tuple[Judgement, ...]:
    """The same judgements; those whose ids only sources know that were loaded before (`earlier`) sleep until then.

    An id that no source ever stated is a mistake in the line, and so is `same` between things of different kinds.
    """
    awake = [found for found in judgements if found.in_force]
    if not awake:
        return tuple(judgements)
    known = _known(tables, statements, (name for found in awake for name in found.pair))
    asleep = {found.line for found in awake if not known.issuperset(found.pair)}
    if asleep:
        before = earlier()
        wanted = {name for found in awake for name in found.pair} - known
        ever = known | (_known(tables, before, wanted) if before is not None else set())
        for found in awake:
            for column, name in (("left", found.left), ("right", found.right)):
                if name not in ever:
                    raise SourceError(
                        "no source states this id",
                        "没有任何数据来源包含这个 id",
                        file=FILE, line=found.line, column=column, value=name,
                        remedy="correct the id, load the source that states it, or append a line with the word undo",
                        remedy_zh="请更正 id、载入包含它的数据来源，或追加一行“撤销”",
                    )  # fmt: skip
    for found in awake:
        if found.word == SAME and not _comparable(model, *found.pair):
            raise SourceError(
                f"{found.left} and {found.right} are things of different kinds",
                f"{found.left} 与 {found.right} 是不同种类的事物",
                file=FILE, line=found.line, column="right", value=found.right,
                remedy="judge two things of one kind, or append a line with the word undo",
                remedy_zh="请比较同类事物，或追加一行“撤销”",
            )  # fmt: skip
    return tuple(replace(found, in_force=found.in_force and found.line not in asleep) for found in judgements)


def _known(tables: Tables, statements: Table, names: Iterable[str]) -> set[str]:
    wanted = tables.rows(pa.table({"id": pa.array(sorted(set(names)), pa.string())}))
    return {row["id"] for row in tables.fetch(ids_of(statements).semi_join(wanted, "id")).to_pylist()}


def _comparable(model: Model, left: str, right: str) -> bool:
    """Whether the classes of two ids have a common ancestor below the class of everything."""
    lines = []
    for identifier in (left, right):
        found = model.by_prefix(split_id(identifier)[0])
        if found is None:
            return True
        lines.append({found.name, *found.ancestors} - {THING})
    return bool(lines[0] & lines[1])
