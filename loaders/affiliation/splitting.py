"""An affiliation string enters; its groups of parts leave, cleaned of what names no organisation: addresses of people, signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from loaders.affiliation.wording import Wording
from loaders.matching.lexicon import sound
from loaders.matching.names import fold

LONGEST: Final = 2_000  # characters that are read; what is beyond is told as left out
_PARTS: Final = 60
_MAIL: Final = re.compile(r"[^\s,;，；:：()（）<>]{1,64}@[^\s,;，；()（）<>]{1,255}")
_WEB: Final = re.compile(r"\b(?:https?://|www\.)[^\s,;，；]{1,300}", re.I)
_ORCID: Final = re.compile(r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dXx]\b")
_GROUPS: Final = re.compile(r"[;；\n\r|‖]+|(?<!\w)(?:and|und|et|y|e|及|以及)\s+(?=\d{1,2}[)\].\s])")
# 1 Dept …, 2 Dept …; (a) …; [2] …; 1) …: what numbers the affiliations of a paper
_MARK: Final = (
    r"(?:(?<=^)|(?<=[\s,，.。;]))[(\[（【]?\s*{mark}\s*(?:[)\]）】.、．](?!\d)|\s(?=\S)|(?=[A-Z一-鿿]))"
)
_MARKS: Final = (tuple("123456789"), tuple("abcdefgh"))
_PART: Final = re.compile(r"[,，、。]+|\s[-–—/·]\s|\t")
_BRACKETED: Final = re.compile(r"[(（\[【]([^()（）\[\]【】]{2,200})[)）\]】]")
_LEADING: Final = re.compile(r"^[\W_]*(?:(?:[a-h]|\d{1,2})[)\]）】][\W_]*)?")
_GLUED: Final = re.compile(r"^\d{1,2}(?=[^\W\d]{3})")  # 2Department: a figure that numbers


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that belong together: what stands between two separators of institutions."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """A string taken apart."""

    groups: tuple[Group, ...]
    cut: int  # characters that were not read
    dropped: int  # addresses of people and other noise that were taken out


def split(text: str, wording: Wording) -> Split:
    """Take a string apart."""
    cut = max(0, len(text) - LONGEST)
    cleaned = _visible(unicodedata.normalize("NFKC", _superscripts(text[:LONGEST])))[:LONGEST]
    dropped = 0
    for noise in (_MAIL, _WEB, _ORCID):
        cleaned, many = noise.subn(" ", cleaned)
        dropped += many
    groups: list[Group] = []
    left = _PARTS
    for piece in _GROUPS.split(cleaned):
        for numbered in _numbered(piece):
            parts, noisy = _parts(numbered, wording)
            dropped += noisy
            if parts and left > 0:
                groups.append(Group(tuple(parts[:left])))
                left -= len(parts)
    return Split(tuple(groups), cut, dropped)


def _numbered(text: str) -> list[str]:
    """Split where numbers count up from one, in order; a text that does not begin with the first is one piece."""
    for marks in _MARKS:
        first = re.match(
            r"[\s(\[（【]*" + marks[0] + r"\s*(?:[)\]）】.、．](?!\d)|\s(?=[^\W\d])|(?=[A-Z一-鿿]))", text
        )
        if first is None or (marks[0] == "a" and not first[0].strip().endswith((")", "]", "）", "】", "."))):
            continue
        pieces, begin = [], first.end()
        for mark in marks[1:]:
            found = re.compile(_MARK.format(mark=mark)).search(text, begin)
            if found is None:
                break
            pieces.append(text[begin : found.start()])
            begin = found.end()
        return [*pieces, text[begin:]]
    return [text]


def _superscripts(text: str) -> str:
    """¹ and the like number affiliations: a separator, which normalising would make a plain figure."""
    if text.isascii():
        return text
    return "".join(
        "; " if unicodedata.category(sign) == "No" and sign.isdigit() and sign not in "0123456789" else sign
        for sign in text
    )


def _visible(text: str) -> str:
    """Without signs that nobody sees: control, zero width, direction; line ends stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign
        if sign == "\n" or unicodedata.category(sign)[0] != "C"
        else ""
        if sign != "\t" and sign != "\r"
        else " "
        for sign in text
    )


def _parts(text: str, wording: Wording) -> tuple[list[str], int]:
    inner: list[str] = []

    def out(found: re.Match[str]) -> str:
        inner.append(found[1])
        return " "

    found: list[str] = []
    noisy = 0
    # what stands in brackets is said again or says where: a part of its own, after the one that it stands in
    for raw in _PART.split(text):
        inner.clear()
        outer = _BRACKETED.sub(out, raw)
        for piece in (raw, *inner) if inner and len(outer.split()) > 0 else (raw,):
            kept = _LEADING.sub("", piece).strip(" .:-–—*†‡§¶#_'\"“”")
            if (glued := _GLUED.match(kept)) and _numbers_a_unit(kept[glued.end() :], wording):
                kept = kept[glued.end() :]
            if not kept or not any(sign.isalpha() for sign in kept):
                continue
            if _is_noise(kept, wording):
                noisy += 1
                continue
            found.append(kept)
    return found, noisy


def _numbers_a_unit(rest: str, wording: Wording) -> bool:
    """Whether a word for a unit follows; some signs leave no word at all."""
    said = fold(rest).split()
    return bool(said) and sound(said[0]) in wording.unit


def _is_noise(part: str, wording: Wording) -> bool:
    first = fold(part[:40]).strip().replace("：", ":").partition(":")[0].split()
    chinese = (word for word in wording.noise if not word.isascii())
    return bool(first) and (first[0].strip(".") in wording.noise or any(word in first[0] for word in chinese))
