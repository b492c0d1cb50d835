"""One page of an answer enters; the rows of it and of all that follow leave, as dataclasses, frames or dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from api.client.described import Column
from api.client.frames import to_pandas, to_polars
from api.client.meta import Meta
from api.client.rows import Row, attribute

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

_SHOWN: Final = 10


@dataclass(frozen=True)
class Answer:
    """One page of an answer, and the way to the pages that follow."""

    meta: Meta
    results: tuple[Row, ...]
    columns: tuple[Column, ...] = field(repr=False)
    after: Callable[[str], Answer] = field(repr=False, compare=False)  # the page that a cursor leads to
    file: Callable[[str], bytes] = field(repr=False, compare=False)  # the whole answer in a form

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.results)

    def __getitem__(self, at: int) -> Row:
        return self.results[at]

    def pages(self) -> Iterator[Answer]:
        """Yield this page and all that follow; they are of one data version, or it says so (DataChangedError)."""
        page = self
        yield page
        while page.meta.next_cursor:
            page = self.after(page.meta.next_cursor)
            yield page

    def iter_results(self) -> Iterator[Row]:
        """Yield the rows of this page and of all that follow."""
        for page in self.pages():
            yield from page.results

    def to_pandas(self, *, whole: bool = True) -> pd.DataFrame:
        """Return the rows as a pandas frame: of all pages from this one on, or (`whole=False`) of this page alone."""
        return to_pandas(self._taken(whole=whole), self.columns, self.meta)

    def to_polars(self, *, whole: bool = True) -> pl.DataFrame:
        """Return the rows as a Polars frame: of all pages from this one on, or (`whole=False`) of this page alone."""
        return to_polars(self._taken(whole=whole), self.columns)

    def to_dicts(self, *, whole: bool = True) -> list[dict[str, Any]]:
        """Return the rows as plain dictionaries."""
        return [
            {one.name: getattr(row, attribute(one.name)) for one in self.columns}
            for row in self._taken(whole=whole)
        ]

    def save(self, path: str | Path) -> Path:
        """Write the whole answer as the service does, in the form of the ending: .csv (for spreadsheets), .jsonl."""
        place = Path(path)
        place.write_bytes(self.file(place.suffix.lower().removeprefix(".")))
        return place

    def _taken(self, *, whole: bool) -> list[Row]:
        return list(self.iter_results() if whole else self.results)

    def _repr_html_(self) -> str:
        """What a notebook shows: what was asked, of which data, and the first rows."""
        plain = [one for one in self.columns if one.kind is not None and not one.many]
        head = "".join(f"<th>{escape(one.name)}</th>" for one in plain)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{_shown(getattr(row, attribute(one.name)))}</td>" for one in plain)
            + "</tr>"
            for row in self.results[:_SHOWN]
        )
        of = len(self.results) if self.meta.total is None else self.meta.total
        told = [self.meta.query.sentence.get("en", ""), self.meta.query.sentence.get("zh", ""),
                f"{min(_SHOWN, len(self))} of {of} rows · data {self.meta.data_version} · as of {self.meta.as_of}"]  # fmt: skip
        said = "<br>".join(escape(one) for one in told if one)
        return f"<p>{said}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _shown(value: object) -> str:
    return "" if value is None else escape(str(value))
