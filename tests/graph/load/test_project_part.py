"""Two versions of canon in parts: their graphs differ in exactly the rows in which those of the wholes do."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.load_changes import find_changes
from graph.project import project
from graph.project_backend import open_tables
from graph.project_flat import Flat, flatten
from graph.project_part import RECORDS_PER_STATEMENT, compare, write_parts
from ontology.model import default_model
from ontology.statements import Statement
from tests.graph.load.made import World, make_world, write_canon

Mutation = Callable[[World, random.Random], None]


def _forget_statements(world: World, dice: random.Random) -> None:
    for one in dice.sample(sorted(world.statements), 4):
        world.statements.discard(one)


def _forget_a_thing(world: World, dice: random.Random) -> None:
    gone = dice.choice(sorted({one.subject for one in world.statements}))
    world.statements = {one for one in world.statements if one.subject != gone}


def _say_otherwise(world: World, dice: random.Random) -> None:
    one = dice.choice(sorted(row for row in world.statements if row.datatype == "string"))
    world.statements = (world.statements - {one}) | {one._replace(object=f"{one.object} too")}


def _refer_elsewhere(world: World, dice: random.Random) -> None:
    references = sorted(row for row in world.statements if row.datatype == "id")
    one, other = dice.sample(references, 2)
    world.statements = (world.statements - {one}) | {one._replace(object=other.object)}


def _another_speaks(world: World, dice: random.Random) -> None:
    one = dice.choice(sorted(world.statements))
    world.say(one.subject, "rec-almanac-1", (one.predicate, one.object, one.datatype), lang=one.lang)


def _a_record_moves(world: World, dice: random.Random) -> None:
    world.urls[dice.choice(sorted(world.records))] = "https://example.invalid/moved"


def _a_record_comes_from_another_source(world: World, dice: random.Random) -> None:
    world.records[dice.choice(sorted(world.records))] = "almanac"


def _a_record_is_gone(world: World, dice: random.Random) -> None:
    gone = dice.choice(sorted(world.records))
    del world.records[gone]
    world.statements = {one for one in world.statements if one.record != gone}
    world.conflicts = [row for row in world.conflicts if row[5] != gone]


def _a_known_source_says_more(world: World, dice: random.Random) -> None:
    """Nothing says what the source itself is: that a record names it makes its node."""
    subject, country = f"inst-own-n{dice.randrange(1000)}", dice.choice(["CN", "DE", "IL"])
    said = ("type", "Institution", "class"), ("country", f"country-iso-{country}", "id")
    world.say(subject, f"rec-fables-{subject}", *said)


def _an_id_leads_elsewhere(world: World, dice: random.Random) -> None:
    if not world.redirects:
        return
    place = dice.randrange(len(world.redirects))
    stated, _ = world.redirects[place]
    world.redirects[place] = stated, dice.choice(sorted({one.subject for one in world.statements}))


def _an_id_leads_nowhere(world: World, dice: random.Random) -> None:
    if world.redirects:
        world.redirects.pop(dice.randrange(len(world.redirects)))


def _the_other_value_is_chosen(world: World, dice: random.Random) -> None:
    if not world.conflicts:
        return
    contested = dice.choice(sorted({row[:2] for row in world.conflicts}))
    world.conflicts = [(*row[:6], not row[6]) if row[:2] == contested else row for row in world.conflicts]


def _a_contradiction_ends(world: World, dice: random.Random) -> None:
    if not world.conflicts:
        return
    contested = dice.choice(sorted({row[:2] for row in world.conflicts}))
    world.conflicts = [row for row in world.conflicts if row[:2] != contested]


def _a_thing_becomes_another(world: World, dice: random.Random) -> None:
    one, other = dice.sample(sorted({row.subject for row in world.statements}), 2)
    joined = {row._replace(subject=other) for row in world.statements if row.subject == one}
    pointed = {
        Statement(*row)._replace(object=other)
        for row in world.statements
        if row.object == one and row.datatype == "id"
    }
    left = {row for row in world.statements if row.subject != one and row.object != one}
    world.statements = left | joined | pointed
    world.redirects.append((one, other))


MUTATIONS: tuple[Mutation, ...] = (
    _forget_statements, _forget_a_thing, _say_otherwise, _refer_elsewhere, _another_speaks, _a_record_moves,
    _a_record_comes_from_another_source, _a_record_is_gone, _a_known_source_says_more, _an_id_leads_elsewhere, _an_id_leads_nowhere, _the_other_value_is_chosen,
    _a_contradiction_ends, _a_thing_becomes_another,
)  # fmt: skip


def _rows(canon: Path) -> tuple[pa.Table, pa.Table]:
    with TemporaryDirectory() as work, project(canon, default_model(), Path(work)) as projection:
        flat = flatten(projection)
        return projection.tables.fetch(flat.nodes), projection.tables.fetch(flat.relationships)


_rows_of_whole = cache(_rows)  # a whole canon is named by what is in it, a part is not


def _differences(old: Path, new: Path, work: Path) -> tuple[list[str], list[str]]:
    """What is to be written to make the graph of one canon folder that of another, in no order."""
    before = (_rows if old.name == "old-part" else _rows_of_whole)(old)
    with project(new, default_model(), work / "new") as projection:
        tables = projection.tables
        found = find_changes(tables, Flat(*map(tables.rows, before)), flatten(projection), "old", "new")
        nodes, relationships = tables.fetch(found.nodes), tables.fetch(found.relationships)
        return sorted(map(repr, nodes.to_pylist())), sorted(map(repr, relationships.to_pylist()))


def _in_parts(old: Path, new: Path, work: Path) -> tuple[list[str], list[str]]:
    with open_tables(work / "compare") as tables:
        parts = write_parts(tables, compare(tables, old, new), default_model(), work)
    assert parts is not None
    return _differences(*parts, work / "parts")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.__name__.strip("_"))
def test_each_kind_of_change_is_found_in_parts(mutation: Mutation, first_canon: Path, tmp_path: Path) -> None:
    world = make_world(1)
    mutation(world, random.Random(7))
    new = write_canon(world, tmp_path)
    found = _in_parts(first_canon, new, tmp_path)
    assert found == _differences(first_canon, new, tmp_path / "wholes")
    assert any(found)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(st.sampled_from(MUTATIONS), min_size=2, max_size=8), seed=st.integers(0, 2**16))
def test_many_changes_at_once_are_found_in_parts(
    first_canon: Path, chosen: list[Mutation], seed: int
) -> None:
    world, dice = make_world(1), random.Random(seed)
    for mutation in chosen:
        mutation(world, dice)
    with TemporaryDirectory() as folder:
        work = Path(folder)
        new = write_canon(world, work)
        assert _in_parts(first_canon, new, work) == _differences(first_canon, new, work / "wholes")


def test_an_id_that_leads_to_what_nothing_is_said_of(first_canon: Path, tmp_path: Path) -> None:
    world = make_world(1)
    world.redirects.append(("inst-pic-911111111", "inst-own-nobody"))
    new = write_canon(world, tmp_path)
    found = _in_parts(first_canon, new, tmp_path)
    assert found == _differences(first_canon, new, tmp_path / "wholes")
    assert any("inst-own-nobody" in row for row in found[0])


def test_a_part_is_smaller_than_the_whole(first_canon: Path, tmp_path: Path) -> None:
    world = make_world(1)
    _say_otherwise(world, random.Random(1))
    new = write_canon(world, tmp_path)
    with open_tables(tmp_path / "compare") as tables:
        found = compare(tables, first_canon, new)
        assert found.weight == 2
        parts = write_parts(tables, found, default_model(), tmp_path)
        assert parts is not None
        part, whole = (tables.count(tables.read([one / "statements.parquet"])) for one in (parts[1], new))
    assert 0 < part < whole / 5


def test_a_record_that_moves_weighs_less_than_a_statement(first_canon: Path, tmp_path: Path) -> None:
    world = make_world(1)
    moved = sorted(world.records)[: 2 * RECORDS_PER_STATEMENT]
    world.urls |= dict.fromkeys(moved, "https://example.invalid/moved")
    new = write_canon(world, tmp_path)
    with open_tables(tmp_path / "compare") as tables:
        assert compare(tables, first_canon, new).weight == 4


def test_a_source_that_becomes_invented_is_no_matter_of_parts(first_canon: Path, tmp_path: Path) -> None:
    """Each thing of it gets a mark then, though no row of canon is another one."""
    world = make_world(1)
    world.fictional.add("cordis")
    new = write_canon(world, tmp_path)
    with open_tables(tmp_path / "compare") as tables:
        assert write_parts(tables, compare(tables, first_canon, new), default_model(), tmp_path) is None
