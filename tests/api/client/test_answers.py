"""Every question of the service is a method; answers are frozen dataclasses that hold what the envelope holds."""

from __future__ import annotations

import dataclasses
import inspect
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.client import (
    Answer,
    Client,
    Meta,
    NoSuchQuestionError,
    NotOneError,
    OtherDataError,
    Query,
    WrongRequestError,
)
from api.openapi.schemas import META
from graph.question import load_questions
from tests.api.client.conftest import DAY, HUB
from tests.api.http.serving import Served

ROOT = Path(__file__).resolve().parents[3]


def plain(answer: Answer) -> list[dict[str, Any]]:
    """The rows as the envelope has them."""
    return [
        {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}
        for row in answer.to_dicts(whole=False)
    ]


def test_every_question_is_a_method(graph: Client) -> None:
    known = set(load_questions()) | {"versions", "changes"}
    assert set(graph.questions) == known
    assert known <= set(dir(graph))
    for name, question in load_questions().items():
        call = getattr(graph, name)
        assert question.title["en"] in graph.questions[name]
        assert question.title["zh"] in graph.questions[name]
        given = inspect.signature(call).parameters
        shown = {one for one, p in question.params.items() if p.type != "internal" and one != "limit"}
        assert shown <= set(given)
        assert not {"format", "cursor"} & set(given)
        assert {column.name for column in call.operation.columns} == set(question.columns)
        for column, about in question.columns.items():
            assert column in repr(call)
            assert about["zh"] in repr(call) or about["zh"]


@pytest.mark.parametrize(
    ("question", "placed", "path"),
    [
        ("candidates", (), "/candidates"),
        ("partners", (HUB,), f"/institutions/{HUB}/partners"),
        ("pair", (HUB, "inst-own-fix-b"), f"/pairs/{HUB}/inst-own-fix-b"),
        ("agreements_in_force", (), "/agreements"),
        ("labs", (), "/labs"),
        ("coverage", (), "/coverage"),
        ("sources", (), "/sources"),
        ("versions", (), "/versions"),
    ],
)
def test_an_answer_is_the_envelope(
    graph: Client, service: Served, question: str, placed: tuple[str, ...], path: str
) -> None:
    answer = graph.ask(question, *placed)
    known = {
        name: one for name, one in (("as_of", DAY), ("home", "QM")) if graph_takes(graph, question, name)
    }
    told = service.api(path, **known)
    assert plain(answer) == told["results"]
    meta = told["meta"]
    assert answer.meta.data_version == meta.get("data_version", "")
    assert answer.meta.shown == len(answer) == meta["shown"]
    assert answer.meta.total == meta["total"]
    assert answer.meta.next_cursor == meta["next_cursor"]
    assert list(answer.meta.evidence) == meta.get("evidence", [])
    if "query" in meta:
        assert answer.meta.query == Query(**meta["query"])
    assert {*answer.meta.more} == set(meta) - {one.name for one in dataclasses.fields(Meta)}


def graph_takes(graph: Client, question: str, name: str) -> bool:
    return name in inspect.signature(getattr(graph, question)).parameters


def test_meta_has_what_the_description_promises() -> None:
    assert {one.name for one in dataclasses.fields(Meta)} == {*META["properties"], "more"}


def test_rows_are_frozen_and_typed(graph: Client) -> None:
    row = graph.partners(HUB)[0]
    assert type(row).__name__ == "PartnersRow"
    assert dataclasses.is_dataclass(row)
    kinds = {one.name: one.type for one in dataclasses.fields(row)}
    assert kinds["events"] == int | None
    assert kinds["years"] == tuple[int, ...] | None
    assert isinstance(row.years, tuple)
    with pytest.raises(dataclasses.FrozenInstanceError):
        row.label = "other"
    assert "Id of the partner" in (type(row).__doc__ or "")


def test_values_of_every_kind_can_be_given(graph: Client) -> None:
    expected = graph.candidates()
    assert expected.meta.as_of == DAY
    assert expected.meta.home == {"given": ["QM"], "countries": ["QM"]}
    assert graph.candidates(as_of=date(2015, 6, 30), home=["QM"]) == expected
    assert graph.candidates(home="QN").meta.home != expected.meta.home
    few = graph.candidates(reading=["stated"], gap=2, per_page=2)
    assert few.meta.reading == ("stated",)
    assert few.meta.query.json["params"]["gap"] == 2
    assert len(few) == 2


def test_filters_are_text_or_conditions(graph: Client) -> None:
    text = graph.partners(HUB, filter="country:QN|QP,!fictional:false", sort="-label")
    conditions = [{"field": "country", "is": ["QN", "QP"]}, {"field": "fictional", "is_not": [False]}]
    asked = graph.partners(HUB, filter=conditions, sort="-label")
    assert asked.results == text.results
    assert asked.meta.query == text.meta.query
    assert 0 < len(text) < len(graph.partners(HUB))
    paged = graph.partners(HUB, filter=conditions, per_page=1)
    assert list(paged.iter_results()) == list(graph.partners(HUB, filter=conditions, per_page=200))


