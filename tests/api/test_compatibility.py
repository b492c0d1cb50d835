"""The committed description is what the service says of itself, and what would break callers is found."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.description import broken, description, write, written
from api.openapi.compatibility import breaking
from ontology.errors import UsageError

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"


@pytest.fixture(scope="module")
def now() -> dict[str, Any]:
    return description()


def test_the_committed_description_is_fresh_and_breaks_nobody(now: dict[str, Any]) -> None:
    committed = orjson.loads(FILE.read_bytes())
    assert broken(committed, now) == []
    assert FILE.read_bytes() == written(now), "run `make docs`"


def without(described: dict[str, Any], *path: str) -> dict[str, Any]:
    found = copy.deepcopy(described)
    place: Any = found
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return found


def test_what_is_gone_breaks(now: dict[str, Any]) -> None:
    get = ("paths", "/api/v1/candidates", "get")
    assert breaking(now, now) == []
    assert breaking(now, without(now, "paths", "/api/v1/candidates")) == ["/api/v1/candidates is gone"]
    assert breaking(now, without(now, *get)) == ["GET /api/v1/candidates is gone"]
    assert "status 404 is gone" in str(breaking(now, without(now, *get, "responses", "404")))
    row = ("components", "schemas", "candidates_row", "properties", "country")
    assert breaking(now, without(now, *row)) == ["schemas candidates_row › properties: country is gone"]


def test_what_is_narrower_breaks_and_what_is_new_does_not(now: dict[str, Any]) -> None:
    other = copy.deepcopy(now)
    operation = other["paths"]["/api/v1/candidates"]["get"]
    parameters = operation["parameters"]
    parameters.append({"name": "new", "in": "query", "required": False, "schema": {"type": "string"}})
    other["components"]["schemas"]["candidates_row"]["properties"]["new"] = {}
    other["paths"]["/api/v1/new"] = {}
    assert breaking(now, other) == []
    parameters[-1]["required"] = True
    assert "parameter new is needed now" in str(breaking(now, other))
    parameters.pop()
    reading = next(one for one in parameters if one["name"] == "reading")
    reading["schema"]["items"]["enum"].remove("copresence")
    assert "'copresence' is no value any more" in str(breaking(now, other))
    operation["operationId"] = "other"
    assert "operationId was 'candidates' and is 'other'" in str(breaking(now, other))


def put(described: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    found = copy.deepcopy(described)
    place: Any = found
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return found


def part(described: dict[str, Any]) -> dict[str, Any]:
    """One address of the description, with what it refers to: soon compared."""
    schemas = described["components"]["schemas"]
    return {
        "paths": {"/api/v1/search": described["paths"]["/api/v1/search"]},
        "components": {
            "schemas": {name: schemas[name] for name in ("search_row", "Meta")},
            "responses": {"problem_504": described["components"]["responses"]["problem_504"]},
        },
    }


GET = ("paths", "/api/v1/search", "get")
POST = ("paths", "/api/v1/search", "post")
BODY = (*POST, "requestBody", "content", "application/json", "schema")
GIVEN = (*GET, "parameters", 0, "schema")
ROW = ("components", "schemas", "search_row")
TOLD = (*ROW, "properties", "told")
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


@pytest.mark.parametrize(
    ("path", "before", "after", "said"),
    [
        *(
            (place, TEXT, {**TEXT, name: value}, f"{name} is asked for now")
            for place in (GIVEN, (*BODY, "properties", "told"))
            for name, value in (
                ("enum", ["a"]),
                ("minLength", 2),
                ("maxLength", 3),
                ("pattern", "^a$"),
                ("format", "date"),
            )
        ),
        (GIVEN, {}, NUMBER, "type is asked for now"),
        (GIVEN, NUMBER, {**NUMBER, "maximum": 8}, "maximum is asked for now"),
        (GIVEN, {**NUMBER, "maximum": 9}, {**NUMBER, "maximum": 8}, "maximum was 9 and is 8"),
        (GIVEN, {**NUMBER, "minimum": 1}, {**NUMBER, "minimum": 2}, "minimum was 1 and is 2"),
        (GIVEN, {**TEXT, "enum": ["a", "b"]}, {**TEXT, "enum": ["a"]}, "'b' is no value any more"),
        ((*GET, "parameters", 0, "required"), False, True, "is needed now"),
        ((*POST, "requestBody", "required"), False, True, "is needed now"),
        ((*BODY, "required"), [], ["params"], "params is needed now"),
        ((*BODY, "additionalProperties"), True, False, "takes no other members now"),
        (TOLD, {**NUMBER, "maximum": 9}, {**NUMBER, "maximum": 10}, "maximum was 9 and is 10"),
        (TOLD, {**NUMBER, "minimum": 1}, NUMBER, "minimum was 1 and is None"),
        (TOLD, {**TEXT, "enum": ["a"]}, TEXT, "any value may come now"),
        ((*ROW, "required"), ["id"], [], "id may be missing now"),
    ],
)
def test_what_takes_less_or_gives_more_breaks_and_not_the_other_way_round(
    now: dict[str, Any], path: tuple[str | int, ...], before: object, after: object, said: str
) -> None:
    one, other = put(part(now), path, before), put(part(now), path, after)
    assert said in str(breaking(one, other))
    if "format" not in str(after) and (before, after) != (
        {},
        NUMBER,
    ):  # another format or type is another thing
        assert breaking(other, one) == []


def test_what_answers_lose_and_a_body_that_is_needed_now_breaks(now: dict[str, Any]) -> None:
    now = part(now)
    bare = without(now, *POST, "requestBody")
    body = {"required": True, "content": {}}
    assert "requestBody is needed now" in str(breaking(bare, put(bare, (*POST, "requestBody"), body)))
    for path in ((*ROW, "properties", "label"), ("components", "schemas", "Meta", "properties", "evidence"),
                 (*GET, "responses", "504"), ("components", "responses", "problem_504")):  # fmt: skip
        assert " is gone" in str(breaking(now, without(now, *path))), path


def test_a_breaking_description_is_not_written(now: dict[str, Any], tmp_path: Path) -> None:
    more = copy.deepcopy(now)
    more["paths"]["/api/v1/old"] = {"get": {"responses": {}}}
    file = tmp_path / "openapi.json"
    file.write_bytes(written(more))
    with pytest.raises(UsageError, match="/api/v1/old is gone"):
        write(file)
    more["info"]["version"] = "0.9.0"
    file.write_bytes(written(more))
    write(file)
    assert orjson.loads(file.read_bytes()) == now


def test_every_status_of_every_operation_is_a_problem_with_examples(now: dict[str, Any]) -> None:
    described = now["components"]["responses"]
    for path, item in now["paths"].items():
        for method, operation in item.items():
            statuses = set(operation["responses"])
            if path.startswith("/api/"):
                assert {"400", "404", "405", "413", "414", "429", "500", "503", "504"} <= statuses, (
                    path,
                    method,
                )
            for status in statuses - {"200"}:
                name = operation["responses"][status]["$ref"].rpartition("/")[2]
                assert described[name]["content"]["application/problem+json"]["examples"]
