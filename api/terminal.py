"""Rows, errors and reports enter; tables for people leave, on the console they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.formats import cell
from ontology.errors import CoopgraphError

EMPTY = "–"
CELL_WIDTH = 60
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
) -> None:
    """Print rows as a table; `headings` gives the columns in order and what stands above each."""
    table = Table(
        title=title or None, title_justify="left", title_style="bold", header_style="bold", expand=False
    )
    for heading in headings.values():
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*[Text(_short(row.get(column))) for column in headings])
    console.print(table)


def show_facts(console: Console, facts: Mapping[str, object], headings: Mapping[str, str]) -> None:
    """Print one row on its side: a line for each column that holds something."""
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for column, heading in headings.items():
        if facts.get(column) not in (None, "", [], {}):
            table.add_row(heading, Text(_block(facts[column])))
    console.print(table)


def _short(value: object) -> str:
    """One cell of a table: lists of things by their names, long lists cut with a count that says so."""
    if value in (None, "", [], {}):
        return EMPTY
    if isinstance(value, list | tuple):
        shown = [_named(item) for item in value[:3]]
        more = [f"(+{len(value) - 3})"] if len(value) > 3 else []
        return "\n".join(shown + more)
    return _named(value)


def _block(value: object) -> str:
    if isinstance(value, list | tuple):
        return "\n".join(_named(item) for item in value)
    return _named(value)


def _named(item: object) -> str:
    if isinstance(item, Mapping):
        parts = [cell(part) for part in item.values() if part not in (None, "", [], {})]
        return " · ".join(parts)
    return cell(item)
