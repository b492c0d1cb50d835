"""Words as people type them enter; comparable forms, and the nearest word there is, leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

# How people name a language at the end of a header; any other BCP 47 tag stands for itself (`name@zh-Hant`).
LANGUAGE_WORDS = {
    "zh": "zh",
    "中文": "zh",
    "中": "zh",
    "汉语": "zh",
    "汉": "zh",
    "chinese": "zh",
    "en": "en",
    "英文": "en",
    "英": "en",
    "英语": "en",
    "english": "en",
}
LANGUAGE_NAMES = {"zh": {"zh": "中文", "en": "英文"}, "en": {"zh": "zh", "en": "en"}}

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_AT = re.compile(r"^(.+?)\s*@\s*(\S+)$")
_PARENTHESES = re.compile(r"^(.+?)\s*\(\s*([^()]+?)\s*\)$")
_IGNORED = re.compile(r"[\s_\-·\u200b\ufeff*]+")


def plain(text: str) -> str:
    """Full-width forms as half-width ones, no blanks around: what a header or a sheet's name says."""
    return unicodedata.normalize("NFKC", text).replace("\ufeff", "").strip()


def comparable(text: str) -> str:
    """A form in which spellings of one header are equal: case, blanks, `_`, `-`, width do not count."""
    return _IGNORED.sub("", plain(text).casefold())


def split_language(header: str) -> tuple[str, str]:
    """The header without its language, and the language's tag: `名称（中文）`, `name@zh-Hant`, `Name (en)`.

    A header without a language at its end comes back whole with ''.
    """
    text = plain(header)
    found = _AT.match(text) or _PARENTHESES.match(text)
    if found is None:
        return text, ""
    word = found.group(2).strip()
    tag = LANGUAGE_WORDS.get(word.casefold())
    if tag is None and _TAG.fullmatch(word):
        first, *rest = word.split("-")
        tag = "-".join([first.lower(), *rest])
    return (found.group(1).strip(), tag) if tag else (text, "")


def with_language(label: str, lang_of_sheet: str, lang: str) -> str:
    """The header of one language's column: 名称（中文） on a Chinese sheet, Name (zh) on an English one."""
    name = LANGUAGE_NAMES[lang_of_sheet].get(lang, lang)
    return f"{label}（{name}）" if lang_of_sheet == "zh" else f"{label} ({name})"


def _begins_alike(form: str, words: Iterable[str]) -> bool:
    """`website` begins with a whole word of `Web address`."""
    return any(
        len(part) > 2 and form.startswith(part) for word in words for part in plain(word).casefold().split()
    )


def nearest(typed: str, known: Iterable[str]) -> str:
    """The known word most like the one typed, or '' where nothing is like it."""
    form = comparable(typed)
    forms: dict[str, list[str]] = {}
    for word in known:
        forms.setdefault(comparable(word), []).append(word)
    found = get_close_matches(form, list(forms), n=1, cutoff=0.75)
    found = found or sorted(
        (other for other in forms if form and form in other), key=lambda other: (len(other), other)
    )
    found = found or get_close_matches(form, list(forms), n=1, cutoff=0.5)
    found = found or sorted(other for other in forms if _begins_alike(form, forms[other]))
    if not found:
        return ""
    # of `signedOn` and `Signed on`, the one that is written more like it
    return max(forms[found[0]], key=lambda word: SequenceMatcher(None, typed, word).ratio())
