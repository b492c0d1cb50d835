"""The rows of a workbook's `about` sheet enter, what the workbook says of itself leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loaders.cleaners import CLEANERS, Refused
from loaders.mistakes import joined
from loaders.templates.headers import comparable, nearest
from ontology.errors import SourceError

# Accepted words of the first column, by the name that the program uses.
ABOUT_ROWS: Mapping[str, Mapping[str, str]] = {
    "name": {"zh": "来源名称", "en": "Source name"},
    "title@zh": {"zh": "标题（中文）", "en": "Title (zh)"},
    "title@en": {"zh": "标题（英文）", "en": "Title (en)"},
    "publisher@zh": {"zh": "发布者（中文）", "en": "Publisher (zh)"},
    "publisher@en": {"zh": "发布者（英文）", "en": "Publisher (en)"},
    "licence": {"zh": "许可", "en": "Licence"},
    "address": {"zh": "网址", "en": "Address"},
    "retrieved": {"zh": "获取日期", "en": "Retrieved"},
    "fictional": {"zh": "虚构（是/否）", "en": "Fictional (yes/no)"},
}
_ALSO = {"license": "licence", "fictional": "fictional", "虚构": "fictional", "title": "title@en"}
_HEADERS = {"zh": ("项目", "内容"), "en": ("Item", "Content")}


@dataclass(frozen=True)
class About:
    """Title, publisher and licence of a user's own workbook."""

    title: Mapping[str, str] = field(default_factory=dict)
    publisher: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    address: str = ""
    retrieved: str = ""
    fictional: bool = False
    name: str = ""  # of the source, where it shall not be that of the file
    file: Path | None = None  # where all this stands; None = nowhere
    sheet: str = ""  # of the workbook, "" = the whole file


def about_header(lang: str) -> tuple[str, str]:
    """The two headers of the sheet."""
    return _HEADERS[lang]


def read_about(rows: Iterable[tuple[int, str, str]], file: str) -> About:
    """From (line, item, content); an unknown item or a wrong value is a SourceError."""
    known = {comparable(name): name for name in ABOUT_ROWS}
    known |= {comparable(text): name for name, texts in ABOUT_ROWS.items() for text in texts.values()}
    known |= {comparable(word): name for word, name in _ALSO.items()}
    found: dict[str, str] = {}
    wrong: list[SourceError] = []
    for line, item, content in rows:
        if not content.strip() or comparable(item) in {comparable(pair[0]) for pair in _HEADERS.values()}:
            continue
        name = known.get(comparable(item))
        if name is None:
            like = nearest(item, known.values())
            unknown = SourceError(
                f"{item!r} is no item of the about sheet" + (f"; the nearest is {like!r}" if like else ""),
                f"“{item}”不是 about 表的项目" + (f"；最接近的是“{like}”" if like else ""),
                file=file,
                line=line,
                value=item,
                remedy=f"use {', '.join(ABOUT_ROWS)}",
                remedy_zh=f"可用：{'、'.join(ABOUT_ROWS)}",
            )
            wrong.append(unknown)
            continue
        try:
            found[name] = _cleaned(name, content, file, line)
        except SourceError as error:
            wrong.append(error)
    if wrong:
        raise joined(wrong)
    return About(
        {lang: found[f"title@{lang}"] for lang in ("zh", "en") if f"title@{lang}" in found},
        {lang: found[f"publisher@{lang}"] for lang in ("zh", "en") if f"publisher@{lang}" in found},
        found.get("licence", ""),
        found.get("address", ""),
        found.get("retrieved", ""),
        found.get("fictional", "") == "true",
        found.get("name", ""),
    )


def _cleaned(name: str, content: str, file: str, line: int) -> str:
    cleaner = {"retrieved": "date", "fictional": "boolean", "address": "url"}.get(name, "text")
    try:
        return CLEANERS[cleaner](content)[0]
    except Refused as refused:
        raise SourceError(
            refused.reason,
            refused.reason_zh,
            file=file,
            line=line,
            column=name,
            value=content,
            remedy=refused.remedy,
            remedy_zh=refused.remedy_zh,
        ) from None
