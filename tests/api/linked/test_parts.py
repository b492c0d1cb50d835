"""What leaves says what may be done with it; a part says that it is one, and what was asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from api.linked.dumping import dump
from api.linked.profiles import profile
from api.linked.returning import bring_back
from api.linked.rows import part_id
from api.linked.selecting import Wanted
from api.linked.spelling import SYNTAXES
from ontology.errors import SourceError
from ontology.model import Model
from ontology.terms import ID_BASE, mint
from tests.world.fixture import BuiltWorld

DC, TERMS, PROV = (
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/ns/prov#",
)
PARTS = [
    (Wanted(kind="Project"), "", "class=Project"),
    (Wanted(source="world_ror"), "", "source=world_ror"),
    (Wanted(kind="Project", as_of=date(2004, 6, 1)), "", "class=Project&as_of=2004-06-01"),
    (Wanted(), "eurio", "profile=eurio"),
]


def _quads(
    world: BuiltWorld, model: Model, wanted: Wanted, words: str = "", name: str = "nquads"
) -> list[ox.Quad]:
    syntax = SYNTAXES[name]
    pieces = dump(world.canon.folder, syntax, model, ID_BASE, wanted, profile(words, model))
    form = ox.RdfFormat.from_media_type(syntax.media)
    assert form is not None
    return list(ox.parse(b"".join(bytes(piece) for piece in pieces), format=form))


def _said(quads: list[ox.Quad], subject: str) -> dict[str, str]:
    return {q.predicate.value: q.object.value for q in quads if q.subject.value == ID_BASE + subject}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", list(SYNTAXES))
@pytest.mark.parametrize(("wanted", "words", "asked"), PARTS)
def test_a_part_says_of_what_it_is_one_and_what_was_asked(
    world_canon: BuiltWorld, model: Model, wanted: Wanted, words: str, asked: str, name: str
) -> None:
    version = world_canon.canon.data_version
    quads = _quads(world_canon, model, wanted, words, name)
    said = _said(quads, part_id(version, asked))
    assert said[f"{TERMS}isPartOf"] == f"{ID_BASE}dataset-own-{version}"
    assert said[f"{TERMS}description"] == asked
    named = {q.object.value for q in quads if q.predicate.value == f"{PROV}hadPrimarySource"}  # type: ignore[union-attr]
    licensed = {q.subject.value for q in quads if q.predicate.value == f"{DC}rights"}  # type: ignore[union-attr]
    assert named
    assert named == licensed


def test_the_whole_says_each_licence_and_is_no_part(world_canon: BuiltWorld, model: Model) -> None:
    quads = _quads(world_canon, model, Wanted())
    assert _said(quads, mint("src", "own", "world_ror"))[f"{DC}rights"] == "CC0-1.0"
    assert not [q for q in quads if ".part-" in q.subject.value]  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["eurio", "schema"])
def test_in_other_words_without_graphs_the_records_are_named_too(
    world_canon: BuiltWorld, model: Model, words: str
) -> None:
    quads = _quads(world_canon, model, Wanted(), words, "turtle")
    records = {q.object.value for q in quads if q.predicate.value == f"{PROV}wasDerivedFrom"}  # type: ignore[union-attr]
    stated = {
        q.graph_name.value
        for q in _quads(world_canon, model, Wanted(), words)
        if isinstance(q.graph_name, ox.NamedNode)
    }
    assert records == stated


@pytest.mark.parametrize(("wanted", "words", "asked"), PARTS)
def test_a_part_does_not_come_back_as_the_whole(
    world_canon: BuiltWorld, model: Model, tmp_path: Path, wanted: Wanted, words: str, asked: str
) -> None:
    pieces = dump(world_canon.canon.folder, SYNTAXES["nquads"], model, ID_BASE, wanted, profile(words, model))
    path = tmp_path / "part.nq"
    path.write_bytes(b"".join(bytes(piece) for piece in pieces))
    with pytest.raises(SourceError, match="no whole dump"):
        bring_back(path, ID_BASE, tmp_path)
