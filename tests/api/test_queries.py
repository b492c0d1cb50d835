"""Queries of every question in three forms: each form gives back the very same query."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from api.openapi.schemas import address_schema, body_schema, parameter_schema
from api.queries.address import API, filter_pattern, filter_text, read_filter, to_address
from api.queries.document import from_document, to_document
from api.queries.filtering import MOST_SORT_KEYS, kept, ordered, sort_keys, sort_text, sortable
from api.queries.query import (
    KNOWN,
    ORDERED,
    Clause,
    Query,
    make_query,
    operators_of,
    shown_params,
)
from api.queries.sentence import from_sentence, named, to_sentence
from api.routes.asked import Asked, Reader
from api.routes.envelope import query_forms, query_key
from graph.question import Field, Parameter, Question, load_questions
from ontology.errors import BadParameter, CoopgraphError

QUESTIONS = load_questions()
PARTNERS = QUESTIONS["partners"]
COVERAGE = QUESTIONS["coverage"]
VERDICT = QUESTIONS["verdict"]

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
ids = st.from_regex(r"\A[a-z0-9]{1,5}-[a-z0-9]{1,5}-[0-9A-Za-z_.-]{1,20}\Z")
dates = st.from_regex(r"\A[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?\Z")


def values_of(field: Field) -> st.SearchStrategy[Any]:
    if field.options:
        return st.sampled_from(field.options)
    return {
        "boolean": st.booleans(),
        "integer": st.integers(-999_999_999, 999_999_999),
        "number": st.decimals(-999_999, 999_999, places=3).map(float),
        "date": dates,
    }.get(field.type, words)


def values_for(one: Parameter) -> st.SearchStrategy[Any]:
    match one.type:
        case "integer":
            low = -999_999 if one.minimum is None else one.minimum
            single: st.SearchStrategy[Any] = st.integers(low, 999_999 if one.maximum is None else one.maximum)
        case "date":
            single = st.dates().map(str)
        case "choice":
            single = st.sampled_from(one.options)
        case "countries":
            single = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9-]{1,20}\Z")
        case "id" | "record":
            single = ids
        case _:
            # where there may be several texts, a comma parts them
            single = words.filter(lambda text: all(map(str.strip, text.split(",") if one.many else [text])))
    if one.many or one.type == "countries":
        return st.lists(single, min_size=1, max_size=4)
    return single


@st.composite
def queries(draw: st.DrawFn) -> tuple[Question, Query]:
    question = draw(st.sampled_from(sorted(QUESTIONS.values(), key=lambda one: one.name)))
    params = {
        name: draw(values_for(one))
        for name, one in shown_params(question).items()
        if one.required or draw(st.booleans())
    }
    clauses = []
    for _ in range(draw(st.integers(0, 4)) if question.fields else 0):
        name = draw(st.sampled_from(sorted(question.fields)))
        field = question.fields[name]
        operator = draw(st.sampled_from(operators_of(field)))
        several = 0 if operator in KNOWN else 1 if operator in ORDERED else draw(st.integers(1, 3))
        clauses.append(Clause(name, operator, tuple(draw(values_of(field)) for _ in range(several))))
    return question, make_query(question, params, clauses)


def from_address(address: str, question: Question) -> Query:
    """Read an address as a server would."""
    parts = urlsplit(address)
    shape = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", API + question.path)
    inside = re.fullmatch(shape, parts.path)
    assert inside
    given: dict[str, Any] = {name: unquote(one) for name, one in inside.groupdict().items()}
    clauses: tuple[Clause, ...] = ()
    for name, value in parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True):
        one = question.params.get(name)
        if name == "filter":
            clauses = read_filter(value, question)
        elif one is not None and (one.many or one.type == "countries"):
            given[name] = value.split(",")
        else:
            given[name] = value
    return make_query(question, given, clauses)


@settings(max_examples=300)
@given(queries())
def test_three_forms_give_back_the_same_query(drawn: tuple[Question, Query]) -> None:
    question, query = drawn
    assert from_address(to_address(query, question), question) == query
    assert from_document(to_document(query), question) == query
    for lang in ("zh", "en"):
        assert from_sentence(to_sentence(query, question, lang), QUESTIONS, lang) == query
    if query.clauses:
        assert re.fullmatch(filter_pattern(question), filter_text(query.clauses), re.S)


READER = Reader(lambda: date(2015, 6, 30), b"of the test")


def asked_by(address: str, question: Question) -> Asked:
    """Read an address as the service does."""
    parts = urlsplit(address)
    inside = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", API + question.path), parts.path)
    assert inside
    scope = {
        "type": "http",
        "method": "GET",
        "headers": [],
        "query_string": parts.query.encode(),
        "path_params": {name: unquote(one) for name, one in inside.groupdict().items()},
    }
    return READER.from_address(Request(scope), question)


def forms_of(one: Asked) -> dict[str, Any]:
    return query_forms(one.query, one.question, sort_text(one.view.sort))


@settings(max_examples=200)
@given(queries(), st.data())
def test_the_order_stands_beside_the_query_in_what_is_asked_again(
    drawn: tuple[Question, Query], data: st.DataObject
) -> None:
    question, query = drawn
    able = sortable(question)
    names = data.draw(st.lists(st.sampled_from(able), unique=True, max_size=MOST_SORT_KEYS)) if able else []
    order = tuple((name, data.draw(st.booleans())) for name in names)
    first = asked_by(to_address(query, question, sort_text(order)), question)
    assert first.view.sort == order
    forms = forms_of(first)
    assert asked_by(forms["address"], question) == first
    assert READER.from_query(forms["json"], question, "") == first
    # it is no part of the query: whatever the order, the query is the same
    plain = asked_by(to_address(first.query, question), question)
    assert plain.query == first.query
    assert forms["sentence"] == forms_of(plain)["sentence"]
    assert (query_key(plain) == query_key(first)) == (order == ())


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_of_a_question_differ_in_a_sentence(question: Question, lang: str) -> None:
    for names in (shown_params(question), question.fields):
        said = [named(name, lang) for name in names]
        assert len(set(said)) == len(said)


def test_what_can_be_filtered_stands_in_the_header() -> None:
    assert set(PARTNERS.fields) < set(PARTNERS.columns)
    assert "i2" not in PARTNERS.fields  # an interval: no plain value
    assert set(body_schema(PARTNERS, whole=True)["properties"]["params"]["properties"]) == set(
        shown_params(PARTNERS)
    )


def test_the_same_asked_differently_is_the_same_query() -> None:
    one = make_query(COVERAGE, {"as_of": "2015-06-30", "home": ["CN"], "since": 2000},
                     read_filter("year:>2009,country:DE|CN|DE", COVERAGE))  # fmt: skip
    other = make_query(COVERAGE, {"as_of": "2015-06-30"}, read_filter("country:CN|DE,year:>2009", COVERAGE))
    assert one == other
    assert to_address(one, COVERAGE) == "/api/v1/coverage?as_of=2015-06-30&filter=country:CN|DE,year:>2009"


def test_several_texts_are_parted_by_commas_in_every_form() -> None:
    query = make_query(PARTNERS, {"institution": "inst-own-x", "weights": ["i1=1,i4=2", "i3=1"]})
    assert query.value("weights") == ("i1=1", "i4=2", "i3=1")
    assert from_address(to_address(query, PARTNERS), PARTNERS) == query
    assert from_document(to_document(query), PARTNERS) == query
    with pytest.raises(BadParameter, match="weights"):
        make_query(PARTNERS, {"institution": "inst-own-x", "weights": ["i1=1,"]})


@given(st.text(st.sampled_from("C3=ab, \x1f\t全"), max_size=12))
@example(",C3=a")
@example("C3=a,")
def test_the_description_takes_the_texts_that_a_query_takes(text: str) -> None:
    """In a body a comma parts one text in two; in an address, where it does so already, none stands in a text."""
    reading = VERDICT.params["reading"]
    body, address = (make(reading)["items"]["pattern"] for make in (parameter_schema, address_schema))
    try:
        taken = make_query(VERDICT, {"institution": "inst-own-x", "reading": [text]}).value("reading")
    except BadParameter:
        taken = None
    assert bool(re.search(body, text)) == (taken is not None)
    assert bool(re.search(address, text)) == (taken is not None and "," not in text)


@pytest.mark.parametrize("name", ["listed", "since"])
def test_the_description_takes_the_numbers_that_a_query_takes(name: str) -> None:
    """Also where a question names no smallest or largest one."""
    question = next(one for one in QUESTIONS.values() if name in one.params)
    schema = parameter_schema(question.params[name])
    for number in (schema["minimum"], schema["maximum"]):
        assert make_query(question, {name: number}) is not None
    for number in (schema["minimum"] - 1, schema["maximum"] + 1):
        with pytest.raises(BadParameter, match=name):
            make_query(question, {name: number})


def test_the_description_takes_the_weights_that_are_read() -> None:
    assert QUESTIONS["pair"].params["weights"].pattern == PARTNERS.params["weights"].pattern
    form = parameter_schema(PARTNERS.params["weights"])["items"]["pattern"]
    for text in ("i1=1", "I3 = -2.5", "i10:.5e2", "i1=1,i4=2"):
        assert re.search(form, text)
    for text in ("0", "i1", "i1=", "i1=much", "i1=1e999", "=1", "i1=1,", ",i1=1"):
        assert not re.search(form, text)


def test_the_order_of_countries_and_choices_asks_nothing() -> None:
    candidates = QUESTIONS["candidates"]
    one = make_query(candidates, {"home": ["DE", "CN"], "reading": ["copresence", "stated"]})
    assert one == make_query(candidates, {"home": ["CN", "DE"], "reading": ["stated", "copresence"]})
    assert make_query(candidates, {"reading": ["programme", "stated"]}).params == ()  # the default
    compared = {
        "institutions": ["inst-own-b", "inst-own-a"]
    }  # whose answer is in the order in which they are named
    assert make_query(QUESTIONS["compare"], compared).value("institutions") == ("inst-own-b", "inst-own-a")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("contry:CN", "did you mean 'country'"),
        ("covered:complet", "did you mean 'complete'"),
        ("year:many", "whole number"),
        ("year:~20", "can be asked by"),
        ("!year:>2000", "turn the comparison round"),
        ("year", "write field:value"),
        ("year:", "write field:value"),
        ("year:2000,", "there is no filter field"),
        ("kind:a\\", "write field:value"),
        ("kind:a\\b", "write field:value"),
        ("kind:a||b", "write field:value|characters"),
    ],
)
def test_a_wrong_filter_is_named(text: str, said: str) -> None:
    with pytest.raises(BadParameter, match=f"(?s){said}") as caught:
        make_query(COVERAGE, {}, read_filter(text, COVERAGE))
    assert caught.value.message("zh") != caught.value.message("en")


@settings(max_examples=300)
@given(st.text(max_size=40) | st.from_regex(r"(country|year|kind):[ab|,\\!~?<>=]{0,10}", fullmatch=True))
def test_whatever_is_typed_is_read_or_named(text: str) -> None:
    try:
        query = make_query(COVERAGE, {}, read_filter(text, COVERAGE))
    except CoopgraphError:
        return
    assert re.fullmatch(filter_pattern(COVERAGE), text, re.S)
    assert make_query(COVERAGE, {}, read_filter(filter_text(query.clauses), COVERAGE)) == query


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"params": []}, "object of parameters"),
        ({"filter": {}}, "list of conditions"),
        ({"filter": [{"field": "year", "above": "2019"}]}, "no integer"),
        ({"filter": [{"field": "year", "above": [2019]}]}, "one value"),
        ({"filter": [{"field": "kind", "is": "a"}]}, "a list"),
        ({"filter": [{"field": "kind", "unknown": False}]}, "is true"),
        ({"filter": [{"field": "kind", "like": "a"}]}, "no operator"),
        ({"filter": [{"field": "kind"}]}, "one of"),
        ({"params": {"home": "CN"}}, "it is a list"),
        ({"params": {"since": "2000"}}, "whole number"),
        ({"params": {"hom": ["CN"]}}, "no parameter 'hom'"),
    ],
)
def test_a_wrong_document_is_named(document: dict[str, Any], said: str) -> None:
    with pytest.raises(CoopgraphError, match=f"(?s){said}"):
        from_document(document, COVERAGE)


def rows(*values: dict[str, Any]) -> list[dict[str, Any]]:
    return [dict.fromkeys(PARTNERS.columns) | one for one in values]


def test_what_is_not_known_is_counted_and_kept_by_no_condition() -> None:
    several = rows({"country": "CN", "i1": 3}, {"country": "DE", "i1": None}, {"country": None, "i1": 5})
    found, unknown = kept(several, (Clause("country", "is_not", ("CN",)),), PARTNERS)
    assert [row["country"] for row in found] == ["DE"]
    assert unknown == {"country": 1}
    found, unknown = kept(several, (Clause("country", "unknown"),), PARTNERS)
    assert [row["i1"] for row in found] == [5]
    assert unknown == {}
    found, unknown = kept(
        several, (Clause("i1", "above", (2,)), Clause("country", "is", ("CN", "DE"))), PARTNERS
    )
    assert [row["country"] for row in found] == ["CN"]
    assert unknown == {"country": 1, "i1": 1}


def test_dates_are_compared_as_exactly_as_asked() -> None:
    lab = QUESTIONS["labs"]
    several = [dict.fromkeys(lab.columns) | {"start": one} for one in ("2006", "2006-05", "2007-01-01", None)]
    found, unknown = kept(several, (Clause("start", "is", ("2006",)),), lab)
    assert [row["start"] for row in found] == ["2006", "2006-05"]
    found, unknown = kept(several, (Clause("start", "above", ("2006-05",)),), lab)
    assert [row["start"] for row in found] == ["2007-01-01"]
    assert unknown == {"start": 2}


def test_sorting_is_stable_and_puts_the_unknown_last() -> None:
    several = rows(
        {"partner": "a", "i1": 1},
        {"partner": "b", "i1": None},
        {"partner": "c", "i1": 2},
        {"partner": "d", "i1": 1},
    )
    keys = sort_keys("-i1", PARTNERS)
    assert [row["partner"] for row in ordered(several, keys)] == ["c", "a", "d", "b"]
    assert [row["partner"] for row in ordered(several, sort_keys("i1,-partner", PARTNERS))] == [
        "d",
        "a",
        "c",
        "b",
    ]
    with pytest.raises(BadParameter, match="did you mean 'partner'"):
        sort_keys("partnr", PARTNERS)


def test_a_list_is_asked_for_in_both_languages() -> None:
    with pytest.raises(CoopgraphError) as found:
        from_document({"params": {"home": "CN"}}, COVERAGE)
    assert "it is a list" in found.value.what
    assert "应为列表" in found.value.what_zh