def test_what_is_long_is_asked_with_a_body(graph: Client) -> None:
    text = "云海" * 200
    assert graph.search(text).meta.query.json["params"]["text"] == text
    records = [f"rec-own-{number:060d}" for number in range(120)]
    with pytest.raises(
        Exception, match="rec-own"
    ):  # none of them is there, which only a question that was read can say
        graph.records(records=records)


@pytest.mark.parametrize("per_page", [None, 3, 7])
def test_pages_join_to_the_whole(graph: Client, per_page: int | None) -> None:
    whole = graph.coverage(per_page=200)
    assert whole.meta.next_cursor is None
    first = graph.coverage(per_page=per_page)
    pages = list(first.pages())
    assert len(pages) > 1
    assert pages[0] is first
    assert [row for page in pages for row in page] == list(whole.results)
    assert list(first.iter_results()) == list(whole.results)
    assert {page.meta.as_of for page in pages} == {DAY}
    if per_page:
        assert {len(page) for page in pages[:-1]} == {per_page}


def test_pages_keep_the_day_of_the_first(service: Served) -> None:
    with Client(service.url, home="QM") as now:
        first = now.coverage(per_page=2)
        assert {page.meta.as_of for page in first.pages()} == {first.meta.as_of}


def test_only_the_data_that_was_asked_for(service: Served, graph: Client) -> None:
    version = graph.sources().meta.data_version
    with Client(service.url, data_version=version[:6]) as same:
        assert same.sources().meta.data_version == version
        assert same.network.ego(HUB).meta.data_version == version
    with Client(service.url, data_version="0000") as other:
        for ask in (other.sources, lambda: other.network.ego(HUB)):
            with pytest.raises(OtherDataError) as found:
                ask()
            assert version in found.value.en.detail
            assert version in found.value.zh.detail


def test_identifiers_of_others_are_looked_up(graph: Client) -> None:
    page = graph.institution("inst-ror-0zzzy0129")
    for one in ("ror:0zzzy0129", "https://ror.org/0zzzy0129", "pic:700000001"):
        assert graph.institution(one) == page
    assert graph.network.ego("ror:0zzzy0129").nodes == graph.network.ego("inst-ror-0zzzy0129").nodes
    with pytest.raises(NotOneError) as found:
        graph.institution("ror:000000000")
    assert "ror:000000000" in found.value.zh.detail


def test_a_question_that_is_none_names_the_nearest(graph: Client) -> None:
    with pytest.raises(NoSuchQuestionError, match="did you mean 'candidates'"):
        graph.candidate()
    with pytest.raises(NoSuchQuestionError, match="did you mean 'ego'"):
        graph.network.egos(HUB)
    assert not hasattr(graph, "partner_s_of_nobody_at_all")
    assert not hasattr(graph, "_ipython_canary_method_should_not_exist_")


def test_what_must_be_given_is_asked_for(graph: Client) -> None:
    with pytest.raises(TypeError, match="partners needs institution"):
        graph.partners()
    with pytest.raises(TypeError, match="by place"):
        graph.partners(HUB, "QM")
    with pytest.raises(TypeError, match="twice"):
        graph.partners(HUB, institution=HUB)
    with pytest.raises(TypeError, match="save"):
        graph.partners(HUB, format="csv")


def test_the_whole_answer_is_saved_as_the_service_writes_it(
    graph: Client, service: Served, tmp_path: Path
) -> None:
    given = {"as_of": DAY, "home": "QM", "format": "csv"}
    answer = graph.coverage(per_page=3)
    file = answer.save(tmp_path / "coverage.csv")
    assert file.read_bytes() == service.get("/api/v1/coverage", params=given).content
    assert file.read_bytes().count(b"\r\n") == 1 + (answer.meta.total or 0)
    page = graph.partners(HUB, filter=[{"field": "country", "is": ["QN"]}], per_page=1)
    lines = page.save(tmp_path / "partners.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["partner"] for line in lines] == [row.partner for row in page.iter_results()]
    with pytest.raises(WrongRequestError, match="csv"):
        answer.save(tmp_path / "coverage.xls")


def test_a_notebook_shows_an_answer_without_trusting_its_names(graph: Client) -> None:
    shown = graph.candidates()._repr_html_()
    assert "2015-06-30" in shown
    assert "<table>" in shown
    hostile = graph.candidates()
    row = dataclasses.replace(hostile[0], label="<img src=x onerror=alert(1)>")
    assert "<img" not in dataclasses.replace(hostile, results=(row,))._repr_html_()


def test_it_needs_nothing_of_the_graph() -> None:
    program = (
        "import sys; import api.client; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} & "
        "{'graph', 'loaders', 'ontology', 'neo4j', 'pandas', 'polars', 'networkx', 'fastapi'}))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
