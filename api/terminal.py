"""Rows, errors and reports enter; tables for people leave, on the console they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.values import lines, told
from ontology.errors import CoopgraphError

EMPTY = "–"
FICTIONAL = {"en": "fictional", "zh": "虚构"}


def said(value: object, lang: str) -> str:
    """Return one text of a value that may be {en, zh}."""
    if isinstance(value, Mapping):
        return str(value.get(lang) or value.get("en") or next(iter(value.values()), ""))
    return str(value)


def show_error(console: Console, error: CoopgraphError, lang: str) -> None:
    """Print an error: its kind, where it happened, and what to do."""
    title = error.title_zh if lang == "zh" else error.title
    # not folded: a command that the message names can then be copied whole
    console.print(
        Text(f"{title}: ", style="bold red") + Text(error.message(lang)), highlight=False, soft_wrap=True
    )


def show_rows(
    console: Console,
    rows: Sequence[Mapping[str, object]],
    headings: Mapping[str, str],
    *,
    title: str = "",
    lang: str = "en",
    spoken: bool = True,
) -> None:
    """Print rows as a table; `headings` gives the columns in order and what stands above each.

    Codes are said in words, but where rows are texts already (`spoken` false): what is to be typed must stand as it is.
    """
    table = Table(
        title=title or None, title_justify="left", title_style="bold", header_style="bold", expand=False
    )
    for heading in headings.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(
            *[
                Text(_short(row.get(column), lang, column) if spoken else str(row.get(column) or EMPTY))
                for column in headings
            ]
        )
    console.print(table)


def show_facts(
    console: Console, facts: Mapping[str, object], headings: Mapping[str, str], *, lang: str = "en"
) -> None:
    """Print one row on its side: a line for each column that holds something."""
    show_pairs(
        console,
        {
            heading: "\n".join(lines(facts[column], lang, column))
            for column, heading in headings.items()
            if facts.get(column) not in (None, "", [], {})
        },
    )


def show_pairs(console: Console, pairs: Mapping[str, str]) -> None:
    """Print texts under each other, each after its heading."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for heading, text in pairs.items():
        table.add_row(heading, Text(text))
    if pairs:
        console.print(table)


def _short(value: object, lang: str, column: str) -> str:
    """One cell of a table: lists of things by their names, long lists cut with a count that says so."""
    if value in (None, "", [], {}):
        return EMPTY
    shown = lines(value, lang, column)
    if len(shown) == 1 and isinstance(value, list | tuple) and len(value) > 3:
        numbers = all(isinstance(one, int) for one in value)
        return shown[0] if numbers else f"{told(value[:3], lang, column)} (+{len(value) - 3})"
    return "\n".join(shown[:3] + ([f"(+{len(shown) - 3})"] if len(shown) > 3 else []))
