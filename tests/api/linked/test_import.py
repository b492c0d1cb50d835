"""RDF comes in by the door of every source; what would reach out, swell or mislead is refused quickly and harmlessly."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from api.inputs import requests_of
from api.linked.dumping import dump
from api.linked.spelling import N_QUADS
from api.linked.tables import convert
from api.reports.returned import place_of
from loaders.route import build
from ontology.errors import SourceError
from ontology.model import Model
from ontology.terms import COOP, ID_BASE, RDF
from tests.api.canary import Canary, canary
from tests.world.fixture import BuiltWorld, vocabulary

__all__ = ["canary"]

HEAD = f"@prefix coop: <{COOP}> .\n@base <{ID_BASE}> .\n"
QUICK_S = 30.0  # starting a process on a busy machine included

BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "a" * 100}">' for n in range(12))
XML = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:coop="{ns}">{inner}</rdf:RDF>'
ATTACKS = {
    "remote_context.jsonld": '{"@context": "URL/context.jsonld", "@id": "x", "name": "y"}',
    "nested_context.jsonld": '{"@context": [{"a": {"@id": "http://a/b", "@context": "URL/c"}}], "a": {"b": 1}}',
    "import_context.jsonld": '{"@context": {"@version": 1.1, "@import": "URL/c"}, "@id": "x"}',
    "file_context.jsonld": '{"@context": "file:///etc/passwd", "@id": "x", "name": "y"}',
    "deep.jsonld": "[" * 10_000 + "]" * 10_000,
    "deep_objects.jsonld": '{"http://a/b":' * 10_000 + "1" + "}" * 10_000,
    "entity_file.rdf": '<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + XML,
    "entity_http.rdf": '<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "URL/x">]>' + XML,
    "doctype_http.rdf": '<!DOCTYPE rdf:RDF SYSTEM "URL/x.dtd">' + XML,
    "entity_bomb.rdf": f"<!DOCTYPE rdf:RDF [{BOMB}]>" + XML,
    "broken.ttl": "this is not turtle",
    "unknown.n3": "",
}


@pytest.mark.parametrize("name", list(ATTACKS))
def test_attacks_are_refused_quickly_and_reach_nobody(tmp_path: Path, canary: Canary, name: str) -> None:
    path = tmp_path / name
    path.write_text(
        ATTACKS[name].replace("URL", canary.url).replace("{ns}", COOP).replace("{inner}", "&e11;&x;"), "utf-8"
    )
    begun = time.monotonic()
    with pytest.raises(SourceError) as caught:
        convert(path, tmp_path / "tables", ID_BASE)
    assert time.monotonic() - begun < QUICK_S
    assert caught.value.what_zh
    assert canary.hits == 0
    assert "root:" not in str(caught.value)
    assert not (tmp_path / "tables").exists()


def test_doctype_in_utf_16_is_no_way_round(tmp_path: Path) -> None:
    path = tmp_path / "wide.rdf"
    path.write_bytes(ATTACKS["entity_bomb.rdf"].encode("utf-16"))
    with pytest.raises(SourceError, match="document types"):
        convert(path, tmp_path / "tables", ID_BASE)


def test_what_is_not_ours_is_told_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "foreign.ttl"
    path.write_text(
        HEAD
        + """<inst-own-a> a coop:Institution ; coop:name "A"@en , "甲"@zh , "Ä"@de ; coop:nothing "x" ;
          coop:country <http://evil.example/country-iso-CN> .
        <javascript:alert(1)> a coop:Institution .
        <../../etc/passwd> a coop:Institution .
        <inst-own-b> a coop:Spaceship .""",
        "utf-8",
    )
    told = convert(path, tmp_path / "tables", ID_BASE)
    assert told["rows"] == {"institutions": 1}
    left = Path(told["list"]).read_text("utf-8")
    assert left.startswith("\ufeff")  # spreadsheets show Chinese as it is
    for part in ("Ä", "nothing", "evil.example", "javascript:alert", "passwd", "Spaceship"):
        assert part in left, part
    rows = (tmp_path / "tables" / "institutions.csv").read_text("utf-8")
    assert "inst-own-a" in rows
    assert "evil" not in rows


def _listed(told: object) -> list[dict[str, str]]:
    text = Path(told["list"]).read_text("utf-8-sig")  # type: ignore[index]
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_nothing_is_lost_or_changed_without_being_told(tmp_path: Path) -> None:
    path = tmp_path / "dirty.nq"
    lines = [
        ("inst-own-a", f"<{RDF}type>", f"<{COOP}Institution>"),
        ("inst-own-a", f"<{RDF}type>", f"<{COOP}Unit>"),
        ("inst-own-b", f"<{RDF}type>", f'"{COOP}Institution"'),
        ("inst-own-a", f"<{COOP}name>", '"臺灣大學"@zh-Hant'),
        ("inst-own-a", f"<{COOP}name>", '"A"@en-GB'),
        ("inst-own-a", f"<{COOP}city>", '"Paris"@fr'),
        ("inst-own-a", f"<{COOP}shortName>", '""'),
        ("inst-own-a", "<http://xmlns.com/foaf/0.1/name>", '"A by another word"'),
        # what a dump says of itself is no loss
        ("inst-own-old", "<http://purl.org/dc/terms/isReplacedBy>", f"<{ID_BASE}inst-own-a>"),
        ("src-own-x", "<http://purl.org/dc/elements/1.1/rights>", '"CC0-1.0"'),
        ("rec-own-1", f"<{COOP}file>", '"a.csv"'),
    ]
    path.write_text("".join(f"<{ID_BASE}{s}> {p} {o} .\n" for s, p, o in lines), "utf-8")
    told = convert(path, tmp_path / "dirty", ID_BASE)
    listed = {(row["subject"].rpartition("/")[2][:-1], row["object"].split('"')[1] if '"' in row["object"] else row["object"])
              for row in _listed(told)}  # fmt: skip
    assert listed == {
        ("inst-own-a", f"<{COOP}Unit>"), ("inst-own-b", f"{COOP}Institution"), ("inst-own-a", "臺灣大學"), ("inst-own-a", "A"),
        ("inst-own-a", "Paris"), ("inst-own-a", ""), ("inst-own-a", "A by another word"),
    }  # fmt: skip
    assert told["not_taken"] == len(_listed(told))
    assert all(row["reason_zh"] for row in _listed(told))
    assert told["rows"] == {"institutions": 1}
    table = (tmp_path / "dirty" / "institutions.csv").read_text("utf-8")
    assert table.splitlines() == ["id", "inst-own-a"]


def test_a_value_that_ends_in_a_backslash_does_not_swallow_the_next(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "backslash.ttl"
    path.write_text(
        HEAD
        + r"""<inst-own-a> a coop:Institution ; coop:name "A"@en ; coop:shortName "A\\" , "B" , "C;D" , "E\\;F" , "G\\；" .""",
        "utf-8",
    )
    convert(path, tmp_path / "backslash", ID_BASE)
    made = build(
        tmp_path / "home",
        [*requests_of([str(tmp_path / "backslash")], ""), vocabulary()],
        None,
        model,
        processes=1,
    )
    rows = pq.read_table(made.folder / "statements.parquet").to_pylist()
    assert {row["object"] for row in rows if row["predicate"] == "shortName"} == {
        "A\\",
        "B",
        "C;D",
        "E\\;F",
        "G\\；",
    }


def test_two_files_of_one_name_are_two_imports(tmp_path: Path) -> None:
    places, names = [], []
    for name in ("here", "there"):
        path = tmp_path / name / "mine.ttl"
        path.parent.mkdir()
        path.write_text(f"{HEAD}<inst-own-{name}> a coop:Institution .", "utf-8")
        places.append(place_of(tmp_path / "home", path))
        assert place_of(tmp_path / "home", tmp_path / name / ".." / name / "mine.ttl") == places[-1]
        convert(path, places[-1], ID_BASE)
    for place, name in zip(places, ("here", "there"), strict=True):
        assert f"inst-own-{name}" in (place / "institutions.csv").read_text("utf-8")
        names += [one.manifest.name for one in requests_of([str(place)], "")]
    assert len(set(names)) == 2


def test_what_is_taken_goes_by_the_same_door(tmp_path: Path, model: Model) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        HEAD
        + """<inst-own-a> a coop:Institution ; coop:name "Institute of A"@en , "甲研究所"@zh ; coop:established "1956" ;
          coop:ror "not a ror" ; coop:shortName "A;B" , "IA" .""",
        "utf-8",
    )
    convert(path, tmp_path / "mine", ID_BASE)
    made = build(
        tmp_path / "home",
        [*requests_of([str(tmp_path / "mine")], ""), vocabulary()],
        None,
        model,
        processes=1,
    )
    rows = [
        row
        for row in pq.read_table(made.folder / "statements.parquet").to_pylist()
        if row["subject"] == "inst-own-a"
    ]
    said = {(row["predicate"], row["object"], row["datatype"], row["lang"]) for row in rows}
    assert {("name", "甲研究所", "langString", "zh"), ("established", "1956", "gYear", ""), ("shortName", "A;B", "string", ""),
            ("shortName", "IA", "string", "")} <= said  # fmt: skip
    rejects = pq.read_table(made.folder / "rejects.parquet").to_pylist()
    assert any(row["value"] == "not a ror" for row in rejects)


def test_a_dump_of_ours_comes_in_again(world_canon: BuiltWorld, model: Model, tmp_path: Path) -> None:
    path = tmp_path / "world.nq"
    path.write_bytes(
        b"".join(bytes(piece) for piece in dump(world_canon.canon.folder, N_QUADS, model, ID_BASE))
    )
    told = convert(path, tmp_path / "world", ID_BASE)
    made = build(tmp_path / "home", requests_of([str(tmp_path / "world")], ""), None, model, processes=1)
    # identity is found anew without the world's judgements, so a thing is compared by the id that the file gave it
    before = _facts(world_canon.canon.folder, "subject")
    after = _facts(made.folder, "stated_subject")
    left = Path(told["list"]).read_text("utf-8")
    rejected = {row["value"] for row in pq.read_table(made.folder / "rejects.parquet").to_pylist()}
    lost = {
        one for one in before - after if one[2] not in left and one[2] not in rejected and one[0] not in left
    }
    assert not lost, sorted(lost)[:20]
    assert len(before & after) > 0.8 * len(before)


def _facts(folder: Path, subject: str) -> set[tuple[str, ...]]:
    columns = (subject, "predicate", "object", "datatype", "lang")
    rows = pq.read_table(folder / "statements.parquet").to_pylist()
    return {tuple(row[name] for name in columns) for row in rows}
