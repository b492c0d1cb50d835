"""The dirty world enters the route; the canon that its README promises must leave it."""

from __future__ import annotations

import csv
import json
from collections import Counter

from api.ledger import read_rejects
from api.reports.unsettled import figures, told
from loaders.unsettled import unsettled
from ontology.model import Model
from tests.route.reading import EXPECTED, expected, rows
from tests.world.fixture import VOCABULARY, BuiltWorld


def place(row: dict[str, object]) -> str:
    """The file, and the member where it is a zip."""
    file, locator = str(row["file"]), str(row["locator"])
    return f"{file}!{locator.partition('#')[0]}" if file.endswith(".zip") else file


def test_every_reject_is_expected_and_no_other(world_canon: BuiltWorld) -> None:
    with (EXPECTED / "rejects.csv").open(encoding="utf-8", newline="") as table:
        wanted = Counter(tuple(row[:6]) for row in list(csv.reader(table))[1:])
    columns = ("line", "column", "value", "stage")
    told = rows(world_canon.canon.folder, "rejects")
    assert (
        Counter((row["source"], place(row), *(str(row[name]) for name in columns)) for row in told) == wanted
    )


def test_rejects_are_listed_as_a_reader_of_the_files_meets_them(world_canon: BuiltWorld) -> None:
    listed = read_rejects(world_canon.canon.folder)
    assert len(listed) == len(rows(world_canon.canon.folder, "rejects"))
    survey = [(row["file"], row["line"]) for row in listed if row["source"] == "world_survey"]
    assert survey == sorted(survey)  # line 10 after line 6, not before it
    assert ("institutions.csv", 6) in survey and ("institutions.csv", 10) in survey


def test_every_reject_says_why_and_what_to_do_in_both_languages(world_canon: BuiltWorld) -> None:
    for row in rows(world_canon.canon.folder, "rejects"):
        assert all(row[name].strip() for name in ("reason", "reason_zh", "remedy", "remedy_zh", "locator")), (
            row
        )


def test_redirects(world_canon: BuiltWorld) -> None:
    told = {row["id"]: row["canonical"] for row in rows(world_canon.canon.folder, "redirects")}
    assert told == expected("redirects")


def test_what_looks_alike_stays_apart(world_canon: BuiltWorld) -> None:
    subjects = {row["subject"] for row in rows(world_canon.canon.folder, "statements")}
    for one, (other, why) in expected("apart").items():
        assert {one, other} <= subjects, why


def test_what_each_source_said_of_which_id_is_kept(world_canon: BuiltWorld) -> None:
    told = expected("redirects")
    kept: dict[str, set[str]] = {}
    for row in rows(world_canon.canon.folder, "statements"):
        if row["stated_subject"] != row["subject"]:
            kept.setdefault(row["stated_subject"], set()).add(row["subject"])
    assert kept == {member: {canonical} for member, canonical in told.items()}


def test_placeholders(world_canon: BuiltWorld) -> None:
    told = {row["id"]: row["count"] for row in rows(world_canon.canon.folder, "placeholders")}
    assert told == expected("placeholders")


def test_conflicts_keep_every_value_and_choose_one(world_canon: BuiltWorld) -> None:
    told: dict[str, dict[str, bool]] = {}
    for row in rows(world_canon.canon.folder, "conflicts"):
        values = told.setdefault(f"{row['subject']}|{row['predicate']}", {})
        values[row["object"]] = values.get(row["object"], False) or row["chosen"]
    ordered = {
        key: sorted(values, key=lambda value, values=values: (not values[value], value))  # type: ignore[misc]
        for key, values in told.items()
    }
    assert ordered == expected("conflicts")
    assert all(sum(values.values()) == 1 for values in told.values())


def test_contradictions_and_dangling_references_are_told(world_canon: BuiltWorld, model: Model) -> None:
    found = unsettled(world_canon.canon.folder, model)
    assert {f"{thing}|{name}" for thing, name in found.conflicts} == set(expected("conflicts"))
    assert {one.id: one.count for one in found.dangling} == expected("placeholders")
    for said, conflicts, references in zip(
        told(found), ("10 conflicts", "10 处矛盾"), ("4 references", "4 处引用"), strict=True
    ):
        assert conflicts in said
        assert references in said
        assert "coopgraph ask conflicts --thing inst-own-bianjie" in said
        assert "inst-own-ghost ×1" in said
    assert (figures(found)["conflicts"], figures(found)["dangling_references"]) == (10, 4)


def test_how_many_things_of_each_class(world_canon: BuiltWorld) -> None:
    records = {row["record"]: row["source"] for row in rows(world_canon.canon.folder, "records")}
    types = {
        (row["subject"], row["object"])
        for row in rows(world_canon.canon.folder, "statements")
        if row["predicate"] == "type" and records[row["record"]] != VOCABULARY
    }
    assert Counter(kind for _, kind in types) == expected("counts")


def test_every_class_with_a_sheet_occurs(world_canon: BuiltWorld, model: Model) -> None:
    counts = expected("counts")
    vocabulary = {"Concept", "ConceptScheme"}
    elsewhere = {"JointOutput", "OrganisationName"}  # tests/loaders: the world's answers were settled before
    sheets = {kind.name for kind in model.classes.values() if kind.sheet} - vocabulary - elsewhere
    assert sheets <= set(counts)


def test_every_statement_leads_to_a_record_with_file_and_place(world_canon: BuiltWorld) -> None:
    records = {row["record"]: row for row in rows(world_canon.canon.folder, "records")}
    for row in rows(world_canon.canon.folder, "statements"):
        record = records[row["record"]]
        assert record["sha256"]
        assert record["locator"]


def test_every_thing_is_marked_fictional(world_canon: BuiltWorld) -> None:
    records = {row["record"]: row["source"] for row in rows(world_canon.canon.folder, "records")}
    statements = [
        row for row in rows(world_canon.canon.folder, "statements") if records[row["record"]] != VOCABULARY
    ]
    marked = {
        row["subject"] for row in statements if row["predicate"] == "fictional" and row["object"] == "true"
    }
    assert {row["subject"] for row in statements} == marked


def test_the_version_names_what_it_was_made_of(world_canon: BuiltWorld) -> None:
    canon = world_canon.canon
    version = json.loads((canon.folder / "version.json").read_text("utf-8"))
    assert version["data_version"] == canon.data_version == canon.folder.name
    assert sorted(version["sources"]) == sorted([*world_canon.world.names, VOCABULARY])
    assert {name for name, source in version["sources"].items() if not source["fictional"]} == {VOCABULARY}
    assert version["judgements"]
    for name in world_canon.world.names:
        source = version["sources"][name]
        files = world_canon.world.files(name)
        assert {file["name"] for file in source["files"]} >= {
            path.name for path in files if path.stem != "about"
        }
