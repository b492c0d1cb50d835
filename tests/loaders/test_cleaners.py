"""One cell at a time: what is taken, in which form, and what is refused with which words."""

import pytest

from loaders.cleaners import BY_DATATYPE, CLEANERS, DATATYPES, Absent, Refused

TAKEN = [
    ("text", "  two  blanks\u00a0and\u3000more\n", "two blanks and more"),
    ("text", "e\u0301", "é"),
    ("text", "“一带一路”联合实验室", "“一带一路”联合实验室"),
    ("text", "\ufeffname", "name"),
    ("filled", "N/A House", "N/A House"),
    ("postcode", "5211 HH", "5211 HH"),
    ("postcode", "CB3 0FA", "CB3 0FA"),
    ("language", "ZH_hant", "zh-Hant"),
    ("language", "pt-br", "pt-BR"),
    ("date", "2006", "2006"),
    ("date", "2006-05", "2006-05"),
    ("date", "2006-05-17", "2006-05-17"),
    ("date", "2006-5-7", "2006-05-07"),
    ("date", "2006-05-17 10:00:00", "2006-05-17"),
    ("date", "2006-05-17T10:00:00.123Z", "2006-05-17"),
    ("date", "2006-05-17T10:00:00+08:00", "2006-05-17"),
    ("date", "2006/5/17", "2006-05-17"),
    ("date", "2006/5", "2006-05"),
    ("date", "2006.5.17", "2006-05-17"),
    ("date", "2006.01", "2006-01"),
    ("date", "2006.9", "2006-09"),
    ("date", "2006.10", "2006-10"),
    ("date", "2006年", "2006"),
    ("date", "2006年5月", "2006-05"),
    ("date", "2006年5月17日", "2006-05-17"),
    ("date", "２００６年５月１７日", "2006-05-17"),
    ("date", "2024-02-29", "2024-02-29"),
    ("decimal", "528340.97", "528340.97"),
    ("decimal", "960619,95", "960619.95"),
    ("decimal", "0", "0"),
    ("decimal", "-0.00", "0"),
    ("decimal", "+1.50", "1.5"),
    ("decimal", "007", "7"),
    ("decimal", ".5", "0.5"),
    ("decimal", "1e-5", "0.00001"),
    ("decimal", "1.5E3", "1500"),
    ("decimal", "0,125", "0.125"),
    ("decimal", "1234,567", "1234.567"),
    ("decimal", "12345678901234567890.10", "12345678901234567890.1"),
    ("decimal", "１２．５", "12.5"),
    ("decimal", "\u22125", "-5"),
    ("integer", "007", "7"),
    ("integer", "-3", "-3"),
    ("boolean", "TRUE", "true"),
    ("boolean", "0", "false"),
    ("boolean", "是", "true"),
    ("boolean", "否", "false"),
    ("country", "EL", "GR"),
    ("country", "UK", "GB"),
    ("country", "XK", "XK"),
    ("country", "cn", "CN"),
    ("country", "CHN", "CN"),
    ("country", "中国", "CN"),
    ("country", "Germany", "DE"),
    ("country", "德国", "DE"),
    ("country", "Côte d'Ivoire", "CI"),
    ("country", "NO", "NO"),
    ("latitude", "37.98,23.73", "37.98"),
    ("longitude", "37.98,23.73", "23.73"),
    ("longitude", "(39.59, 21.30)", "21.3"),
    ("latitude", "52.2", "52.2"),
    ("url", "https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
    ("url", "HTTP://Example.org", "http://Example.org"),
    ("url", "www.example.org/a", "http://www.example.org/a"),
    ("url", "http://hefei.example.com/科大/1", "http://hefei.example.com/科大/1"),
    ("doi", "https://doi.org/10.3030/101057437", "10.3030/101057437"),
    ("doi", "10.1000/ABC", "10.1000/abc"),
    ("ror", "https://ror.org/03cve4549", "03cve4549"),
    ("ror", "03CVE4549", "03cve4549"),
    ("pic", "999977172", "999977172"),
    ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
    ("orcid", "0000-0002-1694-233x", "0000-0002-1694-233X"),
    ("isni", "0000 0001 2103 2683", "0000000121032683"),
    ("wikidata", "https://www.wikidata.org/wiki/Q16955", "Q16955"),
]
REFUSED = [
    ("text", "a\x00b", "control character U+0000"),
    ("text", "a\x9db", "control character U+009D"),
    ("text", "\ud800", "control character U+D800"),
    ("text", "a\ufffeb", "control character U+FFFE"),
    ("text", "a\uffff", "control character U+FFFF"),
    ("language", "Chinese", "not a language tag"),
    ("date", "2023-02-29", "not a day of the calendar"),
    ("date", "2023-13-01", "there is no month 13"),
    ("date", "2023-00", "there is no month 0"),
    ("date", "38854", "Excel stores 2006-05-17 as this number"),
    ("date", "2023-04-31", "not a day of the calendar"),
    ("date", "17.05.2006", "not a date"),
    ("date", "05/17/2006", "not a date"),
    ("date", "by 2018-04", "not a date"),
    ("date", "since 1994", "not a date"),
    ("date", "20060517", "not a date"),
    ("date", "206", "not a date"),
    ("date", "2006-05/17", "not a date"),
    ("date", "2006-05 10:00:00", "not a date"),
    ("date", "2006-05 10：00：00", "not a date"),
    ("date", "2006.1", "January, or October"),
    ("date", "２００６．１", "January, or October"),
    ("decimal", "1.234,56", "both '.' and ','"),
    ("decimal", "1,234.56", "both '.' and ','"),
    ("decimal", "12,345", "as a decimal or as thousands"),
    ("decimal", "1 234", "not a number"),
    ("decimal", "€ 5", "not a number"),
    ("decimal", "about 5", "not a number"),
    ("decimal", "NaN", "not a number"),
    ("decimal", ".", "not a number"),
    ("decimal", "1.2.3", "not a number"),
    ("integer", "3.5", "not a whole number"),
    ("integer", "10-20", "not a whole number"),
    ("boolean", "maybe", "neither yes nor no"),
    ("country", "DE;HU", "several countries"),
    ("country", "NO;US;TH", "several countries"),
    ("country", "ASEAN", "not a country"),
    ("country", "EU", "not a country"),
    ("country", "SUN", "not a country"),
    ("country", "DDR", "not a country"),
    ("country", "Germny", "not a country"),
    ("longitude", "37.98,223.73", "outside -180 to 180"),
    ("latitude", "97.98,23.73", "outside -90 to 90"),
    ("url", "public repository", "not a web address"),
    ("url", "author affiliation in public repository", "not a web address"),
    ("url", "http://", "not a web address"),
    ("doi", "doi 10", "not a DOI"),
    ("ror", "03cve4540", "checksum of ROR"),
    ("ror", "https://ror.org/xyz", "not a ROR id"),
    ("pic", "12345", "not a PIC"),
    ("pic", "９９９９７７１７２", "not a PIC"),
    ("orcid", "0000-0002-1825-0098", "checksum of ORCID"),
    ("isni", "0000 0004 1936 7301", "checksum of ISNI"),
    ("wikidata", "16955", "not a Wikidata item"),
]
NOTHING = [
    *(("filled", text) for text in ("-", "N/A", "n/a", "NA", ".", "无", "--", "None")),
    *(
        ("postcode", text)
        for text in ("EIRE", "PMB CT173", "-", "N/A", "0000", "000", "PO BOX 12", "BP 4005", "DAKAR")
    ),
    ("date", "9999-12-31"),
    ("latitude", "0,0"),
]


@pytest.mark.parametrize(("cleaner", "cell", "lexical"), TAKEN)
def test_taken(cleaner: str, cell: str, lexical: str) -> None:
    found, datatype = CLEANERS[cleaner](cell)
    assert found == lexical
    assert datatype in DATATYPES[cleaner]
    assert CLEANERS[cleaner](found) == (found, datatype)


@pytest.mark.parametrize(("cleaner", "cell", "reason"), REFUSED)
def test_refused(cleaner: str, cell: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        CLEANERS[cleaner](cell)
    assert reason in caught.value.reason
    assert not isinstance(caught.value, Absent)
    assert caught.value.reason_zh and caught.value.remedy and caught.value.remedy_zh


@pytest.mark.parametrize(("cleaner", "cell"), NOTHING)
def test_ways_to_write_nothing(cleaner: str, cell: str) -> None:
    with pytest.raises(Absent) as caught:
        CLEANERS[cleaner](cell)
    assert cell in caught.value.reason
    assert caught.value.reason_zh and caught.value.remedy and caught.value.remedy_zh


def test_empty_is_not_zero() -> None:
    assert CLEANERS["decimal"]("0") == ("0", "decimal")
    with pytest.raises(Refused):
        CLEANERS["decimal"](" ")


def test_precision_is_kept() -> None:
    clean = CLEANERS["date"]
    assert [clean(text)[1] for text in ("2006", "2006-05", "2006-05-17")] == ["gYear", "gYearMonth", "date"]


def test_every_cleaner_says_what_it_gives() -> None:
    assert set(DATATYPES) == set(CLEANERS)
    assert set(BY_DATATYPE.values()) <= set(CLEANERS)


def test_a_refusal_crosses_a_process_border() -> None:
    import pickle

    refused = Refused("a", "b", "c", "d")
    again = pickle.loads(pickle.dumps(refused))
    assert (again.reason, again.reason_zh, again.remedy, again.remedy_zh) == ("a", "b", "c", "d")
