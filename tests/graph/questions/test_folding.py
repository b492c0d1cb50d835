"""Folding makes unlike spellings alike, keeps beginnings beginnings, and leaves nothing that could be an operator."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.folding import fold, is_unspaced
from graph.search_match import SOME, WAYS, Name, match, one_slip
from graph.search_terms import identifier_keys, mistyped, some, strict, terms, within

ANYTHING = st.text(max_size=60)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=12)
LATIN = st.text("abcdefghijklmnopqrstuvwxyzéüñçøß -'’.", min_size=1, max_size=30)
# What a query may be made of: prefixes of folded words, weights, brackets, and what must or must not be.
TERM = re.compile(r"[+-]?[^\s()+\-^~*:\"\\/\[\]{}!&|?<>=]+(\*|~1)?(\^\d+(\.\d+)?)?")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Université de Genève", "UNIVERSITE DE GENEVE"), ("Xi'an Jiaotong", "Xi’an Jiaotong"), ("清華大學", "清华大学"),
        ("ＴＳＩＮＧＨＵＡ", "tsinghua"), ("Rhône-Alpes", "rhone alpes"), ("Łódź", "lodz"), ("Straße", "STRASSE"),
        ("臺灣大學", "台湾大学"), ("ﬁnance", "finance"), ("ab\u200bc", "abc"), ("İstanbul", "istanbul"), ("Ⅳ", "iv"),
        ("\u202eabc", "abc"), ("so\u00adft", "soft"), ("Zürich", "Zu\u0308rich"), ("が", "か\u3099"), ("裡面", "里面"),
    ],
)  # fmt: skip
def test_spellings_that_are_alike(one: str, other: str) -> None:
    assert fold(one).words == fold(other).words


@pytest.mark.parametrize(
    ("one", "other"), [("が", "か"), ("清华", "清花"), ("geneva", "geneve"), ("a b", "ab")]
)
def test_spellings_that_are_not(one: str, other: str) -> None:
    assert fold(one).words != fold(other).words


@pytest.mark.parametrize(
    "shapeless", ["\ufe00", "\ufe0f", "\U000e0100", "\u3164", "\u115f", "\uffa0", "\u034f"]
)
def test_what_has_no_shape_parts_no_word(shapeless: str) -> None:
    assert fold(f"東京葛{shapeless}城大学", name=True).words == ("东京葛城大学",)
    assert fold(f"Rhône{shapeless}s").words == ("rhones",)
    assert fold(shapeless).words == ()


def test_blanks_between_characters_part_words_of_a_text_but_not_of_a_name() -> None:
    assert fold("清华 材料").words == ("清华", "材料")
    assert fold("清华 材料", name=True).words == ("清华材料",)


@cache
def _way(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def test_both_scripts_fold_alike_in_both_directions() -> None:
    """Whatever a phrase becomes, each character alone becomes the same as its other form alone; all of two planes are tried."""
    unlike = [
        (way, chr(point), other)
        for point in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x23000))
        for way in ("s2t", "t2s", "s2tw", "tw2s", "s2hk", "hk2s")
        if len(other := _way(way).convert(chr(point))) == 1 and fold(chr(point)).words != fold(other).words
    ]
    assert unlike == []


@given(ANYTHING)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text, name=True)
    assert fold(" ".join(once.words), name=True).joined == once.joined


@given(st.one_of(HAN, LATIN), st.integers(0, 30))
def test_the_beginning_of_a_name_folds_to_its_beginning(text: str, length: int) -> None:
    part, whole = fold(text[:length]).joined, fold(text, name=True).joined
    if not unicodedata.combining(text[length : length + 1] or "x"):
        assert whole.startswith(part)


@given(ANYTHING)
def test_no_word_holds_anything_but_letters_and_digits(text: str) -> None:
    for word in fold(text).words:
        assert word
        assert not any(one.isspace() or "A" <= one <= "Z" for one in word)
        assert all(one.isalnum() or unicodedata.category(one).startswith("M") for one in word)


@given(st.one_of(ANYTHING, st.text('+-&|!(){}[]^"~*?:\\/ aA清_ ANDORT\t', max_size=40)))
def test_nothing_typed_becomes_an_operator(text: str) -> None:
    for query in (strict(text), mistyped(text), some(text)):
        if query:
            for part in within(query, ["Thing"], []).replace("(", " ").replace(")", " ").split():
                assert part in "+-" or TERM.fullmatch(part), (query, part)
                assert part.strip("+-") not in {"AND", "OR", "NOT", "TO"}


@given(ANYTHING)
def test_every_term_is_one_word_of_bounded_length(text: str) -> None:
    for one in terms(["Thing"], [(text, False), (text, True)], [text], 3):
        assert not any(letter.isspace() for letter in one)
        assert len(one) <= 102


@settings(max_examples=50)
@given(st.one_of(HAN, LATIN, ANYTHING))
def test_a_name_is_found_by_itself_and_by_its_beginnings(text: str) -> None:
    """What the index holds of a name begins with what its query asks for, and the reason agrees."""
    held = set(terms([], [(text, False)], [], 0))
    for length in range(1, len(text) + 1):
        query = strict(text[:length])
        asked = [
            part.partition("*")[0]
            for part in query.replace("(", " ").replace(")", " ").replace("+", " ").split()
        ]
        way = match(text[:length], [Name("name", "", text)], [], []).way
        if query and WAYS.index(way) < WAYS.index(SOME) and way != "found_by_mistyped_words":
            assert any(one.startswith(part) for part in asked for one in held)
    if fold(text).words:
        assert match(text, [Name("name", "", text)], [], []).way in WAYS[:2]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("https://ror.org/03cve4549", "03cve4549"), ("ROR:03cve4549", "03cve4549"), ("doi:10.3030/101057437", "103030101057437"),
        ("https://doi.org/10.3030/101057437", "103030101057437"), ("999977172", "999977172"), ("0000-0002-1825-0097", "0000000218250097"),
        ("https://orcid.org/0000-0002-1825-0097", "0000000218250097"), ("https://cordis.europa.eu/project/id/101057437", "101057437"),
        ("www.tongji.edu.cn", "wwwtongjieducn"),
    ],
)  # fmt: skip
def test_identifiers_are_recognised_in_addresses(text: str, key: str) -> None:
    assert key in identifier_keys(text)


@pytest.mark.parametrize("slip", ["tsinghau", "tsingua", "tsinghuaa", "tsinghoa", "stinghua"])
def test_one_slip_of_the_finger(slip: str) -> None:
    assert one_slip("tsinghua", slip)
    assert one_slip(slip, "tsinghua")


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_a_slip_is_an_edit_distance_of_one(one: str, other: str) -> None:
    def distance(left: str, right: str) -> int:
        table = {(row, 0): row for row in range(len(left) + 1)} | {
            (0, at): at for at in range(len(right) + 1)
        }
        for row in range(1, len(left) + 1):
            for at in range(1, len(right) + 1):
                best = min(
                    table[row - 1, at] + 1, table[row, at - 1] + 1, table[row - 1, at - 1] + (left[row - 1] != right[at - 1]),
                )  # fmt: skip
                if row > 1 and at > 1 and left[row - 2 : row] == right[at - 2 : at][::-1]:
                    best = min(best, table[row - 2, at - 2] + 1)
                table[row, at] = best
        return table[len(left), len(right)]

    assert one_slip(one, other) == (distance(one, other) <= 1)


def test_han_begins_a_word_at_every_character() -> None:
    assert is_unspaced("清华") and not is_unspaced("tsinghua")
    assert {"大学_", "学_"} <= set(terms([], [("清華大學", False)], [], 0))


def test_a_query_stays_within_what_the_index_takes() -> None:
    """It opens a slip into fifty terms at most, and a query may have 1,024 parts: classes and references among them."""
    letters = "bcdfghjklm"
    four = " ".join(a + b + "bc" for a in letters for b in letters)[:400]
    one = (
        " ".join(map(chr, range(0x0430, 0x0430 + 32))) + " " + " ".join(map(chr, range(0x03B1, 0x03B1 + 24)))
    )
    for text in (four, f"{four[:80]} {one}"[:400], "é" * 400):
        query = within(mistyped(text) or strict(text), ["K"] * 20, [])
        assert query.count("~1") * 50 + query.count("*") <= 1_024
    assert mistyped(four).count("~1") == 15
    assert mistyped("tsinghau universty").count("~1") == 2
