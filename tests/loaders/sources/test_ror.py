"""ROR schema 2.1, with its real dirt in invented organisations."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loaders.extract import SourceVersion, extract
from loaders.manifest import load_manifest, shipped_sources
from ontology.errors import SourceError
from ontology.model import default_model
from tests.loaders.making import facts, rows, write_zip

Sample = Callable[[str], SourceVersion]
Load = Callable[[str, str, str], SourceVersion]
ITEMS: list[dict[str, Any]] = json.loads(
    (shipped_sources() / "ror" / "sample" / "fictional-ror-data.json").read_text(encoding="utf-8")
)
FIRST, SECOND, THIRD = (f"inst-ror-{item['id'][-9:]}" for item in ITEMS)


def _of(version: SourceVersion, subject: str) -> set[tuple[str, str]]:
    return {(name, value) for found, name, value in facts(version) if found == subject}


def test_names_in_several_languages(sample: Sample) -> None:
    found = {
        (row["predicate"], row["object"], row["lang"])
        for row in rows(sample("ror"))
        if row["subject"] == FIRST and str(row["predicate"]).lower().endswith("name")
    }
    assert found == {
        ("name", "Fictional University of Nowhere", "en"),
        ("name", "虚构的乌有大学", "zh"),
        ("altName", "Nowhere University (fictional)", "en"),  # one name for each language
        ("altName", "Université fictive", "fr"),
        ("shortName", "FUN", ""),
    }
    assert ("虚构研究所", "und") in {(row["object"], row["lang"]) for row in rows(sample("ror"))}


def test_places_in_several_countries(sample: Sample) -> None:
    found = _of(sample("ror"), FIRST)
    assert {value for name, value in found if name == "country"} == {"country-iso-GR"}
    assert {value for name, value in found if name == "otherCountry"} == {"country-iso-CY"}
    assert {("city", "Nowhere"), ("latitude", "37.98"), ("longitude", "23.73")} <= found


def test_only_the_preferred_wikidata_item_is_the_same_thing(sample: Sample) -> None:
    version = sample("ror")
    assert {value for name, value in _of(version, FIRST) if name == "wikidata"} == {"Q222"}
    assert not [value for name, value in _of(version, SECOND) if name == "wikidata"]
    reject = next(row for row in rows(version, "rejects") if row["column"] == "external_ids/all")
    assert "Q333, Q444" in str(reject["reason"])


def test_one_wikidata_item_without_a_preference_is_taken(load_text: Load) -> None:
    item = ITEMS[0] | {"external_ids": [{"all": ["Q7"], "preferred": None, "type": "wikidata"}]}
    version = load_text("ror", "x-ror-data.json", json.dumps([item]))
    assert ("wikidata", "Q7") in _of(version, FIRST)


def test_identifiers_kinds_and_status(sample: Sample) -> None:
    assert {
        ("ror", FIRST[-9:]),
        ("isni", "0000000121032683"),
        ("grid", "grid.0.fake"),
        ("fundref", "100000000000"),
        ("kind", "concept-kind-education"),
        ("kind", "concept-kind-funder"),
        ("status", "concept-status-active"),
        ("established", "1999"),
        ("domain", "example.org"),
        ("homepage", "https://example.org"),
    } <= _of(sample("ror"), FIRST)
    assert ("status", "concept-status-inactive") in _of(sample("ror"), THIRD)


def test_both_sides_speak_of_one_relation(sample: Sample) -> None:
    version = sample("ror")
    parents = {subject for subject, name, value in facts(version) if value == "concept-relation-parent"}
    assert len(parents) == 1
    relation = parents.pop()
    assert {("fromOrganisation", SECOND), ("toOrganisation", FIRST)} <= _of(version, relation)
    told_by = {row["record"] for row in rows(version) if row["subject"] == relation}
    assert len(told_by) == 2


def test_relations_that_one_side_tells(sample: Sample) -> None:
    version = sample("ror")
    successor = next(
        subject for subject, name, value in facts(version) if value == "concept-relation-successor"
    )
    assert {("fromOrganisation", SECOND), ("toOrganisation", THIRD)} <= _of(version, successor)
    assert any(value == "concept-relation-related" for _, _, value in facts(version))


def test_a_record_is_known_by_its_ror(sample: Sample) -> None:
    row = next(row for row in rows(sample("ror"), "records") if row["record"] == f"rec-ror-{FIRST[-9:]}")
    assert row["url"] == row["locator"] == f"https://ror.org/{FIRST[-9:]}"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"new_key": 1}, "new_key"),
        ({"names": [{"value": "x", "lang": None, "types": ["nickname"]}]}, "names/types = nickname"),
        ({"relationships": [{"type": "sibling", "id": "x", "label": "y"}]}, "relationships/type = sibling"),
    ],
)
def test_what_the_schema_did_not_have_fails_the_source(
    load_text: Load, change: dict[str, object], what: str
) -> None:
    with pytest.raises(SourceError) as caught:
        load_text("ror", "x-ror-data.json", json.dumps([ITEMS[0] | change]))
    assert what in caught.value.what


def test_a_wrong_value_rejects_the_value_only(load_text: Load) -> None:
    item = ITEMS[0] | {
        "established": 970,
        "relationships": [{"type": "parent", "id": "https://ror.org/0fake0a95", "label": ""}],
    }
    version = load_text("ror", "x-ror-data.json", json.dumps([item]))
    assert ("city", "Nowhere") in _of(version, FIRST)
    assert {(row["column"], row["value"]) for row in rows(version, "rejects")} >= {
        ("established", "970"),
        ("relationships/id", "https://ror.org/0fake0a95"),
    }


def test_a_wrong_ror_rejects_the_record(load_text: Load) -> None:
    broken = ITEMS[0] | {"id": "https://ror.org/0fake0a95"}
    version = load_text("ror", "x-ror-data.json", json.dumps([broken, ITEMS[1]]))
    assert version.things["Institution"] == 1
    assert any("checksum" in str(row["reason"]) for row in rows(version, "rejects"))


OLD = [{"id": ITEMS[0]["id"], "name": "Old", "email_address": None, "ip_addresses": [], "types": []}]


def _zip(folder: Path, members: dict[str, object]) -> SourceVersion:
    path = write_zip(folder / "v1.50-2024-07-29-ror-data.zip", {n: json.dumps(c) for n, c in members.items()})
    return extract(load_manifest(shipped_sources() / "ror"), [path], default_model(), folder / "out", 1)


def test_of_two_layouts_in_a_zip_the_newer_is_read(tmp_path: Path) -> None:
    stem = "v1.50-2024-07-29-ror-data"
    version = _zip(
        tmp_path, {f"{stem}.json": OLD, f"{stem}_schema_v2.json": ITEMS, f"{stem}_schema_v2.csv": []}
    )
    assert version.things["Institution"] == len(ITEMS)
    assert {row["file"] for row in rows(version, "records") if str(row["record"]).startswith("rec-ror-")} == {
        f"{stem}.zip!{stem}_schema_v2.json"
    }


def test_the_older_layout_alone_is_refused_as_such(tmp_path: Path, load_text: Load) -> None:
    with pytest.raises(SourceError, match="older layout"):
        _zip(tmp_path, {"v1.40-ror-data.json": OLD})
    with pytest.raises(SourceError, match="older layout") as caught:
        load_text("ror", "v1.40-ror-data.json", json.dumps(OLD))
    assert "schema 2 is needed" in caught.value.remedy
    assert caught.value.remedy_zh
