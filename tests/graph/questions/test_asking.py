"""Parameters are read by type, and whatever is wrong with one is said with the nearest right thing."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.asking import check_values
from graph.pages import full_text
from graph.question import find_question
from ontology.errors import BadParameter, NoSuchValue, NotFound, UnknownQuestion
from tests.graph.questions.conftest import Asked

CANDIDATES = find_question("candidates")


def values(**given_values: Any) -> dict[str, Any]:
    return check_values(CANDIDATES, {"as_of": "2015-06-30", **given_values})


def test_defaults_are_filled_in_and_text_is_read_by_type() -> None:
    found = values(home="CN,HK", limit="0", reading="stated")
    assert found["as_of"] == date(2015, 6, 30)
    assert found["home"] == ["CN", "HK"]
    assert (found["limit"], found["cap"], found["reading"]) == (0, 10, ["stated"])
    assert values(home=["CN,HK", "MO", "CN"])["home"] == ["CN", "HK", "MO"]
    assert values(reading=["stated, programme"])["reading"] == ["stated", "programme"]
    assert values()["home"] == ["CN"]
    assert values()["reading"] == ["stated", "programme"]
    assert values(as_of=date(2001, 2, 3))["as_of"] == date(2001, 2, 3)
    for nothing in ("", ",", " , ", [""], ["", ","]):
        assert values(home=nothing, reading=nothing) == values()
    assert values(home=["", "QM"])["home"] == ["QM"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hom": "CN"}, "takes no parameter 'hom'.*did you mean 'home'"),
        ({"candidates": ["inst-own-x"]}, "takes no parameter 'candidates'"),
        ({"as_of": ""}, "needs as_of"),
        ({"as_of": "2015"}, "as_of cannot be '2015'"),
        ({"as_of": "2015-02-30"}, "as_of cannot be.*not a day of the calendar"),
        ({"limit": "-1"}, "limit cannot be '-1'"),
        ({"limit": "many"}, "give a whole number"),
        ({"limit": True}, "limit cannot be True"),
        ({"channels": 101}, "within 0…100"),
        ({"reading": "programm"}, "did you mean 'programme'"),
        ({"reading": ["stated", "guess"]}, "it is one of: stated, programme, copresence"),
    ],
)
def test_a_wrong_parameter_is_named(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(BadParameter, match=f"(?s){said}") as caught:
        values(**wrong)
    assert caught.value.message("zh") != caught.value.message("en")


def test_what_is_not_in_the_graph_is_named(asked: Asked) -> None:
    with pytest.raises(NotFound, match="inst-own-nobody"):
        asked("partners", institution="inst-own-nobody", as_of="2015-06-30", home="QM")
    with pytest.raises(BadParameter, match="class Agreement"):
        asked("agreement", agreement="inst-own-baita", as_of="2015-06-30")
    with pytest.raises(BadParameter, match="that is the id of a record"):
        asked("show", thing="rec-worldregistry-none")
    with pytest.raises(BadParameter, match="an id looks like"):
        asked("show", thing="Yunhai University")
    with pytest.raises(BadParameter, match=r"(?s)no country or region 'QMM'.*did you mean 'QM'"):
        asked("candidates", home="QMM", as_of="2015-06-30")
    with pytest.raises(UnknownQuestion, match="did you mean 'partners'"):
        asked("partner")


@pytest.mark.parametrize("home", ["inst-own-baita", "agr-own-ag-north", "QM,inst-own-baita"])
def test_a_home_that_is_no_country_and_has_none_is_refused(home: str, asked: Asked) -> None:
    with pytest.raises(NoSuchValue, match="no country") as caught:
        asked("candidates", home=home, as_of="2015-06-30")
    assert "不是国家" in caught.value.message("zh")


def test_ids_lead_to_the_thing_they_became(asked: Asked) -> None:
    old = asked("show", thing="inst-own-yunhai")
    assert old.meta["redirected"] == {"inst-own-yunhai": "inst-ror-0zzzy0129"}
    assert old.rows == asked("show", thing="inst-ror-0zzzy0129").rows
    assert old.params["thing"] == "inst-ror-0zzzy0129"


def test_home_may_be_a_region_and_holds_its_members_of_the_day(asked: Asked) -> None:
    def home(as_of: str, *given_home: str) -> list[str]:
        return list(asked("pool", as_of=as_of, home=list(given_home), limit=1).meta["home"]["countries"])

    assert home("2015-06-30", "greater-yunling") == ["QM", "QZ"]
    assert home("2015-06-30", "region-own-four-seas") == ["QQ", "QR"]
    assert home("2005-06-30", "four-seas") == ["QQ", "QX"]
    assert home("2015-06-30", "qm", "four-seas") == ["QM", "QQ", "QR"]


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("云海大学", '"云海大学"'),
        ("Xi'an Jiaotong", '"Xi\'an" AND "Jiaotong"'),
        ("Xi’an", '"Xi\'an"'),
        ('say "no" AND (x:y)*', r'"say" AND "\"no\"" AND "AND" AND "(x:y)*"'),
        ("a\\b", '"a\\\\b"'),
    ],
)
def test_words_are_escaped_and_apostrophes_kept(words: str, query: str) -> None:
    assert full_text(words) == query


@given(st.text(min_size=1))
def test_no_words_leave_their_quotes(words: str) -> None:
    query = full_text(words)
    bare = query.replace("\\\\", "").replace('\\"', "")
    assert bare.count('"') == 2 * len(words.split())


@pytest.mark.parametrize(
    "words", ['"', "AND", "*", "a AND NOT b", "((", "\\", "~", "云海*", "field:x", "Xi'an", "/a/", "😀"]
)
def test_the_server_takes_whatever_people_type(words: str, asked: Asked) -> None:
    assert asked("find", text=words).meta["total"] >= 0


def test_coverage_of_more_lines_than_fit_in_memory_is_refused(asked: Asked) -> None:
    wide = {"home": ["QM", "QN", "QO", "QP", "QQ", "QR"], "since": 1500}
    with pytest.raises(BadParameter, match=r"(?s)made at most.*since") as refused:
        asked("coverage", **wide, as_of="9999-12-31")
    assert "since" in (refused.value.remedy_zh or "")
    assert "最多" in refused.value.what_zh
    assert asked("coverage", **wide, as_of="2015-06-30").rows
