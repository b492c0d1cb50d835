"""Erasmus Without Paper agreements in their published format: both partners' copies, versions 6 and 7, what fails."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from loaders.canon import make_canon
from ontology.errors import SourceError
from ontology.model import default_model
from tests.loaders.making import facts, rows
from tests.loaders.sources.published import Load, Sample, sample_text, things_of


def test_the_copies_of_both_partners_are_one_agreement(sample: Sample, tmp_path: Path) -> None:
    version = sample("ewp_agreements")
    assert len(things_of(version, "Agreement")) == 5
    made = make_canon(
        tmp_path / "canon",
        {"ewp_agreements": version.folder},
        default_model(),
        judgements=tmp_path / "none.csv",
    )
    statements = pq.read_table(made.folder / "statements.parquet").to_pylist()
    agreements = {
        row["subject"] for row in statements if (row["predicate"], row["object"]) == ("type", "Agreement")
    }
    assert len(agreements) == 3
    (paired,) = {
        row["subject"]
        for row in statements
        if row["predicate"] == "ewpId" and row["object"] == "fictional-b.example/b-77"
    }
    told = {row["record"] for row in statements if row["subject"] == paired}
    assert len(told) == 2
    parties = {
        row["subject"] for row in statements if (row["predicate"], row["object"]) == ("agreement", paired)
    }
    assert len(parties) == 2
    signed = sorted(
        str(row["object"])
        for row in statements
        if row["subject"] in parties and row["predicate"] == "signedOn"
    )
    assert signed == ["2021-03-01", "2021-03-02", "2021-04-15"]  # the copies differ on one, and both are kept


def test_the_layout_of_version_6(sample: Sample) -> None:
    version = sample("ewp_agreements")
    (found,) = (one for one in things_of(version, "Agreement").values() if _first(one, "ef"))
    assert {
        ("ewpId", "fictional-c.example/c-3"),
        ("ewpId", "fictional-a.example/3"),
        (
            "scope",
            "students, for studies: fictional-c.example to fictional-a.example, 2019/2020 to 2021/2022",
        ),
        (
            "scope",
            "staff, for teaching: fictional-a.example to fictional-c.example, 2019/2020 to 2019/2020, 2 a year",
        ),
    } <= found
    assert not rows(version, "rejects")


def test_a_university_bears_its_id(sample: Sample) -> None:
    names = {value for _, name, value in facts(sample("ewp_agreements")) if name == "shortName"}
    assert {f"fictional-{one}.example" for one in "abc"} <= names


def test_an_agreement_says_what_is_exchanged(sample: Sample) -> None:
    (found,) = (
        one
        for one in things_of(sample("ewp_agreements"), "Agreement").values()
        if ("shortName", "B-77") in one and ("ewpId", "fictional-a.example/1") in one and _first(one, "ab")
    )
    assert {
        ("level", "concept-level-institution"),
        ("cooperationForm", "concept-form-exchangePeople"),
        ("field", "concept-iscedf-0314"),
        ("field", "concept-iscedf-0533"),
        (
            "scope",
            "students, for studies: fictional-a.example to fictional-b.example, 2021/2022 to 2028/2029, 2 a year",
        ),
    } <= found
    assert not [1 for name, _ in found if name == "status"]  # `in effect` means `is or once was`


def _first(one: set[tuple[str, str]], start: str) -> bool:
    return any(name == "note" and f"conditions: {start}" in value for name, value in one)


def test_a_proposal_and_one_ended_before_it_began(sample: Sample) -> None:
    states = sorted(
        value
        for one in things_of(sample("ewp_agreements"), "Agreement").values()
        for name, value in one
        if name == "status"
    )
    assert states == ["concept-status-planned", "concept-status-terminated"]


def test_contact_persons_are_not_taken_in(sample: Sample) -> None:
    everything = str(rows(sample("ewp_agreements"))) + str(rows(sample("ewp_agreements"), "rejects"))
    assert "Jane" not in everything and "jane.doe" not in everything


def test_each_agreement_has_its_line(sample: Sample) -> None:
    lines = sample_text("ewp_agreements", "fictional-a-iias-get-response.xml").splitlines()
    found = [row for row in rows(sample("ewp_agreements"), "records") if "a-iias" in str(row["file"])]
    assert len(found) == 3
    assert all("<iia>" in lines[int(str(row["line"])) - 1] for row in found)


def test_another_namespace_or_element_fails_the_source(load_text: Load) -> None:
    text = sample_text("ewp_agreements", "fictional-b-iias-get-response.xml")
    with pytest.raises(SourceError, match="stable-v9"):
        load_text("ewp_agreements", "iias-get-response.xml", text.replace("stable-v7", "stable-v9"))
    with pytest.raises(SourceError, match="renewal"):
        load_text(
            "ewp_agreements", "iias-get-response.xml", text.replace("</in-effect>", "</in-effect><renewal/>")
        )
