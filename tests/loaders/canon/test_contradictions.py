"""Records whose identifiers contradict each other enter; clusters that hold no two countries, numbers or kin leave."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.canon import make_canon
from loaders.judgements import RELATED, SAME
from loaders.matching.choice import Proposal
from loaders.matching.comparison import LEVELS
from loaders.matching.proposals import write_proposals
from ontology.model import default_model
from ontology.statements import Statement
from tests.loaders.canon.scene import HEADER, Made, make, say, thing, write_source

TSINGHUA, PEKING = "03cve4549", "02v51f717"
PLAIN = tuple(0 for _ in LEVELS)


def _states(*codes: str) -> list[Statement]:
    return [row for code in codes for row in thing(f"country-iso-{code}", "Country", f"c{code}", code=code)]


def _cut(made: Made) -> list[tuple[object, object, object]]:
    told = [row for row in made.rows("rejects") if row["stage"] == "identity"]
    assert all(row["reason_zh"] and row["remedy"] and row["remedy_zh"] for row in told)
    return sorted((row["source"], row["column"], row["value"]) for row in told)


def _registry() -> list[Statement]:
    return [
        *thing(f"inst-ror-{TSINGHUA}", "Institution", "t", ror=TSINGHUA, name=["Tsinghua University@en", "清华大学@zh"]),
        *thing(f"inst-ror-{PEKING}", "Institution", "p", ror=PEKING, name="Peking University@en"),
    ]  # fmt: skip


def test_a_slip_in_a_number_does_not_make_two_universities_one(tmp_path: Path) -> None:
    """The sheet comes first by rank and by text; its number leads to another name than that of its row."""
    made = make(
        tmp_path,
        {
            "ror": _registry(),
            "facts": thing("inst-own-tsinghua", "Institution", ror=TSINGHUA, name="清华大学@zh"),
            "sheet": thing("inst-own-tsinghua", "Institution", ror=PEKING, name="清華大學@zh"),
        },
        ranks={"sheet": 5, "ror": 10, "facts": 20},
    )
    assert made.redirects == {"inst-own-tsinghua": f"inst-ror-{TSINGHUA}"}
    assert _cut(made) == [("sheet", "ror", PEKING)]
    (reject,) = (row for row in made.rows("rejects") if row["stage"] == "identity")
    assert f"ror: {TSINGHUA} / {PEKING}" in str(reject["reason"])
    assert "judgements.csv" in str(reject["remedy"])


def test_where_no_name_tells_the_number_of_the_foremost_source_stays(tmp_path: Path) -> None:
    sources = {
        "ror": [
            row._replace(object=row.object + "x") if row.predicate == "name" else row for row in _registry()
        ],
        "facts": thing("inst-own-tsinghua", "Institution", ror=TSINGHUA, name="清华大学@zh"),
        "sheet": thing("inst-own-tsinghua", "Institution", ror=PEKING, name="清華大學@zh"),
    }
    made = make(tmp_path / "1", sources, ranks={"sheet": 5, "facts": 20})
    assert made.redirects == {"inst-own-tsinghua": f"inst-ror-{PEKING}"}
    assert make(tmp_path / "2", sources, ranks={"facts": 5, "sheet": 20}).redirects == {
        "inst-own-tsinghua": f"inst-ror-{TSINGHUA}"
    }


def test_a_person_may_say_that_two_numbers_are_one(tmp_path: Path) -> None:
    sources = {"ror": _registry(), "sheet": thing("inst-own-a", "Institution", ror=PEKING)}
    line = f"inst-ror-{PEKING},inst-ror-{TSINGHUA},same,Li (fictional),2026-05-17,\n"
    made = make(tmp_path, sources, judgements=line)
    assert set(made.redirects.values()) == {f"inst-ror-{PEKING}"}
    assert not _cut(made)


@pytest.mark.parametrize(
    ("one", "other", "apart"), [("DE", "FR", True), ("FR", "GP", False), ("CN", "HK", False)]
)
def test_one_number_in_two_countries_is_told_and_a_territory_is_its_state(
    tmp_path: Path, one: str, other: str, apart: bool
) -> None:
    made = make(
        tmp_path,
        {
            "s": [
                *_states(one, other),
                *thing("inst-own-a", "Institution", "r1", ror=TSINGHUA, country=f"country-iso-{one}"),
                *thing("inst-own-b", "Institution", "r2", ror=TSINGHUA, country=f"country-iso-{other}"),
            ]
        },
    )
    assert (made.redirects == {}) is apart
    assert _cut(made) == ([("s", "ror", TSINGHUA)] if apart else [])


def test_one_pic_that_its_register_puts_in_two_countries_stays_one(tmp_path: Path) -> None:
    """An id is one thing by itself; who shares its number only has to be in one of its countries, or in another seat."""
    made = make(
        tmp_path,
        {
            "cordis": [
                *_states("DE", "FR", "CH"),
                *thing("inst-pic-999", "Institution", "r1", pic="999", country="country-iso-DE"),
                *thing("inst-pic-999", "Institution", "r2", pic="999", country="country-iso-FR"),
            ],
            "own": [
                *thing("inst-own-a", "Institution", "r1", pic="999", country="country-iso-FR"),
                *thing("inst-own-b", "Institution", "r2", pic="999", country="country-iso-CH",
                       otherCountry="country-iso-DE"),
                *thing("inst-own-c", "Institution", "r3", pic="999", country="country-iso-CH"),
            ],
        },
    )  # fmt: skip
    assert made.redirects["inst-own-a"] == "inst-pic-999" == made.redirects["inst-own-b"]


def test_a_record_with_two_numbers_says_nothing_of_who_it_is(tmp_path: Path) -> None:
    """As a register that files one organisation under two numbers: which is meant, its record does not say."""
    made = make(
        tmp_path,
        {
            "ror": _registry(),
            "openaire": thing("inst-own-a", "Institution", ror=[TSINGHUA, PEKING], name="A@en"),
        },
    )
    assert made.redirects == {}
    assert {row["value"] for row in made.rows("rejects")} == {TSINGHUA, PEKING}


def test_a_part_that_carries_the_number_of_its_whole_stays_apart(tmp_path: Path) -> None:
    made = make(
        tmp_path,
        {
            "s": [
                *thing("inst-own-hospital", "Institution", "r1", ror=TSINGHUA),
                *thing("inst-own-university", "Institution", "r2", ror=TSINGHUA),
                *thing("orgrel-own-1", "OrganisationRelation", "r3", fromOrganisation="inst-own-hospital",
                       toOrganisation="inst-own-university", relationKind="concept-orgrelation-parent"),
            ],
            "ror": thing(f"inst-ror-{TSINGHUA}", "Institution", name="Tsinghua University@en"),
        },
    )  # fmt: skip
    assert len(made.redirects) == 1
    assert len(_cut(made)) == 1
    assert "part and whole" in str(
        next(row["reason"] for row in made.rows("rejects") if row["stage"] == "identity")
    )


def _proposed(folder: Path, rows: list[Statement], proposals: list[Proposal], judged: str = "") -> Made:
    source = {"s": write_source(folder / "sources", "s", rows)}
    (folder / "judgements.csv").write_text(HEADER + judged, "utf-8")
    file = write_proposals(folder, proposals, {}, {}, "2026-05-17")
    judgements = folder / "judgements.csv"
    return Made(make_canon(folder / "canon", source, default_model(), judgements=judgements, proposals=file))


def _chain() -> tuple[list[Statement], list[Proposal]]:
    rows = [
        *thing("inst-own-5", "Institution", "r1"),
        *thing("inst-pic-1", "Institution", "r2"),
        *thing(f"inst-ror-{TSINGHUA}", "Institution", "r3"),
    ]
    proposals = [
        Proposal("inst-own-5", "inst-pic-1", SAME, 0.9, PLAIN, (), ()),
        Proposal("inst-pic-1", f"inst-ror-{TSINGHUA}", SAME, 0.95, PLAIN, (), ()),
    ]
    return rows, proposals


def test_what_a_person_calls_related_no_chain_of_proposals_makes_one(tmp_path: Path) -> None:
    rows, proposals = _chain()
    assert len(_proposed(tmp_path / "free", rows, proposals).redirects) == 2
    line = f"inst-own-5,inst-ror-{TSINGHUA},related,Li (fictional),2026-05-17,its foundation\n"
    made = _proposed(tmp_path / "said", rows, proposals, line)
    assert made.redirects == {"inst-pic-1": f"inst-ror-{TSINGHUA}"}
    assert "line 2" in str(made.rows("rejects")[0]["reason"])


def test_what_a_rule_calls_related_no_chain_of_proposals_makes_one_and_a_person_may(tmp_path: Path) -> None:
    rows, proposals = _chain()
    near = [*proposals, Proposal("inst-own-5", f"inst-ror-{TSINGHUA}", RELATED, 0.3, PLAIN, ("apart",), ())]
    assert _proposed(tmp_path / "rule", rows, near).redirects == {"inst-pic-1": f"inst-ror-{TSINGHUA}"}
    line = f"inst-own-5,inst-ror-{TSINGHUA},same,Li (fictional),2026-05-17,\n"
    assert len(_proposed(tmp_path / "person", rows, near, line).redirects) == 2
    # a number that a record states is stronger than what a rule says of names
    stated = [*rows, say("inst-own-5", "ror", TSINGHUA)]
    assert len(_proposed(tmp_path / "stated", stated, near).redirects) == 2
