"""What people write for a thing is read by key, notation or public name; whatever fails names the nearest right thing."""

from typing import Any

import pytest

from ontology.errors import BadParameter, NotFound
from tests.graph.questions.conftest import Asked

DAY = "2015-06-30"


def test_a_country_is_asked_for_by_code_or_name(asked: Asked) -> None:
    by_id = asked("country", country="country-iso-QM", as_of=DAY)
    for written in ("QM", "qm", "Yunling (fictional)", "云岭国（虚构）"):
        answer = asked("country", country=written, as_of=DAY)
        assert answer.rows == by_id.rows
        assert answer.meta["redirected"] == {written: "country-iso-QM"}
    pair = asked("country_pair", one="QM", other="qn", as_of=DAY)
    assert pair.meta["countries"] == ["QM", "QN"]


def test_a_field_is_asked_for_by_its_notation(asked: Asked) -> None:
    by_id = asked("agreements_in_force", country=["QM"], field="concept-mlp2006-KA05", as_of=DAY)
    by_notation = asked("agreements_in_force", country=["QM"], field="ka05", as_of=DAY)
    assert by_notation.rows == by_id.rows


def test_a_name_that_no_public_register_gives_is_only_suggested(asked: Asked) -> None:
    with pytest.raises(BadParameter, match=r"did you mean .*inst-own-baita"):
        asked("institution", institution="White Pagoda University (fictional)", home="QM", as_of=DAY)


@pytest.mark.parametrize(
    ("question", "given", "said"),
    [
        ("institution", {"institution": "inst-own-bait"}, "did you mean 'inst-own-baita'"),
        ("institution", {"institution": "Northlake Universty"}, "(?s)inst-pic-700000002.*an id looks like .*inst-own-"),
        ("country", {"country": "Yunlin"}, "(?s)did you mean 'country-iso-QM'.*an id looks like country-iso-"),
        ("country", {"country": "inst-own-baita"}, "class Country, such as country-iso-"),
        ("project", {"project": "AND OR ~*"}, "an id looks like proj-own-"),
    ],
)  # fmt: skip
def test_the_nearest_and_the_form_of_an_id_fit_what_is_asked_for(
    question: str, given: dict[str, Any], said: str, asked: Asked
) -> None:
    with pytest.raises((BadParameter, NotFound), match=said) as caught:
        asked(question, as_of=DAY, **given)
    assert caught.value.message("zh") != caught.value.message("en")
    (word,) = given.values()
    assert f"did you mean {word!r}" not in caught.value.message("en")


@pytest.mark.parametrize("given", ["foo", "case-1", "inst-own-xyzzy"])
def test_what_is_far_is_not_suggested(given: str, asked: Asked) -> None:
    """The index finds some name for any word; who wrote nothing like it is sent to the search."""
    with pytest.raises((BadParameter, NotFound)) as caught:
        asked("show", thing=given)
    for lang, word in (("en", "did you mean"), ("zh", "是否要写")):
        assert word not in caught.value.message(lang)
        assert "coopgraph ask find --text" in caught.value.message(lang)


def test_a_suggestion_bears_the_name_in_the_readers_language(asked: Asked) -> None:
    with pytest.raises(BadParameter) as caught:
        asked("candidates", home=["Stonetower (fictiona"], as_of=DAY)
    assert "'QQ'（石塔国（虚构））" in caught.value.message("zh")
    with pytest.raises((BadParameter, NotFound)) as caught:
        asked("institution", institution="inst-own-bait", as_of=DAY)
    assert "'inst-own-baita' (白塔" in caught.value.message("zh")


@pytest.mark.parametrize("word", ["Stonetower (fictional)", "石塔国（虚构）", "stonetower (Fictional)"])
def test_a_home_is_given_by_name(word: str, asked: Asked) -> None:
    by_code, by_name = (asked("candidates", home=[one], as_of=DAY) for one in ("QQ", word))
    assert by_name.rows == by_code.rows
    assert by_name.meta["home"] == by_code.meta["home"]
    assert asked("pool", home=["QM", word], as_of=DAY).meta["home"]["countries"] == ["QM", "QQ"]


def test_a_home_whose_name_is_mistyped_is_told_in_the_reader_s_language(asked: Asked) -> None:
    with pytest.raises(BadParameter, match=r"did you mean 'QQ' \(Stonetower") as caught:
        asked("candidates", home=["石塔国（虚够）"], as_of=DAY)
    assert "是否要写 'QQ'（石塔国（虚构））？" in caught.value.message("zh")


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("record", {"record": "rec-facts~deadbeef"}),
        ("record", {"record": "rec-facts~deadbeefdeadbeefdeadbeef"}),
        ("records", {"records": ["rec-facts-none", "rec-facts-other"]}),
    ],
)
def test_a_record_that_is_not_there_is_no_empty_answer(
    question: str, given: dict[str, Any], asked: Asked
) -> None:
    with pytest.raises(NotFound, match="no record rec-facts"):
        asked(question, **given)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("pair", "inst-own-fix-a", "inst-own-fix-a"),
        ("pair", "inst-own-yunhai", "inst-ror-0zzzy0129"),
        ("country_pair", "QM", "country-iso-QM"),
    ],
)
def test_a_pair_has_two_sides(question: str, one: str, other: str, asked: Asked) -> None:
    with pytest.raises(BadParameter, match="both sides are the same"):
        asked(question, one=one, other=other, as_of=DAY)
