"""Cleaners under every input: canonical, idempotent, and never anything but a value or a refusal."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.cleaners import CLEANERS, DATATYPES, Refused
from loaders.cleaners.place import countries


@pytest.mark.parametrize("name", sorted(CLEANERS))
@given(st.text(min_size=1, max_size=40))
def test_any_text_is_taken_once_and_for_all_or_refused(name: str, cell: str) -> None:
    clean = CLEANERS[name]
    try:
        lexical, datatype = clean(cell)
    except Refused:
        return
    except IndexError:  # pragma: no cover - told apart from a refusal
        raise AssertionError(f"{name} failed on {cell!r}") from None
    assert datatype in DATATYPES[name]
    if lexical:
        assert clean(lexical) == (lexical, datatype)
        assert "\x1f" not in lexical and "\n" not in lexical
        lexical.encode()


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_decimals_keep_their_value(number: Decimal) -> None:
    plain = format(number, "f")
    lexical, _ = CLEANERS["decimal"](plain)
    assert Decimal(lexical) == number
    assert "E" not in lexical and not (("." in lexical) and lexical.endswith("0"))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**9))
def test_the_decimal_mark_makes_no_difference(number: Decimal) -> None:
    plain = format(number, ".2f")
    assert CLEANERS["decimal"](plain) == CLEANERS["decimal"](plain.replace(".", ","))


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31)))
def test_dates_in_every_form_are_the_same(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.isoformat()} 00:00:00",
    ]
    assert {CLEANERS["date"](form) for form in forms} == {(day.isoformat(), "date")}


@given(st.integers(1000, 9998), st.integers(0, 99), st.integers(0, 99))
def test_only_days_of_the_calendar(year: int, month: int, day: int) -> None:
    text = f"{year}-{month:02}-{day:02}"
    try:
        date(year, month, day)
    except ValueError:
        with pytest.raises(Refused, match=r"calendar|no month"):
            CLEANERS["date"](text)
    else:
        assert CLEANERS["date"](text) == (text, "date")


@given(st.sampled_from(sorted(countries())))
def test_countries_by_code_and_by_both_names(code: str) -> None:
    names = countries()[code]
    assert {CLEANERS["country"](text)[0] for text in (code, code.lower(), *names.values())} == {code}


@given(st.text(alphabet="0123456789abcdefghjkmnpqrstvwxyz", min_size=6, max_size=6), st.integers(0, 99))
def test_one_checksum_in_97_fits(letters: str, check: int) -> None:
    accepted = []
    for number in range(100):
        try:
            accepted.append(CLEANERS["ror"](f"0{letters}{number:02}")[0])
        except Refused:
            continue
    assert len(accepted) <= 2
    assert accepted
