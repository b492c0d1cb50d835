"""Rows become statements; a wrong cell is told with file, line, the header as typed, value and remedy."""

from pathlib import Path

import pytest

from loaders.templates.mapper import TemplateMapper
from ontology.errors import SourceError
from ontology.model import Model, default_model, shipped_folder
from tests.loaders.templates.filling import FILLED, map_rows


def test_a_row_states_what_its_cells_say() -> None:
    loaded = map_rows("institutions", *FILLED["institutions"])
    found = loaded.of("inst-own-a-university")
    assert found["type"] == ["Institution"]
    assert sorted(found["name"]) == ["University A", "甲大学"]
    assert found["country"] == ["country-iso-CN"]
    assert found["ror"] == ["03cve4549"]
    assert found["kind"] == ["concept-kind-education", "concept-kind-facility"]
    assert found["shortName"] == ["A", "甲"]
    assert found["established"] == ["1911-04"]
    datatypes = {row[1]: row[3] for row in loaded.statements if row[0] == "inst-own-a-university"}
    assert datatypes["type"] == "class"
    assert datatypes["country"] == "id"
    assert datatypes["established"] == "gYearMonth"
    assert datatypes["latitude"] == "decimal"
    assert ("inst-own-b-institute", "name", "Institute; with a semicolon", "langString", "en") in {
        row[:5] for row in loaded.statements
    }
    assert loaded.ledger.rejects == []


def test_the_record_keeps_where_a_person_saw_it() -> None:
    loaded = map_rows("institutions", *FILLED["institutions"])
    first, second = loaded.ledger.records
    assert (first.url, first.seen, first.quality) == (
        "https://a.example.org/about",
        "2026-11-23",
        "official page",
    )
    assert (second.url, second.seen, second.quality) == ("", "", "")
    assert first.locator == "institutions!2"
    assert {row[5] for row in loaded.statements} == {first.record, second.record}


def test_a_wrong_cell_is_refused_and_the_rest_of_the_row_stays() -> None:
    row = {
        "编号": "x",
        "签署日期": "17.5.2001 or later",
        "层级": "goverment",
        "名称（英文）": "X",
        "终止通知期（月）": "six",
    }
    loaded = map_rows("agreements", row)
    assert set(loaded.of("agr-own-x")) == {"type", "name"}
    rejects = {reject.column: reject for reject in loaded.ledger.rejects}
    assert set(rejects) == {"签署日期", "层级", "终止通知期（月）"}
    wrong = rejects["签署日期"]
    assert (wrong.file, wrong.line, wrong.value) == ("book.xlsx", 2, "17.5.2001 or later")
    assert wrong.reason and wrong.reason_zh and wrong.remedy and wrong.remedy_zh
    assert wrong.record == loaded.ledger.records[0].record


def test_of_several_values_only_the_wrong_one_is_refused() -> None:
    loaded = map_rows("agreements", {"id": "x", "cooperationForm": "jointResearch；seminar; seminars"})
    assert loaded.of("agr-own-x")["cooperationForm"] == [
        "concept-form-jointResearch",
        "concept-form-seminars",
    ]
    assert [reject.value for reject in loaded.ledger.rejects] == ["seminar"]


def test_a_semicolon_can_be_written() -> None:
    loaded = map_rows("institutions", {"id": "x", "shortName": "A\\; B; C"})
    assert loaded.of("inst-own-x")["shortName"] == ["A; B", "C"]


def test_the_pattern_of_the_ontology_holds_in_a_cell() -> None:
    loaded = map_rows("agreements", {"id": "x", "duration": "five years"})
    assert [reject.value for reject in loaded.ledger.rejects] == ["five years"]


def test_a_row_without_id_is_refused_where_others_refer_to_it() -> None:
    loaded = map_rows("agreements", {"id": "", "signedOn": "2001"}, {"id": "y", "signedOn": "2001"})
    assert loaded.subjects == {"agr-own-y"}
    (reject,) = loaded.ledger.rejects
    assert (reject.stage, reject.line, reject.column) == ("record", 2, "id")


def test_a_wrong_id_refuses_the_row() -> None:
    loaded = map_rows("agreements", {"id": "inst-own-x", "signedOn": "2001"})
    assert loaded.statements == []
    assert [reject.stage for reject in loaded.ledger.rejects] == ["record"]


def test_rows_that_nobody_refers_to_get_an_id_from_their_references_and_dates() -> None:
    first = map_rows("parties", *FILLED["parties"])
    again = map_rows("parties", *reversed(FILLED["parties"]))
    assert len(first.subjects) == 3
    assert first.subjects == again.subjects
    assert all(subject.startswith("party-row~") for subject in first.subjects)


