"""An identifier as a person pasted it enters, its bare canonical key leaves, with its checksum verified."""

from __future__ import annotations

import re

from loaders.cleaners.refusal import Refused

_ROR = re.compile(r"(?:https?://)?(?:www\.)?(?:ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}[0-9]{2})/?", re.IGNORECASE)
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_ORCID = re.compile(
    r"(?:https?://)?(?:www\.)?(?:orcid\.org/)?([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])/?"
)
_PIC = re.compile(r"[0-9]{9}")
_WIKIDATA = re.compile(r"(?:https?://)?(?:www\.)?(?:wikidata\.org/(?:wiki|entity)/)?([Qq][1-9][0-9]*)")
_ISNI = re.compile(r"(?:https?://)?(?:www\.)?(?:isni\.org/(?:isni/)?)?([0-9]{15}[0-9Xx])")


def ror(value: str) -> tuple[str, str]:
    """A ROR id with or without its address."""
    found = _ROR.fullmatch(value.strip())
    if found is None:
        raise _refused(
            value, "a ROR id", "ROR 标识", "copy it from ror.org, such as https://ror.org/03cve4549"
        )
    key = found[1].lower()
    number = 0
    for char in key[:7]:
        number = number * 32 + _CROCKFORD.index(char)
    if 98 - (number * 100) % 97 != int(key[7:]):
        raise _checksum(value, "ROR")
    return key, "string"


def orcid(value: str) -> tuple[str, str]:
    """An ORCID with or without its address."""
    found = _ORCID.fullmatch(value.strip())
    if found is None:
        raise _refused(value, "an ORCID", "ORCID", "copy it from orcid.org, such as 0000-0002-1825-0097")
    if not _iso_7064(found[1] + found[2] + found[3] + found[4].upper()):
        raise _checksum(value, "ORCID")
    return "-".join((found[1], found[2], found[3], found[4].upper())), "string"


def isni(value: str) -> tuple[str, str]:
    """An ISNI with or without its spaces."""
    found = _ISNI.fullmatch(value.replace(" ", ""))
    if found is None:
        raise _refused(value, "an ISNI", "ISNI", "write its 16 characters, such as 0000 0001 2156 6853")
    key = found[1].upper()
    if not _iso_7064(key):
        raise _checksum(value, "ISNI")
    return key, "string"


def pic(value: str) -> tuple[str, str]:
    """A participant identification code of the European Commission."""
    key = value.strip()
    if not (_PIC.fullmatch(key) and key.isascii()):
        raise _refused(value, "a PIC", "PIC", "write its nine digits, such as 999977172")
    return key, "string"


def wikidata(value: str) -> tuple[str, str]:
    """A Wikidata item with or without its address."""
    found = _WIKIDATA.fullmatch(value.strip())
    if found is None:
        raise _refused(value, "a Wikidata item", "Wikidata 条目", "write the item's number, such as Q16955")
    return found[1].upper(), "string"


def _iso_7064(digits: str) -> bool:
    """ISO 7064 mod 11-2 over 16 characters, the last one the check character."""
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return digits[15] == ("X" if check == 10 else str(check))


def _refused(value: str, name: str, name_zh: str, remedy: str) -> Refused:
    return Refused(
        f"{value!r} is not {name}",
        f"{value!r} 不是有效的 {name_zh}",
        remedy,
        f"请对照官方网站核对后填写（{remedy.rsplit('such as ', 1)[-1]}）",
    )


def _checksum(value: str, name: str) -> Refused:
    return Refused(
        f"{value!r} fails the checksum of {name}; a character is wrong",
        f"{value!r} 未通过 {name} 校验，有字符写错",
        "compare it with the official page and correct it",
        "请与官方页面核对并更正",
    )
