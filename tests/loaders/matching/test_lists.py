"""Short lists beside registers enter: names and countries alone, numbers of registers, territories; what is proposed leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.judgements import SAME, UNSURE
from loaders.matching.candidates import candidates
from loaders.matching.choice import guards_of, told_levels
from loaders.matching.lexicon import default_lexicon
from loaders.matching.matcher import Proposed, compare_two, propose
from loaders.matching.parties import read_parties
from loaders.matching.profile import default_profile
from ontology.model import default_model
from ontology.statements import STATEMENTS_FILE, Statement
from tests.loaders.canon.scene import thing, write_source
from tests.loaders.matching.world import sources


def _one(
    identifier: str, names: str | list[str], country: str | list[str], **said: str | list[str]
) -> list[Statement]:
    codes = [country] if isinstance(country, str) else country
    listed = [f"country-iso-{code}" for code in codes if code]
    return thing(identifier, "Institution", identifier, name=names, country=listed, **said)


LIST = [
    *_one("inst-confucius-a", "Tonglu Univ.@en", "CN"),  # as written, but folded it is the name
    *_one("inst-confucius-b", "鹿鳴農業大學@zh", "CN"),
    *_one("inst-platforms-c", "Tonglu University@en", "DE"),  # another country
    *_one("inst-openaire-d", "Twin Lakes College@en", "CN"),  # two of the register bear it
    *_one("inst-confucius-e", "Tonglu University Education Foundation@en", "CN"),
    *_one(
        "inst-agrants-f", "Academy of Mountain Sciences@en", "CN"
    ),  # a user's own source, of which nobody knows
    *_one("inst-schac-g", "Tonglu University@en", ""),  # nobody says where
]
TWINS = [
    *_one("inst-ror-0aaaaaa21", "Twin Lakes College@en", "CN"),
    *_one("inst-ror-0aaaaaa22", "Twin Lakes College@en", "CN"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Proposed:
    folder = tmp_path_factory.mktemp("lists")
    made = sources(folder / "registers")
    files = [one / STATEMENTS_FILE for one in made.values()]
    files += [
        write_source(folder, name, rows) / STATEMENTS_FILE
        for name, rows in (("list", LIST), ("twins", TWINS))
    ]
    return propose(files, default_model())


def test_an_equal_name_that_one_of_the_country_bears_makes_one(found: Proposed) -> None:
    same = {one.left: one.right for one in found.proposals if one.word == SAME and "-pic-" not in one.left}
    assert same == {
        "inst-confucius-a": "inst-ror-0aaaaaa01",
        "inst-confucius-b": "inst-ror-0aaaaaa03",
        "inst-confucius-e": "inst-pic-900000002",  # the foundation itself, which the other register knows
        "inst-agrants-f": "inst-ror-0aaaaaa05",
    }


def test_a_name_that_two_bear_is_for_people(found: Proposed) -> None:
    told = {(one.right, one.word, one.guards) for one in found.proposals if one.left == "inst-openaire-d"}
    assert {right for right, _, _ in told} == {"inst-ror-0aaaaaa21", "inst-ror-0aaaaaa22"}
    assert {word for _, word, _ in told} == {UNSURE}
    assert all({"name", "taken"} & set(guards) for *_, guards in told)
    assert not any(one.left in ("inst-platforms-c", "inst-schac-g") for one in found.proposals)


def test_what_registers_say_of_each_other_stays_as_it_was(found: Proposed, tmp_path: Path) -> None:
    made = sources(tmp_path)
    alone = propose([one / STATEMENTS_FILE for one in made.values()], default_model())
    same = {(one.left, one.right) for one in alone.proposals if one.word == SAME}
    assert same == {
        (one.left, one.right) for one in found.proposals if one.word == SAME and "-pic-" in one.left
    }


def _compared(
    folder: Path, rows: list[Statement], one: str, other: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    file = write_source(folder, "s", rows) / STATEMENTS_FILE
    parties = read_parties([file], default_model(), default_profile(), default_lexicon())
    left, right, pair = compare_two(parties, one, other)
    return told_levels(pair.levels), guards_of(left, right, pair, frozenset())


@pytest.mark.parametrize(
    ("mine", "theirs", "level"),
    [
        ({"isni": "0000 0001 2370 4535"}, {"isni": "0000000123704535"}, "same"),
        ({"wikidata": "Q16955"}, {"wikidata": "Q16952"}, "other"),
        ({"wikidata": "Q16955"}, {"grid": "grid.1.2"}, "unknown"),
        ({"wikidata": "Q16955", "fundref": "10.13039/501100001809"}, {"wikidata": "Q1", "fundref": "501100001809"}, "same"),
        ({"vatNumber": "DE 811193231"}, {"vatNumber": "DE811193231"}, "same tax number"),
        ({"vatNumber": "MISSING"}, {"vatNumber": "MISSING"}, "unknown"),
    ],
)  # fmt: skip
def test_numbers_of_registers_speak_for_and_against(
    tmp_path: Path, mine: dict[str, str], theirs: dict[str, str], level: str
) -> None:
    rows = [
        *_one("inst-own-a", "Haven Institute@en", "DE", **mine),
        *_one("inst-ror-0aaaaaa31", "Haven Institute@en", "DE", **theirs),
    ]
    levels, guards = _compared(tmp_path, rows, "inst-own-a", "inst-ror-0aaaaaa31")
    assert levels["number"] == level
    assert ("number" in guards) is (level == "other")


def test_hong_kong_is_compared_within_its_state_and_every_country_of_an_id_counts(tmp_path: Path) -> None:
    rows = [
        *_one("inst-own-hku", "香港大學@zh", "CN"),
        *_one("inst-own-rock", "Alpine Rock Observatory@en", ["AT", "CH"]),  # the register states two
        *_one("inst-ror-0aaaaaa41", ["The University of Hong Kong@en", "香港大学@zh"], "HK"),
        *_one("inst-ror-0aaaaaa42", "Alpine Rock Observatory@en", "CH"),
        *_one("inst-ror-0aaaaaa43", "Alpine Rock Observatory@en", "FR"),
    ]
    file = write_source(tmp_path, "s", rows) / STATEMENTS_FILE
    parties = read_parties([file], default_model(), default_profile(), default_lexicon())
    own, register = ([one for one in parties.values() if one.scheme == scheme] for scheme in ("own", "ror"))
    pairs = {(own[one].id, register[other].id) for one, other in candidates(own, register).pairs.tolist()}
    assert pairs == {("inst-own-hku", "inst-ror-0aaaaaa41"), ("inst-own-rock", "inst-ror-0aaaaaa42")}
    assert parties["inst-ror-0aaaaaa41"].seat == "HK"  # people are told what the source says


def test_own_keys_of_which_there_are_few_are_compared_by_name(tmp_path: Path) -> None:
    """From the pairs of a spreadsheet no weights can be learnt: an equal name makes one thing, all else is for people."""
    mine = [
        *_one("inst-own-a", "Tonglu University@en", "CN"),
        *_one("inst-own-b", "Twin Lakes College@en", "CN"),  # which two of the register bear
        *_one("inst-own-c", "Tonglu University@en", "DE"),
    ]
    register = [*_one("inst-ror-0aaaaaa01", "Tonglu University@en", "CN"), *TWINS]
    files = [
        write_source(tmp_path, name, rows) / STATEMENTS_FILE
        for name, rows in (("mine", mine), ("register", register))
    ]
    found = propose(files, default_model()).proposals
    assert [(one.left, one.right) for one in found if one.word == SAME] == [
        ("inst-own-a", "inst-ror-0aaaaaa01")
    ]
    assert {one.left for one in found if one.word == UNSURE} == {"inst-own-b"}
