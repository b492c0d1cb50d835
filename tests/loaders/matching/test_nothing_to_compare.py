"""Registers without names, and registers that have nothing in common, enter; an answer that nothing is proposed leaves."""

from __future__ import annotations

from pathlib import Path

import orjson

from loaders.matching.matcher import propose
from loaders.matching.proposals import read_proposals, read_weights, write_proposals
from ontology.model import default_model
from ontology.statements import STATEMENTS_FILE, Statement
from tests.loaders.canon.scene import thing, write_source

REGISTER = thing(
    "inst-ror-0aaaaaa01",
    "Institution",
    ror="0aaaaaa01",
    name="Tonglu University@en",
    country="country-iso-CN",
)


def _files(folder: Path, **sources: list[Statement]) -> list[Path]:
    return [write_source(folder, name, rows) / STATEMENTS_FILE for name, rows in sources.items()]


def test_parties_without_a_name_are_compared_with_nobody(tmp_path: Path) -> None:
    """Participations as they are published without names: a number, a country, a kind."""
    numbers = [
        row
        for key in ("900000001", "900000002")
        for row in thing(f"inst-pic-{key}", "Institution", key, pic=key, country="country-iso-CN")
    ]
    found = propose(_files(tmp_path, numbers=numbers, register=REGISTER), default_model())
    assert found.proposals == ()
    assert not found.weights
    assert set(found.parties) >= {"inst-pic-900000001", "inst-ror-0aaaaaa01"}
    assert (
        propose(_files(tmp_path / "turned", register=REGISTER[:1], numbers=numbers), default_model()).pairs
        == 0
    )


def test_names_that_share_nothing_give_no_weights_and_can_be_read_again(tmp_path: Path) -> None:
    numbers = thing(
        "inst-pic-900000001", "Institution", pic="900000001", name="QXZW@en", country="country-iso-DE"
    )
    found = propose(_files(tmp_path, numbers=numbers, register=REGISTER), default_model())
    assert (found.proposals, found.pairs) == ((), 0)
    path = write_proposals(tmp_path / "home", found.proposals, found.weights, {"numbers": "1"}, "2026-05-17")
    assert read_proposals(path) == ()
    assert read_weights(tmp_path / "home") == {}


def test_weights_of_nothing_and_of_other_features_are_none(tmp_path: Path) -> None:
    """As files of earlier versions of the rules have them."""
    weights = {
        "pic-ror": {"weights": [[0.0]], "prior": None},
        "own-ror": {"weights": [[0.0, 1.0]], "prior": -1.0},
    }
    (tmp_path / "proposals.json").write_bytes(orjson.dumps({"weights": weights}))
    assert read_weights(tmp_path) == {}
