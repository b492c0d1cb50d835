"""Three hundred strings that try to be more than text enter every field; no query changes, nothing is written, nothing breaks."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from typing import Any, LiteralString
from urllib.parse import quote

import pytest
from neo4j import GraphDatabase, Session
from neo4j.exceptions import CypherSyntaxError

from graph.ask import ask
from graph.connection import Connection, Parameters, Row
from graph.question import Question, load_parts, load_questions
from ontology.errors import CoopgraphError, GraphError
from tests.api.http.serving import Served
from tests.injections import injections

STRINGS = injections()
WORLD = {
    "id": "inst-own-fix-a",
    "record": "rec-worldcordis-900000001.1",
    "text": "yunhai",
    "date": "2015-06-30",
}
OTHERS = {"country-iso-QM": "country-iso-QN", "inst-own-fix-a": "inst-own-fix-b", "QM": "QN"}
REFUSED = {400, 404, 410, 414, 422}
# how many fields of all questions have each type
FIELDS = Counter(
    one.type
    for question in load_questions().values()
    for one in question.params.values()
    if one.type != "internal"
)
SORTED = [one for one in load_questions().values() if one.fields]


def harmless(question: Question) -> dict[str, object]:
    """Values with which a question can be asked of the world; where it compares two things, these are different."""
    needed = [one for one in question.params.values() if one.required and one.type != "internal"]
    found: dict[str, object] = {one.name: _fits(one.type, one.of) for one in needed}
    if "other" in found:
        found["other"] = OTHERS[str(found["other"])]
    return {**found, "home": ["QM"]} if "home" in question.params else found


def _fits(kind: str, of: tuple[str, ...]) -> str:
    for name, known in (
        ("Country", "country-iso-QM"),
        ("Agreement", "agr-own-ag-inst"),
        ("JointLab", "lab-own-lab-in"),
        ("Project", "proj-own-p-mega"),
    ):
        if kind == "id" and name in of:
            return known
    return WORLD.get(kind, "QM")


class Watching:
    """Reads through a connection and keeps the text of every query."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.texts: set[str] = set()

    def read(
        self, query: LiteralString, parameters: Parameters | None = None, *, tag: str = "", raw: bool = False
    ) -> list[Row]:
        self.texts.add(query)
        return self.connection.read(query, parameters, tag=tag, raw=raw)


@pytest.fixture
def unwritten(world_graph: Connection) -> Iterator[None]:
    """Nothing was written: no transaction was committed, and there are as many things, labels, properties as before."""
    before = written(world_graph)
    yield
    assert written(world_graph) == before


def written(graph: Connection) -> list[Any]:
    texts: tuple[LiteralString, ...] = (
        "SHOW DATABASES YIELD name, lastCommittedTxn RETURN name, lastCommittedTxn ORDER BY name",
        "MATCH (n) RETURN count(n) AS nodes",
        "MATCH ()-[r]->() RETURN count(r) AS relationships",
        "CALL db.labels() YIELD label RETURN collect(label) AS labels",
        "CALL db.propertyKeys() YIELD propertyKey RETURN collect(propertyKey) AS keys",
        "SHOW INDEXES YIELD name RETURN collect(name) AS indexes",
    )
    return [graph.read(text) for text in texts]


def test_there_are_three_hundred() -> None:
    assert len(set(STRINGS)) >= 300


@pytest.mark.usefixtures("unwritten")
@pytest.mark.parametrize("turns", [max(FIELDS.values()), pytest.param(1, marks=pytest.mark.soak)])
def test_every_field_takes_every_string_as_a_value(world_graph: Connection, turns: int) -> None:
    """As a value or not at all; the texts of the queries are those that harmless values run, letter by letter.

    Fields of one type take turns: each string goes through each type, and each field takes strings; `make fuzz` puts every
    string into every field.
    """
    watching = Watching(world_graph)
    shipped = {one.text for one in [*load_questions().values(), *load_parts().values()]}
    turn = dict.fromkeys(FIELDS, 0)
    for question in load_questions().values():
        known = harmless(question)
        ask(watching, question, known)
        for parameter in question.params.values():
            if parameter.type == "internal":
                continue
            step = min(turns, FIELDS[parameter.type])
            strings = STRINGS[turn[parameter.type] % step :: step]
            turn[parameter.type] += 1
            assert strings
            for text in strings:
                value: object = [text] if parameter.many or parameter.type == "countries" else text
                try:
                    answer = ask(watching, question, {**known, parameter.name: value})
                except CoopgraphError as error:
                    assert isinstance(error, GraphError), (question.name, parameter.name, text)
                else:
                    assert answer.meta["question"] == question.name
    assert watching.texts <= shipped


