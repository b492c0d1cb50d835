"""Sources whose data is not at hand, in their published formats: OpenAlex, OpenAIRE; what is refused as a whole."""

import gzip
import json
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from loaders.canon import make_canon
from loaders.extract import SourceVersion, extract
from loaders.fetch import assign
from loaders.manifest import find_sources, load_manifest, shipped_sources
from ontology.errors import SourceError
from ontology.model import default_model
from tests.loaders.making import facts, rows, write_zip
from tests.loaders.sources.published import Load, Sample, facts_of, sample_text, things_of


@pytest.mark.parametrize("name", ["openalex", "openaire", "ewp_agreements"])
def test_samples_are_invented_and_say_so(name: str) -> None:
    for path in (shipped_sources() / name / "sample").iterdir():
        assert "fiction" in path.read_text(encoding="utf-8").casefold()


# ---- OpenAlex: institutions


def test_an_institution_with_its_chinese_names_and_ror(sample: Sample) -> None:
    version = sample("openalex")
    assert {
        ("ror", "0fake0a94"),
        ("country", "country-iso-GR"),
        ("city", "Nowhere"),
        ("kind", "concept-kind-education"),
        ("wikidata", "Q900000001"),
        ("shortName", "F900000001"),
    } <= facts_of(version, "inst-openalex-I900000001")
    named = {
        (row["predicate"], row["object"], row["lang"])
        for row in rows(version)
        if row["subject"] == "inst-openalex-I900000001"
    }
    assert {
        ("name", "虚构的乌有大学", "zh"),
        ("name", "Fictional University of Nowhere", "und"),
        ("altName", "虚构的乌有大学（繁）", "zh-Hant"),
    } <= named


def test_relations_are_those_of_the_ror_source(sample: Sample) -> None:
    ours = {
        s
        for s, found in things_of(sample("openalex"), "OrganisationRelation").items()
        if s.startswith("orgrel-ror")
    }
    assert ours and ours <= set(things_of(sample("ror"), "OrganisationRelation"))


def test_a_merged_id_leads_to_the_one_that_went_on(sample: Sample) -> None:
    version = sample("openalex")
    assert ("status", "concept-status-withdrawn") in facts_of(version, "inst-openalex-I900000009")
    (relation,) = (
        found
        for found in things_of(version, "OrganisationRelation").values()
        if ("relationKind", "concept-relation-successor") in found
    )
    assert {("toOrganisation", "inst-openalex-I900000001"), ("startDate", "2022-05-01")} <= relation
    told = {(row["column"], row["value"]) for row in rows(version, "rejects")}
    assert {("id", "fictional"), ("type", "laboratory")} <= told


# ---- OpenAlex: works


def _outputs(version: SourceVersion) -> set[tuple[str, ...]]:
    names = ("institution", "otherInstitution", "startDate", "field", "works", "sharedAuthorWorks")
    found = [dict(sorted(one)) for one in things_of(version, "JointOutput").values()]
    return {tuple(one.get(name, "").rpartition("-")[2] for name in names) for one in found}


def test_works_are_counted_by_pair_field_and_year(sample: Sample) -> None:
    assert _outputs(sample("openalex")) == {
        ("I900000001", "I900000003", "2020", "17", "2", "1"),  # two works, in one of them by a single author
        ("I900000001", "I900000003", "2020", "31", "1", "0"),
        ("I900000002", "I900000003", "2020", "31", "1", "0"),
        ("I900000001", "I900000003", "2021", "", "1", "0"),
        ("I900000001", "I900000004", "2020", "17", "1", "0"),  # a country that is not known may be another
    }


def test_no_work_and_no_author_is_a_thing(sample: Sample) -> None:
    kinds = {value for _, name, value in facts(sample("openalex")) if name == "type"}
    assert kinds == {"Institution", "OrganisationRelation", "JointOutput", "Concept", "ConceptScheme"}
    assert "Fictional Author" not in str(rows(sample("openalex")))
    examples = {value for _, name, value in facts(sample("openalex")) if name == "exampleWork"}
    assert "https://openalex.org/W900002" in examples


def test_a_work_of_very_many_is_told_and_not_counted(sample: Sample) -> None:
    told = [row for row in rows(sample("openalex"), "rejects") if row["column"] == "institutions"]
    assert [(row["value"], row["line"]) for row in told] == [("https://openalex.org/W900008", 8)]
    assert "51 members" in str(told[0]["reason"]) and "51" in str(told[0]["reason_zh"])


