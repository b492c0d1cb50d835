"""Affiliation strings of a fictional country: what they name, what is not sure, what never merges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.affiliations import row_of
from loaders.affiliation.filling import fill
from loaders.affiliation.reading import Reading, read_affiliation
from loaders.affiliation.shelf import Shelf
from loaders.affiliation.splitting import LONGEST, split
from loaders.affiliation.wording import default_wording
from ontology.model import Model
from tests.loaders.affiliation.world import ORGANISATIONS, canon


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, model: Model) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("names")
    fill(canon(folder / "canon"), folder / "names.sqlite", model, {"data_version": "d1"}, lambda *_: None)
    one = Shelf(folder / "names.sqlite")
    yield one
    one.close()


def read(text: str, shelf: Shelf, as_of: str = "2015-06-30") -> Reading:
    return read_affiliation(text, shelf, as_of)


def named(text: str, shelf: Shelf) -> list[str]:
    return [one.organisation.id.removeprefix("inst-") for one in read(text, shelf).found]


RIGHT = {
    "Dept. of Physics, Yunhai Univ., Yunhai 100084, Yunling": ["ror-yunhai"],
    "Yunhai Univ, Dept Phys, Yunhai, Yunling": ["ror-yunhai"],
    "Department of Physics Yunhai University, Yunling": ["ror-yunhai"],
    "云海大学物理系，云海 100084": ["ror-yunhai"],
    "雲海大學物理系": ["ror-yunhai"],
    "Yunhai Daxue, Yunling": ["ror-yunhai"],
    "Ｙｕｎｈａｉ　Ｕｎｉｖｅｒｓｉｔｙ，Ｙｕｎｌｉｎｇ": ["ror-yunhai"],
    "Universität Nordsee, Northlake": ["ror-lake"],
    "School of Law, Northlake University, Northlake Republic": ["ror-lake"],
    "NLUN, Northlake, Northlake Republic": ["ror-lake"],
    "Institute of Deep Mist Physics, Yunling Academy of Sciences, Yunhai, Yunling": ["ror-phys"],
    "云岭科学院深雾物理研究所": ["ror-phys"],
    "Laboratory of Fog, Yunling Academy of Sciences, Yunhai": ["ror-acad"],
    "Twin River University, Northlake, Northlake Republic": ["ror-twin2"],
    "Twin River University, Yunling": ["ror-twin1"],
    "Green Hill College, Nanhai, Yunling": ["ror-twin4"],
    "South Yunling Agricultural University, Nanhai": ["ror-south"],
    "Yunling Agricultural University, Baita": ["ror-agr"],
    "华南云岭农业大学兽医学院": ["ror-south"],
    "Yunhai Medical University, Yunhai": ["ror-yunmed"],
    "Yunhai University Education Foundation, Yunhai": ["ror-yunfound"],
    "Yunhai University; Northlake University": ["ror-yunhai", "ror-lake"],
    "Department of Physics, Yunhai University and Northlake University": ["ror-yunhai", "ror-lake"],
    "1 Yunhai University, Yunhai, Yunling 2 Northlake University, Northlake": ["ror-yunhai", "ror-lake"],
    "¹Yunhai University, Yunling ²Northlake University": ["ror-yunhai", "ror-lake"],
    "(a) Yunhai University; (b) Green Hill College, Baita": ["ror-yunhai", "ror-twin3"],
    "Yunhai University, Yunhai. E-mail: someone@yunhai.example.invalid, Tel. 123 456": ["ror-yunhai"],
    "Pear Ltd, Northlake, Northlake Republic": ["ror-pear"],
}


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_named(text: str, shelf: Shelf) -> None:
    assert named(text, shelf) == RIGHT[text]


UNSURE = {
    "Green Hill College, Yunling": "several",
    "Twin River University": "several",
    "Yunhai University Hospital, Yunhai": "relative",
    "Yunhai University Press": "relative",
    "Affiliated Hospital, Yunhai University, Yunhai": "relative",
    "云海大学附属医院": "relative",
    "云海大学出版社": "relative",
    "University Hospital": "plain",
    "Pear": "common_word",
    "Yunhai University of Fisheries, Yunhai": "more_words",
    "East Yunling Agricultural University": "more_words",
    "Northlake University, Northlake, Yunling": "other_country",
}


@pytest.mark.parametrize("text", UNSURE)
def test_what_is_not_sure_says_why_and_what_would_decide(text: str, shelf: Shelf) -> None:
    found = read(text, shelf)
    assert (found.answer, [one.why for one in found.doubts][:1]) == ("unsure", [UNSURE[text]])
    wording = default_wording()
    for one in found.doubts:
        assert wording.decide[one.why]["zh"] and wording.decide[one.why]["en"]
        for reason in (one.why, *(why for near in one.candidates for why in near.reasons)):
            assert wording.reasons[reason]["zh"] and wording.reasons[reason]["en"]


def test_several_equal_candidates_are_all_told(shelf: Shelf) -> None:
    (doubt,) = read("Green Hill College, Yunling", shelf).doubts
    assert [one.organisation.id for one in doubt.candidates] == ["inst-ror-twin3", "inst-ror-twin4"]


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "empty"), ("123 456 //", "empty"), ("\x00\x00", "empty"), ("Yunhai, Yunling", "only_place"), ("云岭", "only_place"),
     ("Nowhere Polytechnic Consortium Zzz", "unknown"), ("someone@yunhai.example.invalid", "empty")],
)  # fmt: skip
def test_nothing_says_why(text: str, why: str, shelf: Shelf) -> None:
    found = read(text, shelf)
    assert (found.answer, found.reasons, found.found, found.doubts) == ("nothing", (why,), (), ())


def test_the_department_is_told_with_its_host(shelf: Shelf) -> None:
    (found,) = read("Dept. of Physics, Yunhai Univ., Yunhai 100084, Yunling", shelf).found
    assert (found.department, found.text, found.score) == ("Dept. of Physics", "Yunhai Univ", 1.0)
    (found,) = read("Department of Physics Yunhai University, Yunling", shelf).found
    assert found.department == "Department of Physics"
    (found,) = read("云海大学物理系，云海", shelf).found
    assert found.department == "物理系"


def test_the_name_that_was_met_is_known_whichever_is_shown(tmp_path: Path, model: Model) -> None:
    """Somebody's table gives a university another's name: the shelf shows one of the two, and finds it by both."""
    wrong = ("ror-yunhai", {"zh": "一研究所"}, "", "QM", "", "education", "", "")
    fill(
        canon(tmp_path / "canon", (*ORGANISATIONS, wrong)),
        tmp_path / "names.sqlite", model, {"data_version": "d1"}, lambda *_: None,
    )  # fmt: skip
    shelf = Shelf(tmp_path / "names.sqlite")
    (found,) = read("雲海大學物理系，云海 100084", shelf).found
    assert (found.organisation.id, found.organisation.name_zh) == ("inst-ror-yunhai", "一研究所")
    assert shelf.stated(found.organisation.n, found.text) == "云海大学"
    assert shelf.stated(found.organisation.n, "云海大学物理系") == ""
    row = row_of("", read("云海大学物理系，云海 100084", shelf), shelf)["matches"][0]
    assert (row["name_zh"], row["known_as"], row["department"]) == ("一研究所", "云海大学", "物理系")
    assert row_of("", read("一研究所，云海", shelf), shelf)["matches"][0]["known_as"] == ""
    shelf.close()


def test_the_whole_is_told_with_its_part(shelf: Shelf) -> None:
    (found,) = read("Institute of Deep Mist Physics, Yunling Academy of Sciences", shelf).found
    assert [one.id for one in found.part_of] == ["inst-ror-acad"] and "host" in found.reasons


def test_what_is_no_more_leads_to_its_successor(shelf: Shelf) -> None:
    (found,) = read("Grey Heron Institute, Baita, Yunling", shelf).found
    assert "inactive" in found.reasons and found.successors == ("inst-ror-new",)


def test_a_day_before_its_foundation_leaves_it_unsure(shelf: Shelf) -> None:
    text = "Blue Heron Institute, Baita, Yunling"
    assert read(text, shelf, "2001-01-01").answer == "match"
    (doubt,) = read(text, shelf, "1999-01-01").doubts
    assert doubt.why == "later"


def test_a_record_of_another_authority_under_that_name_is_told_beside(shelf: Shelf) -> None:
    (found,) = read("Northlake University, Northlake Republic", shelf).found
    assert (found.organisation.id, found.also) == ("inst-ror-lake", ("inst-pic-700000002",))


def test_an_old_id_leads_on(shelf: Shelf) -> None:
    found = shelf.find("inst-own-yh")
    assert found is not None and found.id == "inst-ror-yunhai" and shelf.find("inst-own-nobody") is None


HOSTILE = (
    "a" * 10_000, "Yunhai University " * 800, "," * 10_000, "(" * 5_000 + ")" * 5_000, "1 A " * 2_000, "云" * 10_000, "\u202e" * 9_000,
    "'; DROP TABLE key; --", "Yunhai' OR '1'='1", "{{7*7}}<script>alert(1)</script>", "%s %d {0}", "\ud800", "\u0000Yunhai",
    "🦄" * 3_000, "A, " * 3_000, "IV " * 3_000, "@" * 10_000, "a@" * 5_000, "http://" * 1_000, "1." * 5_000, "&+" * 5_000,
)  # fmt: skip


@pytest.mark.timeout(60)  # what grows with the square of a text would never come to its end
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_are_answered_in_time(text: str, shelf: Shelf) -> None:
    found = read(text, shelf)
    assert found.answer in ("match", "unsure", "nothing")
    assert found.cut == max(0, len(text) - LONGEST)


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u00ad", "\ufeff", "\x07"])
def test_signs_that_nobody_sees_change_nothing(sign: str, shelf: Shelf) -> None:
    assert named(f"Yun{sign}hai Univ{sign}ersity, Yunling", shelf) == ["ror-yunhai"]


def test_addresses_of_people_are_dropped_and_counted() -> None:
    apart = split(
        "Yunhai University, a.b@c.invalid, https://x.invalid/y, ORCID 0000-0002-1825-0097", default_wording()
    )
    assert [group.parts for group in apart.groups] == [("Yunhai University",)]
    assert apart.dropped == 4


def test_the_same_data_give_the_same_names(tmp_path: Path, model: Model) -> None:
    folder = canon(tmp_path / "canon")
    for name in ("one", "two"):
        fill(folder, tmp_path / name, model, {"data_version": "d1"}, lambda *_: None)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
