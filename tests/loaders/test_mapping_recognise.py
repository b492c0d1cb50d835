"""Rules by words, as a mapping.toml writes them, on records made for one test each."""

from pathlib import Path

import pytest

from ontology.errors import SourceError
from tests.loaders.making import mapping, stated

THING = '[[thing]]\nclass = "Project"\nkey = ["id"]\n[thing.set]\n'
SCIENCE = """
[recognise.science]
any = [
    { path = "subject", is = ["SPACE", "SCIENCE & TECHNOLOGY"] },
    { path = "title", words = ["scientific", "science and technology", "科学"] },
]
none = [{ path = "title", words = ["Educational, Scientific and Cultural"] }]
"""
FLAG = THING + 'terminated = "?science"\n'


def _science(folder: Path, **data: str) -> str:
    run = mapping(folder, SCIENCE + THING + 'note = "?science"\n')
    found, _ = stated(run, {"id": "1"} | data)
    return next(value for name, value, _ in found if name == "note")


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"subject": "SPACE"}, "true"),
        ({"subject": "SPACES"}, "false"),
        ({"subject": "TRADE", "title": "on Scientific Relations"}, "true"),
        ({"subject": "TRADE", "title": "on SCIENCE  AND\ttechnology"}, "true"),
        ({"subject": "TRADE", "title": "on conscientifically trading"}, "false"),
        ({"subject": "TRADE", "title": "中国科学院"}, "true"),
        ({"subject": "SPACE", "title": "the Educational, Scientific and Cultural Organisation"}, "false"),
        ({}, "false"),
    ],
)
def test_any_holds_and_none_forbids(tmp_path: Path, data: dict[str, str], wanted: str) -> None:
    assert _science(tmp_path, **data) == wanted


def test_all_of_all_and_empty(tmp_path: Path) -> None:
    rule = '[recognise.person]\nall = [{ path = "a", empty = true }, { path = "b", matches = "^x+$" }]\n'
    run = mapping(tmp_path, rule + THING + 'note = "?person"\n')
    for data, wanted in (
        ({"b": "xx"}, "true"),
        ({"a": " ", "b": "x"}, "true"),
        ({"a": "y", "b": "x"}, "false"),
    ):
        found, _ = stated(run, {"id": "1"} | data)
        assert ("note", wanted, "") in found


def test_it_stands_wherever_a_path_may(tmp_path: Path) -> None:
    run = mapping(
        tmp_path,
        SCIENCE + THING + 'acronym = { path = "title", where = { "?science" = "true" } }\n'
        'note = { path = "title", skip = { "?science" = "true" } }\n',
    )
    found, _ = stated(run, {"id": "1", "title": "scientific"})
    assert ("acronym", "scientific", "") in found and not [1 for name, _, _ in found if name == "note"]
    assert {"subject", "title"} <= run.columns  # what a rule reads is read


def test_it_reads_the_parts_of_a_text(tmp_path: Path) -> None:
    run = mapping(
        tmp_path,
        '[recognise.loud]\nany = [{ path = ".", matches = "^[A-Z ]+$" }]\n'
        + THING
        + '[[each]]\npath = "all"\n'
        'split = ";"\nwhere = { "?loud" = "true" }\n[[each.thing]]\nclass = "Programme"\nkey = ["."]\n'
        '[each.thing.set]\ncode = "."\n',
    )
    found, _ = stated(run, {"id": "1", "all": "LOUD;quiet; VERY LOUD"})
    assert {value for name, value, _ in found if name == "code"} == {"LOUD", "VERY LOUD"}


def test_what_is_recognised_is_refused_with_its_reason(tmp_path: Path) -> None:
    refuse = '[[refuse]]\nwhere = { "?science" = "true" }\nreason = { zh = "不收", en = "not taken" }\n'
    run = mapping(tmp_path, refuse + 'remedy = { zh = "无须处理", en = "nothing" }\n' + SCIENCE + THING)
    found, ledger = stated(run, {"id": "1", "subject": "SPACE"})
    assert not found and ledger.rejects[0].reason == "not taken"
    assert stated(run, {"id": "1", "subject": "TRADE"})[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (THING + 'note = "?science"\n', r"no \[recognise.science\]"),
        ("[recognise.science]\n" + FLAG, "nothing is asked"),
        ('[recognise.science]\nany = [{ path = "a" }]\n' + FLAG, "exactly one of"),
        ('[recognise.science]\nany = [{ path = "a", empty = false }]\n' + FLAG, "empty = true"),
        ('[recognise.science]\nany = [{ path = "a", matches = "(" }]\n' + FLAG, "not a regular"),
        ('[recognise.science]\nsome = [{ path = "a", is = "x" }]\n' + FLAG, "unknown key"),
        (
            THING + '[[refuse]]\nreason = { zh = "不", en = "n" }\nremedy = { zh = "不", en = "n" }\n',
            "what is refused",
        ),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        mapping(tmp_path, text)


def test_unless_takes_texts_of_a_form_out(tmp_path: Path) -> None:
    rule = '[recognise.firm]\nany = [{ path = "a", words = ["Group"], unless = "^GROUP [A-Z][a-z]+$" }]\n'
    run = mapping(tmp_path, rule + THING + 'note = "?firm"\n')
    for text, wanted in (("Group of Nine", "true"), ("GROUP Jane", "false")):
        assert ("note", wanted, "") in stated(run, {"id": "1", "a": text})[0]


LIKE = '[recognise.person]\nlike = "person"\npaths = { sme = "a", city = "b", vat = "c", name = "d", activity = "e" }\n'


def test_what_several_sources_recognise_stands_once(tmp_path: Path) -> None:
    run = mapping(tmp_path, LIKE + THING + 'note = "?person"\n')
    assert set("abcde") <= run.columns
    for data, wanted in (({"d": "DOE JANE"}, "true"), ({"d": "DOE JANE", "b": "NOWHERE"}, "false")):
        assert ("note", wanted, "") in stated(run, {"id": "1"} | data)[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (LIKE.replace('"person"', '"persona"', 1), r"no recognised/persona.toml"),
        (LIKE.replace('sme = "a", ', ""), "paths are needed for"),
        (LIKE.replace('sme = "a"', 'sme = "a", more = "x"'), "paths are needed for"),
        ('[recognise.x]\nany = [{ path = "a", is = "b", unless = "c" }]\n', "goes with words or matches"),
        ('[recognise.x]\nany = [{ path = "a", matches = "b", unless = "(" }]\n', "not a regular"),
    ],
)
def test_mistakes_in_what_is_shared_are_named(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        mapping(tmp_path, text + THING)
