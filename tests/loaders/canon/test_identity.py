"""Who is one with whom: strong identifiers, judgements, cuts, canonical ids, and what each source said of which id."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.errors import SourceError
from tests.loaders.canon.scene import HEADER, make, say, thing

ROR = "03rc6as71"


def test_a_shared_ror_makes_one_and_the_ror_id_is_canonical(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        {
            "ror": thing(f"inst-ror-{ROR}", "Institution", ror=ROR, name="Tongji University@en"),
            "own": thing("inst-own-tongji", "Institution", ror=ROR, name="同济大学@zh"),
        },
    )
    assert made.redirects == {"inst-own-tongji": f"inst-ror-{ROR}"}
    assert made.pairs("statements", "subject") == {(f"inst-ror-{ROR}",)}
    assert (f"inst-ror-{ROR}", "同济大学", "inst-own-tongji") in made.pairs(
        "statements", "subject", "object", "stated_subject"
    )


def test_an_id_made_of_an_identifier_states_it(tmp_path: Path) -> None:
    """Nobody states the PIC as a value of inst-pic-…, its id says so; the ROR dump knows nothing of PICs."""
    made = make(
        tmp_path,
        {
            "cordis": [
                *thing("proj-cordis-1", "Project"),
                *thing("part-cordis-1", "Participation", project="proj-cordis-1", institution="inst-pic-999"),
            ],
            "own": thing("inst-own-a", "Institution", ror=ROR, pic="999"),
            "ror": thing(f"inst-ror-{ROR}", "Institution", name="A@en"),
        },
    )
    assert made.redirects == {"inst-own-a": f"inst-ror-{ROR}", "inst-pic-999": f"inst-ror-{ROR}"}
    assert ("institution", f"inst-ror-{ROR}") in made.pairs("statements", "predicate", "object")
    assert not made.rows("placeholders")


def test_names_and_vat_numbers_never_merge(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        {
            "a": thing("inst-own-a", "Institution", name="University@en", vatNumber="DE811193231"),
            "b": thing("inst-own-b", "Institution", name="University@en", vatNumber="DE811193231"),
        },
    )
    assert not made.redirects


def test_a_literal_that_looks_like_a_merged_id_stays(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        {
            "a": thing("inst-own-b", "Institution", ror=ROR, note="inst-own-b"),
            "b": thing("inst-own-a", "Institution", ror=ROR),
        },
    )
    assert made.redirects == {"inst-own-b": "inst-own-a"}
    assert ("note", "inst-own-b") in made.pairs("statements", "predicate", "object")


def test_references_that_become_one_stand_once(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        {
            "a": [
                *thing("inst-own-a", "Institution", ror=ROR),
                *thing("inst-own-b", "Institution", ror=ROR),
                *thing(
                    "desig-own-1",
                    "Designation",
                    organisation="inst-own-a",
                    issuer=["inst-own-a", "inst-own-b"],
                ),
            ],
        },
    )
    issuers = [row["object"] for row in made.rows("statements") if row["predicate"] == "issuer"]
    assert issuers == ["inst-own-a"]
    assert not made.rows("rejects")


def test_precedence_ror_pic_own_other_hash(tmp_path: Path) -> None:
    chain = [
        "inst-own~0123456789abcdef01234567",
        "inst-cordis-7",
        "inst-own-z",
        "inst-pic-1",
        f"inst-ror-{ROR}",
    ]
    for index in range(2, len(chain) + 1):
        folder = tmp_path / str(index)
        made = make(
            folder,
            {"a": [row for name in chain[:index] for row in thing(name, "Institution", ror=ROR)]},
        )
        assert set(made.redirects.values()) == {chain[index - 1]}
        assert set(made.redirects) == set(chain[: index - 1])


def test_same_merges_and_undo_gives_back_what_was(tmp_path: Path) -> None:
    rows = {
        "a": thing("inst-own-a", "Institution", name="A@en"),
        "b": [*thing("inst-own-b", "Institution"), *thing("unit-own-u", "Unit", host="inst-own-b")],
    }
    before = make(tmp_path / "0", rows)
    line = "inst-own-b,inst-own-a,same,Li,2026-05-17,letterhead\n"
    merged = make(tmp_path / "1", rows, judgements=line)
    assert merged.redirects == {"inst-own-b": "inst-own-a"}
    assert ("unit-own-u", "inst-own-a") in merged.pairs("statements", "subject", "object")
    undone = make(tmp_path / "2", rows, judgements=line + "inst-own-a,inst-own-b,undo,Li,2026-05-18,wrong\n")
    assert not undone.redirects
    assert undone.canon.data_version == before.canon.data_version != merged.canon.data_version


def test_chinese_words_and_headers_mean_the_same(tmp_path: Path) -> None:
    rows = {"a": [*thing("inst-own-a", "Institution"), *thing("inst-own-b", "Institution")]}
    file = tmp_path / "x" / "judgements.csv"
    file.parent.mkdir()
    file.write_text("左,右,判断,何人,何时,理由\ninst-own-a,inst-own-b,同一,李,2026-05-17,信头\n", "utf-8-sig")
    from loaders.judgements import read_judgements

    (found,) = read_judgements(file)
    assert (found.word, found.line, found.in_force) == ("same", 2, True)
    made = make(tmp_path / "y", rows, judgements="inst-own-a,inst-own-b,同一,李,2026-05-17,信头\n")
    assert made.redirects == {"inst-own-b": "inst-own-a"}


def test_not_same_cuts_the_weakest_link_and_reports_it(tmp_path: Path) -> None:
    """a -ror- b -pic- c: keeping a and c apart cuts at the PIC, which is weaker than the ROR."""
    rows = {
        "s": [
            *thing("inst-own-a", "Institution", "r1", ror=ROR),
            *thing("inst-own-b", "Institution", "r2", ror=ROR, pic="999"),
            *thing("inst-own-c", "Institution", "r3", pic="999"),
        ]
    }
    whole = make(tmp_path / "0", rows)
    assert set(whole.redirects) == {"inst-own-b", "inst-own-c"}
    parted = make(
        tmp_path / "1", rows, judgements="inst-own-a,inst-own-c,not same,Li,2026-05-17,two houses\n"
    )
    assert parted.redirects == {"inst-own-b": "inst-own-a"}
    (reject,) = parted.rows("rejects")
    assert (reject["stage"], reject["column"], reject["value"]) == ("identity", "pic", "999")
    assert (reject["file"], reject["line"], reject["record"]) == ("s.csv", 4, "rec-s-r3")
    assert "line 2" in str(reject["reason"])
    assert reject["reason_zh"] and reject["remedy"] and reject["remedy_zh"]
    # what the source said stays said
    assert ("inst-own-c", "pic", "999") in parted.pairs("statements", "subject", "predicate", "object")


def test_not_same_is_stronger_than_a_chain_of_same(tmp_path: Path) -> None:
    rows = {"s": [row for name in "abc" for row in thing(f"inst-own-{name}", "Institution")]}
    made = make(
        tmp_path,
        rows,
        judgements="inst-own-a,inst-own-b,same,Li,2026-05-17,\n"
        "inst-own-b,inst-own-c,same,Li,2026-05-17,\n"
        "inst-own-a,inst-own-c,not same,Li,2026-05-17,\n",
    )
    assert made.redirects == {"inst-own-c": "inst-own-b"}  # the later `same` is the stronger
    (reject,) = made.rows("rejects")
    assert (reject["file"], reject["line"], reject["column"]) == ("judgements.csv", 2, "judgement")


def test_unsure_does_nothing_and_is_shown(tmp_path: Path) -> None:
    rows = {"s": [*thing("inst-own-a", "Institution"), *thing("inst-own-b", "Institution")]}
    made = make(tmp_path, rows, judgements="inst-own-a,inst-own-b,unsure,Li,2026-05-17,alike\n")
    assert not made.redirects
    assert [found.pair for found in made.canon.identity.unsure] == [("inst-own-a", "inst-own-b")]


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        ("inst-own-a,inst-own-nobody,same,Li,2026-05-17,", "right", "inst-own-nobody"),
        ("inst-own-a,inst-own-b,identical,Li,2026-05-17,", "judgement", "identical"),
        ("inst-own-a,inst-own-b,same,Li,2026-02-30,", "when", "2026-02-30"),
        ("inst-own-a,inst-own-b,same,Li,17.5.2026,", "when", "17.5.2026"),
        ("inst-own-a,inst-own-b,same,,2026-05-17,", "who", ""),
        ("inst-own-a,inst-own-a,same,Li,2026-05-17,", "right", "inst-own-a"),
        ("Tongji,inst-own-a,same,Li,2026-05-17,", "left", "Tongji"),
        ("inst-own-a,inst-own-b,undo,Li,2026-05-17,", "judgement", "undo"),
        ("inst-own-a,inst-own-b,same,Li,2026-05-17", "", ""),
        ("inst-own-a,person-own-p,same,Li,2026-05-17,", "right", "person-own-p"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, column: str, value: str) -> None:
    rows = {
        "s": [
            *thing("inst-own-a", "Institution"),
            *thing("inst-own-b", "Institution"),
            *thing("person-own-p", "Person"),
        ]
    }
    with pytest.raises(SourceError) as caught:
        make(tmp_path, rows, judgements=f"\n{line}\n")
    error = caught.value
    assert (error.file, error.line, error.column) == ("judgements.csv", 3, column)
    assert value in error.value
    assert error.remedy and error.what_zh and error.remedy_zh
    assert not list((tmp_path / "canon").glob("[0-9a-f]*"))


def test_a_wrong_header_is_named(tmp_path: Path) -> None:
    from loaders.judgements import read_judgements

    file = tmp_path / "judgements.csv"
    file.write_text(HEADER.replace("when", "date"), "utf-8")
    with pytest.raises(SourceError, match="when") as caught:
        read_judgements(file)
    assert caught.value.line == 1


def test_a_judgement_on_an_id_that_only_references_name_is_known(tmp_path: Path) -> None:
    rows = {
        "s": [
            *thing("inst-own-a", "Institution"),
            *thing("unit-own-u", "Unit", host="inst-own-ghost"),
        ]
    }
    made = make(tmp_path, rows, judgements="inst-own-a,inst-own-ghost,same,Li,2026-05-17,\n")
    assert made.redirects == {"inst-own-ghost": "inst-own-a"}
    assert not made.rows("placeholders")


def test_a_refused_identifier_merges_nothing(tmp_path: Path) -> None:
    rows = {
        "s": [
            *thing("inst-own-a", "Institution"),
            *thing("inst-own-b", "Institution"),
            say("inst-own-a", "ror", "not a ror"),
            say("inst-own-b", "ror", "not a ror"),
        ]
    }
    made = make(tmp_path, rows)
    assert not made.redirects
    assert {row["value"] for row in made.rows("rejects")} == {"not a ror"}
