"""Small lists as published, with their dirt: disciplines, countries, participations by number, Confucius Institutes."""

from collections.abc import Callable

import pytest

from loaders.extract import SourceVersion
from loaders.manifest import shipped_sources
from ontology.errors import SourceError
from tests.loaders.making import facts, rows

Sample = Callable[[str], SourceVersion]
Load = Callable[[str, str, str], SourceVersion]
NAMES = ("nsfc", "country_codes", "h2020_participations", "confucius", "uk_treaties", "cordis_csv")


def _of(version: SourceVersion, subject: str) -> set[tuple[str, str]]:
    return {(name, value) for found, name, value in facts(version) if found == subject}


def _text(source: str) -> str:
    (path,) = (shipped_sources() / source / "sample").iterdir()
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_samples_are_invented_and_say_so(name: str) -> None:
    for path in (shipped_sources() / name / "sample").iterdir():
        text = path.read_text(encoding="utf-8").casefold()
        assert "fiction" in text


# ---- disciplines


def test_disciplines_in_both_languages_with_their_parents(sample: Sample) -> None:
    version = sample("nsfc")
    assert ("broader", "concept-nsfc-A01") in _of(version, "concept-nsfc-A0101")
    named = {
        (row["object"], row["lang"])
        for row in rows(version)
        if row["subject"] == "concept-nsfc-A0101" and row["predicate"] == "name"
    }
    assert named == {("乌有论／Ⅰ", "zh"), ("Theory of nowhere (fictional)", "en")}
    assert ("inScheme", "scheme-own-nsfc") in _of(version, "concept-nsfc-A010101")


def test_english_that_a_machine_may_have_made_is_marked(sample: Sample) -> None:
    version = sample("nsfc")
    for code in ("A01", "A0101", "A010101"):
        assert ("unverified", "true") in _of(version, f"concept-nsfc-{code}")
    assert not [value for name, value in _of(version, "scheme-own-nsfc") if name == "unverified"]


def test_a_broken_line_is_rejected(sample: Sample) -> None:
    version = sample("nsfc")
    assert version.things["Concept"] == 3
    assert [row["line"] for row in rows(version, "rejects")] == [4]


# ---- countries


def test_codes_and_the_codes_of_the_commission(sample: Sample) -> None:
    version = sample("country_codes")
    assert {value for name, value in _of(version, "country-iso-GR") if name == "otherCode"} == {
        "GRC",
        "300",
        "EL",
    }
    assert ("otherCode", "UK") in _of(version, "country-iso-GB")
    assert ("code", "NA") in _of(version, "country-iso-NA")  # a country, and no word for nothing


def test_names_of_treaties_are_other_names(sample: Sample) -> None:
    found = {
        (row["object"], row["lang"])
        for row in rows(sample("country_codes"))
        if row["subject"] == "country-iso-GR" and row["predicate"] == "altName"
    }
    assert {
        ("虚构希腊共和国", "zh"),
        ("Fictional Republic of Greece", "en"),
        ("Grèce fictive", "fr"),
    } <= found
    assert "name" not in {name for _, name, _ in facts(sample("country_codes"))}


def test_what_is_no_country_goes_to_the_ledger(sample: Sample) -> None:
    assert any(row["value"] == "Z9" for row in rows(sample("country_codes"), "rejects"))


# ---- participations by number


def test_a_project_known_by_its_record_number(sample: Sample) -> None:
    version = sample("h2020_participations")
    assert _of(version, "proj-cordisrcn-900001") == {
        ("type", "Project"),
        ("rcn", "900001"),
        ("startDate", "2019-05-01"),
        ("endDate", "2022-04-30"),
        ("grantAmount", "528340.97"),
        ("totalCost", "960619.95"),
        ("currency", "EUR"),
        ("programme", "prog-own-H2020"),
    }
    assert not [v for name, v in _of(version, "proj-cordisrcn-900002") if name in ("startDate", "endDate")]


def test_participants_by_pic_without_names(sample: Sample) -> None:
    version = sample("h2020_participations")
    assert ("country", "country-iso-GR") in _of(version, "inst-pic-900000011")
    assert ("country", "country-iso-GB") in _of(version, "inst-pic-900000012")
    amounts = {value for _, name, value in facts(version) if name == "grantAmount"}
    assert {"217262.5", "0"} <= amounts
    told = {(row["column"], row["value"]) for row in rows(version, "rejects")}
    assert {("type", "XYZ"), ("pic", "9000")} <= told