def test_no_plan_changes_with_a_value(world_graph: Connection) -> None:
    address = world_graph.address
    with (
        GraphDatabase.driver(
            address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=address.database, default_access_mode="READ") as session,
    ):
        for step in [*load_questions().values(), *load_parts().values()]:
            plans = set()
            for text in ("x", *STRINGS[:: len(STRINGS) // 6]):
                plans.add(json.dumps(_operators(_plan(session, step, text))))
            assert len(plans) == 1, step.name
            assert not any(
                word in next(iter(plans)) for word in ("Create", "Delete", "SetProp", "Merge", "LoadCSV")
            ), step.name


def _plan(session: Session, step: Question, text: str) -> Any:
    """The plan where every parameter but numbers holds the text, alone or, where the query needs a list, in one."""
    values: dict[str, object] = {
        one.name: 1 if one.type == "integer" else text for one in step.params.values()
    }
    while True:
        try:
            return session.run("EXPLAIN " + step.text, values).consume().plan
        except CypherSyntaxError as error:
            wrong = re.search(r"parameter '(\w+)': expected List", str(error))
            if wrong is not None and not isinstance(values[wrong[1]], list):
                values[wrong[1]] = [text]
                continue
            # what only our own steps hand on, in a form of their own, holds nothing here
            inner = {one.name: None for one in step.params.values() if one.type == "internal"}
            if all(values[name] is None for name in inner):
                raise
            values |= inner


def _operators(plan: Any) -> list[Any]:
    return [plan["operatorType"], [_operators(one) for one in plan.get("children", ())]]


@pytest.mark.usefixtures("unwritten")
def test_sort_keys_cursors_filters_and_names_are_refused(service: Served) -> None:
    """Each string as sort key, cursor, filter, name of a parameter, in the address and in a body; the questions take turns."""
    turns = cycle(SORTED)
    for text in STRINGS:
        for place in ("sort", "cursor", "filter", text):
            question = next(turns)
            params = {
                **{
                    name: value
                    for name, value in harmless(question).items()
                    if f"{{{name}}}" not in question.path
                },
                place: text,
            }
            path = question.path.format(
                **{name: quote(str(value)) for name, value in harmless(question).items()}
            )
            _refused(service.get(f"/api/v1{path}", params=params), f"{question.name} {place} {text!r}")
        question = next(turns)
        for name, value in (
            ("sort", text),
            ("cursor", text),
            ("filter", [{"field": text, "op": "is", "values": [text]}]),
            ("question", text),
        ):
            document = {"question": question.name, "params": harmless(question), name: value}
            _refused(
                service.client.post("/api/v1/query", json=document), f"body {question.name} {name} {text!r}"
            )


@pytest.mark.usefixtures("unwritten")
def test_every_string_stands_harmless_in_paths_bodies_and_pages(service: Served) -> None:
    fields = cycle(
        [
            (question, one)
            for question in load_questions().values()
            for one in question.params.values()
            if one.type != "internal"
        ]
    )
    shown = cycle(
        [
            "/?home={}",
            "/search?q={}",
            "/?as_of={}",
            "/?reading={}",
            "/?limit={}",
            "/?lang={}",
            "/search?q=x&kind={}",
            "/?{}=1",
            "/institutions/{}",
            "/things/{}",
            "/pairs/{}/{}",
            "/records/{}",
            "/{}",
        ]
    )
    for text in STRINGS:
        for _ in range(2):
            question, parameter = next(fields)
            document = {"question": question.name, "params": {**harmless(question), parameter.name: text}}
            found = service.client.post("/api/v1/query", json=document)
            assert found.status_code in {200, *REFUSED}, (
                f"{question.name} {parameter.name} {text!r}: {found.text[:300]}"
            )
            assert found.headers["content-type"].startswith("application/")
            assert found.headers["x-content-type-options"] == "nosniff"
        for _ in range(2):
            address = next(shown).format(*[quote(text, safe="", errors="replace")] * 2)
            page = service.get(address, headers={"accept": "text/html"})
            assert page.status_code in {200, *REFUSED}, f"{address}: {page.status_code}"
            assert "set-cookie" not in page.headers
            if page.headers["content-type"].startswith("text/html"):
                assert "script-src 'self'" in page.headers["content-security-policy"]
                _Quiet(address).feed(page.text)


def _refused(found: Any, told: str) -> None:
    assert found.status_code in {200, *REFUSED}, f"{told}: {found.status_code} {found.text[:300]}"
    assert found.headers["content-type"].split(";")[0] in ("application/json", "application/problem+json"), (
        told
    )


class _Quiet(HTMLParser):
    """Reads a page and fails at whatever would run or be fetched from elsewhere."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        assert tag not in (
            "iframe",
            "object",
            "embed",
            "base",
            "img",
            "video",
            "math",
            "template",
            "style",
        ), self.address
        if tag == "script":
            assert (held.get("src") or "").startswith("/assets/"), self.address
        for name, value in held.items():
            assert not name.startswith("on"), f"{self.address}: {name}={value}"
            if name in ("href", "src", "action", "xlink:href"):
                assert (value or "").startswith(("/", "#", "https://", "http://")), (
                    f"{self.address}: {name}={value}"
                )
                assert not (value or "").startswith("//"), f"{self.address}: {name}={value}"
