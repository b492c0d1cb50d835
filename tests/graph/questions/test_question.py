"""The shipped questions agree with the model, and each kind of disagreement is found without a server."""

import pytest

from graph.presets import ORIGINS, load_presets, load_reasons
from graph.question import Question, find_question, load_parts, load_questions, parse_question
from graph.question_check import Projection, check_question, check_questions, returned
from ontology.errors import GraphError, UnknownQuestion
from ontology.model import default_model

HEADER = """/*
title = { zh = "题", en = "Title" }
question = { zh = "问？", en = "Asked?" }
path = "/things/{thing}"
evidence = ["records"]
[params.thing]
type = "id"
about = { zh = "编号", en = "Id" }
[columns.label]
about = { zh = "名称", en = "Name" }
[columns.records]
about = { zh = "记录", en = "Records" }
*/
"""
TEXT = """MATCH (p:Project {id: $thing})-[:STATED_IN]->(r:Record)
WHERE p.startDate_from IS NOT NULL
RETURN p.label AS label, collect(r.id) AS records"""


def question(text: str = TEXT, header: str = HEADER) -> Question:
    return parse_question("probe", header + text)


def problems(text: str, header: str = HEADER) -> list[str]:
    return check_question(question(text, header), Projection(default_model()))


def test_every_shipped_question_and_part_is_sound() -> None:
    assert check_questions([*load_questions().values(), *load_parts().values()], default_model()) == []


def test_a_sound_question_has_no_problems() -> None:
    assert problems(TEXT) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (":Project", ":Projekt", "label Projekt is not in the model"),
        (":STATED_IN", ":SAID_IN", "relationship SAID_IN is not in the model"),
        ("p.startDate_from", "p.startDate_form", "property p.startDate_form of Project is not in the model"),
        ("p.startDate_from", "p.inForceFrom_from", "property p.inForceFrom_from of Project is not in the model"),
        ("{id: $thing}", "{key: $thing}", "property node.key of Project is not in the model"),
        ("r.id", "r.file_name", "property r.file_name of Record is not in the model"),
        ("$thing", "$thign", "uses $thign, which it does not declare"),
        ("AS label", "AS name", "returns ['name', 'records'] but declares ['label', 'records']"),
        ("{id: $thing}", "", "declares thing and never uses it"),
        ("(r:Record)", "(r:Record)<-[:TIE]-(p)-[:TIE]->()", "walks over two ties and does not say in `hub` what it does at a hub"),
    ],
)  # fmt: skip
def test_each_disagreement_is_found(old: str, new: str, found: str) -> None:
    assert any(found in problem for problem in problems(TEXT.replace(old, new)))


def test_comments_and_strings_are_no_names() -> None:
    assert (
        problems(
            "// (x:Nothing)-[:NOWHERE]->()\n"
            + TEXT.replace("IS NOT NULL", "IS NOT NULL AND p.label <> '(:No)'")
        )
        == []
    )


def test_two_questions_on_one_path_are_found() -> None:
    assert check_questions([question(), question()], default_model()) == [
        "path /things/{thing} is used 2 times"
    ]


def test_evidence_and_path_must_be_declared() -> None:
    wrong = HEADER.replace('evidence = ["records"]', 'evidence = ["proof"]').replace("{thing}", "{other}")
    assert any("evidence names proof" in one for one in problems(TEXT, wrong))
    assert any("its path names other" in one for one in problems(TEXT, wrong))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('zh = "题", ', "", "title must be given in zh and en"),
        ("/*", "", "does not begin with a block comment"),
        ('path = "/things/{thing}"', "", "a question has a path"),
        ('type = "id"', 'type = "identifier"', "needs a type"),
        ('type = "id"', 'type = "choice"', "is a choice without options"),
        ('type = "id"', 'type = "id"\nofclass = "x"', "unknown keys: ofclass"),
        ("evidence =", "proof =", "unknown keys: proof"),
        ("title =", "title", "not TOML"),
    ],
)
def test_a_header_that_is_not_complete_is_our_error(old: str, new: str, said: str) -> None:
    with pytest.raises(GraphError, match=said):
        question(header=HEADER.replace(old, new))


def test_unions_and_subqueries_return_what_stands_outside() -> None:
    text = "CALL () { RETURN 1 AS a } RETURN a AS x, [y IN [1] | y] AS z UNION MATCH (n) RETURN 1 AS x, n.id AS z ORDER BY x"
    assert returned(text) == [["x", "z"], ["x", "z"]]


def test_an_unknown_question_names_the_nearest() -> None:
    with pytest.raises(UnknownQuestion, match="did you mean 'candidates'"):
        find_question("candidate")


def test_digest_changes_with_the_wording() -> None:
    assert question().digest != question(TEXT + " ").digest
    assert len(question().digest) == 16


def test_questions_are_sorted_and_speak_both_languages() -> None:
    names = list(load_questions())
    assert names == sorted(names)
    for one in load_questions().values():
        assert one.title["zh"] and one.title["en"] and one.path.startswith("/")
        assert not one.is_part
        assert all(about["zh"] and about["en"] for about in one.columns.values())
    assert all(one.is_part for one in load_parts().values())


def test_numbers_that_judge_say_whose_they_are() -> None:
    for one in load_presets().values():
        assert one.origin in ORIGINS
        assert one.about["zh"] and one.about["en"]
        assert one.origin != "policy" or one.clause
    assert load_presets()["cap"].shown(12)["origin"] == "caller"
    assert load_presets()["cap"].shown(10)["origin"] == "ours"


def test_reasons_speak_both_languages() -> None:
    assert all(one["zh"] and one["en"] for one in load_reasons().values())


def test_whatever_a_line_is_about_is_named_in_both_languages() -> None:
    for one in load_questions().values():
        for column in one.columns:
            if column == "label" or column.endswith("_label"):
                end = column.removesuffix("label")
                named = {f"{end}name_zh", f"{end}name_en"}
                if "object" in one.columns and "subject" not in one.columns:
                    named = {"label_zh", "label_en"}  # there the names are those of the property
                assert named <= set(one.columns), (one.name, column)