def test_retracted_works_do_not_count(load_text: Load) -> None:
    lines = sample_text("openalex", "fictional-openalex-works.jsonl").splitlines()
    kept = "\n".join(line for line in lines if "/W900004" in line or "/W900005" in line)
    version = load_text("openalex", "openalex-works.jsonl", kept)
    assert {found[2] for found in _outputs(version)} == {"2021"}


def test_a_new_key_of_a_work_fails_the_source(load_text: Load) -> None:
    work = json.loads(sample_text("openalex", "fictional-openalex-works.jsonl").splitlines()[0])
    with pytest.raises(SourceError, match="novelty"):
        load_text("openalex", "openalex-works.jsonl", json.dumps(work | {"novelty": 1}))


def _part(folder: Path, *lines: str) -> Path:
    folder.mkdir(parents=True)
    path = folder / "part_000.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def _made(folder: Path, *files: Path) -> SourceVersion:
    return extract(load_manifest(shipped_sources() / "openalex"), files, default_model(), folder, 1)


def test_a_pair_has_one_total_over_all_parts(tmp_path: Path, sample: Sample) -> None:
    lines = sample_text("openalex", "fictional-openalex-works.jsonl").splitlines()
    parts = [
        _part(tmp_path / "works" / f"updated_date=2024-01-0{day}", *lines[day - 1 :: 2]) for day in (1, 2)
    ]
    version = _made(tmp_path / "out", *parts)
    assert _outputs(version) == _outputs(sample("openalex"))
    outputs = things_of(version, "JointOutput")
    assert outputs.keys() == things_of(sample("openalex"), "JointOutput").keys()  # ids know nothing of files
    place = {row["record"]: row for row in rows(version, "records")}
    (two,) = (s for s, found in outputs.items() if ("works", "2") in found)
    (record,) = {str(row["record"]) for row in rows(version) if row["subject"] == two}
    assert place[record]["file"] == "works/updated_date=2024-01-01/part_000.gz"
    assert place[record]["sha256"] == sha256(parts[0].read_bytes()).hexdigest()


def test_parts_of_one_name_in_folders_as_published(tmp_path: Path) -> None:
    works = sample_text("openalex", "fictional-openalex-works.jsonl").splitlines()
    institutions = sample_text("openalex", "fictional-openalex-institutions.jsonl").splitlines()
    day = "updated_date=2024-01-01"
    paths = [
        _part(tmp_path / "works" / day, works[0]),
        _part(tmp_path / "institutions" / day, institutions[0]),
    ]
    assert assign([tmp_path], find_sources(shipped_sources())) == {"openalex": tuple(sorted(paths))}
    version = _made(tmp_path / "out", *paths)
    assert {"JointOutput", "Institution"} <= version.things.keys()


def test_a_field_that_was_renamed_is_one_field(load_text: Load) -> None:
    lines = sample_text("openalex", "fictional-openalex-works.jsonl").splitlines()[:2]
    lines[1] = lines[1].replace('"Computer Science"', '"Computing"')
    version = load_text("openalex", "openalex-works.jsonl", "\n".join(lines))
    assert {found[4] for found in _outputs(version)} == {"2"}
    names = {v for s, name, v in facts(version) if name == "name" and s == "concept-openalexfield-17"}
    assert names == {"Computer Science"}


# ---- OpenAIRE


def _organisation(load_text: Load, *pids: tuple[str, str]) -> tuple[set[tuple[str, str]], SourceVersion]:
    item = json.loads(sample_text("openaire", "fictional-openaire-organization.json").splitlines()[1])
    told = item | {"pid": [{"scheme": scheme, "value": value} for scheme, value in pids]}
    version = load_text("openaire", "openaire-organization.json", json.dumps(told))
    (found,) = things_of(version, "Institution").values()
    return found, version


def test_ids_of_the_older_layout(load_text: Load) -> None:
    found, _ = _organisation(
        load_text, ("PIC", "900000012"), ("Wikidata", "https://www.wikidata.org/entity/Q900000001")
    )
    assert {("pic", "900000012"), ("wikidata", "Q900000001")} <= found


def test_of_several_pics_none_is_taken_and_all_are_told(load_text: Load) -> None:
    pids = (("PIC", "900000012"), ("PIC", "900000013"), ("GRID", "grid.0.fake"), ("Wikidata", "Q900000001"))
    found, version = _organisation(load_text, *pids)
    assert {("name", "Fictional Pending Body"), ("grid", "grid.0.fake"), ("wikidata", "Q900000001")} <= found
    assert "pic" not in {name for name, _ in found}
    told = {(row["column"], row["value"]) for row in rows(version, "rejects")}
    assert ("pid/value", "900000012, 900000013") in told


