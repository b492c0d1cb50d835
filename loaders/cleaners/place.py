"""A country or a point as a source writes it enters, an ISO code or a decimal degree leaves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast
from unicodedata import normalize

from babel import Locale
from babel.core import get_global

from loaders.cleaners.number import decimal
from loaders.cleaners.refusal import Refused, absent

# Codes in CLDR's territory list that are no country or territory of ISO 3166-1; XK stays, as user-assigned.
NOT_ISO = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
_EUROPEAN = {"EL": "GR", "UK": "GB"}  # what the European Commission writes
_WITHDRAWN = frozenset(
    {"BUR", "BYS", "DDR", "FXX", "HVO", "RHO", "TMP", "VDR", "YMD", "ZAR"}
)  # states that are gone
# Left by ISO 3166-1 to users, whose own table of countries says what they mean; XX often means "unknown".
_USER_ASSIGNED = re.compile(r"Q[M-Z]|X[A-WYZ]")
_SEVERAL = re.compile(r"[;,|/；，、]")
_POINT = re.compile(r"\s*\(?\s*([^,()\s]+)\s*,\s*([^,()\s]+)\s*\)?\s*")


@cache
def countries() -> Mapping[str, Mapping[str, str]]:
    """ISO alpha-2 code (and XK) -> its name by language, as CLDR has it."""
    names = {language: cast("Mapping[str, str]", Locale(language).territories) for language in ("en", "zh")}
    codes = sorted(code for code in names["en"] if len(code) == 2 and code.isalpha() and code not in NOT_ISO)
    return {code: {language: names[language][code] for language in names} for code in codes}


@cache
def three_letters() -> Mapping[str, str]:
    """Code of three letters -> ISO alpha-2 code (and XK), of what is there now; no two have the same."""
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    return {
        alias: codes[0]
        for alias, codes in sorted(aliases.items())
        if len(alias) == 3
        and alias.isalpha()
        and alias not in _WITHDRAWN
        and len(codes) == 1
        and codes[0] in countries()
    }


@cache
def country_table() -> Mapping[str, str]:
    """Every accepted way to write a country, folded -> its code; exact, nothing near enough counts."""
    table = {alias.casefold(): code for alias, code in three_letters().items()}
    for code, names in countries().items():
        table[code.casefold()] = code
        for name in names.values():
            table[fold(name)] = code
    table |= {alias.casefold(): code for alias, code in _EUROPEAN.items()}
    return {fold(name): code for code, names in further_names().items() for name in names} | table


@cache
def further_names() -> Mapping[str, list[str]]:
    """Code -> official, common and former names that CLDR does not have."""
    return tomllib.loads(Path(__file__).with_name("countries.toml").read_text(encoding="utf-8"))


@cache
def former_table() -> Mapping[str, str]:
    """Every accepted way to write a former state, folded -> its code of four letters in ISO 3166-3."""
    listed = tomllib.loads(Path(__file__).with_name("former.toml").read_text(encoding="utf-8"))
    return {fold(name): code for code, names in listed.items() for name in (code, *names)}


def fold(name: str) -> str:
    """Case, width and the shape of apostrophes make no difference to a name."""
    return normalize("NFKC", name).replace("\u2019", "'").casefold().strip()


def country(value: str) -> tuple[str, str]:
    """An ISO 3166-1 alpha-2 code from a code or a Chinese or English name."""
    code = country_table().get(fold(value))
    if code is not None:
        return code, "string"
    if _USER_ASSIGNED.fullmatch(value.strip()):
        return value.strip(), "string"
    if _SEVERAL.search(value):
        raise Refused(
            f"{value!r} names several countries where one is expected",
            f"{value!r} 含有多个国家，此处只能填一个",
            "keep the country of the seat here, the others in a column for further countries",
            "此处只保留所在地国家，其他国家填入“其他国家”列",
        )
    raise Refused(
        f"{value!r} is not a country known to ISO 3166-1",
        f"{value!r} 不是 ISO 3166-1 中的国家或地区",
        "write the two-letter code, such as CN or DE; a bloc or a former state is not a country here",
        "请填写两位代码，例如 CN、DE；集团或已不存在的国家不在此列",
    )


def state(value: str) -> tuple[str, str]:
    """A country as `country` has it, or a former state as ISO 3166-3 has it, as treaties name both."""
    former = former_table().get(fold(value))
    return (former, "string") if former is not None else country(value)


def latitude(value: str) -> tuple[str, str]:
    """The first number of 'lat,lng', or a latitude alone."""
    return _degree(value, 1, 90)


def longitude(value: str) -> tuple[str, str]:
    """The second number of 'lat,lng', or a longitude alone."""
    return _degree(value, 2, 180)


def _degree(value: str, part: int, limit: int) -> tuple[str, str]:
    found = _POINT.fullmatch(value)
    number = decimal(found[part] if found else value)
    if abs(float(number[0])) > limit:
        raise Refused(
            f"{value!r} lies outside -{limit} to {limit} degrees",
            f"{value!r} 超出 -{limit} 到 {limit} 度的范围",
            "write latitude before longitude, in decimal degrees",
            "请先写纬度后写经度，使用十进制度数",
        )
    if found and float(decimal(found[1])[0]) == 0 == float(decimal(found[2])[0]):
        raise absent(value)  # 'null island': nobody's seat
    return number
