"""Dates in figures whose order a mapping declares, and countries that are gone."""

import pytest

from loaders.cleaners import CLEANERS, Refused
from loaders.cleaners.place import country_table, former_table


@pytest.mark.parametrize(
    ("cleaner", "text", "wanted"),
    [
        ("date_dmy", "04/11/1938", "1938-11-04"),
        ("date_dmy", "4.11.1938", "1938-11-04"),
        ("date_dmy", "29/02/2000", "2000-02-29"),
        ("date_mdy", "2/6/15", "2015-02-06"),
        ("date_mdy", "12/31/69", "1969-12-31"),
        ("date_mdy", "12/31/68", "2068-12-31"),
        ("date_mdy", "\uff11\uff12/1/2006", "2006-12-01"),
    ],
)
def test_the_declared_order_is_read(cleaner: str, text: str, wanted: str) -> None:
    assert CLEANERS[cleaner](text) == (wanted, "date")


@pytest.mark.parametrize(
    ("cleaner", "text"),
    [
        ("date_dmy", "11/13/1938"),
        ("date_dmy", "29/02/1900"),
        ("date_dmy", "1938-11-04"),
        ("date_dmy", "04/11-1938"),
        ("date_dmy", "04/11/938"),
        ("date_mdy", "13/25/15"),
        ("date_mdy", "April 2015"),
    ],
)
def test_what_cannot_be_that_order_is_refused(cleaner: str, text: str) -> None:
    with pytest.raises(Refused) as caught:
        CLEANERS[cleaner](text)
    assert caught.value.reason_zh and caught.value.remedy_zh


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SOVIET UNION", "SUHH"),
        ("苏联", "SUHH"),
        ("Czechoslovakia", "CSHH"),
        ("GERMAN DEMOCRATIC REPUBLIC", "DDDE"),
        ("GERMANY FEDERAL REPUBLIC", "DE"),
        ("SIAM", "TH"),
        ("UK", "GB"),
        ("YUCS", "YUCS"),
    ],
)
def test_former_and_present_states(text: str, code: str) -> None:
    assert CLEANERS["state"](text) == (code, "string")


@pytest.mark.parametrize("text", ["PRUSSIA", "EUROPEAN UNION", "GERMANY;FRANCE", "KOREA"])
def test_what_has_no_code_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        CLEANERS["state"](text)


def test_no_name_means_a_former_and_a_present_state() -> None:
    assert not set(former_table()) & set(country_table())