def test_headers_in_another_language_give_the_same_ids() -> None:
    english = map_rows("parties", {"Agreement": "a", "Actor": "country:CN"})
    chinese = map_rows("parties", {"agreement": "a", "actor": "country:中国"})
    assert english.subjects == chinese.subjects


def test_two_rows_of_one_derived_id_that_disagree_are_told() -> None:
    row = {"agreement": "a", "side": "country:CN", "contributionKind": "funding", "amount": "5"}
    loaded = map_rows(
        "contributions", row, row, {**row, "amount": "6"}, {**row, "id": "second", "amount": "6"}
    )
    assert loaded.subjects == {
        next(subject for subject in loaded.subjects if "row~" in subject),
        "contrib-own-second",
    }
    repeated, reject = loaded.ledger.rejects
    assert repeated.line == 3 and "contributions!3 repeats contributions!2" in repeated.reason
    assert reject.line == 4
    assert "contributions!2" in reject.reason


def test_a_row_with_nothing_to_know_it_by_is_refused() -> None:
    loaded = map_rows("contributions", {"amount": "5", "currency": "EUR"})
    assert loaded.statements == []
    assert [reject.stage for reject in loaded.ledger.rejects] == ["record"]


def test_rows_of_one_id_are_records_of_their_own() -> None:
    loaded = map_rows("agreements", {"id": "x", "signedOn": "2001"}, {"id": "x", "signedOn": "2002"})
    assert loaded.of("agr-own-x")["signedOn"] == ["2001", "2002"]
    assert len({record.record for record in loaded.ledger.records}) == 2


def test_a_row_added_above_changes_no_other_record() -> None:
    rows = [{"id": "x", "signedOn": "2001"}, {"id": "y", "signedOn": "2002"}]
    before = {row.record for row in map_rows("agreements", *rows).ledger.records}
    after = {row.record for row in map_rows("agreements", {"id": "w"}, *rows).ledger.records}
    assert before < after


@pytest.mark.parametrize("sheet", ["notes", "说明", "lists", "列表", "about", "关于", "# drafts"])
def test_sheets_that_hold_no_rows_are_passed_over(sheet: str) -> None:
    assert map_rows(sheet, {"anything": "at all"}).statements == []


def test_an_unknown_column_fails_before_the_first_row() -> None:
    with pytest.raises(SourceError, match="sheet agreements has no column 'singed'"):
        TemplateMapper(default_model(), "own").check_header("book.xlsx", "agreements", ("id", "singed"))


NEW_CLASS = """
@prefix coop: <https://w3id.org/coopgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
coop:Telescope a rdfs:Class , sh:NodeShape ;
  rdfs:subClassOf coop:Thing ; coop:prefix "tel" ; coop:sheet "telescopes" ;
  rdfs:label "Telescope"@en , "望远镜"@zh ; rdfs:comment "An instrument."@en , "一种仪器。"@zh ;
  sh:property [ sh:path coop:aperture ; sh:datatype xsd:decimal ; sh:maxCount 1 ;
    sh:name "Aperture"@en , "口径"@zh ; sh:description "In metres."@en , "单位：米。"@zh ] , coop:startDate .
"""


def test_a_class_added_in_turtle_has_a_sheet_at_once(tmp_path: Path) -> None:
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "Telescope.ttl").write_text(NEW_CLASS, "utf-8")
    model = Model.load(shipped_folder(), tmp_path)
    loaded = map_rows("望远镜", {"编号": "fast", "口径": "500", "名称（中文）": "天眼"}, model=model)
    assert loaded.of("tel-own-fast")["aperture"] == ["500"]


def test_a_name_in_time_and_a_joint_output_can_be_typed() -> None:
    name = {
        "Organisation": "ror:03cve4549",
        "Name (zh)": "同济医学院",
        "Start date": "1927",
        "End date": "1950-02",
    }
    loaded = map_rows("organisation_names", {"ID": "old", **name})
    assert loaded.of("orgname-own-old") == {
        "type": ["OrganisationName"],
        "name": ["同济医学院"],
        "organisation": ["inst-ror-03cve4549"],
        "startDate": ["1927"],
        "endDate": ["1950-02"],
    }
    output = {
        "Institution": "ror:03cve4549",
        "Other institution": "b",
        "Works": "12",
        "Works of a shared author": "x",
    }
    loaded = map_rows("joint_outputs", {"ID": "o", **output})
    assert loaded.of("output-own-o")["works"] == ["12"]
    assert [reject.column for reject in loaded.ledger.rejects] == ["Works of a shared author"]
