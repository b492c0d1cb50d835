"""Searching the fictional world: what is found, in which order, and why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph.presets import load_reasons
from graph.question import find_question
from graph.search_kinds import load_searched
from ontology.errors import BadParameter
from ontology.model import Model
from tests.graph.questions.conftest import Asked

YUNHAI = "inst-ror-0zzzy0129"


def first(asked: Asked, text: str, **given: Any) -> tuple[str, str]:
    row = asked("search", text=text, **given).rows[0]
    return row["id"], row["match"]["reason"]


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("云海大学（虚构）", "found_by_name"),
        ("Yunhai University (fictional)", "found_by_name"),
        ("YUNHAI university fictional", "found_by_name"),
        ("yunhaiuniversityfictional", "found_by_name"),
        ("YHU", "found_by_short_form"),
        ("ｙｈｕ", "found_by_short_form"),
        ("Yun-hai Univ", "found_by_beginning"),
        ("yunh", "found_by_beginning"),
        ("云海大学", "found_by_beginning"),
        ("雲海大學", "found_by_beginning"),
        ("university yunh", "found_by_words"),
        ("Yünhäi University", "found_by_beginning"),
        ("Yunhia University", "found_by_mistyped_words"),
        ("Yunhai Nowhereland", "found_by_some_words"),
        ("inst-own-yunhai", "found_by_identifier"),
        (YUNHAI, "found_by_identifier"),
        ("https://ror.org/0zzzy0129", "found_by_identifier"),
        ("ror:0zzzy0129", "found_by_identifier"),
        ("0zzzy0129", "found_by_identifier"),
    ],
)  # fmt: skip
def test_a_university_is_found_by_whatever_people_type(text: str, way: str, asked: Asked) -> None:
    assert first(asked, text) == (YUNHAI, way)


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("700000002", "inst-pic-700000002"),
        ("NORMAT", "proj-own-p-stated"),
        ("https://orcid.org/0000-0000-0000-0001", "person-own-p001"),
    ],
)
def test_other_short_forms_and_identifiers_lead_to_their_things(text: str, thing: str, asked: Asked) -> None:
    assert asked("search", text=text).rows[0]["id"] == thing


def test_one_character_is_enough_in_either_script(asked: Asked) -> None:
    simplified, traditional = (asked("search", text=text) for text in ("云", "雲"))
    assert YUNHAI in {row["id"] for row in simplified.rows}
    assert [row["id"] for row in simplified.rows] == [row["id"] for row in traditional.rows]
    assert {tuple(row["match"]["through"]) for row in traditional.rows} == {("script_variant",)}
    assert {tuple(row["match"]["through"]) for row in simplified.rows} == {()}


def test_the_reason_names_the_name_and_its_language(asked: Asked) -> None:
    row = asked("search", text="雲海", kind=["institution"]).rows[0]
    assert row["match"] == {
        "reason": "found_by_beginning", "name": "云海大学（虚构）", "lang": "zh", "property": "name", "through": ["script_variant"],
    }  # fmt: skip
    row = asked("search", text="Yünhäi", kind=["institution"]).rows[0]
    assert (row["match"]["lang"], row["match"]["through"]) == ("en", ["spelling_folded"])


def test_a_name_that_lost_a_contradiction_leads_to_its_thing_and_is_told(asked: Asked) -> None:
    row = asked("search", text="Grey Corridor Inst. (fictional)").rows[0]
    assert (row["id"], row["name_en"]) == ("inst-own-grey-corr", "Grey Corridor Institute (fictional)")
    assert row["match"]["reason"] == "found_by_name"
    assert row["match"]["name"] == "Grey Corridor Inst. (fictional)"


def test_a_person_is_found_only_where_an_orcid_is_public(asked: Asked) -> None:
    assert [row["id"] for row in asked("search", text="person-own-p001").rows] == ["person-own-p001"]
    assert asked("search", text="person-own-p002").rows == []
    assert asked("show", thing="person-own-p002").rows, "it is in the graph all the same"


def test_kinds_are_counted_capped_and_say_what_is_cut(asked: Asked) -> None:
    answer = asked("search", text="university", limit=3)
    told = {one["kind"]: one for one in answer.meta["kinds"]}
    assert told["institution"]["count"] > 3
    assert (told["institution"]["shown"], told["institution"]["cut"]) == (3, told["institution"]["count"] - 3)
    assert [row["kind"] for row in answer.rows].count("institution") == 3
    assert answer.meta["total"] == sum(one["count"] for one in told.values())
    everything = asked("search", text="university", limit=500)
    assert everything.meta["total"] == answer.meta["total"] == len(everything.rows)
    assert [row["id"] for row in everything.rows if row["kind"] == "institution"][:3] == [
        row["id"] for row in answer.rows if row["kind"] == "institution"
    ]


def test_a_general_word_is_said_to_be_one(asked: Asked) -> None:
    answer = asked("search", text="institute", limit=10)
    (told,) = (one for one in answer.meta["kinds"] if one["kind"] == "institution")
    assert told["count"] > 50
    assert told["cut"] == told["count"] - 10
    assert answer.meta["general"] == {"reason": "too_general", "kinds": ["institution"]}
    # all of them are shown, few are found, or the best is called exactly so: nothing to add
    assert "general" not in asked("search", text="institute", limit=500).meta
    assert "general" not in asked("search", text="yunhai", limit=1).meta
    name = answer.rows[0]["name_en"]
    assert "general" not in asked("search", text=name, limit=1).meta


def test_a_kind_can_be_asked_for_alone(asked: Asked) -> None:
    answer = asked("search", text="云海", kind=["agreement"])
    assert {row["kind"] for row in answer.rows} == {"agreement"}
    assert [one["kind"] for one in answer.meta["kinds"]] == ["agreement"]
    with pytest.raises(BadParameter, match="agreement"):
        asked("search", text="云海", kind=["agreements"])


def test_equal_matches_stand_by_what_refers_to_them_then_by_id(asked: Asked) -> None:
    rows = asked("search", text="institute", kind=["institution"], limit=500).rows
    same = [row for row in rows if row["match"]["reason"] == "found_by_words"]
    assert len(same) > 5
    keys = [(-row["referred"], row["id"]) for row in same]
    assert keys == sorted(keys)


def test_the_best_kind_stands_first(asked: Asked) -> None:
    kinds = [one["kind"] for one in asked("search", text="NORMAT").meta["kinds"]]
    assert kinds[0] == "project"


def test_what_holds_all_words_hides_what_holds_some(asked: Asked) -> None:
    reasons = {row["match"]["reason"] for row in asked("search", text="yunhai university", limit=500).rows}
    assert not reasons & {"found_by_some_words", "found_by_mistyped_words"}


def test_nothing_is_an_answer_with_its_reason(asked: Asked) -> None:
    assert asked("search", text="qqqxyzzy").meta["nothing"] == {"reason": "found_nothing"}
    assert asked("search", text="?!… 。").meta["nothing"] == {"reason": "no_letter_or_digit"}


def test_every_reason_is_explained(asked: Asked) -> None:
    from graph.search_match import FOLDED, SCRIPT, WAYS

    assert {*WAYS, FOLDED, SCRIPT, "found_nothing", "no_letter_or_digit"} <= set(load_reasons())


def test_what_search_knows_of_the_ontology_is_in_it(model: Model) -> None:
    known = load_searched()
    every = {name for one in model.classes.values() for name in one.properties}
    assert {
        *known.short,
        *known.identifiers,
        *(one.published for one in known.kinds if one.published),
    } <= every
    named = [name for one in known.kinds for name in one.classes]
    assert set(named) <= set(model.classes)
    below = [name for one in named for name in model.subclasses(one)]
    assert len(below) == len(set(below)), "no class belongs to two kinds"
    assert find_question("search").params["kind"].options == tuple(one.name for one in known.kinds)
    assert [one.name for one in known.kinds if not one.classes] == [known.kinds[-1].name]


HOSTILE = [
    "'; MATCH (n) DETACH DELETE n //", '" OR 1=1', "*", "?", "a*", "*a", "a~", "a~2", "a^9", "AND", "OR NOT", "&& ||",
    "+a -b", "[a TO z]", "{a TO z}", "(a", "a)", "a:b", "terms:a", "\\", "\\\\", "/.*/", "<img onerror=alert(1)>", "%00",
    "\x00", "\x1f\x1e", "a\tb\nc", "\u202eabc", "\u200b", "a\u200bb", "\ufdfd", "\U0001f600", "\U0001f469\u200d\U0001f469",
    "Z\u0351\u036b\u0343\u0342", "\u0130", "\xdf", "\ufb01", "K_*", "NInstitution_", "B01_*", "\u01c5", "\u1e9e", "\u2160",
    "${jndi:ldap://x}", "{{7*7}}", "`id`", "$text", "null", "true", "-1", "1e999", "%", "_", "__", "..", "//", "\ufffe",
]  # fmt: skip


@pytest.mark.parametrize("number", range(6))
def test_whatever_is_typed_is_answered(number: int, asked: Asked) -> None:
    shapes = ["{}", "云海 {}", "{} university", '"{}"', "({}) AND", "{}{}"]
    for text in HOSTILE:
        typed = shapes[number].replace("{}", text)
        if typed.strip():
            json.dumps(asked("search", text=typed).rows).encode()


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb", "x" * 10_000, " ", "", "\u3000"])
def test_what_is_no_text_is_refused_with_a_remedy(text: str, asked: Asked) -> None:
    with pytest.raises(BadParameter) as caught:
        asked("search", text=text)
    for lang in ("zh", "en"):
        assert len(caught.value.message(lang).encode()) < 1_000


def test_the_plan_never_depends_on_what_is_typed(asked: Asked, world_graph: Any) -> None:
    before = world_graph.read("MATCH (n) RETURN count(n) AS nodes")
    from graph.connection import shipped
    from graph.search_terms import strict, within

    plans = set()
    for text in ("云海", *HOSTILE):
        query = within(strict(text) or "x*", (), ("Country",))
        wanted = [{"kinds": [], "rest": "other", "query": query}]
        text_of = "EXPLAIN " + find_question("search").text
        with world_graph._driver.session() as session:
            plan = session.run(shipped(text_of), queries=wanted, deep=10, limit=3).consume().plan
        plans.add(json.dumps(plan, sort_keys=True, default=str))
    assert len(plans) == 1
    assert world_graph.read("MATCH (n) RETURN count(n) AS nodes") == before
