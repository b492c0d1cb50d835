"""The numbers of the description are those of what is written: dumps and the SPARQL endpoint hold no more and no less."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.linked.describing import description, figures
from api.linked.links import link_sets
from ontology.model import Model
from ontology.statements import VERSION_FILE
from ontology.terms import COOP, ID_BASE, RDF
from tests.api.linked.small import dumped, small_canon
from tests.loaders.canon.scene import thing
from tests.world.fixture import BuiltWorld

VOID, TERMS = "http://rdfs.org/ns/void#", "http://purl.org/dc/terms/"
SITE = "https://example.org"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two records of one source say the same; a record knows one thing under two ids; one day, one month, one year."""
    ror = "03rc6as71"
    survey = [
        *thing("inst-pic-1", "Institution", "one", name="A@en", ror=ror, city="Shanghai"),
        *thing("inst-pic-2", "Institution", "one", name="A@en", city="Shanghai", ror=ror),
        *thing("inst-pic-1", "Institution", "two", name="A@en", city="Shanghai"),
    ]
    told = {"a": {"retrieved": "2026-06-23"}, "b": {"retrieved": "2026-07"}, "c": {"retrieved": "2027"}}
    for one in told.values():
        one["licence"] = "CC0-1.0"
    return small_canon(
        tmp_path_factory.mktemp("described"),
        {
            "a": survey,
            "b": thing("inst-own-b", "Institution", ror=ror),
            "c": thing("inst-own-c", "Institution"),
        },
        told=told,
    )


def _described(canon: Path, model: Model) -> dict[str, dict[str, list[str]]]:
    said: dict[str, dict[str, list[str]]] = {}
    for q in description(canon, figures(canon, model), model, ID_BASE, SITE):
        said.setdefault(q.subject.value, {}).setdefault(q.predicate.value, []).append(q.object.value)  # type: ignore[union-attr]
    return said


def test_the_numbers_are_those_of_the_dump(small: Path, world_canon: BuiltWorld, model: Model) -> None:
    for canon in (small, world_canon.canon.folder):
        quads = ox.parse(dumped(canon, model), format=ox.RdfFormat.N_QUADS)
        triples = {(q.subject, q.predicate, q.object) for q in quads}
        described = _described(canon, model)
        data = described[f"{ID_BASE}dataset-own-{canon.name}"]
        assert data[f"{VOID}triples"] == [str(len(triples))]
        assert data[f"{VOID}distinctSubjects"] == [str(len({s for s, _, _ in triples}))]
        assert data[f"{VOID}distinctObjects"] == [str(len({o for _, _, o in triples}))]
        classes = {o for _, p, o in triples if p.value == f"{RDF}type"}
        assert data[f"{VOID}classes"] == [str(len(classes))]
        uses = Counter(p.value for _, p, _ in triples)
        assert data[f"{VOID}properties"] == [str(len(uses))]
        parts = [described[part] for part in data[f"{VOID}propertyPartition"]]
        assert len(parts) == len(uses)
        assert {one[f"{VOID}property"][0]: int(one[f"{VOID}triples"][0]) for one in parts} == dict(uses)


def test_a_source_counts_what_it_says_once(small: Path, model: Model) -> None:
    counts = figures(small, model)
    # type, name, city and ROR of what is one thing; what a second record says again is no other triple
    assert counts["sources"]["a"] == 4
    assert counts["sources"]["c"] == 1


def test_the_day_is_the_last_day_that_a_source_states(small: Path, model: Model) -> None:
    said = _described(small, model)
    assert said[f"{ID_BASE}dataset-own-{small.name}"][f"{TERMS}modified"] == ["2026-06-23"]
    for name in link_sets():
        assert said[f"{SITE}/links/{name}.nt#links"][f"{TERMS}issued"] == ["2026-06-23"]


def test_a_licence_in_words_stands_where_a_text_may(small: Path, model: Model) -> None:
    quads = description(small, figures(small, model), model, ID_BASE, SITE)
    assert not [q for q in quads if q.predicate.value == f"{TERMS}rights"]
    told = [q.object.value for q in quads if q.predicate.value == "http://purl.org/dc/elements/1.1/rights"]  # type: ignore[union-attr]
    assert told == ["CC0-1.0"] * len(json.loads((small / VERSION_FILE).read_text("utf-8"))["sources"])


def test_links_that_were_left_out_are_told(tmp_path: Path, model: Model) -> None:
    rows = [
        *thing("inst-own-a", "Institution", "1", grid=["grid.1.1", "grid.2.2"]),
        *thing("inst-own-b", "Institution", "2", grid="grid.3.3"),
    ]
    said = _described(small_canon(tmp_path, {"a": rows}), model)[f"{SITE}/links/grid.nt#links"]
    assert said[f"{VOID}triples"] == ["1"]
    assert any("2 pairs are left out" in text for text in said[f"{TERMS}description"])
    assert any("另有 2 对" in text for text in said[f"{TERMS}description"])
    assert said[f"{VOID}linkPredicate"] == ["http://www.w3.org/2002/07/owl#sameAs"]
    assert COOP not in said[f"{VOID}objectsTarget"]
