"""A number or truth value as people and machines write it enters, the canonical lexical form leaves."""

from __future__ import annotations

import re
from unicodedata import normalize

from loaders.cleaners.refusal import Refused

_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:[.,]([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_INTEGER = re.compile(r"([+-]?)0*([0-9]+)")
_TRUE = frozenset({"true", "1", "yes", "y", "是", "t"})
_FALSE = frozenset({"false", "0", "no", "n", "否", "f"})


def decimal(value: str) -> tuple[str, str]:
    """A decimal with '.' or ',' as its mark; what could be read in two ways is refused."""
    if value.isdigit() and value.isascii() and value[0] != "0":
        return value, "decimal"
    written = normalize("NFKC", value).strip().replace("\u2212", "-")
    if "." in written and "," in written:
        raise Refused(
            f"{value!r} has both '.' and ','; which of them is the decimal mark is a guess",
            f"{value!r} 同时含有“.”和“,”，无法确定哪个是小数点",
            "remove the thousands separators and keep one decimal mark",
            "去掉千位分隔符，只保留一个小数点",
        )
    if _THOUSANDS.fullmatch(written):
        raise Refused(
            f"{value!r} can be read as a decimal or as thousands",
            f"{value!r} 既可读作小数，也可读作千位分隔",
            "write 1234 or 1.234",
            "请写成 1234 或 1.234",
        )
    found = _DECIMAL.fullmatch(written)
    if found is None or not (found[2] or found[3]):
        raise Refused(
            f"{value!r} is not a number",
            f"{value!r} 不是数字",
            "write digits with at most one decimal mark, without a currency or spaces",
            "只写数字，最多一个小数点，不带货币符号和空格",
        )
    return _canonical(found[1], found[2], found[3] or "", int(found[4] or 0)), "decimal"


def _canonical(sign: str, whole: str, fraction: str, exponent: int) -> str:
    """No exponent, no leading or trailing zeros; done on the digits, since a float would change them."""
    digits, point = whole + fraction, len(whole) + exponent
    if point <= 0:
        digits, point = "0" * (1 - point) + digits, 1
    elif point > len(digits):
        digits += "0" * (point - len(digits))
    left, right = digits[:point].lstrip("0") or "0", digits[point:].rstrip("0")
    number = f"{left}.{right}" if right else left
    return f"-{number}" if sign == "-" and number != "0" else number


def integer(value: str) -> tuple[str, str]:
    """A whole number."""
    found = _INTEGER.fullmatch(normalize("NFKC", value).strip().replace("\u2212", "-"))
    if found is None:
        raise Refused(
            f"{value!r} is not a whole number",
            f"{value!r} 不是整数",
            "write digits only; a range or an estimate belongs into the note",
            "只写数字；范围或估计值请写入备注",
        )
    sign, digits = found.groups()
    return f"-{digits}" if sign == "-" and digits != "0" else digits, "integer"


def boolean(value: str) -> tuple[str, str]:
    """Yes or no; an empty cell is neither."""
    word = normalize("NFKC", value).strip().casefold()
    if word in _TRUE:
        return "true", "boolean"
    if word in _FALSE:
        return "false", "boolean"
    raise Refused(
        f"{value!r} is neither yes nor no",
        f"{value!r} 既不是“是”也不是“否”",
        "write true or false (是 or 否); leave the cell empty if it is not known",
        "请写 true 或 false（是 或 否）；不知道就留空",
    )
