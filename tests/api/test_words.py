"""The catalogue and the reason codes enter; both languages must be level."""

from __future__ import annotations

import re

from api.candidate_list import legend
from api.errors import exit_code
from api.words import catalogue, explained, kind_of_event, word
from graph.presets import load_reasons
from ontology import errors
from ontology.errors import CoopgraphError
from ontology.model import Model
from ontology.places import place


def test_every_word_is_in_both_languages() -> None:
    assert all(set(entry) == {"en", "zh"} and all(entry.values()) for entry in catalogue().values())


def test_every_reason_is_explained_in_both_languages() -> None:
    for code in load_reasons():
        english, chinese = explained({"reason": code}, "en"), explained({"reason": code}, "zh")
        assert english
        assert chinese
        assert english != chinese


def test_a_remark_says_of_which_partner_which_years_and_how_many_events() -> None:
    names = {"inst-own-b": "Bee"}
    years = {"reason": "years_not_covered", "partner": "inst-own-b", "years": [2001, 2002, 2003, 2006]}
    assert explained(years, "en", names).startswith("Bee: ")
    assert explained(years, "zh", names).endswith(": 2001–2003, 2006")
    ends = {"reason": "ends_not_stated", "partner": "inst-own-b", "count": 2}
    assert "(2 events)" in explained(ends, "en", names)
    assert explained(ends, "zh").startswith("inst-own-b: ")
    undated = {"reason": "events_undated", "partner": "inst-own-b", "things": ["proj-own-x"]}
    assert "(1 event): proj-own-x" in explained(undated, "en", names)


def test_every_kind_of_event_has_a_name_in_both_languages(model: Model) -> None:
    for kind in {one.event_kind for one in model.classes.values() if one.event_kind}:
        assert kind_of_event(kind, "zh") != kind
        assert kind_of_event(kind, "en")


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


def test_the_legend_explains_every_figure_of_a_candidate() -> None:
    for lang in ("zh", "en"):
        said = legend(lang)
        assert all(f"I{number} " in said for number in (1, 2, 3, 4, 8, 10, 11))
    assert not re.search(r"[\u4e00-\u9fff]", legend("en"))


def test_where_something_stands_is_said_in_the_readers_language() -> None:
    assert (place("row 3", "zh"), place("row 3", "en")) == ("第 3 行", "row 3")
    assert place("projects!25", "zh") == "projects!25"
