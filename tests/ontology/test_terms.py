"""Keys enter, ids leave: readable where they can be, never the same for two keys."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import errors
from ontology.terms import SEPARATOR, is_id, mint, split_id

PARTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters=SEPARATOR), min_size=1)
KEYS = st.lists(PARTS, min_size=1, max_size=4).map(tuple)
WORDS = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)


@pytest.mark.parametrize(
    ("given_key", "expected"),
    [
        (("inst", "ror", "03cve4549"), "inst-ror-03cve4549"),
        (("inst", "own", "tsinghua"), "inst-own-tsinghua"),
        (("country", "iso", "CN"), "country-iso-CN"),
        (("concept", "mlp2006", "KA01.4"), "concept-mlp2006-KA01.4"),
        (("src", "own", "cordis_horizon"), "src-own-cordis_horizon"),
    ],
)
def test_a_plain_key_stays_readable(given_key: tuple[str, str, str], expected: str) -> None:
    assert mint(*given_key) == expected
    assert split_id(expected) == given_key


def test_every_other_key_is_hashed() -> None:
    for key in [("清华",), ("a b",), ("a/b",), ("a" * 65,), ("a", "b"), ("", "b"), ("~a",), ("a\n",)]:
        minted = mint("part", "own", *key)
        assert minted.startswith("part-own~")
        assert is_id(minted)
    assert mint("part", "cordis", "101057437", "999977172") == "part-cordis~3467879047329a2bb86d8209"


@given(KEYS, KEYS)
def test_two_keys_never_share_an_id(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (mint("x", "own", *one) == mint("x", "own", *other)) == (one == other)


@given(WORDS, WORDS, KEYS)
def test_an_id_tells_prefix_and_scheme(prefix: str, scheme: str, key: tuple[str, ...]) -> None:
    found = split_id(mint(prefix, scheme, *key))
    assert found[:2] == (prefix, scheme)
    if len(key) == 1 and not found[2].startswith("~"):
        assert found[2] == key[0]


@pytest.mark.parametrize(
    "wrong",
    [
        ("Inst", "ror", "x"),
        ("inst", "r-r", "x"),
        ("inst", "ror", ""),
        ("inst", "ror"),
        ("i", "own", "a\x1fb"),
    ],
)
def test_what_makes_no_id_is_refused(wrong: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"id|key"):
        mint(*wrong)


@pytest.mark.parametrize(
    "wrong", ["", "inst", "inst-ror", "inst-ror-", "inst-ror~xyz", "inst-ror-a b", "I-r-x", "a-b-c\n"]
)
def test_what_is_no_id_is_not_split(wrong: str) -> None:
    assert not is_id(wrong)
    with pytest.raises(ValueError, match="not an id"):
        split_id(wrong)


KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]


@pytest.mark.parametrize("kind", KINDS)
def test_errors_stand_in_the_drawn_tree_and_survive_a_process_border(
    kind: type[errors.CoopgraphError],
) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    error = kind("it broke", "坏了", remedy="mend it", remedy_zh="修好")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.message("zh") == error.message("zh") == "坏了\n  怎么办: 修好"
    assert str(again) == "it broke\n  what to do: mend it"


def test_a_source_error_names_the_spot() -> None:
    error = errors.SourceError(
        "no date", "不是日期", file="a.csv", line=3, column="Start", value="soon", remedy="write 2006"
    )
    assert str(error) == "a.csv, line 3, column Start, value 'soon': no date\n  what to do: write 2006"
    assert pickle.loads(pickle.dumps(error)).line == 3
