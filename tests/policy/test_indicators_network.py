"""Small networks and series enter the indicators I5 to I18; hand-computed values and what must always hold leave."""

from __future__ import annotations

import math
from fractions import Fraction

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph.indicators_network import (
    balance,
    bilateral,
    concentration,
    embeddedness,
    institutionalisation,
    normalised,
    overlap_share,
    stability,
    super_tie,
    survival,
    weighted,
)

counts = st.integers(0, 50)


def test_i5_by_hand() -> None:
    found = normalised(4, 8, 16, 100)
    assert math.isclose(found.salton or 0, 4 / math.sqrt(128))
    assert found.jaccard == 4 / 20
    assert found.affinity == 400 / 128
    assert normalised(0, 0, 5, 10).salton is None


@given(st.integers(0, 30), counts, counts)
def test_i5_lies_between_nought_and_one(both: int, more: int, others: int) -> None:
    found = normalised(both, both + more, both + others, 200)
    assert found.salton is None or 0 <= found.salton <= 1 + 1e-12
    assert found.jaccard is None or 0 <= found.jaccard <= 1


def test_i6_by_hand() -> None:
    found = bilateral([(Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 3), Fraction(1, 6))])
    assert found.score == 0.5 + float(2 * Fraction(1, 18) / Fraction(1, 2))
    assert found.intensity == found.score / 2
    assert bilateral([]).intensity is None


def test_i7_by_hand() -> None:
    assert stability([2, 2, 2]) == 1.0
    assert stability([2, 0, 2]) == 0.0
    assert stability([1, 2, 3]) == 1 - 2 / 8
    assert stability([0, 0]) is None
    assert stability([3]) is None


def test_i9_ongoing_ties_are_censored_and_not_averaged_away() -> None:
    steps = survival([(1, True), (2, False), (3, True), (3, True), (5, False)])
    assert [(step.years, step.at_risk, step.ended) for step in steps] == [(1, 5, 1), (3, 3, 2)]
    assert math.isclose(steps[0].survival, 0.8)
    assert math.isclose(steps[1].survival, 0.8 / 3)
    assert survival([(4, False), (9, False)]) == ()


@given(st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=30))
def test_i9_never_rises(ties: list[tuple[int, bool]]) -> None:
    values = [step.survival for step in survival(ties)]
    assert values == sorted(values, reverse=True)
    assert all(-1e-12 <= one <= 1 for one in values)


def test_i12_and_i13_by_hand_and_against_networkx() -> None:
    graph = nx.Graph([("i", "j"), ("i", "a"), ("j", "a"), ("i", "b"), ("j", "c"), ("j", "d")])
    around = {one: set(graph[one]) for one in graph}
    shared = len(list(nx.common_neighbors(graph, "i", "j")))
    assert overlap_share("i", "j", around) == shared / ((3 - 1) + (4 - 1) - shared)
    held = embeddedness("i", "j", 5, around)
    assert (held.relational, held.positional, held.structural) == (5, (3, 4), 1)
    assert overlap_share("x", "y", {"x": {"y"}, "y": {"x"}}) is None


def test_i14_by_hand() -> None:
    found = super_tie(20, [20, 2, 2, 1, 1], 2001, 2010)
    assert math.isclose(found.threshold or 0, (26 / 5 - 1) * math.log(5))
    assert found.is_super
    assert found.duration == 10
    assert not super_tie(1, [], 2001, 2001).is_super


def test_i15_a_project_is_no_agreement_between_institutions() -> None:
    assert institutionalisation(1, 3, 0) == 0.25
    assert institutionalisation(0, 3, 1) == 0.0
    assert institutionalisation(0, 0, 0) is None


def test_i16_by_hand() -> None:
    assert balance(2, 8) == 0.25
    assert balance(0, 8) == 0.0
    assert balance(0, 0) is None


@given(st.lists(st.integers(0, 40), max_size=12))
def test_i18_is_one_for_one_partner_and_falls_with_an_even_spread(found: list[int]) -> None:
    value = concentration(found)
    held = [one for one in found if one]
    assert (value is None) == (not held)
    if value is not None:
        assert 1 / len(held) - 1e-12 <= value <= 1 + 1e-12
    assert concentration([7]) == 1.0
    assert concentration([2, 2, 2, 2]) == 0.25


def test_a_weighting_is_the_users_and_shows_every_contribution() -> None:
    found = weighted({"i1": 7.0, "i3": 0.5, "i17": None}, {"i1": 0.1, "i3": 2.0, "i17": 1.0})
    assert math.isclose(found.total, 1.7)
    assert {name: round(value, 9) for name, value in found.contributions.items()} == {"i1": 0.7, "i3": 1.0}
    assert found.missing == ("i17",)