def test_the_csv_and_the_numbers_speak_of_one_project(sample: Sample) -> None:
    # `rcn` is a strong identifier: what states the same one becomes one thing in canon
    stated = {
        subject
        for name in ("cordis_csv", "h2020_participations")
        for subject, predicate, value in facts(sample(name))
        if (predicate, value) == ("rcn", "900001")
    }
    assert stated == {"proj-cordis-900000001", "proj-cordisrcn-900001"}


# ---- Confucius Institutes


def test_an_agreement_of_two_universities(sample: Sample) -> None:
    version = sample("confucius")
    found = _of(version, "agr-confucius-1")
    assert {
        ("level", "concept-level-institution"),
        ("status", "concept-status-active"),
        ("signedOn", "2007-03-01"),
        ("homepage", "http://example.org/ci"),
    } <= found
    parties = {s for s, name, value in facts(version) if (name, value) == ("agreement", "agr-confucius-1")}
    actors = {value for s, name, value in facts(version) if s in parties and name == "actor"}
    names = {value for s, name, value in facts(version) if s in actors and name == "name"}
    assert names == {
        "Fictional University of Nowhere",
        "Fictional University of Geosciences, Elsewhere",  # the comma is part of the name
    }
    record = next(row for row in rows(version, "records") if row["record"] == "rec-confucius-1")
    assert record["url"] == "https://example.org/a"


def test_a_partner_that_is_not_named_is_unknown(sample: Sample) -> None:
    version = sample("confucius")
    parties = {s for s, name, value in facts(version) if (name, value) == ("agreement", "agr-confucius-2")}
    assert len(parties) == 1
    found = _of(version, "agr-confucius-2")
    assert ("status", "concept-status-inactive") in found
    assert not [name for name, _ in found if name in ("signedOn", "terminatedOn")]


def test_two_partners_and_a_day_of_month_25(sample: Sample) -> None:
    version = sample("confucius")
    parties = {s for s, name, value in facts(version) if (name, value) == ("agreement", "agr-confucius-3")}
    assert len(parties) == 3
    told = {(row["column"], row["value"]) for row in rows(version, "rejects")}
    assert told == {("date_est", "13/25/15"), ("ci_webpage", "not an address")}


def test_a_new_status_fails_the_source(load_text: Load) -> None:
    with pytest.raises(SourceError, match="status = Paused"):
        load_text("confucius", "confucius-institutes.csv", _text("confucius").replace("Open", "Paused"))


def test_an_institute_without_a_status_is_taken_without_one(load_text: Load) -> None:
    text = _text("confucius").replace(",Open,", ",,")
    version = load_text("confucius", "confucius-institutes.csv", text)
    found = _of(version, "agr-confucius-1")
    assert ("level", "concept-level-institution") in found and "status" not in {name for name, _ in found}
    assert ("status", "") in {(row["column"], row["value"]) for row in rows(version, "rejects")}


@pytest.mark.parametrize("word", ["Unknown", "unknown", "UNKNOWN ", "N/A", "n.a.", "TBD", "-", "?", "不详"])
def test_a_word_for_nobody_is_no_institution(load_text: Load, word: str) -> None:
    text = _text("confucius").replace("Fictional College;", f"{word};")
    version = load_text("confucius", "confucius-institutes.csv", text)
    names = {value for s, name, value in facts(version) if name == "name" and s.startswith("inst-")}
    assert word.strip() not in names and "虚构师范大学" in names
    told = [row for row in rows(version, "rejects") if row["column"] == "partner_uni"]
    assert len(told) == 1 and "not known" in str(told[0]["reason"]) and "未知" in str(told[0]["reason_zh"])


def test_a_name_with_such_a_word_in_it_is_an_institution(load_text: Load) -> None:
    text = _text("confucius").replace("Fictional College;", "Unknown River College;")
    version = load_text("confucius", "confucius-institutes.csv", text)
    assert "Unknown River College" in {value for _, name, value in facts(version) if name == "name"}
