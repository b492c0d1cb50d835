"""The world's canon in the words of published vocabularies: it keeps to the profile's shapes, and what has no words is told."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from api.linked.dumping import dump, unsaid
from api.linked.profiles import profile, profile_names
from api.linked.spelling import SYNTAXES
from ontology.errors import UsageError
from ontology.model import Model, shipped_folder
from ontology.terms import COOP, ID_BASE
from tests.api.linked.test_dump import _export
from tests.world.fixture import BuiltWorld

NAMES = profile_names()[1:]


def _quads(world: BuiltWorld, model: Model, name: str, form: str = "nquads") -> list[ox.Quad]:
    content = b"".join(
        bytes(piece)
        for piece in dump(world.canon.folder, SYNTAXES[form], model, ID_BASE, words=profile(name, model))
    )
    return list(ox.parse(content, format=ox.RdfFormat.from_media_type(SYNTAXES[form].media)))  # type: ignore[arg-type]


def test_these_are_the_profiles() -> None:
    assert profile_names() == ("own", "eurio", "org", "schema", "skg-if")


@pytest.mark.parametrize("name", NAMES)
def test_it_speaks_the_words_of_the_profile_alone(world_canon: BuiltWorld, model: Model, name: str) -> None:
    stated = [q for q in _quads(world_canon, model, name) if isinstance(q.graph_name, ox.NamedNode)]
    assert stated
    assert not [q for q in stated if q.predicate.value.startswith(COOP)]
    one = profile(name, model)
    assert one is not None
    used = {q.predicate.value for q in stated} | {
        q.object.value for q in stated if q.predicate.value.endswith("#type")
    }
    assert used - {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"} <= {
        *one.terms.values(),
        *one.inverse.values(),
    }
    for form in ("trig", "jsonld"):
        assert set(_quads(world_canon, model, name, form)) == set(_quads(world_canon, model, name))


@pytest.mark.parametrize("name", NAMES)
def test_it_keeps_to_its_shapes(world_canon: BuiltWorld, model: Model, name: str) -> None:
    data = rdflib.Graph()
    for q in _quads(world_canon, model, name):
        data.parse(data=f"{q.subject} {q.predicate} {q.object} .", format="nt")
    shapes = rdflib.Graph().parse(shipped_folder() / "profiles" / f"{name}.shapes.ttl")
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert conforms, text


@pytest.mark.parametrize("name", NAMES)
def test_every_statement_is_said_or_reported(world_canon: BuiltWorld, model: Model, name: str) -> None:
    one = profile(name, model)
    assert one is not None
    rows = pq.read_table(world_canon.canon.folder / "statements.parquet").to_pylist()
    kinds = {row["subject"]: row["object"] for row in rows if row["predicate"] == "type"}
    said = sum(
        1 for row in rows if (kinds.get(row["subject"]), row["predicate"]) in {**one.terms, **one.inverse}
    )
    reported = unsaid(world_canon.canon.folder, model, one)
    (without,) = {row["reason"] for row in reported if (row["class"], row["property"]) not in one.terms}
    left = {
        (row["class"], row["property"]): row["statements"] for row in reported if row["reason"] == without
    }
    assert not set(left) & set(one.terms)
    assert all(row["reason_zh"] for row in reported)
    assert said + sum(left.values()) >= sum(1 for row in rows if row["subject"] in kinds)
    assert said > 0


def test_the_command_reports_what_it_cannot_say(world_canon: BuiltWorld, tmp_path: Path) -> None:
    report = tmp_path / "left-out.csv"
    run = _export(world_canon, "--profile", "eurio", "-o", str(tmp_path / "e.ttl"), "--report", str(report))
    assert run.returncode == 0, run.stderr
    assert b"no words in the profile eurio" in run.stderr
    with report.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"class", "property", "statements", "reason", "reason_zh"} == set(rows[0])
    assert any(row["class"] == "Agreement" for row in rows)
    # years and months are no days, names lose their language: said as well
    assert any(
        (row["class"], row["property"]) == ("Project", "startDate") and "year" in row["reason"]
        for row in rows
    )
    assert any(
        (row["class"], row["property"]) == ("Institution", "name") and "language" in row["reason"]
        for row in rows
    )
    assert b"their language is not" in run.stderr


def test_a_profile_that_does_not_exist_is_refused(model: Model) -> None:
    with pytest.raises(UsageError) as caught:
        profile("cerif", model)
    assert "eurio" in caught.value.remedy
