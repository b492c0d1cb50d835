"""The published schemas and examples of Reconciliation API 0.2, from CONFORMANCE_DIR: theirs against theirs, and our answers.

Outside `make test`: the originals belong to others and are not in the project. `make conformance` runs this, and fails where
the folder is not named.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft7Validator

from api.reconciling.answering import answer
from api.reconciling.extending import extend, proposed
from api.reconciling.manifest import manifest
from api.reconciling.queries import read_batch
from api.reconciling.suggesting import entities, listed_properties, listed_types
from loaders.affiliation.filling import fill
from loaders.affiliation.shelf import Shelf
from ontology.errors import CoopgraphError
from ontology.model import Model
from tests.api.reconciling import reductions
from tests.conformance import originals
from tests.loaders.affiliation.world import canon

pytestmark = pytest.mark.conformance
# a scheme that the manifest's schema refers to on another site; it is not asked for here
_ELSEWHERE = "http://swagger.io/v2/schema.json"
_REDUCED = {
    "manifest": reductions.manifest,
    "reconciliation-query-batch": reductions.query_batch,
    "reconciliation-result-batch": reductions.result_batch,
    "suggest-entities-response": reductions.suggested,
    "suggest-properties-response": reductions.suggested,
    "suggest-types-response": reductions.suggested_types,
    "data-extension-response": reductions.extension,
    "data-extension-property-proposal": reductions.proposal,
}


def folder() -> Path:
    found = originals.folder("specs") / "0.2"
    assert (found / "schemas").is_dir() and (found / "examples").is_dir(), (
        f"{found} holds no schemas/ and examples/"
    )
    return found


def validator(name: str) -> Draft7Validator:
    """A schema of theirs; what it refers to is read from the same folder, and nothing from anywhere else."""
    schemas = folder() / "schemas"

    def read(address: str) -> Any:
        if address.startswith(_ELSEWHERE):
            return {"definitions": {"securityDefinitions": {"additionalProperties": _SECURITY}}}
        return json.loads((schemas / address.rpartition("/")[2]).read_text("utf-8"))

    return Draft7Validator(json.loads((schemas / f"{name}.json").read_text("utf-8")), retriever=read)


_SECURITY = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"enum": ["basic", "apiKey", "oauth2"]}},
}


def examples(verdict: str) -> list[tuple[str, Path]]:
    return [
        (path.parent.parent.name, path)
        for path in sorted(folder().glob(f"examples/*/{verdict}/*.json"))
        if (folder() / "schemas" / f"{path.parent.parent.name}.json").is_file()
    ]


def test_their_valid_examples_fit_their_schemas_and_our_reductions() -> None:
    checked = 0
    for name, path in examples("valid"):
        document = json.loads(path.read_text("utf-8"))
        assert validator(name).is_valid(document), path
        assert name not in _REDUCED or _REDUCED[name](document), path
        if name == "reconciliation-query-batch":
            assert read_batch(json.dumps(document)), path
        checked += 1
    assert checked > 20


def test_their_invalid_examples_are_refused() -> None:
    refused = 0
    for name, path in examples("invalid"):
        document = json.loads(path.read_text("utf-8"))
        assert not validator(name).is_valid(document), path
        if name == "reconciliation-query-batch":
            with pytest.raises(CoopgraphError):
                read_batch(json.dumps(document))
        refused += 1
    assert refused > 10


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Iterator[Shelf]:
    made = tmp_path_factory.mktemp("names")
    fill(canon(made / "canon"), made / "names.sqlite", model, {"data_version": "d1"}, lambda *_: None)
    one = Shelf(made / "names.sqlite")
    yield one
    one.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_our_answers_fit_their_schemas(shelf: Shelf, lang: str) -> None:
    validator("manifest").validate(manifest("http://127.0.0.1:8000", "https://w3id.org/coopgraph/id/", lang))
    queries = {"a": {"query": "Yunhai University"}, "b": {"query": "Green Hill", "type": "concept-kind-education", "limit": 30},
               "c": {"query": "云海大学", "properties": [{"pid": "country", "v": "QM"}]}, "d": {"query": "zzz"}}  # fmt: skip
    validator("reconciliation-query-batch").validate(queries)
    found = {
        key: {"result": answer(one, shelf, "2015-06-30", lang)}
        for key, one in read_batch(json.dumps(queries)).items()
    }
    assert found["a"]["result"] and found["b"]["result"] and found["c"]["result"]
    validator("reconciliation-result-batch").validate(found)
    validator("suggest-entities-response").validate(entities("yun", 0, shelf, lang))
    validator("suggest-properties-response").validate(listed_properties("c", 0, lang))
    validator("suggest-types-response").validate(listed_types("e", 0, lang))
    validator("data-extension-property-proposal").validate(proposed("x", 3, lang))
    wanted = {
        "ids": ["inst-ror-yunhai", "x"],
        "properties": [{"id": "country"}, {"id": "part_of"}, {"id": "founded"}, {"id": "ror"}],
    }
    validator("data-extension-query").validate(wanted)
    validator("data-extension-response").validate(extend(wanted, shelf, lang))
