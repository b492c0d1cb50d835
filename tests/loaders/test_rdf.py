"""RDF files as records, one for each subject of the wanted class."""

import gzip
from pathlib import Path

import pytest

from ontology.errors import SourceError
from tests.loaders.making import leaves, records

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/> .
:b a skos:Concept ; skos:notation "2" ; skos:broader :a ; skos:prefLabel "虚构"@zh , "fiction"@en .
:a a skos:Concept ; skos:notation "1" .
:c a skos:Collection .
"""
OPTIONS = {
    "class": ["skos:Concept"],
    "prefixes": {"skos": "http://www.w3.org/2004/02/skos/core#"},
    "follow": ["skos:broader"],
}


def test_subjects_of_a_class_with_links_followed(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl.gz"
    path.write_bytes(gzip.compress(TURTLE.encode()))
    found, _ = records(path, "rdf", **OPTIONS)  # type: ignore[arg-type]
    assert [record.locator for record in found] == ["http://example.org/a", "http://example.org/b"]
    told = found[1].data
    assert told["skos:notation"] == ["2"]
    assert told["skos:prefLabel"] == [{"#text": "fiction", "@lang": "en"}, {"#text": "虚构", "@lang": "zh"}]
    assert told["skos:broader"] == [
        {
            "@id": "http://example.org/a",
            "a": ["http://www.w3.org/2004/02/skos/core#Concept"],
            "skos:notation": ["1"],
        }
    ]


def test_unread_predicates_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    _, ledger = records(path, "rdf", tree=leaves("@id", "a", "skos:notation", "skos:broader/@id"), **OPTIONS)  # type: ignore[arg-type]
    assert set(ledger.unread_paths) == {"skos:prefLabel", "skos:broader/a", "skos:broader/skos:notation"}


def test_broken_turtle_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(TURTLE + ":d a ;;; .\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        records(path, "rdf", **OPTIONS)  # type: ignore[arg-type]
    assert caught.value.line == 7


def test_an_unknown_syntax(tmp_path: Path) -> None:
    path = tmp_path / "a.hdt"
    path.write_text("")
    with pytest.raises(SourceError, match="which RDF syntax"):
        records(path, "rdf", **OPTIONS)  # type: ignore[arg-type]
