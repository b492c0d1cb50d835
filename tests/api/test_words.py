"""The catalogue and the reason codes enter; both languages must be level."""

from __future__ import annotations

from api.errors import exit_code
from api.words import catalogue, explained, word
from graph.presets import load_reasons
from ontology import errors
from ontology.errors import CoopgraphError


def test_every_word_is_in_both_languages() -> None:
    assert all(set(entry) == {"en", "zh"} and all(entry.values()) for entry in catalogue().values())


def test_every_reason_is_explained_in_both_languages() -> None:
    for code in load_reasons():
        english, chinese = explained({"reason": code}, "en"), explained({"reason": code}, "zh")
        assert english
        assert chinese
        assert english != chinese


def test_a_word_without_entry_stands_for_itself() -> None:
    assert word("no_such_word", "zh") == "no such word"


def test_every_error_has_an_exit_code() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CoopgraphError)
    ]
    assert len(kinds) > 8
    codes = {kind.__name__: exit_code(kind("x")) for kind in kinds}
    assert codes["UsageError"] == codes["BadParameter"] == 2
    assert codes["NotFound"] == 3
    assert codes["SourceError"] == codes["ShapeError"] == 4
    assert codes["Unavailable"] == codes["EngineError"] == 5
    assert codes["CoopgraphError"] == codes["Busy"] == 1