def test_organisations_of_both_vintages(sample: Sample) -> None:
    version = sample("openaire")
    approved = facts_of(version, "inst-openaire-openorgs____..fictional1") or next(
        found for found in things_of(version, "Institution").values() if ("ror", "0fake0a94") in found
    )
    assert {
        ("name", "Fictional University of Nowhere"),
        ("altName", "虚构的乌有大学"),
        ("pic", "900000011"),
        ("country", "country-iso-GR"),
    } <= approved
    assert not [1 for name, _ in approved if name == "unverified"]
    (pending,) = (one for one in things_of(version, "Institution").values() if ("unverified", "true") in one)
    assert {("name", "Fictional Pending Body"), ("grid", "grid.0.fake")} <= pending
    assert not [1 for name, _ in pending if name == "country"]


def test_projects_of_both_vintages(sample: Sample) -> None:
    found = things_of(sample("openaire"), "Project").values()
    (european,) = (one for one in found if ("grantNumber", "900000001") in one)
    assert {("doi", "10.3030/900000001"), ("totalCost", "960619.95"), ("endDate", "2025-08-31")} <= european
    (other,) = (one for one in found if ("name", "虚构项目") in one)
    assert ("startDate", "2019") in other
    assert not [1 for name, _ in other if name in ("grantNumber", "totalCost", "doi", "endDate")]


def test_both_ends_tell_of_one_participation(sample: Sample) -> None:
    version = sample("openaire")
    assert len(things_of(version, "Participation")) == 1
    (subject,) = things_of(version, "Participation")
    assert len({row["record"] for row in rows(version) if row["subject"] == subject}) == 2
    (relation,) = things_of(version, "OrganisationRelation").values()
    assert ("relationKind", "concept-relation-parent") in relation


def test_an_archive_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "openaire-organization.tar"
    path.write_bytes(b"x")
    with pytest.raises(SourceError, match="whole archive"):
        extract(load_manifest(shipped_sources() / "openaire"), [path], default_model(), tmp_path / "out", 1)


def test_the_doi_joins_the_commissions_projects(sample: Sample, tmp_path: Path) -> None:
    folders = {name: sample(name).folder for name in ("cordis_csv", "openaire", "h2020_participations")}
    made = make_canon(tmp_path / "canon", folders, default_model(), judgements=tmp_path / "none.csv")
    statements = pq.read_table(made.folder / "statements.parquet").to_pylist()
    one = {row["subject"] for row in statements if (row["predicate"], row["object"]) == ("rcn", "900001")}
    other = {
        row["subject"]
        for row in statements
        if (row["predicate"], row["object"]) == ("doi", "10.3030/900000001")
    }
    assert one == other == {"proj-cordis-900000001"}


# ---- what is refused as a whole


def test_the_csv_of_ror_is_refused_with_the_reason(load_text: Load, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="joins names with commas") as caught:
        load_text("ror", "v2.9-2026-06-23-ror-data.csv", "id,names.types.label\n")
    assert ".json" in caught.value.remedy and caught.value.what_zh
    item = json.loads(sample_text("ror", "fictional-ror-data.json"))[0]
    path = write_zip(
        tmp_path / "v2.9-ror-data.zip", {"v2.9-ror-data.json": json.dumps([item]), "v2.9-ror-data.csv": "x"}
    )
    version = extract(load_manifest(shipped_sources() / "ror"), [path], default_model(), tmp_path / "o", 1)
    assert version.things["Institution"] == 1


def test_a_withdrawn_record_stays_and_leads_to_its_successor(load_text: Load) -> None:
    items = json.loads(sample_text("ror", "fictional-ror-data.json"))
    gone = items[2] | {
        "status": "withdrawn",
        "relationships": [{"type": "successor", "id": items[0]["id"], "label": "x"}],
    }
    kept = items[0] | {"relationships": [{"type": "predecessor", "id": items[2]["id"], "label": "y"}]}
    version = load_text("ror", "x-ror-data.json", json.dumps([gone, kept]))
    old, new = (f"inst-ror-{item['id'][-9:]}" for item in (gone, kept))
    assert ("status", "concept-status-withdrawn") in facts_of(version, old)
    relations = things_of(version, "OrganisationRelation")
    assert len(relations) == 1  # both sides tell of it
    assert {("fromOrganisation", old), ("toOrganisation", new)} <= next(iter(relations.values()))
