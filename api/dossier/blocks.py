"""Nothing enters; the few kinds of block that a document is made of leave: HTML and DOCX are two ways to write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.pages.timeline import Timeline


@dataclass(frozen=True)
class Cell:
    """One cell of a table; a status is coloured and says itself in words too."""

    text: str
    status: str = ""
    link: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph: plain, note, quote, warn or code."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True)
class Heading:
    """A heading within a part."""

    text: str
    status: str = ""
    word: str = ""  # of the status


@dataclass(frozen=True)
class Table:
    """A table; `widths` are shares of the page's width."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    tall: bool = False  # rows have room to write in by hand


@dataclass(frozen=True)
class Facts:
    """Names with their values, one a line."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Drawing:
    """A time axis; where it cannot be drawn, the table that goes with it says the same."""

    timeline: Timeline
    titles: tuple[str, ...]  # of the lanes
    labels: tuple[tuple[str, ...], ...]  # of the bars, lane by lane


Block = Text | Heading | Table | Facts | Drawing


@dataclass(frozen=True)
class Part:
    """One numbered part of a document."""

    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole document in one language."""

    lang: str
    title: str
    subject: str
    banner: str
    note: str
    foot: str
    parts: tuple[Part, ...]


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell | str]],
    widths: Sequence[int] = (),
    *,
    tall: bool = False,
) -> Table:
    """Return a table; a text stands for a cell with it."""
    return Table(
        tuple(headings),
        tuple(tuple(one if isinstance(one, Cell) else Cell(one) for one in row) for row in rows),
        tuple(widths),
        tall,
    )
