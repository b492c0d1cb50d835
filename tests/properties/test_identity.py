"""Statements with identifiers and judgements enter at random; what must hold of who is who, in any order, leaves."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.backend import Tables, open_tables
from loaders.identity import Identity, identify, unify
from loaders.judgements import NOT_SAME, SAME, UNDO, Judgement, latest
from ontology.model import Model, default_model
from ontology.statements import REFERENCE, STATEMENTS, Statement

RORS = ["0zzzy0129", "0zzzy0323", "0zzzy0517"]
IDS = ["inst-own-a", "inst-own-b", "inst-own-c", "inst-own-d", "inst-pic-700000001", f"inst-ror-{RORS[0]}"]
PAIRS = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda pair: pair[0] != pair[1])
FEW = settings(max_examples=25)


@cache
def ontology() -> Model:
    return default_model()


@st.composite
def statements(draw: st.DrawFn) -> list[Statement]:
    """Every id names itself, some state a ROR or a PIC, some refer to others."""
    made = [Statement(one, "city", one, "string", "", f"rec-own-{at}", one) for at, one in enumerate(IDS)]
    for at, (one, ror) in enumerate(
        draw(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(RORS)), max_size=5))
    ):
        made.append(Statement(one, "ror", ror, "string", "", f"rec-ror-{at}", one))
    for at, one in enumerate(draw(st.lists(st.sampled_from(IDS), max_size=3))):
        made.append(Statement(one, "pic", "700000001", "string", "", f"rec-pic-{at}", one))
    for at, (one, other) in enumerate(draw(st.lists(PAIRS, max_size=3))):
        made.append(Statement(f"part-own-{at}", "institution", other, REFERENCE, "", f"rec-part-{at}", one))
    return sorted(set(made))


JUDGED = st.lists(st.tuples(PAIRS, st.sampled_from((SAME, NOT_SAME))), max_size=4).map(
    lambda said: latest(
        Judgement(min(pair), max(pair), word, "somebody", "2015-06-30", "", line)
        for line, (pair, word) in enumerate(said, start=2)
    )
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    with open_tables("duckdb", tmp_path_factory.mktemp("tables") / "work") as opened:
        yield opened


def table(rows: Sequence[Statement]) -> pa.Table:
    return pa.Table.from_pylist([row._asdict() for row in rows], STATEMENTS)


def who(tables: Tables, rows: Sequence[Statement], judged: Sequence[Judgement]) -> Identity:
    return identify(tables, tables.rows(table(rows)), ontology(), judged)


def canonical(found: Mapping[str, str], one: str) -> str:
    return found.get(one, one)


@FEW
@given(statements(), JUDGED, st.randoms(use_true_random=False))
def test_no_order_of_rows_changes_who_is_who(
    tables: Tables, rows: list[Statement], judged: tuple[Judgement, ...], luck: random.Random
) -> None:
    shuffled = rows.copy()
    luck.shuffle(shuffled)
    assert who(tables, shuffled, judged) == who(tables, rows, judged)


@FEW
@given(statements(), JUDGED)
def test_not_same_separates_and_the_canonical_id_is_a_member(
    tables: Tables, rows: list[Statement], judged: tuple[Judgement, ...]
) -> None:
    found = who(tables, rows, judged).canonical
    for said in judged:
        if said.in_force and said.word == NOT_SAME:
            assert canonical(found, said.left) != canonical(found, said.right)
    for member, chosen in found.items():
        assert chosen not in found  # no chain of redirects
        assert member != chosen


@FEW
@given(statements(), JUDGED)
def test_uniting_loses_no_statement_and_forgets_no_stated_id(
    tables: Tables, rows: list[Statement], judged: tuple[Judgement, ...]
) -> None:
    found = who(tables, rows, judged)
    united = tables.fetch(unify(tables, tables.rows(table(rows)), found)).to_pylist()
    wanted = {
        row._replace(
            subject=canonical(found.canonical, row.subject),
            object=canonical(found.canonical, row.object) if row.datatype == REFERENCE else row.object,
        )
        for row in rows
    }
    assert {Statement(**row) for row in united} == wanted
    assert len(united) == len(wanted)


@FEW
@given(statements())
def test_uniting_what_is_united_finds_nothing_more(tables: Tables, rows: list[Statement]) -> None:
    found = who(tables, rows, ())
    united = tables.fetch(unify(tables, tables.rows(table(rows)), found)).to_pylist()
    assert not who(tables, [Statement(**row) for row in united], ()).canonical


@FEW
@given(statements(), JUDGED, PAIRS)
def test_a_merge_undone_leaves_no_trace(
    tables: Tables, rows: list[Statement], judged: tuple[Judgement, ...], pair: tuple[str, str]
) -> None:
    left, right = sorted(pair)
    others = [said for said in judged if said.pair != (left, right)]
    merge = Judgement(left, right, SAME, "somebody", "2015-07-01", "", 90)
    undo = Judgement(left, right, UNDO, "somebody", "2015-07-02", "", 91)
    before = who(tables, rows, latest(others))
    after = who(tables, rows, latest([*others, merge, undo]))
    assert (after.canonical, after.clusters, after.cuts) == (before.canonical, before.clusters, before.cuts)
