"""Free text enters, text in one canonical form leaves: NFC, single spaces, no control characters."""

from __future__ import annotations

import re
from unicodedata import is_normalized, normalize

from loaders.cleaners.refusal import Refused, absent

# C0 and C1 controls except the white space ones; lone surrogates cannot be written as UTF-8 at all, U+FFFE and U+FFFF not as XML
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# white space that nobody types: alone in a cell it is no empty cell
_ODD = re.compile(r"[\x0b\x0c\x1c-\x1f\ufeff\u200b]")
_IN_KEYS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
BLANKS = " \t\r\n\xa0\u3000"  # what people type around a word
_SPACES = re.compile(r"[\s\x1c-\x1f\ufeff\u200b]+")
_NOTHING = frozenset(
    {"-", "--", "---", "—", "–", "/", ".", "n/a", "na", "n.a.", "none", "null", "nil", "无", "暂无", "不详"}
)
_NO_POSTCODE = re.compile(r"(p\.?\s?m\.?\s?b|p\.?\s?o\.?\s?b(ox)?|b\.?\s?p|cs|cedex)\b", re.IGNORECASE)
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")


def text(value: str) -> tuple[str, str]:
    """Any text; runs of white space (also of U+00A0 and U+3000) become one space."""
    # nearly all texts are clean already: `isprintable` is false for every control and every odd space
    if value.isprintable() and "  " not in value and value[:1] != " " and value[-1:] != " ":
        return value if is_normalized("NFC", value) else normalize("NFC", value), "string"
    found = _CONTROL.search(value)
    if found:
        raise _invisible(found[0])
    cleaned = normalize("NFC", _SPACES.sub(" ", value).strip(" "))
    if not cleaned and (found := _ODD.search(value)):
        raise _invisible(found[0])
    return cleaned, "string"


def key(value: str) -> str:
    """The text of a key without blanks around it; a control character inside would make another thing of it."""
    stripped = value.strip(BLANKS)
    if not stripped.isprintable() and (found := _IN_KEYS.search(stripped)):
        raise _invisible(found[0])
    return stripped


def _invisible(character: str) -> Refused:
    return Refused(
        f"the text holds the control character U+{ord(character):04X}",
        f"文本含有控制字符 U+{ord(character):04X}",
        "delete the invisible character; it often comes from a wrong encoding or a copied PDF",
        "删除该不可见字符；它通常来自错误的编码或从 PDF 复制的内容",
    )


def filled(value: str) -> tuple[str, str]:
    """Text in a column where people write '-' or 'N/A' for nothing."""
    cleaned = text(value)
    if cleaned[0].casefold() in _NOTHING:
        raise absent(value)
    return cleaned


def postcode(value: str) -> tuple[str, str]:
    """A postal code; a word ('EIRE'), a private bag ('PMB CT173') or zeros only are none."""
    cleaned = filled(value)
    code = cleaned[0]
    if not any("1" <= char <= "9" for char in code) or _NO_POSTCODE.match(code):
        raise absent(value)
    return cleaned


def language(value: str) -> tuple[str, str]:
    """A language tag in its usual spelling: zh, en, zh-Hant, pt-BR."""
    found = _TAG.fullmatch(value.strip())
    if found is None:
        raise Refused(
            f"{value!r} is not a language tag",
            f"{value!r} 不是语言标签",
            "write a tag such as zh, en or zh-Hant",
            "请写成 zh、en 或 zh-Hant 这样的标签",
        )
    word, script, region = found.groups()
    parts = [word.lower(), script.capitalize() if script else "", region.upper() if region else ""]
    return "-".join(part for part in parts if part), "string"
