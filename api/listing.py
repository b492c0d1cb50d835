"""Rows that no question of the graph gives, and the form that is wanted, enter; text on stdout or a workbook leaves.

What is loaded, what was refused and what changed stand in the home's own files, so they are told where no graph runs. They
take the forms that answers take: what an answer may be written as, this may be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.deps import Desk
from api.formats import Book, Form, written
from api.words import catalogue, word
from ontology.errors import UsageError
from ontology.model import default_model
from ontology.statements import VERSION_FILE
from ontology.terms import SOURCE, mint

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """Rows under the name of the command that lists them."""

    name: str
    question: Mapping[str, str]  # what they answer, in each language
    columns: Sequence[str]
    rows: Sequence[Row]
    meta: Row = field(default_factory=dict)
    params: Row = field(default_factory=dict)  # what was asked for
    canon: Path | None = None  # the data version that they are of
    words: str = ""  # what stands before a column's name in the catalogue of words

    def heading(self, column: str, lang: str) -> str:
        """What stands above a column."""
        found = [key for key in (self.words + column, column) if key in catalogue()]
        return word(found[0], lang) if found else column.replace("_", " ")


def put(desk: Desk, listing: Listing, form: Form | Book) -> None:
    """Print rows in a form for programs, or write them as a workbook that says of which data they are."""
    if not isinstance(form, Book):
        for text in written(form, listing.rows, listing.columns, listing.meta):
            desk.print(text)
        return
    from api.workbook import SOURCES, workbook  # noqa: PLC0415 - only a workbook waits for its library

    version, sources = _of(listing.canon)
    meta = {"total": len(listing.rows), **listing.meta, "data_version": version, SOURCES: sources}
    if listing.params:
        meta["params"] = listing.params
    bound(desk, form, workbook(listing, listing.rows, listing.columns, meta), len(listing.rows))


def bound(desk: Desk, book: Book, content: bytes, rows: int, total: int = 0) -> None:
    """Write a workbook where it is wanted, and say so; `total`: how many rows there are, where these may be fewer."""
    try:
        book.path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            f"the file cannot be written: {error.strerror}", f"无法写入文件：{error.strerror}", where=str(book.path),
            remedy="name another file, or make room", remedy_zh="请更换文件位置，或腾出空间",
        ) from error  # fmt: skip
    of, of_zh = (f" of {total:,}", f"（共 {total:,} 行）") if rows < total else ("", "")
    desk.say(f"{rows:,}{of} rows → {book.path}", f"{rows:,} 行{of_zh} → {book.path}")


def _of(canon: Path | None) -> tuple[str, list[Row]]:
    """The data version, and the sources that it is made of with their licences."""
    if canon is None:
        return "", []
    told = json.loads((canon / VERSION_FILE).read_text("utf-8"))
    known = default_model().classes[SOURCE]
    rows: list[Row] = [
        {
            "source": mint(known.prefix or "", known.key_scheme, name),
            "label": _both(one.get("title", {})),
            "publisher": _both(one.get("publisher", {})),
            "licence": one.get("licence", ""),
            "address": one.get("url", ""),
            "retrieved": one.get("retrieved", ""),
        }
        for name, one in sorted(told["sources"].items())
    ]
    return str(told["data_version"]), rows


def _both(text: Mapping[str, str]) -> str:
    return " · ".join(dict.fromkeys(filter(None, (text.get("en", ""), text.get("zh", "")))))
