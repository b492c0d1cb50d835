"""Weights that somebody gives enter; one number beside the figures leaves, every contribution shown, nothing reordered."""

from __future__ import annotations

import pytest

from graph.weighting import OF_A_LINE, PLACES
from ontology.errors import BadParameter, NoSuchValue
from tests.graph.questions.conftest import Asked

PAIR = {"one": "inst-own-fix-a", "other": "inst-own-fix-b", "as_of": "2010-12-31"}


def test_every_contribution_of_the_worked_fixture_is_shown(asked: Asked) -> None:
    """I1 is 7, I3 seven of nine years, I10 four kinds; of one event of five alone the person is known (I17)."""
    found = asked("pair", **PAIR, weights=["i1=0.1", "I3 = 2", "i10:-1", "i17=1"]).meta["weighting"]
    assert found == {
        "weights": {"i1": 0.1, "i3": 2.0, "i10": -1.0, "i17": 1.0},
        "contributions": {"i1": 0.7, "i3": 1.555556, "i10": -4.0},
        "missing": ["i17"],
        "total": -1.744444,
    }
    assert "weighting" not in asked("pair", **PAIR).meta


def test_what_certainly_was_counts_of_bounds(asked: Asked) -> None:
    """I2 of the fixture is between five and ten years."""
    found = asked("pair", **PAIR, weights="i2=1,i8=3").meta["weighting"]
    assert found["contributions"] == {"i2": 5.0, "i8": 3.0}


def test_each_partner_has_its_own_and_the_order_stays(asked: Asked) -> None:
    plain = asked("partners", institution="inst-own-fix-a", as_of="2010-12-31", home=["QM"])
    heavy = asked(
        "partners", institution="inst-own-fix-a", as_of="2010-12-31", home=["QM"], weights=["i4=-10", "i1=1"]
    )
    assert [row["partner"] for row in plain.rows] == [row["partner"] for row in heavy.rows]
    assert {row["weighting"] for row in plain.rows} == {None}
    for row in heavy.rows:
        assert row["weighting"]["contributions"] == {
            "i4": round(-10 * row["i4"], 6),
            "i1": float(row["i1"]),
        }


@pytest.mark.parametrize(
    ("given", "said", "kind"),
    [
        ("i1", "indicator=number", BadParameter),
        ("i1=much", "indicator=number", BadParameter),
        ("i1=1e999", "indicator=number", BadParameter),
        ("i1=1e99", "within", NoSuchValue),
        ("i99=1", "its indicators are: i1", NoSuchValue),
        ("i1=1,i1=2", "has a weight already", NoSuchValue),
    ],
)
def test_a_weight_that_cannot_be_is_refused(
    asked: Asked, given: str, said: str, kind: type[BadParameter]
) -> None:
    """What has not the form that the description gives is told apart from what has it and means nothing."""
    with pytest.raises(BadParameter, match=said) as told:
        asked("pair", **PAIR, weights=given)
    assert type(told.value) is kind
    assert told.value.remedy_zh


def test_a_line_of_partners_takes_what_it_holds(asked: Asked) -> None:
    with pytest.raises(BadParameter, match="its indicators are: i1, i2, i2_small"):
        asked("partners", institution="inst-own-fix-a", as_of="2010-12-31", home=["QM"], weights=["i17=1"])
    assert set(OF_A_LINE) < set(PLACES)
